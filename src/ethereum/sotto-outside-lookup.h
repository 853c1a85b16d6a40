/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-abi.h"

G_BEGIN_DECLS

/* How long may be what is asked for outside of the chain and what is answered, how many gateways
 * are asked for it, and how often a contract may ask for another one. */
#define SOTTO_OUTSIDE_MAX_BYTES (256 * 1024)
#define SOTTO_OUTSIDE_MAX_GATEWAYS 8
#define SOTTO_OUTSIDE_MAX_ROUNDS 4

/**
 * SottoOutsideRules:
 * @SOTTO_OUTSIDE_RULES_STRICT: `https:` on the Internet, and nothing else
 * @SOTTO_OUTSIDE_RULES_LOOPBACK: also `http:` on this computer, for tests
 *
 * Which gateways are asked.
 */
typedef enum
{
  SOTTO_OUTSIDE_RULES_STRICT,
  SOTTO_OUTSIDE_RULES_LOOPBACK,
} SottoOutsideRules;

/**
 * SottoOutsideLookup:
 * @sender: 20 bytes: the contract that asks for it
 * @urls: (array zero-terminated=1): addresses of gateways in the order they are tried
 * @call_data: what they are asked
 * @callback: the first 4 bytes of the call that takes their answer
 * @extra_data: what that call takes besides
 *
 * What a contract wants to have fetched from outside of the chain (ERC-3668). Whoever fetches it
 * tells the gateway its network address and the name that is asked for.
 */
typedef struct
{
  guint8 sender[SOTTO_ADDRESS_LENGTH];
  char **urls;
  GBytes *call_data;
  guint8 callback[SOTTO_ABI_SELECTOR_LENGTH];
  GBytes *extra_data;
} SottoOutsideLookup;

/* Whether @revert_data asks for something from outside of the chain, in whatever form. */
gboolean sotto_outside_lookup_is_asked (GBytes *revert_data);

/**
 * sotto_outside_lookup_parse:
 * @revert_data: what a call failed with, from anywhere
 * @contract: 20 bytes: what was called
 * @rules: which gateways are kept
 *
 * Returns: (transfer full) (nullable): what it wants to have fetched; %NULL if it failed for
 * another reason, or asks for another contract, or names no gateway that would be asked
 */
SottoOutsideLookup *sotto_outside_lookup_parse (GBytes *revert_data,
                                                const guint8 contract[SOTTO_ADDRESS_LENGTH],
                                                SottoOutsideRules rules) G_GNUC_WARN_UNUSED_RESULT;
void sotto_outside_lookup_free (SottoOutsideLookup *lookup);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoOutsideLookup, sotto_outside_lookup_free)

/**
 * sotto_outside_lookup_make_url:
 * @lookup: a lookup
 * @index: which of its gateways
 * @has_data: (out): whether the address says all, and GET is the method; otherwise
 * sotto_outside_lookup_make_body () is posted to it
 *
 * Returns: (transfer full): where to ask
 */
char *sotto_outside_lookup_make_url (const SottoOutsideLookup *lookup,
                                     guint index,
                                     gboolean *has_data) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): JSON. */
char *sotto_outside_lookup_make_body (const SottoOutsideLookup *lookup) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): the call that hands @answer, the bytes that a gateway gave, to the contract. */
GBytes *sotto_outside_lookup_make_callback (const SottoOutsideLookup *lookup,
                                            GBytes *answer) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
