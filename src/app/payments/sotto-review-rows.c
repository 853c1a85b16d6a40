/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a person sees before agreeing. All of it comes from the review that is signed. */

#include "sotto-review-rows.h"

#include <glib/gi18n.h>

#include "sotto-amount-text.h"

static void
clear (GtkListBox *list)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (list))) != NULL)
    gtk_list_box_remove (list, row);
}

static void
add_row (GtkListBox *list, const char *title, const char *value, gboolean is_address)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *label = gtk_label_new (value);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_RIGHT);
  gtk_label_set_selectable (GTK_LABEL (label), is_address);
  gtk_widget_add_css_class (label, is_address ? "monospace" : "numeric");
  gtk_widget_set_margin_top (label, 6);
  gtk_widget_set_margin_bottom (label, 6);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_RELATION_DESCRIBED_BY, label,
                                  NULL, -1);
  gtk_list_box_append (list, row);
}

static void
add_coin (GtkListBox *list, const char *title, const SottoU256 *amount, SottoWalletReview *review)
{
  SottoWalletNetwork *network = sotto_wallet_review_get_network (review);
  g_autofree char *text = sotto_amount_text (amount, sotto_wallet_network_get_decimals (network),
                                             sotto_wallet_network_get_symbol (network));

  add_row (list, title, text, FALSE);
}

static char *
describe_fee (SottoWalletReview *review, SottoWalletPrices *prices)
{
  SottoWalletNetwork *network = sotto_wallet_review_get_network (review);
  guint decimals = sotto_wallet_network_get_decimals (network);
  const char *symbol = sotto_wallet_network_get_symbol (network);
  g_autofree char *expected =
    sotto_amount_text (sotto_wallet_review_get_expected_fee (review), decimals, symbol);
  g_autofree char *highest =
    sotto_amount_text (sotto_wallet_review_get_highest_fee (review), decimals, symbol);
  g_autofree char *value =
    sotto_amount_text_value (prices, network, NULL, sotto_wallet_review_get_expected_fee (review));

  if (value != NULL)
    /* Translators: what a fee is expected to be, what that is worth, and the most that it can be.
     */
    return g_strdup_printf (_ ("about %s (%s)\nat most %s"), expected, value, highest);
  /* Translators: what a fee is expected to be, and the most that it can be. */
  return g_strdup_printf (_ ("about %s\nat most %s"), expected, highest);
}

char *
sotto_review_rows_describe_amount (SottoWalletReview *review)
{
  SottoWalletToken *token = sotto_wallet_review_get_token (review);
  SottoWalletNetwork *network = sotto_wallet_review_get_network (review);
  const SottoU256 *amount = sotto_wallet_review_get_amount (review);

  if (token != NULL)
    return sotto_amount_text (amount, sotto_wallet_token_get_decimals (token),
                              sotto_wallet_token_get_symbol (token));
  return sotto_amount_text (amount, sotto_wallet_network_get_decimals (network),
                            sotto_wallet_network_get_symbol (network));
}

char *
sotto_review_rows_describe_headline (SottoWalletReview *review)
{
  g_autofree char *amount = NULL;

  if (sotto_wallet_review_is_cancellation (review))
    return g_strdup (_ ("Pay Nobody Instead?"));
  amount = sotto_review_rows_describe_amount (review);
  if (sotto_wallet_review_is_replacement (review))
    /* Translators: a heading, such as "Send 0.1 ETH with a Higher Fee?". */
    return g_strdup_printf (_ ("Send %s with a Higher Fee?"), amount);
  /* Translators: a heading, such as "Send 0.1 ETH?". */
  return g_strdup_printf (_ ("Send %s?"), amount);
}

char *
sotto_review_rows_describe_button (SottoWalletReview *review)
{
  g_autofree char *amount = NULL;

  if (sotto_wallet_review_is_cancellation (review))
    return g_strdup (_ ("Cancel the Payment"));
  if (sotto_wallet_review_is_replacement (review))
    return g_strdup (_ ("Speed Up"));
  amount = sotto_review_rows_describe_amount (review);
  /* Translators: a button, such as "Send 0.1 ETH". */
  return g_strdup_printf (_ ("Send %s"), amount);
}

static char *
describe_amount_and_value (SottoWalletReview *review, SottoWalletPrices *prices)
{
  g_autofree char *amount = sotto_review_rows_describe_amount (review);
  g_autofree char *value = sotto_amount_text_value (
    prices, sotto_wallet_review_get_network (review), sotto_wallet_review_get_token (review),
    sotto_wallet_review_get_amount (review));

  return value != NULL ? g_strconcat (amount, "\n", value, NULL) : g_steal_pointer (&amount);
}

/* Who gets it: what was typed, what is known, and every digit. */
static void
add_recipient (GtkListBox *list, SottoWalletReview *review, const char *known_as)
{
  const SottoWalletName *name = sotto_wallet_review_get_name (review);
  g_autofree char *to = sotto_address_to_string (sotto_wallet_review_get_recipient (review));
  g_autofree char *grouped = sotto_amount_text_address (to);

  if (sotto_wallet_review_is_cancellation (review))
    {
      add_row (list, _ ("To"), _ ("your own account: nothing, in place of the payment"), FALSE);
      return;
    }
  if (name != NULL)
    add_row (list, _ ("Name"), name->name, FALSE);
  if (known_as != NULL && (name == NULL || !g_str_equal (name->name, known_as)))
    add_row (list, _ ("Known as"), known_as, FALSE);
  add_row (list, _ ("To"), grouped, TRUE);
}

void
sotto_review_rows_fill_facts (GtkListBox *list,
                              SottoWalletReview *review,
                              const char *known_as,
                              SottoWalletPrices *prices)
{
  SottoWalletNetwork *network = sotto_wallet_review_get_network (review);
  SottoWalletToken *token = sotto_wallet_review_get_token (review);
  SottoWalletAccount *account = sotto_wallet_review_get_account (review);
  g_autofree char *amount = describe_amount_and_value (review, prices);
  /* Translators: the name of an account, then that of a network. */
  g_autofree char *from = g_strdup_printf (_ ("%s, on %s"), sotto_wallet_account_get_name (account),
                                           sotto_wallet_network_get_name (network));
  g_autofree char *fee = describe_fee (review, prices);
  g_autofree char *nonce =
    g_strdup_printf ("%" G_GUINT64_FORMAT, sotto_wallet_review_get_transaction (review)->nonce);

  clear (list);
  add_row (list, _ ("From"), from, FALSE);
  add_recipient (list, review, known_as);
  add_row (list, _ ("Amount"), amount, FALSE);
  add_row (list, _ ("Fee"), fee, FALSE);
  add_coin (list, _ ("Left, at least"), sotto_wallet_review_get_coin_after (review), review);
  if (token != NULL)
    {
      g_autofree char *left = sotto_amount_text (sotto_wallet_review_get_token_after (review),
                                                 sotto_wallet_token_get_decimals (token),
                                                 sotto_wallet_token_get_symbol (token));

      add_row (list, _ ("Left of the token"), left, FALSE);
      add_row (list, _ ("Token"), sotto_wallet_token_get_address (token), TRUE);
    }
  /* Translators: the number of a transaction among those of its account. */
  add_row (list, _ ("Nonce"), nonce, FALSE);
}

void
sotto_review_rows_fill_warnings (GtkListBox *list, SottoWalletReview *review)
{
  guint warnings = sotto_wallet_review_get_warnings (review);
  const char *look_alike = sotto_wallet_review_get_look_alike (review);

  clear (list);
  gtk_widget_set_visible (GTK_WIDGET (list), warnings != 0);
  for (guint i = 0; i < SOTTO_N_WALLET_WARNINGS; i++)
    {
      GtkWidget *row;

      if ((warnings & (1u << i)) == 0)
        continue;
      row = adw_action_row_new ();
      adw_preferences_row_set_title (
        ADW_PREFERENCES_ROW (row), sotto_wallet_warning_get_text ((SottoWalletWarning) (1u << i)));
      if ((1u << i) == SOTTO_WALLET_WARNING_LOOK_ALIKE && look_alike != NULL)
        adw_action_row_set_subtitle (ADW_ACTION_ROW (row), look_alike);
      adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                                 gtk_image_new_from_icon_name ("dialog-warning-symbolic"));
      gtk_list_box_append (list, row);
    }
}

char *
sotto_review_rows_describe_consent (SottoWalletNetwork *network)
{
  const char *const *endpoints = sotto_wallet_network_get_endpoints (network);
  g_autoptr (GUri) uri =
    endpoints[0] != NULL ? g_uri_parse (endpoints[0], G_URI_FLAGS_ENCODED, NULL) : NULL;

  /* Translators: the host name of a provider, and the name of a network. */
  return g_strdup_printf (
    _ ("To see balances and to send, Sotto has to ask %s about %s. It learns your IP address, the "
       "addresses of your accounts, what they have and send, and when Sotto is open. It does not "
       "learn who you are in chats."),
    uri != NULL ? g_uri_get_host (uri) : _ ("nobody yet"), sotto_wallet_network_get_name (network));
}

const char *
sotto_review_rows_get_state_title (SottoWalletTransaction *transaction)
{
  switch (sotto_wallet_transaction_get_state (transaction))
    {
    case SOTTO_WALLET_TRANSACTION_STORED:
      return _ ("On Its Way");
    case SOTTO_WALLET_TRANSACTION_SENT:
      return _ ("Sent");
    case SOTTO_WALLET_TRANSACTION_MINED:
      return _ ("In a Block");
    case SOTTO_WALLET_TRANSACTION_FAILED:
      return _ ("Failed");
    case SOTTO_WALLET_TRANSACTION_REPLACED:
      return _ ("Replaced");
    case SOTTO_WALLET_TRANSACTION_REFUSED:
      return _ ("Refused");
    }
  return "";
}

char *
sotto_review_rows_describe_state (SottoWalletTransaction *transaction)
{
  guint n = sotto_wallet_transaction_get_confirmations (transaction);

  switch (sotto_wallet_transaction_get_state (transaction))
    {
    case SOTTO_WALLET_TRANSACTION_STORED:
      return g_strdup (_ ("It is signed and kept. The network is told again until it knows."));
    case SOTTO_WALLET_TRANSACTION_SENT:
      return g_strdup (_ ("The network has it. You can close this window."));
    case SOTTO_WALLET_TRANSACTION_MINED:
      return g_strdup_printf (ngettext ("%u confirmation", "%u confirmations", n), n);
    case SOTTO_WALLET_TRANSACTION_FAILED:
      return g_strdup (_ ("It moved nothing; its fee was paid."));
    case SOTTO_WALLET_TRANSACTION_REPLACED:
      return g_strdup (_ ("Another transaction took its place."));
    case SOTTO_WALLET_TRANSACTION_REFUSED:
      return g_strdup (sotto_wallet_transaction_get_error (transaction));
    }
  return g_strdup ("");
}
