/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-sent-row.h"

#include <glib/gi18n.h>

#include "sotto-amount-text.h"
#include "sotto-review-rows.h"
#include "sotto-wallet-networks.h"
#include "sotto-wallet-text.h"

struct _SottoSentRow
{
  AdwActionRow parent_instance;

  SottoWalletTransaction *transaction;
  GtkWidget *state;
  GtkWidget *speed_up;
  GtkWidget *cancel;
};

G_DEFINE_FINAL_TYPE (SottoSentRow, sotto_sent_row, ADW_TYPE_ACTION_ROW)

static char *
describe_amount (SottoWallet *wallet, SottoWalletTransaction *transaction)
{
  gint64 id = sotto_wallet_transaction_get_token (transaction);
  SottoWalletToken *token = id != 0 ? sotto_wallet_get_token_by_id (wallet, id) : NULL;
  SottoWalletNetwork *network =
    sotto_wallet_find_network (wallet, sotto_wallet_transaction_get_chain_id (transaction));
  const SottoU256 *amount = sotto_wallet_transaction_get_amount (transaction);

  if (token != NULL)
    return sotto_amount_text (amount, sotto_wallet_token_get_decimals (token),
                              sotto_wallet_token_get_symbol (token));
  if (network == NULL || id != 0)
    return g_strdup (_ ("A token that is gone from the wallet"));
  return sotto_amount_text (amount, sotto_wallet_network_get_decimals (network),
                            sotto_wallet_network_get_symbol (network));
}

/* What the other was told of can be cancelled, and not exchanged for another. */
static void
update (SottoSentRow *self)
{
  gboolean is_open = sotto_wallet_transaction_is_open (self->transaction);
  g_autofree char *sentence = sotto_review_rows_describe_state (self->transaction);

  gtk_label_set_text (GTK_LABEL (self->state),
                      sotto_review_rows_get_state_title (self->transaction));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), sentence);
  gtk_widget_set_visible (
    self->speed_up, is_open && sotto_wallet_transaction_get_purpose (self->transaction) == NULL);
  gtk_widget_set_visible (self->cancel, is_open);
}

static GtkWidget *
add_button (SottoSentRow *self, const char *label, const char *action)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "x",
                                    sotto_wallet_transaction_get_id (self->transaction));
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), button);
  return button;
}

static void
sotto_sent_row_dispose (GObject *object)
{
  g_clear_object (&SOTTO_SENT_ROW (object)->transaction);
  G_OBJECT_CLASS (sotto_sent_row_parent_class)->dispose (object);
}

static void
sotto_sent_row_class_init (SottoSentRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sotto_sent_row_dispose;
}

static void
sotto_sent_row_init (SottoSentRow *self)
{
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
}

GtkWidget *
sotto_sent_row_new (SottoWallet *wallet, SottoWalletTransaction *transaction)
{
  SottoSentRow *self = g_object_new (SOTTO_TYPE_SENT_ROW, NULL);
  g_autofree char *amount = describe_amount (wallet, transaction);
  g_autofree char *address =
    sotto_address_to_string (sotto_wallet_transaction_get_recipient (transaction));
  g_autofree char *recipient = sotto_wallet_text_groups (address);

  self->transaction = g_object_ref (transaction);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), amount);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), recipient);
  self->state = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->state, "dim-label");
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->state);
  self->speed_up = add_button (self, _ ("_Speed Up…"), "win.wallet-speed-up");
  self->cancel = add_button (self, _ ("_Cancel…"), "win.wallet-cancel");
  g_signal_connect_object (transaction, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
