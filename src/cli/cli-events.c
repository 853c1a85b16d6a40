/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What happens in a session, as JSON lines on standard output. */

#include "cli-events.h"

#include "cli-json.h"

static void
print_message_event (const char *event, SottoMessage *message)
{
  g_autoptr (JsonBuilder) object = sotto_cli_object (event);

  sotto_cli_describe_message (object, message);
  sotto_cli_print (object);
}

static void
message_received_cb (SottoMessenger *messenger,
                     SottoChat *chat,
                     SottoMessage *message,
                     gpointer user_data)
{
  print_message_event ("message", message);
}

/* Written a while ago, and fetched only now. */
static void
message_found_cb (SottoMessenger *messenger,
                  SottoChat *chat,
                  SottoMessage *message,
                  gpointer user_data)
{
  print_message_event ("found", message);
}

static void
history_changed_cb (SottoHistorySync *sync, GParamSpec *property, gpointer user_data)
{
  g_autoptr (JsonBuilder) object = sotto_cli_object ("history");

  sotto_cli_describe_history (object, sync);
  sotto_cli_print (object);
}

static void
message_changed_cb (SottoMessenger *messenger,
                    SottoChat *chat,
                    SottoMessage *message,
                    gpointer user_data)
{
  g_autoptr (JsonBuilder) object = sotto_cli_object ("state");

  sotto_cli_add_text (object, "chat", sotto_chat_get_id (chat));
  sotto_cli_add_text (object, "id", sotto_message_get_id (message));
  sotto_cli_add_text (object, "state", sotto_cli_state_name (sotto_message_get_state (message)));
  sotto_cli_print (object);
}

static void
payment_changed_cb (SottoMessenger *messenger, SottoPayment *payment, gpointer user_data)
{
  g_autoptr (JsonBuilder) object = sotto_cli_object ("payment");

  sotto_cli_describe_payment (object, payment);
  sotto_cli_print (object);
}

static void
network_changed_cb (SottoTransportState *state, GParamSpec *property, gpointer user_data)
{
  g_autoptr (JsonBuilder) object = sotto_cli_object ("network");

  sotto_cli_describe_network (object, state);
  sotto_cli_print (object);
}

void
sotto_cli_print_events (SottoCli *cli)
{
  SottoMessenger *messenger = sotto_session_get_messenger (cli->session);
  SottoTransportState *state = sotto_session_get_transport_state (cli->session);
  g_autoptr (JsonBuilder) ready = sotto_cli_object ("ready");

  g_signal_connect (messenger, "message-received", G_CALLBACK (message_received_cb), NULL);
  g_signal_connect (messenger, "message-found", G_CALLBACK (message_found_cb), NULL);
  g_signal_connect (sotto_messenger_get_history_sync (messenger), "notify::status",
                    G_CALLBACK (history_changed_cb), NULL);
  g_signal_connect (messenger, "message-changed", G_CALLBACK (message_changed_cb), NULL);
  g_signal_connect (messenger, "payment-changed", G_CALLBACK (payment_changed_cb), NULL);
  g_signal_connect (state, "notify::n-peers", G_CALLBACK (network_changed_cb), NULL);
  g_signal_connect (state, "notify::status", G_CALLBACK (network_changed_cb), NULL);
  g_signal_connect (state, "notify::has-relay", G_CALLBACK (network_changed_cb), NULL);
  g_signal_connect (state, "notify::problem", G_CALLBACK (network_changed_cb), NULL);
  sotto_cli_describe_account (ready, sotto_session_get_account (cli->session));
  sotto_cli_print (ready);
  network_changed_cb (state, NULL, NULL);
}
