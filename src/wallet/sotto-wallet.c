/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The money of one account: its models, filled once from the store and changed after commits. What
 * is done with it is in files of its own: adding, changing, exporting, signing, locking. */

#include "sotto-wallet-prices-private.h"
#include "sotto-wallet-private.h"

#include "sotto-sql.h"
#include "sotto-text.h"
#include "sotto-wallet-transaction-private.h"

#define MAX_CURRENCY_CHARACTERS 8

static guint assets_changed_signal;

G_DEFINE_FINAL_TYPE (SottoWallet, sotto_wallet, G_TYPE_OBJECT)

enum
{
  PROP_UNLOCKED = 1,
  PROP_UNLOCK_SECONDS,
  PROP_HAS_PHRASE,
  PROP_CURRENCY,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

typedef struct
{
  SottoWalletAct act;
  SottoWalletRows *rows;
} Loading;

typedef struct
{
  char *name;
  char *value;
} Setting;

static void
loading_free (gpointer data)
{
  Loading *loading = data;

  g_clear_pointer (&loading->rows, sotto_wallet_rows_free);
  sotto_wallet_act_clear (&loading->act);
  g_free (loading);
}

static void
setting_free (gpointer data)
{
  Setting *setting = data;

  g_free (setting->name);
  g_free (setting->value);
  g_free (setting);
}

static gboolean
load_cb (SottoConnection *connection, gpointer user_data, GError **error)
{
  Loading *loading = user_data;

  loading->rows = sotto_wallet_rows_load (connection, error);
  return loading->rows != NULL;
}

/* All objects at once, so that views hear of one change. */
static void
fill (GListStore *list, GPtrArray *rows, gpointer (*make) (gconstpointer row))
{
  g_autoptr (GPtrArray) objects = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (objects, make (g_ptr_array_index (rows, i)));
  g_list_store_splice (list, 0, 0, objects->pdata, objects->len);
}

static gpointer
make_account (gconstpointer row)
{
  return sotto_wallet_account_new (row);
}

static gpointer
make_network (gconstpointer row)
{
  return sotto_wallet_network_new (row);
}

static gpointer
make_token (gconstpointer row)
{
  return sotto_wallet_token_new (row);
}

static gpointer
make_transaction (gconstpointer row)
{
  return sotto_wallet_transaction_new (row);
}

static void
loaded (GTask *task, gpointer act)
{
  SottoWallet *self = g_task_get_source_object (task);
  Loading *loading = act;
  SottoWalletRows *rows = loading->rows;

  self->unlock_seconds = (guint) CLAMP (rows->unlock_seconds, 0, SOTTO_WALLET_MAX_UNLOCK_SECONDS);
  if (rows->currency != NULL)
    sotto_set_string (&self->currency, rows->currency);
  sotto_wallet_prices_set_currency (self->prices, self->currency);
  /* Nobody else is asked in the place of one who cannot be. */
  if (rows->price_service != NULL &&
      !sotto_wallet_prices_set_service (self->prices, rows->price_service, NULL))
    sotto_wallet_prices_set_currency (self->prices, "");
  sotto_wallet_set_has_own_phrase (self, rows->has_own_phrase);
  fill (self->networks, rows->networks, make_network);
  fill (self->tokens, rows->tokens, make_token);
  fill (self->accounts, rows->accounts, make_account);
  fill (self->transactions, rows->transactions, make_transaction);
  g_task_return_boolean (task, TRUE);
}

static gboolean
save_cb (SottoTransaction *transaction, gpointer user_data, GError **error)
{
  const Setting *setting = user_data;

  return sotto_sql_run (sotto_transaction_get_connection (transaction), error,
                        "INSERT INTO wallet_settings (name, value) VALUES (?, ?)"
                        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                        "tt", setting->name, setting->value);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!sotto_store_write_finish (SOTTO_STORE (source), result, &error))
    g_message ("A setting of the wallet could not be stored: %s", error->message);
}

static void
sotto_wallet_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SottoWallet *self = SOTTO_WALLET (object);

  switch (id)
    {
    case PROP_UNLOCKED:
      g_value_set_boolean (value, sotto_wallet_is_unlocked (self));
      break;
    case PROP_UNLOCK_SECONDS:
      g_value_set_uint (value, self->unlock_seconds);
      break;
    case PROP_HAS_PHRASE:
      g_value_set_boolean (value, self->has_own_phrase);
      break;
    case PROP_CURRENCY:
      g_value_set_string (value, self->currency);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sotto_wallet_dispose (GObject *object)
{
  SottoWallet *self = SOTTO_WALLET (object);

  if (self->clock != NULL)
    sotto_clock_clear_timer (self->clock, &self->lock_timer);
  sotto_wallet_watch_end (self);
  g_clear_object (&self->watch_cancellable);
  g_clear_pointer (&self->chains, g_hash_table_unref);
  g_clear_object (&self->names);
  g_clear_object (&self->proxy);
  if (self->prices != NULL)
    sotto_wallet_prices_end (self->prices);
  g_clear_object (&self->prices);
  g_clear_object (&self->transactions);
  g_clear_pointer (&self->kept_key, sotto_secret_unref);
  g_clear_object (&self->accounts);
  g_clear_object (&self->networks);
  g_clear_object (&self->tokens);
  g_clear_object (&self->store);
  g_clear_object (&self->vault);
  g_clear_object (&self->clock);
  g_clear_object (&self->random);
  g_clear_pointer (&self->currency, g_free);
  G_OBJECT_CLASS (sotto_wallet_parent_class)->dispose (object);
}

static void
sotto_wallet_class_init (SottoWalletClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sotto_wallet_get_property;
  object_class->dispose = sotto_wallet_dispose;

  /**
   * SottoWallet:unlocked:
   *
   * Whether it signs without a password now.
   */
  properties[PROP_UNLOCKED] = g_param_spec_boolean ("unlocked", NULL, NULL, FALSE, flags);

  /**
   * SottoWallet:unlock-seconds:
   *
   * For how long a password counts; 0: once.
   */
  properties[PROP_UNLOCK_SECONDS] =
    g_param_spec_uint ("unlock-seconds", NULL, NULL, 0, SOTTO_WALLET_MAX_UNLOCK_SECONDS, 0, flags);

  /**
   * SottoWallet:has-phrase:
   *
   * Whether the user's own recovery phrase is on this computer.
   */
  properties[PROP_HAS_PHRASE] = g_param_spec_boolean ("has-phrase", NULL, NULL, FALSE, flags);

  /**
   * SottoWallet:currency:
   *
   * Code of the currency that amounts are also shown in; "" for none.
   */
  properties[PROP_CURRENCY] = g_param_spec_string ("currency", NULL, NULL, "", flags);

  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  /**
   * SottoWallet::assets-changed:
   * @self: a wallet
   */
  assets_changed_signal = g_signal_new ("assets-changed", SOTTO_TYPE_WALLET, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sotto_wallet_init (SottoWallet *self)
{
  self->accounts = g_list_store_new (SOTTO_TYPE_WALLET_ACCOUNT);
  self->networks = g_list_store_new (SOTTO_TYPE_WALLET_NETWORK);
  self->tokens = g_list_store_new (SOTTO_TYPE_WALLET_TOKEN);
  self->transactions = g_list_store_new (SOTTO_TYPE_WALLET_TRANSACTION);
  self->chains = sotto_wallet_new_chains ();
  self->watch_cancellable = g_cancellable_new ();
  self->currency = g_strdup ("");
}

/* For the rest of the layer. */

void
sotto_wallet_notify_unlocked (SottoWallet *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNLOCKED]);
}

void
sotto_wallet_set_has_own_phrase (SottoWallet *self, gboolean has_phrase)
{
  if (self->has_own_phrase == has_phrase)
    return;
  self->has_own_phrase = has_phrase;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HAS_PHRASE]);
}

void
sotto_wallet_save_setting (SottoWallet *self, const char *name, const char *value)
{
  Setting *setting = g_new0 (Setting, 1);

  setting->name = g_strdup (name);
  setting->value = g_strdup (value);
  sotto_store_write_async (self->store, save_cb, setting, setting_free, NULL, saved_cb, NULL);
}

void
sotto_wallet_tell_assets_changed (SottoWallet *self)
{
  g_signal_emit (self, assets_changed_signal, 0);
}

char *
sotto_wallet_clean_name (const char *name)
{
  g_autofree char *clean = NULL;

  if (name == NULL || !g_utf8_validate (name, -1, NULL))
    return NULL;
  clean = sotto_text_sanitise_name (name, SOTTO_WALLET_MAX_NAME_CHARACTERS);
  g_strstrip (clean);
  return *clean != '\0' ? g_steal_pointer (&clean) : NULL;
}

/* For the session. */

/**
 * sotto_wallet_new:
 * @services: what it is made of
 *
 * Returns: (transfer full): a wallet, to be loaded
 */
SottoWallet *
sotto_wallet_new (const SottoWalletServices *services)
{
  SottoWallet *self;

  g_return_val_if_fail (services != NULL, NULL);
  g_return_val_if_fail (SOTTO_IS_STORE (services->store), NULL);
  g_return_val_if_fail (SOTTO_IS_WALLET_VAULT (services->vault), NULL);

  self = g_object_new (SOTTO_TYPE_WALLET, NULL);
  self->store = g_object_ref (services->store);
  self->vault = g_object_ref (services->vault);
  self->clock = g_object_ref (services->clock);
  self->random = g_object_ref (services->random);
  self->prices = sotto_wallet_prices_new (self->clock);
  return self;
}

/**
 * sotto_wallet_load_async:
 * @self: a wallet that has not been loaded
 * @cancellable: (nullable): a cancellable
 * @callback: called when the models are filled
 * @user_data: for @callback
 */
void
sotto_wallet_load_async (SottoWallet *self,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  Loading *loading;
  GTask *task;

  g_return_if_fail (SOTTO_IS_WALLET (self));
  g_return_if_fail (g_list_model_get_n_items (G_LIST_MODEL (self->networks)) == 0);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_wallet_load_async);
  loading = g_new0 (Loading, 1);
  loading->act.read = load_cb;
  loading->act.finish = loaded;
  g_task_set_task_data (task, loading, loading_free);
  sotto_wallet_act_run (task, NULL);
}

/**
 * sotto_wallet_load_finish:
 * @self: a wallet
 * @result: a result
 * @error: return location for errors of the store
 *
 * Returns: whether the models are filled
 */
gboolean
sotto_wallet_load_finish (SottoWallet *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Public, in the header's order. */

/**
 * sotto_wallet_get_accounts:
 * @self: a wallet
 *
 * Returns: (transfer none) (element-type SottoWalletAccount): live, in the user's order
 */
GListModel *
sotto_wallet_get_accounts (SottoWallet *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET (self), NULL);

  return G_LIST_MODEL (self->accounts);
}

/**
 * sotto_wallet_find_account:
 * @self: a wallet
 * @address: 20 bytes
 *
 * Returns: (transfer none) (nullable): the account of @address
 */
SottoWalletAccount *
sotto_wallet_find_account (SottoWallet *self, const guint8 address[20])
{
  g_return_val_if_fail (SOTTO_IS_WALLET (self), NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    {
      g_autoptr (SottoWalletAccount) account =
        g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      /* The list keeps it. */
      if (memcmp (sotto_wallet_account_get_address_bytes (account), address,
                  SOTTO_ADDRESS_LENGTH) == 0)
        return account;
    }
  return NULL;
}

/**
 * sotto_wallet_get_account_by_id:
 * @self: a wallet
 * @id: a row
 *
 * Returns: (transfer none) (nullable): the account of that row
 */
SottoWalletAccount *
sotto_wallet_get_account_by_id (SottoWallet *self, gint64 id)
{
  g_return_val_if_fail (SOTTO_IS_WALLET (self), NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    {
      g_autoptr (SottoWalletAccount) account =
        g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      if (sotto_wallet_account_get_id (account) == id)
        return account;
    }
  return NULL;
}

/**
 * sotto_wallet_get_has_phrase:
 * @self: a wallet
 *
 * Returns: whether the user's own recovery phrase is on this computer
 */
gboolean
sotto_wallet_get_has_phrase (SottoWallet *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET (self), FALSE);

  return self->has_own_phrase;
}

/**
 * sotto_wallet_get_currency:
 * @self: a wallet
 *
 * Returns: (transfer none): what amounts are also shown in; "" for nothing
 */
const char *
sotto_wallet_get_currency (SottoWallet *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET (self), NULL);

  return self->currency;
}

/**
 * sotto_wallet_set_currency:
 * @self: a wallet
 * @currency: a code such as "EUR", or ""
 */
void
sotto_wallet_set_currency (SottoWallet *self, const char *currency)
{
  g_autofree char *clean = NULL;

  g_return_if_fail (SOTTO_IS_WALLET (self) && currency != NULL);

  clean = sotto_text_sanitise_name (currency, MAX_CURRENCY_CHARACTERS);
  if (!sotto_set_string (&self->currency, clean))
    return;
  sotto_wallet_save_setting (self, "currency", self->currency);
  sotto_wallet_prices_set_currency (self->prices, self->currency);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CURRENCY]);
}
