/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Names of recipients. They are on the first layer whatever network is sent on; a name may have an
 * address of its own for another network, which is asked for first (ENSIP-9, ENSIP-11). */

#include "sotto-wallet-names.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sotto-ens-name.h"
#include "sotto-ens-resolver.h"
#include "sotto-wallet-chains.h"
#include "sotto-wallet-networks.h"
#include "sotto-wallet-private.h"

#define MAIN_CHAIN 1
#define SEPOLIA_CHAIN 11155111

/**
 * Search:
 * @found: what is known by now; its name is
 * @expected: (nullable): what was found before
 * @chain_id: where something is going to be sent
 * @flags: how it is looked up
 */
typedef struct
{
  SottoWalletName *found;
  SottoWalletName *expected;
  guint64 chain_id;
  SottoEnsFlags flags;
} Search;

static void
search_free (gpointer data)
{
  Search *search = data;

  g_clear_pointer (&search->found, sotto_wallet_name_free);
  g_clear_pointer (&search->expected, sotto_wallet_name_free);
  g_free (search);
}

static gboolean
has_own_names (guint64 chain_id)
{
  return chain_id == MAIN_CHAIN || chain_id == SEPOLIA_CHAIN;
}

/* Numbers of coins have 31 bits for the chain (ENSIP-11). */
static gboolean
has_coin (guint64 chain_id)
{
  return chain_id < 0x80000000u;
}

/* (transfer none) (nullable): who answers for @chain_id. */
static SottoEnsResolver *
get_resolver (SottoWallet *self, guint64 chain_id, GError **error)
{
  guint64 main_id = chain_id == SEPOLIA_CHAIN ? SEPOLIA_CHAIN : MAIN_CHAIN;
  SottoWalletNetwork *network = sotto_wallet_find_network (self, main_id);
  SottoChain *chain;

  if (network == NULL)
    {
      g_set_error_literal (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_NETWORK,
                           _ ("Names are looked up on Ethereum, which this wallet does not have."));
      return NULL;
    }
  chain = sotto_wallet_get_chain (self, network, error);
  if (chain == NULL)
    return NULL;
  if (self->names == NULL)
    self->names = sotto_ens_resolver_new (chain, self->clock);
  sotto_ens_resolver_set_chain (self->names, chain);
  return self->names;
}

static void
compare (GTask *task)
{
  Search *search = g_task_get_task_data (task);

  if (search->expected != NULL &&
      (memcmp (search->expected->address, search->found->address, SOTTO_ADDRESS_LENGTH) != 0 ||
       search->expected->is_elsewhere != search->found->is_elsewhere))
    g_task_return_new_error (task, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_CHANGED,
                             /* Translators: a name such as "alice.eth". */
                             _ ("%s leads to another address than a moment ago. Nothing was sent."),
                             search->found->name);
  else
    g_task_return_pointer (task, g_steal_pointer (&search->found),
                           (GDestroyNotify) sotto_wallet_name_free);
}

static void
main_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Search *search = g_task_get_task_data (task);
  GError *error = NULL;

  if (!sotto_ens_resolver_get_address_finish (SOTTO_ENS_RESOLVER (source), result,
                                              search->found->address, &error))
    g_task_return_error (task, error);
  else
    compare (task);
}

static void
ask_main (GTask *task, SottoEnsResolver *resolver)
{
  Search *search = g_task_get_task_data (task);

  search->found->is_elsewhere = !has_own_names (search->chain_id);
  sotto_ens_resolver_get_address_async (resolver, search->found->name, SOTTO_ENS_COIN_ETHER,
                                        search->flags, g_task_get_cancellable (task), main_cb,
                                        g_object_ref (task));
}

/* Only a name that says nothing of this network is taken for what it is on the first layer. */
static void
own_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Search *search = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  search->found->is_elsewhere = FALSE;
  if (sotto_ens_resolver_get_address_finish (SOTTO_ENS_RESOLVER (source), result,
                                             search->found->address, &error))
    compare (task);
  else if (g_error_matches (error, SOTTO_ENS_ERROR, SOTTO_ENS_ERROR_NOT_SET))
    ask_main (task, SOTTO_ENS_RESOLVER (source));
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* Takes @task and @search. */
static void
run (GTask *task, Search *search)
{
  g_autoptr (GTask) owned = task;
  SottoWallet *self = g_task_get_source_object (task);
  GError *error = NULL;
  SottoEnsResolver *resolver;

  g_task_set_task_data (task, search, search_free);
  resolver = get_resolver (self, search->chain_id, &error);
  if (resolver == NULL)
    g_task_return_error (task, error);
  else if (has_own_names (search->chain_id) || !has_coin (search->chain_id))
    ask_main (task, resolver);
  else
    sotto_ens_resolver_get_address_async (
      resolver, search->found->name, SOTTO_ENS_COIN_CHAIN (search->chain_id), search->flags,
      g_task_get_cancellable (task), own_cb, g_object_ref (task));
}

/* Public, in the header's order. */

SottoWalletName *
sotto_wallet_name_copy (const SottoWalletName *name)
{
  SottoWalletName *copy;

  if (name == NULL)
    return NULL;
  copy = g_memdup2 (name, sizeof *name);
  copy->name = g_strdup (name->name);
  return copy;
}

void
sotto_wallet_name_free (SottoWalletName *name)
{
  g_free (name->name);
  g_free (name);
}

void
sotto_wallet_find_name_async (SottoWallet *self,
                              const char *name,
                              SottoWalletNetwork *network,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GError *error = NULL;
  Search *search;
  char *normal;
  GTask *task;

  g_return_if_fail (SOTTO_IS_WALLET (self) && SOTTO_IS_WALLET_NETWORK (network) && name != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_find_name_async);
  normal = sotto_ens_name_normalize (name, &error);
  if (normal == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  search = g_new0 (Search, 1);
  search->found = g_new0 (SottoWalletName, 1);
  search->found->name = normal;
  search->chain_id = sotto_wallet_network_get_chain_id (network);
  search->flags = SOTTO_ENS_OUTSIDE;
  run (task, search);
}

SottoWalletName *
sotto_wallet_find_name_finish (SottoWallet *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
sotto_wallet_check_name_async (SottoWallet *self,
                               const SottoWalletName *name,
                               SottoWalletNetwork *network,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  Search *search;
  GTask *task;

  g_return_if_fail (SOTTO_IS_WALLET (self) && SOTTO_IS_WALLET_NETWORK (network) && name != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_check_name_async);
  search = g_new0 (Search, 1);
  search->found = sotto_wallet_name_copy (name);
  search->expected = sotto_wallet_name_copy (name);
  search->chain_id = sotto_wallet_network_get_chain_id (network);
  search->flags = SOTTO_ENS_OUTSIDE | SOTTO_ENS_FRESH;
  run (task, search);
}

gboolean
sotto_wallet_check_name_finish (SottoWallet *self, GAsyncResult *result, GError **error)
{
  g_autoptr (SottoWalletName) name = sotto_wallet_find_name_finish (self, result, error);

  return name != NULL;
}
