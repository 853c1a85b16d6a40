/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-prices-group.h"

#include <glib/gi18n.h>

#include "sotto-wallet-prices.h"

struct _SottoPricesGroup
{
  AdwPreferencesGroup parent_instance;

  SottoWallet *wallet;

  AdwComboRow *currency;
  AdwEntryRow *service;
  GtkLabel *error;
};

G_DEFINE_FINAL_TYPE (SottoPricesGroup, sotto_prices_group, ADW_TYPE_PREFERENCES_GROUP)

/* The first item is none. */
static const char *
get_selected (SottoPricesGroup *self)
{
  guint selected = adw_combo_row_get_selected (self->currency);

  return selected == 0 || selected == GTK_INVALID_LIST_POSITION
           ? ""
           : sotto_wallet_list_currencies ()[selected - 1];
}

static void
show_error (SottoPricesGroup *self, const char *text)
{
  gtk_label_set_text (self->error, text);
  gtk_widget_set_visible (GTK_WIDGET (self->error), *text != '\0');
}

/* Who is asked, and whether that helped. */
static void
show_state (SottoPricesGroup *self)
{
  SottoWalletPrices *prices = sotto_wallet_get_prices (self->wallet);
  const char *problem = sotto_wallet_prices_get_problem (prices);
  g_autofree char *text = NULL;

  if (*sotto_wallet_get_currency (self->wallet) == '\0')
    text = g_strdup (_ ("Nobody is asked for prices."));
  else if (problem != NULL)
    /* Translators: a host name, and why it gave no prices, a sentence. */
    text = g_strdup_printf (_ ("%s was asked in vain. %s"), sotto_wallet_prices_get_host (prices),
                            problem);
  else
    /* Translators: a host name. */
    text = g_strdup_printf (_ ("%s is asked, every ten minutes at most, while balances are shown."),
                            sotto_wallet_prices_get_host (prices));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->currency), text);
}

static void
show_currency (SottoPricesGroup *self)
{
  const char *const *codes = sotto_wallet_list_currencies ();
  guint selected = 0;

  for (guint i = 0; codes[i] != NULL; i++)
    if (g_str_equal (codes[i], sotto_wallet_get_currency (self->wallet)))
      selected = i + 1;
  adw_combo_row_set_selected (self->currency, selected);
  show_state (self);
}

static void
use_selected (SottoPricesGroup *self)
{
  sotto_wallet_set_currency (self->wallet, get_selected (self));
  sotto_wallet_prices_refresh (sotto_wallet_get_prices (self->wallet));
  show_state (self);
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, SottoPricesGroup *self)
{
  if (self->wallet == NULL)
    return;
  if (g_str_equal (response, "allow"))
    use_selected (self);
  else
    show_currency (self);
}

static void
ask (SottoPricesGroup *self)
{
  const char *host = sotto_wallet_prices_get_host (sotto_wallet_get_prices (self->wallet));
  g_autofree char *text = g_strdup_printf (
    /* Translators: a host name. */
    _ ("%s learns your internet address, the currency, and when Sotto shows balances. It does not "
       "learn your addresses or what you have, since it is always asked for the same coins. It can "
       "name any price."),
    host);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (
    adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL, text));

  adw_message_dialog_format_heading (dialog, _ ("Ask %s for Prices?"), host);
  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Not Now"), "allow", _ ("_Allow That"),
                                    NULL);
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
chosen_cb (SottoPricesGroup *self)
{
  const char *current;

  if (self->wallet == NULL)
    return;
  current = sotto_wallet_get_currency (self->wallet);
  if (g_str_equal (current, get_selected (self)))
    return;
  /* Another currency of somebody who is asked already is nothing new to agree to. */
  if (*current == '\0')
    ask (self);
  else
    use_selected (self);
}

static void
service_cb (SottoPricesGroup *self)
{
  SottoWalletPrices *prices = sotto_wallet_get_prices (self->wallet);
  g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->service)));
  gboolean was_asked = *sotto_wallet_get_currency (self->wallet) != '\0';
  g_autoptr (GError) error = NULL;

  g_strstrip (text);
  if (!sotto_wallet_set_price_service (self->wallet, text, &error))
    {
      show_error (self, error->message);
      return;
    }
  show_error (self, "");
  /* Nothing was typed that could be applied once more. */
  if (*text == '\0')
    gtk_editable_set_text (GTK_EDITABLE (self->service), sotto_wallet_prices_get_service (prices));
  /* This one learns nothing either before that is agreed to. */
  if (was_asked)
    ask (self);
}

static void
sotto_prices_group_dispose (GObject *object)
{
  g_clear_object (&SOTTO_PRICES_GROUP (object)->wallet);
  G_OBJECT_CLASS (sotto_prices_group_parent_class)->dispose (object);
}

static void
sotto_prices_group_class_init (SottoPricesGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sotto_prices_group_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/im/sotto/Sotto/ui/prices-group.ui");
  gtk_widget_class_bind_template_child (widget_class, SottoPricesGroup, currency);
  gtk_widget_class_bind_template_child (widget_class, SottoPricesGroup, service);
  gtk_widget_class_bind_template_child (widget_class, SottoPricesGroup, error);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, service_cb);
}

static void
sotto_prices_group_init (SottoPricesGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
sotto_prices_group_set_wallet (SottoPricesGroup *self, SottoWallet *wallet)
{
  g_autoptr (GtkStringList) items = NULL;
  SottoWalletPrices *prices;

  g_return_if_fail (SOTTO_IS_PRICES_GROUP (self) && self->wallet == NULL);
  g_return_if_fail (SOTTO_IS_WALLET (wallet));

  prices = sotto_wallet_get_prices (wallet);
  items = gtk_string_list_new ((const char *const[]){ _ ("None"), NULL });
  gtk_string_list_splice (items, 1, 0, sotto_wallet_list_currencies ());
  adw_combo_row_set_model (self->currency, G_LIST_MODEL (items));
  gtk_editable_set_text (GTK_EDITABLE (self->service), sotto_wallet_prices_get_service (prices));
  self->wallet = g_object_ref (wallet);
  show_currency (self);
  g_signal_connect_object (prices, "changed", G_CALLBACK (show_state), self, G_CONNECT_SWAPPED);
}
