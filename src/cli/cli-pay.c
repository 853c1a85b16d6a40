/* SPDX-License-Identifier: GPL-3.0-or-later */

/* pay ask | request | accept | decline | list: what two people say of a payment. No key is used and
 * no node is asked here. */

#include "cli-commands.h"
#include "cli-json.h"

static gboolean
fail_usage (GError **error)
{
  g_set_error_literal (error, SOTTO_CLI_ERROR, SOTTO_CLI_ERROR_USAGE,
                       "Usage: pay ask CHAT AMOUNT [TOKEN] | request CHAT ADDRESS AMOUNT [TOKEN] | "
                       "accept ID ADDRESS | decline ID | list [CHAT]");
  return FALSE;
}

/* (transfer full): the payments of @chat, or of all chats. */
static GPtrArray *
load_payments (SottoCli *cli, SottoChat *chat, GError **error)
{
  SottoMessenger *messenger = sotto_session_get_messenger (cli->session);
  g_autoptr (GAsyncResult) result = NULL;

  sotto_messenger_load_payments_async (messenger, chat, NULL, sotto_cli_ready_cb, cli);
  result = sotto_cli_wait (cli);
  return sotto_messenger_load_payments_finish (messenger, result, error);
}

SottoPayment *
sotto_cli_find_payment (SottoCli *cli, const char *id, GError **error)
{
  g_autoptr (GPtrArray) payments = load_payments (cli, NULL, error);

  for (guint i = 0; payments != NULL && i < payments->len; i++)
    if (g_ascii_strcasecmp (sotto_payment_get_id (g_ptr_array_index (payments, i)), id) == 0)
      return g_object_ref (g_ptr_array_index (payments, i));
  if (payments != NULL)
    g_set_error (error, SOTTO_CLI_ERROR, SOTTO_CLI_ERROR_FAILED, "There is no payment “%s”", id);
  return NULL;
}

static gboolean
finish_pay (SottoCli *cli, SottoMessageState wanted, GError **error)
{
  g_autoptr (GAsyncResult) result = sotto_cli_wait (cli);
  g_autoptr (SottoMessage) message =
    sotto_messenger_pay_finish (sotto_session_get_messenger (cli->session), result, error);

  return message != NULL && sotto_cli_wait_for_message (cli, message, wanted, error);
}

static gboolean
list_payments (SottoCli *cli, const char *name, GError **error)
{
  g_autoptr (SottoChat) chat = NULL;
  g_autoptr (GPtrArray) payments = NULL;

  if (!sotto_cli_open_session (cli, error))
    return FALSE;
  if (name != NULL)
    chat = sotto_cli_open_chat (cli, name, error);
  payments = name == NULL || chat != NULL ? load_payments (cli, chat, error) : NULL;
  for (guint i = 0; payments != NULL && i < payments->len; i++)
    {
      g_autoptr (JsonBuilder) object = sotto_cli_object (NULL);

      sotto_cli_describe_payment (object, g_ptr_array_index (payments, i));
      sotto_cli_print (object);
    }
  return payments != NULL;
}

/* @address is NULL where we want to pay; @amount is followed by a token, or by %NULL. */
static gboolean
begin_payment (SottoCli *cli,
               const char *name,
               const char *address,
               const char *const amount[2],
               GError **error)
{
  g_autoptr (SottoChat) chat = NULL;
  SottoMessageState wanted;
  SottoMessenger *messenger;

  if (!sotto_cli_parse_wait (cli, &wanted, error) || !sotto_cli_open_session (cli, error))
    return FALSE;
  chat = sotto_cli_open_chat (cli, name, error);
  if (chat == NULL)
    return FALSE;

  messenger = sotto_session_get_messenger (cli->session);
  if (address != NULL)
    sotto_messenger_ask_payment_async (messenger, chat, address, amount[0], amount[1], NULL,
                                       sotto_cli_ready_cb, cli);
  else
    sotto_messenger_ask_address_async (messenger, chat, amount[0], amount[1], NULL,
                                       sotto_cli_ready_cb, cli);
  return finish_pay (cli, wanted, error);
}

/* @address is NULL for a no. */
static gboolean
answer_payment (SottoCli *cli, const char *id, const char *address, GError **error)
{
  g_autoptr (SottoPayment) payment = NULL;
  SottoMessageState wanted;
  SottoMessenger *messenger;

  if (!sotto_cli_parse_wait (cli, &wanted, error) || !sotto_cli_open_session (cli, error))
    return FALSE;
  payment = sotto_cli_find_payment (cli, id, error);
  if (payment == NULL)
    return FALSE;

  messenger = sotto_session_get_messenger (cli->session);
  if (address != NULL)
    sotto_messenger_share_address_async (messenger, payment, address, NULL, sotto_cli_ready_cb,
                                         cli);
  else
    sotto_messenger_decline_payment_async (messenger, payment, NULL, sotto_cli_ready_cb, cli);
  return finish_pay (cli, wanted, error);
}

gboolean
sotto_cli_pay (SottoCli *cli, int n_words, char **words, GError **error)
{
  const char *verb = n_words > 0 ? words[0] : "";

  if (g_str_equal (verb, "list") && n_words <= 2)
    return list_payments (cli, n_words == 2 ? words[1] : NULL, error);
  if (g_str_equal (verb, "ask") && (n_words == 3 || n_words == 4))
    return begin_payment (cli, words[1], NULL,
                          (const char *[]){ words[2], n_words > 3 ? words[3] : NULL }, error);
  if (g_str_equal (verb, "request") && (n_words == 4 || n_words == 5))
    return begin_payment (cli, words[1], words[2],
                          (const char *[]){ words[3], n_words > 4 ? words[4] : NULL }, error);
  if (g_str_equal (verb, "accept") && n_words == 3)
    return answer_payment (cli, words[1], words[2], error);
  if (g_str_equal (verb, "decline") && n_words == 2)
    return answer_payment (cli, words[1], NULL, error);
  return fail_usage (error);
}
