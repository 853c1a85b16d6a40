/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-address.h"

G_BEGIN_DECLS

/* Digits at each end that an address has in common with one that it was made to be taken for. */
#define SOTTO_LOOK_ALIKE_DIGITS 3

/**
 * SottoNameLook:
 * @SOTTO_NAME_LOOK_PLAIN: nothing to say
 * @SOTTO_NAME_LOOK_DIGITS: a 0 or 1 stands beside letters, where one would read an o or an l
 * @SOTTO_NAME_LOOK_SCRIPT: characters that look like Latin letters and are none
 * @SOTTO_NAME_LOOK_INVISIBLE: characters that are not seen
 *
 * What may make one take a name for another; flags.
 */
typedef enum
{
  SOTTO_NAME_LOOK_PLAIN = 0,
  SOTTO_NAME_LOOK_DIGITS = 1 << 0,
  SOTTO_NAME_LOOK_SCRIPT = 1 << 1,
  SOTTO_NAME_LOOK_INVISIBLE = 1 << 2,
} SottoNameLook;

/**
 * sotto_look_alike_address:
 * @address: 20 bytes: where something is to go
 * @known: addresses of 20 bytes each, one after the other: contacts, own accounts, former
 * recipients
 * @n_known: how many
 *
 * Finds the address that @address was made to be taken for: one that is not equal, but has the same
 * %SOTTO_LOOK_ALIKE_DIGITS hexadecimal digits, or more, at each end. Nobody is warned about an
 * address that is known itself.
 *
 * Returns: its place among @known, the most alike one; -1 if there is none
 */
gssize sotto_look_alike_address (const guint8 address[SOTTO_ADDRESS_LENGTH],
                                 const guint8 *known,
                                 gsize n_known);

/* What sotto_look_alike_address () may find for @address, and @address itself, lies between @first
 * and @last, 20 bytes each and both included: for whoever has the known ones in order. */
void sotto_look_alike_get_range (const guint8 address[SOTTO_ADDRESS_LENGTH],
                                 guint8 first[SOTTO_ADDRESS_LENGTH],
                                 guint8 last[SOTTO_ADDRESS_LENGTH]);

/* What there is to see in @name, which is UTF-8 as somebody typed or sent it. */
SottoNameLook sotto_look_alike_name_look (const char *name);

/* (transfer full): what one reads when one reads @name quickly: the same for names that look the
 * same. It is only ever compared. */
char *sotto_look_alike_skeleton (const char *name) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer none) (nullable): the one of @known that @name, which is not among them, would be taken
 * for. */
const char *sotto_look_alike_name (const char *name, const char *const *known);

G_END_DECLS
