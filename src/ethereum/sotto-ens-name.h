/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-address.h"
#include "sotto-hash.h"

G_BEGIN_DECLS

/* In bytes: of a label, and of a name with its dots. */
#define SOTTO_ENS_MAX_LABEL 63
#define SOTTO_ENS_MAX_NAME 253

/**
 * sotto_ens_name_normalize:
 * @text: what somebody typed
 * @error: return location for %SOTTO_ETHEREUM_ERROR_MALFORMED (no name) and
 * %SOTTO_ETHEREUM_ERROR_UNSUPPORTED (a name that could only be guessed), with a message for people
 *
 * Takes names of labels of a to z, 0 to 9 and hyphens, with underscores only in front, in any case.
 * Everything else would need the tables of ENSIP-15: hashing a name that is not in its normal form
 * sends money to another one's owner.
 *
 * Returns: (transfer full): the name as it is hashed, or %NULL
 */
char *sotto_ens_name_normalize (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The node of a normal name (EIP-137); that of "" is 32 zero bytes. */
void sotto_ens_name_hash (const char *name, SottoHash *node);

/* (transfer full) (nullable): the name as resolvers take it, a length before each label and a zero
 * at the end; %NULL if a label is empty or too long. */
GBytes *sotto_ens_name_to_dns (const char *name) G_GNUC_WARN_UNUSED_RESULT;

/* The node at which an address says its name (EIP-181). */
void sotto_ens_reverse_hash (const guint8 address[SOTTO_ADDRESS_LENGTH], SottoHash *node);

G_END_DECLS
