/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is said of a message in words and signs. */

#include "sotto-message-words.h"

#include <glib/gi18n.h>

#include "sotto-payment-words.h"
#include "sotto-time-text.h"

/* Numbers of sotto_message_get_encryption (). */
enum
{
  ENCRYPTION_PUBLIC = 0,
  ENCRYPTION_ONE_TIME_KEY = 1,
  ENCRYPTION_RATCHET = 2,
};

const char *
sotto_message_words_state (SottoMessageState state)
{
  switch (state)
    {
    case SOTTO_MESSAGE_STATE_RECEIVED:
      return NULL;
    case SOTTO_MESSAGE_STATE_SENDING:
      return _ ("sending");
    case SOTTO_MESSAGE_STATE_SENT:
      return _ ("sent");
    case SOTTO_MESSAGE_STATE_DELIVERED:
      return _ ("delivered");
    case SOTTO_MESSAGE_STATE_FAILED:
      return _ ("not sent");
    }
  return NULL;
}

const char *
sotto_message_words_state_icon (SottoMessageState state)
{
  switch (state)
    {
    case SOTTO_MESSAGE_STATE_RECEIVED:
      return NULL;
    case SOTTO_MESSAGE_STATE_SENDING:
      return "sotto-sending-symbolic";
    case SOTTO_MESSAGE_STATE_SENT:
      return "sotto-sent-symbolic";
    case SOTTO_MESSAGE_STATE_DELIVERED:
      return "sotto-delivered-symbolic";
    case SOTTO_MESSAGE_STATE_FAILED:
      return "dialog-error-symbolic";
    }
  return NULL;
}

const char *
sotto_message_words_encryption (SottoMessage *message)
{
  switch (sotto_message_get_encryption (message))
    {
    case ENCRYPTION_PUBLIC:
      return _ ("Public: everybody who knows the channel's name can read it");
    case ENCRYPTION_ONE_TIME_KEY:
      return _ ("Encrypted to the recipient's chat key");
    case ENCRYPTION_RATCHET:
      return _ ("Encrypted with a key of its own, which is gone afterwards");
    default:
      return _ ("Unknown");
    }
}

static char *
dup_body (SottoMessage *message)
{
  const char *quote = sotto_message_get_quote_text (message);
  SottoPayment *payment = sotto_message_get_payment (message);

  if (payment)
    return sotto_payment_words_sentence (payment);
  if (quote)
    /* Translators: spoken by a screen reader: the text, then the text that it replies to. */
    return g_strdup_printf (_ ("%s, in reply to: %s"), sotto_message_get_text (message), quote);
  return g_strdup (sotto_message_get_text (message));
}

char *
sotto_message_words_sentence (SottoMessage *message, const char *day)
{
  g_autofree char *time = sotto_time_text_clock (sotto_message_get_timestamp (message));
  const char *name = sotto_message_is_outgoing (message)
                       ? _ ("You")
                       : sotto_contact_get_name (sotto_message_get_author (message));
  const char *state = sotto_message_words_state (sotto_message_get_state (message));
  g_autofree char *head = NULL;
  g_autofree char *body = dup_body (message);

  if (state)
    /* Translators: spoken by a screen reader: who, when, how far, such as "You, 14:05, delivered".
     */
    head = g_strdup_printf (_ ("%s, %s, %s"), name, time, state);
  else
    /* Translators: spoken by a screen reader: who and when, such as "Bob, 14:05". */
    head = g_strdup_printf (_ ("%s, %s"), name, time);

  if (day)
    /* Translators: spoken by a screen reader: the day, then who, when and how far, then the text.
     */
    return g_strdup_printf (_ ("%s. %s: %s"), day, head, body);
  /* Translators: spoken by a screen reader: who, when and how far, then the text. */
  return g_strdup_printf (_ ("%s: %s"), head, body);
}
