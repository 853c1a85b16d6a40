/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-address.h"
#include "sotto-hash.h"
#include "sotto-keys.h"

G_BEGIN_DECLS

/* The coin of an address record: ether, and that of another chain of the same kind (ENSIP-11). */
#define SOTTO_ENS_COIN_ETHER 60u
#define SOTTO_ENS_COIN_CHAIN(chain_id) (0x80000000u | (guint32) (chain_id))

/* (transfer none): 20 bytes: where names are resolved, on the main chain and on Sepolia; and where
 * it says who owns which name. */
const guint8 *sotto_ens_get_universal_resolver (void);
const guint8 *sotto_ens_get_registry (void);

/* What a resolver is asked about the node of a name. All (transfer full). */
GBytes *sotto_ens_call_address (const SottoHash *node) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sotto_ens_call_address_of_coin (const SottoHash *node,
                                        guint32 coin) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sotto_ens_call_content_hash (const SottoHash *node) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sotto_ens_call_text (const SottoHash *node, const char *key) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sotto_ens_call_public_key (const SottoHash *node) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sotto_ens_call_name (const SottoHash *node) G_GNUC_WARN_UNUSED_RESULT;

/* What the registry is asked: who resolves a node, and whose it is. (transfer full) */
GBytes *sotto_ens_call_resolver (const SottoHash *node) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sotto_ens_call_owner (const SottoHash *node) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (nullable): what the universal resolver is asked, to put one of the calls above
 * to whoever resolves @name, which is in its normal form; %NULL if it is no name. */
GBytes *sotto_ens_call_resolve (const char *name, GBytes *call) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): what it is asked for the name of an address. It checks itself that the name
 * points back to it. */
GBytes *sotto_ens_call_reverse (const guint8 address[SOTTO_ADDRESS_LENGTH],
                                guint32 coin) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (nullable): what the resolver answered, within what the universal one did. */
GBytes *sotto_ens_result_resolve (GBytes *result) G_GNUC_WARN_UNUSED_RESULT;

/* The same of a resolver that is asked so itself (ENSIP-10). */
GBytes *sotto_ens_result_wide (GBytes *result) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (nullable): the name that sotto_ens_call_reverse () found, if it is in its normal
 * form; everything else is as good as none. */
char *sotto_ens_result_reverse (GBytes *result) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (nullable): the same of sotto_ens_call_name (), which nobody has checked. */
char *sotto_ens_result_dup_name (GBytes *result) G_GNUC_WARN_UNUSED_RESULT;

/* Where a name points to, of either call for it; FALSE for none, which is also the zero address. */
gboolean sotto_ens_result_get_address (GBytes *result, guint8 address[SOTTO_ADDRESS_LENGTH])
  G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_ens_result_get_address_of_coin (GBytes *result, guint8 address[SOTTO_ADDRESS_LENGTH])
  G_GNUC_WARN_UNUSED_RESULT;

/* The key that a name says to belong to, which is the chat key of names of Status; FALSE for none.
 */
gboolean sotto_ens_result_get_public_key (GBytes *result,
                                          SottoPublicKey *key) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (nullable): the content hash, in bytes, or %NULL for none. */
GBytes *sotto_ens_result_dup_content_hash (GBytes *result) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
