/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-notice-words.h"

#include <glib/gi18n.h>

#include "sotto-amount-text.h"
#include "sotto-payment-words.h"

#define MAX_CHARACTERS 200

static GNotification *
create (const char *title, const char *body)
{
  g_autofree char *plain_title = sotto_notice_words_dup_plain (title);
  g_autofree char *plain_body = sotto_notice_words_dup_plain (body);
  GNotification *notification = g_notification_new (plain_title);

  g_notification_set_body (notification, plain_body);
  return notification;
}

static char *
count_messages (guint n_messages)
{
  return g_strdup_printf (ngettext ("%u new message", "%u new messages", n_messages), n_messages);
}

/* (transfer full): who is shown as the sender; in a group, who of it. */
static char *
name_sender (SottoChat *chat, SottoMessage *message)
{
  if (sotto_chat_get_kind (chat) == SOTTO_CHAT_KIND_DIRECT)
    return g_strdup (sotto_chat_get_name (chat));
  /* Translators: who wrote, and the name of the group or channel. */
  return g_strdup_printf (_ ("%s in %s"),
                          sotto_contact_get_name (sotto_message_get_author (message)),
                          sotto_chat_get_name (chat));
}

/* (transfer full): what a message says, for those that are no words. */
static char *
describe_content (SottoMessage *message)
{
  SottoPayment *payment = sotto_message_get_payment (message);

  return payment != NULL ? sotto_payment_words_sentence (payment)
                         : g_strdup (sotto_message_get_text (message));
}

GNotification *
sotto_notice_words_messages (SottoChat *chat,
                             SottoMessage *message,
                             guint n_messages,
                             SottoNoticeDetail detail)
{
  g_autofree char *count = count_messages (n_messages);
  g_autofree char *sender = NULL;
  g_autofree char *content = NULL;
  g_autofree char *body = NULL;

  if (detail == SOTTO_NOTICE_DETAIL_NOTHING)
    return create ("Sotto", count);
  sender = name_sender (chat, message);
  if (detail == SOTTO_NOTICE_DETAIL_SENDER)
    return create (sender, count);
  content = describe_content (message);
  if (n_messages == 1)
    return create (sender, content);
  /* Translators: such as "3 new messages: See you there". */
  body = g_strdup_printf (_ ("%s: %s"), count, content);
  return create (sender, body);
}

GNotification *
sotto_notice_words_many (guint n_messages, guint n_chats)
{
  g_autofree char *count = count_messages (n_messages);
  g_autofree char *chats =
    g_strdup_printf (ngettext ("In %u chat", "In %u chats", n_chats), n_chats);

  return create (count, chats);
}

GNotification *
sotto_notice_words_request (void)
{
  return create ("Sotto", _ ("Somebody who is not among your contacts wrote to you."));
}

/* (transfer full) */
static char *
describe_payment (SottoPayment *payment)
{
  g_autofree char *amount = sotto_payment_words_amount (payment);

  if (sotto_payment_get_state (payment) == SOTTO_PAYMENT_STATE_CONFIRMED)
    /* Translators: an amount, such as "0.1 ETH". */
    return g_strdup_printf (_ ("%s arrived."), amount);
  /* Translators: an amount, such as "0.1 ETH". */
  return g_strdup_printf (_ ("%s on the way: in a block, not final yet."), amount);
}

GNotification *
sotto_notice_words_payment (SottoChat *chat, SottoPayment *payment, SottoNoticeDetail detail)
{
  gboolean is_final = sotto_payment_get_state (payment) == SOTTO_PAYMENT_STATE_CONFIRMED;
  const char *plain = is_final ? _ ("Money arrived.") : _ ("Money is on the way.");
  g_autofree char *content = NULL;

  if (detail == SOTTO_NOTICE_DETAIL_NOTHING || chat == NULL)
    return create ("Sotto", plain);
  if (detail == SOTTO_NOTICE_DETAIL_SENDER)
    return create (sotto_chat_get_name (chat), plain);
  content = describe_payment (payment);
  return create (sotto_chat_get_name (chat), content);
}

/* (transfer full) */
static char *
describe_amount (const SottoWalletArrival *arrival)
{
  return arrival->token != NULL
           ? sotto_amount_text (&arrival->amount, sotto_wallet_token_get_decimals (arrival->token),
                                sotto_wallet_token_get_symbol (arrival->token))
           : sotto_amount_text (&arrival->amount,
                                sotto_wallet_network_get_decimals (arrival->network),
                                sotto_wallet_network_get_symbol (arrival->network));
}

GNotification *
sotto_notice_words_arrival (const SottoWalletArrival *arrival, SottoNoticeDetail detail)
{
  const char *account = sotto_wallet_account_get_name (arrival->account);
  g_autofree char *amount = NULL;
  g_autofree char *body = NULL;

  if (detail == SOTTO_NOTICE_DETAIL_NOTHING)
    return create ("Sotto", _ ("Money arrived."));
  if (detail == SOTTO_NOTICE_DETAIL_SENDER)
    return create (account, _ ("Money arrived."));
  amount = describe_amount (arrival);
  if (arrival->token == NULL)
    /* Translators: an amount, such as "0.1 ETH", and the name of a network. */
    body = g_strdup_printf (_ ("%s more on %s."), amount,
                            sotto_wallet_network_get_name (arrival->network));
  else
    /* Translators: an amount, such as "0.1 ETH", and the name of a network. */
    body = g_strdup_printf (_ ("%s arrived on %s."), amount,
                            sotto_wallet_network_get_name (arrival->network));
  return create (account, body);
}

/* A look-alike of what begins markup. */
static void
append_plain (GString *plain, gunichar character)
{
  switch (character)
    {
    case '<':
      g_string_append_unichar (plain, 0x2039);
      break;
    case '>':
      g_string_append_unichar (plain, 0x203a);
      break;
    case '&':
      g_string_append_unichar (plain, 0xff06);
      break;
    default:
      g_string_append_unichar (plain, g_unichar_isspace (character) ? ' ' : character);
    }
}

char *
sotto_notice_words_dup_plain (const char *text)
{
  GString *plain = g_string_new (NULL);
  guint n_characters = 0;

  g_return_val_if_fail (text != NULL, NULL);

  for (const char *next = text; *next != '\0'; next = g_utf8_next_char (next))
    {
      if (n_characters++ == MAX_CHARACTERS)
        {
          g_string_append (plain, "…");
          break;
        }
      append_plain (plain, g_utf8_get_char (next));
    }
  return g_string_free (plain, FALSE);
}
