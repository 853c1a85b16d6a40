/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Prices. One question for all that the program brings, so that it tells nothing of what somebody
 * has. */

#include "sotto-wallet-prices-private.h"

#include <glib/gi18n-lib.h>

#include "sotto-price-list.h"
#include "sotto-price-service.h"
#include "sotto-text.h"
#include "sotto-wallet-private.h"

#define FRESH_US ((gint64) 10 * 60 * G_USEC_PER_SEC)
#define KNOWN_US ((gint64) 60 * 60 * G_USEC_PER_SEC)
#define RETRY_US ((gint64) 60 * G_USEC_PER_SEC)

struct _SottoWalletPrices
{
  GObject parent_instance;

  SottoClock *clock;
  GProxyResolver *proxy; /* (nullable) */
  char *currency;        /* "" for none */
  char *url;
  SottoPriceService *service; /* (nullable): made when it is first asked */
  char *host;

  GHashTable *prices; /* (nullable): from what the service calls a coin to SottoU256 */
  gint64 known_us;    /* when they were said, in real time */
  gint64 failed_us;   /* (0: it was answered) */
  char *problem;
  guint expiry;         /* a timer: then what is known is too old */
  GCancellable *asking; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (SottoWalletPrices, sotto_wallet_prices, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* What the service calls what the program brings; the symbols of others do not count. */
static const struct
{
  const char *symbol;
  const char *coin;
} names[] = {
  { "ETH", "ethereum" }, { "SNT", "status" },     { "DAI", "dai" }, { "USDC", "usd-coin" },
  { "USDT", "tether" },  { "LINK", "chainlink" }, { "SAI", "sai" }, { "MKR", "maker" },
};

static const char *const currencies[] = {
  "USD", "EUR", "GBP", "CHF", "CNY", "JPY", "KRW", "INR", "AUD", "CAD", "BRL", "MXN",
  "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "TRY", "ZAR", "SGD", "HKD", "NZD", NULL,
};

/* (nullable) */
static const char *
find_coin (const char *symbol)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i].symbol, symbol))
      return names[i].coin;

  return NULL;
}

/* (nullable): NULL for what has no price that could be trusted. */
static const char *
name_coin (SottoWalletNetwork *network, SottoWalletToken *token)
{
  if (sotto_wallet_network_get_is_testnet (network))
    return NULL;
  if (token != NULL)
    return sotto_wallet_token_get_origin (token) == SOTTO_WALLET_TOKEN_BUILT_IN
             ? find_coin (sotto_wallet_token_get_symbol (token))
             : NULL;

  return sotto_wallet_network_get_is_built_in (network)
           ? find_coin (sotto_wallet_network_get_symbol (network))
           : NULL;
}

static guint
count_digits (const char *currency)
{
  return g_str_equal (currency, "JPY") || g_str_equal (currency, "KRW") ? 0 : 2;
}

static gboolean
is_within (SottoWalletPrices *self, gint64 since_us, gint64 length_us)
{
  gint64 passed = sotto_clock_get_real_time (self->clock) - since_us;

  return passed >= 0 && passed < length_us;
}

static void
stop_asking (SottoWalletPrices *self)
{
  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
}

/* So that nobody goes on showing it. */
static gboolean
expired_cb (gpointer user_data)
{
  SottoWalletPrices *self = user_data;

  self->expiry = 0;
  g_clear_pointer (&self->prices, g_hash_table_unref);
  g_signal_emit (self, signals[CHANGED], 0);

  return G_SOURCE_REMOVE;
}

static void
forget (SottoWalletPrices *self)
{
  stop_asking (self);
  sotto_clock_clear_timer (self->clock, &self->expiry);
  g_clear_object (&self->service);
  g_clear_pointer (&self->prices, g_hash_table_unref);
  g_clear_pointer (&self->problem, g_free);
  self->failed_us = 0;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoWalletPrices) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) prices =
    sotto_price_service_ask_finish (SOTTO_PRICE_SERVICE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->asking);
  g_clear_pointer (&self->problem, g_free);
  self->failed_us = 0;
  if (prices != NULL)
    {
      g_clear_pointer (&self->prices, g_hash_table_unref);
      self->prices = g_steal_pointer (&prices);
      self->known_us = sotto_clock_get_real_time (self->clock);
      sotto_clock_clear_timer (self->clock, &self->expiry);
      self->expiry = sotto_clock_add_timer (self->clock, KNOWN_US / 1000, expired_cb, self);
    }
  else
    {
      self->problem = g_strdup (error->message);
      self->failed_us = sotto_clock_get_real_time (self->clock);
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
sotto_wallet_prices_dispose (GObject *object)
{
  SottoWalletPrices *self = SOTTO_WALLET_PRICES (object);

  sotto_wallet_prices_end (self);
  g_clear_object (&self->service);
  g_clear_object (&self->proxy);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->prices, g_hash_table_unref);
  g_clear_pointer (&self->currency, g_free);
  g_clear_pointer (&self->url, g_free);
  g_clear_pointer (&self->host, g_free);
  g_clear_pointer (&self->problem, g_free);
  G_OBJECT_CLASS (sotto_wallet_prices_parent_class)->dispose (object);
}

static void
sotto_wallet_prices_class_init (SottoWalletPricesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sotto_wallet_prices_dispose;

  /**
   * SottoWalletPrices::changed:
   *
   * Other prices are known, none, or it was asked in vain.
   */
  signals[CHANGED] = g_signal_new ("changed", SOTTO_TYPE_WALLET_PRICES, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
sotto_wallet_prices_init (SottoWalletPrices *self)
{
  self->currency = g_strdup ("");
}

/* For the wallet. */

SottoWalletPrices *
sotto_wallet_prices_new (SottoClock *clock)
{
  SottoWalletPrices *self = g_object_new (SOTTO_TYPE_WALLET_PRICES, NULL);

  self->clock = g_object_ref (clock);
  if (!sotto_wallet_prices_set_service (self, "", NULL))
    g_assert_not_reached ();

  return self;
}

void
sotto_wallet_prices_set_currency (SottoWalletPrices *self, const char *currency)
{
  if (sotto_set_string (&self->currency, currency))
    forget (self);
}

void
sotto_wallet_prices_set_proxy (SottoWalletPrices *self, GProxyResolver *proxy)
{
  if (g_set_object (&self->proxy, proxy))
    forget (self);
}

gboolean
sotto_wallet_prices_set_service (SottoWalletPrices *self, const char *url, GError **error)
{
  const char *address = *url != '\0' ? url : SOTTO_WALLET_PRICE_SERVICE;
  g_autoptr (SottoPriceService) service =
    sotto_price_service_new (address, NULL, self->clock, error);

  if (service == NULL)
    return FALSE;
  sotto_set_string (&self->host, sotto_price_service_get_host (service));
  if (sotto_set_string (&self->url, address))
    forget (self);

  return TRUE;
}

void
sotto_wallet_prices_end (SottoWalletPrices *self)
{
  stop_asking (self);
  if (self->clock != NULL)
    sotto_clock_clear_timer (self->clock, &self->expiry);
}

/* Public, in the header's order. */

SottoWalletPrices *
sotto_wallet_get_prices (SottoWallet *wallet)
{
  g_return_val_if_fail (SOTTO_IS_WALLET (wallet), NULL);

  return wallet->prices;
}

const char *const *
sotto_wallet_list_currencies (void)
{
  return currencies;
}

const char *
sotto_wallet_prices_get_service (SottoWalletPrices *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_PRICES (self), NULL);

  return self->url;
}

const char *
sotto_wallet_prices_get_host (SottoWalletPrices *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_PRICES (self), NULL);

  return self->host;
}

gboolean
sotto_wallet_set_price_service (SottoWallet *wallet, const char *url, GError **error)
{
  g_autoptr (SottoPriceService) service = NULL;

  g_return_val_if_fail (SOTTO_IS_WALLET (wallet) && url != NULL, FALSE);

  service = sotto_price_service_new (*url != '\0' ? url : SOTTO_WALLET_PRICE_SERVICE, NULL,
                                     wallet->clock, error);
  if (service == NULL)
    return FALSE;
  /* First, also on the disk: nobody agreed to ask that one. */
  sotto_wallet_set_currency (wallet, "");
  if (!sotto_wallet_prices_set_service (wallet->prices, url, error))
    return FALSE;
  sotto_wallet_save_setting (wallet, "price-service", url);

  return TRUE;
}

gboolean
sotto_wallet_prices_refresh (SottoWalletPrices *self)
{
  const char *coins[G_N_ELEMENTS (names) + 1] = { NULL };

  g_return_val_if_fail (SOTTO_IS_WALLET_PRICES (self), FALSE);

  if (*self->currency == '\0' || self->asking != NULL ||
      (self->prices != NULL && is_within (self, self->known_us, FRESH_US)) ||
      (self->failed_us != 0 && is_within (self, self->failed_us, RETRY_US)))
    return FALSE;
  if (self->service == NULL)
    self->service = sotto_price_service_new (self->url, self->proxy, self->clock, NULL);
  if (self->service == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    coins[i] = names[i].coin;
  self->asking = g_cancellable_new ();
  sotto_price_service_ask_async (self->service, coins, self->currency, self->asking, answered_cb,
                                 g_object_ref (self));

  return TRUE;
}

const char *
sotto_wallet_prices_get_problem (SottoWalletPrices *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_PRICES (self), NULL);

  return self->problem;
}

gboolean
sotto_wallet_prices_get_value (SottoWalletPrices *self,
                               SottoWalletNetwork *network,
                               SottoWalletToken *token,
                               const SottoU256 *amount,
                               SottoU256 *value)
{
  const char *coin;
  const SottoU256 *price;

  g_return_val_if_fail (SOTTO_IS_WALLET_PRICES (self) && SOTTO_IS_WALLET_NETWORK (network), FALSE);

  coin = name_coin (network, token);
  if (coin == NULL || self->prices == NULL || !is_within (self, self->known_us, KNOWN_US))
    return FALSE;
  price = g_hash_table_lookup (self->prices, coin);

  return price != NULL &&
         sotto_price_get_value (price, amount,
                                token != NULL ? sotto_wallet_token_get_decimals (token)
                                              : sotto_wallet_network_get_decimals (network),
                                value);
}

char *
sotto_wallet_prices_format (SottoWalletPrices *self, const SottoU256 *value, char separator)
{
  g_autofree char *number = NULL;

  g_return_val_if_fail (SOTTO_IS_WALLET_PRICES (self) && value != NULL, NULL);

  number = sotto_price_format_value (value, separator, count_digits (self->currency));
  /* Translators: an amount and the code of its currency, such as "12.34 EUR". */
  return g_strdup_printf (_ ("%s %s"), number, self->currency);
}
