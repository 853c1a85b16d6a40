/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A ChatMessage, or a command that tells of a payment, obeys what the rest of the program relies on
 * when it is accepted. The first byte says where it came from, and its upper half the type of a
 * command.
 */

#include "fuzz.h"

#include <string.h>

#include "sotto-application-message-private.h"
#include "sotto-payment-message-private.h"

#define NOW_MS G_GUINT64_CONSTANT (1600000000000)

static void
check (const SottoTextMessage *text)
{
  g_assert_cmpint (text->clock, >, 0);
  g_assert_cmpint (text->clock, <=, (gint64) NOW_MS + SOTTO_CLOCK_AHEAD_MS);
  g_assert_cmpint (text->timestamp_ms, >, 0);
  g_assert_true (g_utf8_validate (text->text, -1, NULL));
  g_assert_cmpuint (strlen (text->text), >, 0);
  g_assert_cmpuint (strlen (text->text), <=, SOTTO_MESSAGE_MAX_BYTES);
  g_assert_cmpuint (strlen (text->chat_id), >, 0);
}

/* What was believed is believed again as we write it. */
static void
check_again (const SottoPaymentMessage *message, const SottoPaymentContext *context)
{
  g_autoptr (GBytes) payload = sotto_payment_message_encode (message);
  g_auto (SottoPaymentMessage) again = { 0 };

  g_assert_true (
    sotto_payment_message_parse ((int) message->command, payload, context, &again, NULL));
  g_assert_cmpint (again.clock, ==, message->clock);
  g_assert_cmpint (again.has_id, ==, message->has_id);
  g_assert_cmpstr (again.value, ==, message->value);
  g_assert_cmpstr (again.contract, ==, message->contract);
  g_assert_cmpstr (again.address, ==, message->address);
}

static void
check_command (int type, GBytes *payload, const SottoPublicKey *author)
{
  SottoPaymentContext context = { .author = author, .sent_seconds = 1600000000, .now_ms = NOW_MS };
  g_auto (SottoPaymentMessage) message = { 0 };
  g_autoptr (GError) error = NULL;

  if (!sotto_payment_message_parse (type, payload, &context, &message, &error))
    {
      g_assert_nonnull (error);
      return;
    }
  g_assert_cmpint (message.clock, >, 0);
  g_assert_cmpint (message.clock, <=, (gint64) NOW_MS + SOTTO_CLOCK_AHEAD_MS);
  g_assert_true (message.value == NULL || sotto_payment_amount_is_valid (message.value));
  check_again (&message, &context);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static SottoPublicKey keys[2];
  static gboolean made;
  g_autoptr (GBytes) payload = NULL;
  g_auto (SottoTextMessage) text = { 0 };
  g_autoptr (GError) error = NULL;
  SottoTextContext context = { .sent_seconds = 1600000000, .now_ms = NOW_MS };

  if (size == 0)
    return 0;
  for (guint i = 0; i < 2 && !made; i++)
    {
      guint8 private_key[32] = { [31] = (guint8) (i + 1) };

      g_assert_true (sotto_private_bytes_get_public (private_key, &keys[i], NULL));
    }
  made = TRUE;
  context.channel = data[0] & 1 ? "status" : NULL;
  context.self = &keys[0];
  context.author = &keys[data[0] & 2 ? 0 : 1];
  payload = g_bytes_new (data + 1, size - 1);
  if (data[0] >> 4 != 0)
    {
      check_command (data[0] >> 4, payload, context.author);
      return 0;
    }
  if (sotto_text_message_parse (payload, &context, &text, &error))
    check (&text);
  else
    g_assert_nonnull (error);
  return 0;
}
