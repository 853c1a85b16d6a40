/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which networks there are and how they are reached. */

#include "sotto-wallet-networks.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sotto-eth-transaction.h"
#include "sotto-sql.h"
#include "sotto-wallet-private.h"

#define MAX_URL 1024
#define MAX_DECIMALS 36
#define ENDPOINT_FLAGS (G_URI_FLAGS_NON_DNS | G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED)

/**
 * Change:
 * @apply: writes it
 * @network: (nullable): the network that is there already
 * @chain_id: of the network
 * @info: of a new one; its strings are owned
 * @endpoints: (nullable): new ones
 * @number: what is set
 * @row: (out) (nullable): what is in the row now
 */
typedef struct _Change Change;

struct _Change
{
  SottoWalletAct act;
  gboolean (*apply) (Change *change, SottoConnection *connection, GError **error);
  SottoWalletNetwork *network;
  gint64 chain_id;
  char *name;
  char *symbol;
  char *explorer;
  gint64 decimals;
  gint64 flags;
  char **endpoints;
  gint64 number;
  SottoWalletNetworkRow *row;
};

static void
change_free (gpointer data)
{
  Change *change = data;

  sotto_wallet_act_clear (&change->act);
  g_clear_object (&change->network);
  g_clear_pointer (&change->row, sotto_wallet_network_row_free);
  g_free (change->name);
  g_free (change->symbol);
  g_free (change->explorer);
  g_strfreev (change->endpoints);
  g_free (change);
}

static gboolean
fail (GError **error, const char *message)
{
  g_set_error_literal (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_NETWORK, message);
  return FALSE;
}

static gboolean
is_loopback (GUri *uri)
{
  const char *host = g_uri_get_host (uri);
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return g_str_equal (host, "localhost") ||
         (address != NULL && g_inet_address_get_is_loopback (address));
}

/* The message never holds the URL, which may hold a key. */
static gboolean
check_endpoint (const char *url, GError **error)
{
  g_autoptr (GUri) uri = NULL;
  const char *scheme;

  if (strlen (url) > MAX_URL || !g_utf8_validate (url, -1, NULL))
    return fail (error, _ ("The address of the endpoint is too long or no text."));
  uri = g_uri_parse (url, ENDPOINT_FLAGS, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    return fail (error, _ ("This is not the address of an endpoint: it begins with https://."));
  scheme = g_uri_get_scheme (uri);
  if (g_str_equal (scheme, "https") || g_str_equal (scheme, "wss"))
    return TRUE;
  if (!g_str_equal (scheme, "http") && !g_str_equal (scheme, "ws"))
    return fail (error, _ ("This is not the address of an endpoint: it begins with https://."));
  return is_loopback (uri) ||
         fail (error, _ ("Only an endpoint on this computer may do without encryption: take "
                         "https://."));
}

static gboolean
check_endpoints (const char *const *endpoints, GError **error)
{
  guint count = g_strv_length ((char **) endpoints);

  if (count > SOTTO_WALLET_MAX_ENDPOINTS)
    return fail (error, _ ("So many endpoints are not of use: remove some."));
  for (guint i = 0; i < count; i++)
    {
      if (!check_endpoint (endpoints[i], error))
        return FALSE;
      for (guint j = 0; j < i; j++)
        if (g_str_equal (endpoints[i], endpoints[j]))
          return fail (error, _ ("An endpoint is in the list twice."));
    }
  return TRUE;
}

static gboolean
check_info (const SottoWalletNetworkInfo *info, GError **error)
{
  g_autofree char *name = sotto_wallet_clean_name (info->name);
  g_autofree char *symbol = sotto_wallet_clean_name (info->symbol);
  g_autoptr (GUri) explorer = NULL;

  if (info->chain_id == 0 || info->chain_id > SOTTO_ETH_MAX_CHAIN_ID)
    return fail (error, _ ("This is not the number of a chain."));
  if (name == NULL || symbol == NULL)
    return fail (error, _ ("The network needs a name, and a symbol for its coin."));
  if (info->decimals > MAX_DECIMALS)
    return fail (error, _ ("A coin has at most 36 decimals."));
  if (info->explorer != NULL)
    {
      explorer = g_uri_parse (info->explorer, G_URI_FLAGS_ENCODED, NULL);
      if (explorer == NULL || g_strcmp0 (g_uri_get_scheme (explorer), "https") != 0 ||
          strlen (info->explorer) > MAX_URL)
        return fail (error, _ ("The address of the block explorer begins with https://."));
    }
  if (info->endpoints == NULL || info->endpoints[0] == NULL)
    return fail (error, _ ("The network needs an endpoint."));
  return check_endpoints (info->endpoints, error);
}

static gboolean
put_endpoints (Change *change, SottoConnection *connection, GError **error)
{
  if (!sotto_sql_run (connection, error, "DELETE FROM wallet_endpoints WHERE chain_id = ?", "i",
                      change->chain_id))
    return FALSE;
  for (guint i = 0; change->endpoints[i] != NULL; i++)
    if (!sotto_sql_run (connection, error,
                        "INSERT INTO wallet_endpoints (chain_id, url, position) VALUES (?, ?, ?)",
                        "iti", change->chain_id, change->endpoints[i], (gint64) i))
      return FALSE;
  return TRUE;
}

static gboolean
apply_new (Change *change, SottoConnection *connection, GError **error)
{
  gint64 count = 0;
  gint64 known = 0;

  if (!sotto_sql_get_int (connection, &count, error, "SELECT count (*) FROM wallet_networks", "") ||
      !sotto_sql_get_int (connection, &known, error,
                          "SELECT 1 FROM wallet_networks WHERE chain_id = ?", "i",
                          change->chain_id))
    return FALSE;
  if (known || count >= SOTTO_WALLET_MAX_NETWORKS)
    {
      g_set_error_literal (
        error, SOTTO_WALLET_ERROR, known ? SOTTO_WALLET_ERROR_EXISTS : SOTTO_WALLET_ERROR_TOO_MANY,
        known ? _ ("This network is there already.") : _ ("There are too many networks."));
      return FALSE;
    }
  return sotto_sql_run (connection, error,
                        "INSERT INTO wallet_networks"
                        " (chain_id, name, symbol, decimals, explorer, flags, position) VALUES (?, "
                        "?, ?, ?, ?, ?,"
                        "  (SELECT coalesce (max (position), 0) + 1 FROM wallet_networks))",
                        "ittiti", change->chain_id, change->name, change->symbol, change->decimals,
                        change->explorer, change->flags) &&
         put_endpoints (change, connection, error);
}

static gboolean
apply_removal (Change *change, SottoConnection *connection, GError **error)
{
  return sotto_sql_run (connection, error,
                        "DELETE FROM wallet_networks WHERE chain_id = ? AND NOT built_in", "i",
                        change->chain_id);
}

static gboolean
apply_enabled (Change *change, SottoConnection *connection, GError **error)
{
  return sotto_sql_run (connection, error,
                        "UPDATE wallet_networks SET enabled = ? WHERE chain_id = ?", "ii",
                        change->number, change->chain_id);
}

static gboolean
apply_consent (Change *change, SottoConnection *connection, GError **error)
{
  return sotto_sql_run (connection, error,
                        "UPDATE wallet_networks SET consent = ? WHERE chain_id = ?", "ii",
                        change->number, change->chain_id);
}

/* The user agreed to those who were there: a new one is somebody else. */
static gboolean
apply_endpoints (Change *change, SottoConnection *connection, GError **error)
{
  g_autoptr (SottoWalletNetworkRow) old =
    sotto_wallet_network_row_load (connection, (guint64) change->chain_id, error);
  gboolean has_new = FALSE;

  if (old == NULL)
    return FALSE;
  for (guint i = 0; change->endpoints[i] != NULL; i++)
    has_new =
      has_new || !g_strv_contains ((const char *const *) old->endpoints, change->endpoints[i]);
  return put_endpoints (change, connection, error) &&
         (!has_new || apply_consent (change, connection, error));
}

static gboolean
change_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  Change *change = user_data;
  SottoConnection *connection = sotto_transaction_get_connection (transaction);

  if (!change->apply (change, connection, error))
    return FALSE;
  if (change->apply == apply_removal)
    return TRUE;
  change->row = sotto_wallet_network_row_load (connection, (guint64) change->chain_id, error);
  return change->row != NULL;
}

static void
changed (GTask *task, gpointer act)
{
  Change *change = act;

  sotto_wallet_network_update (change->network, change->row);
  g_task_return_boolean (task, TRUE);
}

static void
added (GTask *task, gpointer act)
{
  SottoWallet *self = g_task_get_source_object (task);
  Change *change = act;
  g_autoptr (SottoWalletNetwork) network = sotto_wallet_network_new (change->row);

  g_list_store_append (self->networks, network);
  g_task_return_boolean (task, TRUE);
}

static void
removed (GTask *task, gpointer act)
{
  SottoWallet *self = g_task_get_source_object (task);
  Change *change = act;
  guint place;

  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->tokens)); i > 0; i--)
    {
      g_autoptr (SottoWalletToken) token =
        g_list_model_get_item (G_LIST_MODEL (self->tokens), i - 1);

      if (sotto_wallet_token_get_chain_id (token) == (guint64) change->chain_id)
        g_list_store_remove (self->tokens, i - 1);
    }
  sotto_wallet_forget_chain (self, change->network);
  if (g_list_store_find (self->networks, change->network, &place))
    g_list_store_remove (self->networks, place);
  g_task_return_boolean (task, TRUE);
}

static Change *
change_new (SottoWalletNetwork *network,
            gboolean (*apply) (Change *, SottoConnection *, GError **),
            gint64 number)
{
  Change *change = g_new0 (Change, 1);

  change->act.write = change_cb;
  change->act.finish = changed;
  change->apply = apply;
  change->number = number;
  if (network != NULL)
    {
      change->network = g_object_ref (network);
      change->chain_id = (gint64) sotto_wallet_network_get_chain_id (network);
    }
  return change;
}

static void
run (GTask *task, Change *change)
{
  g_task_set_task_data (task, change, change_free);
  sotto_wallet_act_run (task, NULL);
}

/* Public, in the header's order. */

/**
 * sotto_wallet_get_networks:
 * @self: a wallet
 *
 * Returns: (transfer none) (element-type SottoWalletNetwork): live
 */
GListModel *
sotto_wallet_get_networks (SottoWallet *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET (self), NULL);

  return G_LIST_MODEL (self->networks);
}

/**
 * sotto_wallet_find_network:
 * @self: a wallet
 * @chain_id: of a chain
 *
 * Returns: (transfer none) (nullable): the network of @chain_id
 */
SottoWalletNetwork *
sotto_wallet_find_network (SottoWallet *self, guint64 chain_id)
{
  g_return_val_if_fail (SOTTO_IS_WALLET (self), NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->networks)); i++)
    {
      g_autoptr (SottoWalletNetwork) network =
        g_list_model_get_item (G_LIST_MODEL (self->networks), i);

      /* The list keeps it. */
      if (sotto_wallet_network_get_chain_id (network) == chain_id)
        return network;
    }
  return NULL;
}

/**
 * sotto_wallet_add_network_async:
 * @self: a wallet
 * @info: how the user describes it; copied
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is in the list
 * @user_data: for @callback
 */
void
sotto_wallet_add_network_async (SottoWallet *self,
                                const SottoWalletNetworkInfo *info,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GError *error = NULL;
  Change *change;
  GTask *task;

  g_return_if_fail (SOTTO_IS_WALLET (self) && info != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_add_network_async);
  if (!check_info (info, &error))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  change = change_new (NULL, apply_new, 0);
  change->act.finish = added;
  change->chain_id = (gint64) info->chain_id;
  change->name = sotto_wallet_clean_name (info->name);
  change->symbol = sotto_wallet_clean_name (info->symbol);
  change->decimals = info->decimals;
  change->explorer = g_strdup (info->explorer);
  change->flags = info->flags;
  change->endpoints = g_strdupv ((char **) info->endpoints);
  run (task, change);
}

/**
 * sotto_wallet_remove_network_async:
 * @self: a wallet
 * @network: one that the user added; one of the program's stays
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is gone
 * @user_data: for @callback
 */
void
sotto_wallet_remove_network_async (SottoWallet *self,
                                   SottoWalletNetwork *network,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  Change *change;
  GTask *task;

  g_return_if_fail (SOTTO_IS_WALLET (self) && SOTTO_IS_WALLET_NETWORK (network));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_remove_network_async);
  if (sotto_wallet_network_get_is_built_in (network))
    {
      g_task_return_new_error (task, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_NETWORK, "%s",
                               _ ("This network belongs to the program: it can be disabled."));
      g_object_unref (task);
      return;
    }
  change = change_new (network, apply_removal, 0);
  change->act.finish = removed;
  run (task, change);
}

/**
 * sotto_wallet_set_network_enabled_async:
 * @self: a wallet
 * @network: one of its networks
 * @enabled: whether to use it
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is stored
 * @user_data: for @callback
 */
void
sotto_wallet_set_network_enabled_async (SottoWallet *self,
                                        SottoWalletNetwork *network,
                                        gboolean enabled,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SOTTO_IS_WALLET (self) && SOTTO_IS_WALLET_NETWORK (network));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_set_network_enabled_async);
  run (task, change_new (network, apply_enabled, enabled ? 1 : 0));
}

/**
 * sotto_wallet_set_network_consent_async:
 * @self: a wallet
 * @network: one of its networks
 * @consent: what the user answered
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is stored
 * @user_data: for @callback
 */
void
sotto_wallet_set_network_consent_async (SottoWallet *self,
                                        SottoWalletNetwork *network,
                                        SottoWalletConsent consent,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SOTTO_IS_WALLET (self) && SOTTO_IS_WALLET_NETWORK (network));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_set_network_consent_async);
  run (task, change_new (network, apply_consent, consent));
}

/**
 * sotto_wallet_set_endpoints_async:
 * @self: a wallet
 * @network: one of its networks
 * @endpoints: (array zero-terminated=1): URLs, in the order of preference
 * @cancellable: (nullable): a cancellable
 * @callback: called when they are stored
 * @user_data: for @callback
 */
void
sotto_wallet_set_endpoints_async (SottoWallet *self,
                                  SottoWalletNetwork *network,
                                  const char *const *endpoints,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GError *error = NULL;
  Change *change;
  GTask *task;

  g_return_if_fail (SOTTO_IS_WALLET (self) && SOTTO_IS_WALLET_NETWORK (network));
  g_return_if_fail (endpoints != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_set_endpoints_async);
  if (!check_endpoints (endpoints, &error))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  change = change_new (network, apply_endpoints, SOTTO_WALLET_CONSENT_UNASKED);
  change->endpoints = g_strdupv ((char **) endpoints);
  run (task, change);
}
