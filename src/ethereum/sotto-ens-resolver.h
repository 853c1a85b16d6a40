/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-chain.h"
#include "sotto-content-hash.h"
#include "sotto-ens-call.h"
#include "sotto-ens-error.h"
#include "sotto-outside-gateway.h"

G_BEGIN_DECLS

/* For how many seconds an answer counts: where a name leads, what an address is called, and that
 * there is no answer. */
#define SOTTO_ENS_KEEP_FORWARD (60 * 60)
#define SOTTO_ENS_KEEP_REVERSE (24 * 60 * 60)
#define SOTTO_ENS_KEEP_NEGATIVE (10 * 60)

/**
 * SottoEnsFlags:
 * @SOTTO_ENS_NONE: for what is shown beside other things
 * @SOTTO_ENS_FRESH: past what was kept: for what is going to be signed
 * @SOTTO_ENS_OUTSIDE: servers outside of the chain may be asked, if any may: for what a person
 * typed or opened
 *
 * How an answer is come by.
 */
typedef enum
{
  SOTTO_ENS_NONE = 0,
  SOTTO_ENS_FRESH = 1 << 0,
  SOTTO_ENS_OUTSIDE = 1 << 1,
} SottoEnsFlags;

/**
 * SottoEnsResolver:
 *
 * Where names of the Ethereum Name Service lead, and what addresses are called. The chain says so,
 * which is always the main one (or Sepolia, for tests), whatever network a payment is for. Errors
 * are of #SottoEnsError, of #SottoEthereumError for what is no name, and of #SottoChainError if
 * nobody can be asked; their messages are for people.
 */
#define SOTTO_TYPE_ENS_RESOLVER (sotto_ens_resolver_get_type ())
G_DECLARE_FINAL_TYPE (SottoEnsResolver, sotto_ens_resolver, SOTTO, ENS_RESOLVER, GObject)

SottoEnsResolver *sotto_ens_resolver_new (SottoChain *chain,
                                          SottoClock *clock) G_GNUC_WARN_UNUSED_RESULT;

/* Who is asked from now on. What another chain said is forgotten. */
void sotto_ens_resolver_set_chain (SottoEnsResolver *self, SottoChain *chain);

/* (nullable): what may ask outside of the chain; nothing may before that. */
void sotto_ens_resolver_set_gateway (SottoEnsResolver *self, SottoOutsideGateway *gateway);

/* Forgets all that was kept. */
void sotto_ens_resolver_forget (SottoEnsResolver *self);

/**
 * sotto_ens_resolver_get_address_async:
 * @self: a resolver
 * @name: what somebody typed
 * @coin: %SOTTO_ENS_COIN_ETHER, or SOTTO_ENS_COIN_CHAIN () of another network
 * @flags: how the answer is come by
 * @cancellable: (nullable): ends it
 * @callback: told the end
 * @user_data: for @callback
 *
 * Looks up where a name leads. The name is not the address: a person has to see both, and what is
 * signed is asked for again with %SOTTO_ENS_FRESH.
 */
void sotto_ens_resolver_get_address_async (SottoEnsResolver *self,
                                           const char *name,
                                           guint32 coin,
                                           SottoEnsFlags flags,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);

/* Never the zero address, which is %SOTTO_ENS_ERROR_NOT_SET. */
gboolean sotto_ens_resolver_get_address_finish (SottoEnsResolver *self,
                                                GAsyncResult *result,
                                                guint8 address[SOTTO_ADDRESS_LENGTH],
                                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_ens_resolver_get_content_async:
 * @self: a resolver
 * @name: what somebody typed
 * @flags: how the answer is come by
 * @cancellable: (nullable): ends it
 * @callback: told the end
 * @user_data: for @callback
 *
 * Looks up what a name leads to in networks of files.
 */
void sotto_ens_resolver_get_content_async (SottoEnsResolver *self,
                                           const char *name,
                                           SottoEnsFlags flags,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);
gboolean sotto_ens_resolver_get_content_finish (SottoEnsResolver *self,
                                                GAsyncResult *result,
                                                SottoContentHash *content,
                                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_ens_resolver_get_key_async:
 * @self: a resolver
 * @name: what somebody typed
 * @flags: how the answer is come by
 * @cancellable: (nullable): ends it
 * @callback: told the end
 * @user_data: for @callback
 *
 * Looks up the public key that a name says to be of, which is the chat key for names of Status.
 */
void sotto_ens_resolver_get_key_async (SottoEnsResolver *self,
                                       const char *name,
                                       SottoEnsFlags flags,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean sotto_ens_resolver_get_key_finish (SottoEnsResolver *self,
                                            GAsyncResult *result,
                                            SottoPublicKey *key,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_ens_resolver_get_name_async:
 * @self: a resolver
 * @address: 20 bytes
 * @flags: how the answer is come by
 * @cancellable: (nullable): ends it
 * @callback: told the end
 * @user_data: for @callback
 *
 * Looks up what an address calls itself, and believes it only if that name leads back to it.
 */
void sotto_ens_resolver_get_name_async (SottoEnsResolver *self,
                                        const guint8 address[SOTTO_ADDRESS_LENGTH],
                                        SottoEnsFlags flags,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);

/* (transfer full): in its normal form. */
char *sotto_ens_resolver_get_name_finish (SottoEnsResolver *self,
                                          GAsyncResult *result,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
