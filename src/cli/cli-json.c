/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the program prints: one JSON object a line, for scripts. */

#include "cli-json.h"

#include <stdio.h>

JsonBuilder *
sotto_cli_object (const char *event)
{
  JsonBuilder *builder = json_builder_new_immutable ();

  json_builder_begin_object (builder);
  if (event != NULL)
    sotto_cli_add_text (builder, "event", event);
  return builder;
}

void
sotto_cli_print (JsonBuilder *builder)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *line = NULL;

  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  json_generator_set_root (generator, root);
  line = json_generator_to_data (generator, NULL);
  puts (line);
  fflush (stdout);
}

void
sotto_cli_add_text (JsonBuilder *builder, const char *member, const char *value)
{
  json_builder_set_member_name (builder, member);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

void
sotto_cli_add_int (JsonBuilder *builder, const char *member, gint64 value)
{
  json_builder_set_member_name (builder, member);
  json_builder_add_int_value (builder, value);
}

void
sotto_cli_add_bool (JsonBuilder *builder, const char *member, gboolean value)
{
  json_builder_set_member_name (builder, member);
  json_builder_add_boolean_value (builder, value);
}

void
sotto_cli_describe_account (JsonBuilder *builder, SottoAccount *account)
{
  g_autofree char *folder = g_path_get_basename (sotto_account_get_folder (account));

  sotto_cli_add_text (builder, "name", sotto_account_get_name (account));
  sotto_cli_add_text (builder, "key", sotto_account_get_key_text (account));
  sotto_cli_add_text (builder, "folder", folder);
}

void
sotto_cli_describe_contact (JsonBuilder *builder, SottoContact *contact)
{
  sotto_cli_add_text (builder, "key", sotto_contact_get_key_text (contact));
  sotto_cli_add_text (builder, "name", sotto_contact_get_name (contact));
  sotto_cli_add_text (builder, "alias", sotto_contact_get_alias (contact));
  sotto_cli_add_bool (builder, "added", sotto_contact_get_added (contact));
  sotto_cli_add_bool (builder, "requested", sotto_contact_get_requested (contact));
  sotto_cli_add_bool (builder, "blocked", sotto_contact_get_blocked (contact));
}

static const char *
get_kind_name (SottoChatKind kind)
{
  switch (kind)
    {
    case SOTTO_CHAT_KIND_DIRECT:
      return "direct";
    case SOTTO_CHAT_KIND_PUBLIC:
      return "public";
    case SOTTO_CHAT_KIND_GROUP:
      return "group";
    }
  return "unknown";
}

void
sotto_cli_describe_chat (JsonBuilder *builder, SottoChat *chat)
{
  sotto_cli_add_text (builder, "chat", sotto_chat_get_id (chat));
  sotto_cli_add_text (builder, "kind", get_kind_name (sotto_chat_get_kind (chat)));
  sotto_cli_add_text (builder, "name", sotto_chat_get_name (chat));
  sotto_cli_add_int (builder, "unread", sotto_chat_get_unread_count (chat));
  sotto_cli_add_bool (builder, "muted", sotto_chat_get_muted (chat));
  sotto_cli_add_bool (builder, "request", sotto_chat_get_is_request (chat));
  sotto_cli_add_text (builder, "preview", sotto_chat_get_preview (chat));
  sotto_cli_add_int (builder, "last_activity", sotto_chat_get_last_activity (chat));
}

const char *
sotto_cli_state_name (SottoMessageState state)
{
  switch (state)
    {
    case SOTTO_MESSAGE_STATE_RECEIVED:
      return "received";
    case SOTTO_MESSAGE_STATE_SENDING:
      return "sending";
    case SOTTO_MESSAGE_STATE_SENT:
      return "sent";
    case SOTTO_MESSAGE_STATE_DELIVERED:
      return "delivered";
    case SOTTO_MESSAGE_STATE_FAILED:
      return "failed";
    }
  return "unknown";
}

static const char *
get_encryption_name (guint encryption)
{
  static const char *const names[] = { "none", "one-time key", "ratchet" };

  return encryption < G_N_ELEMENTS (names) ? names[encryption] : "unknown";
}

static void
add_nick (JsonBuilder *builder, const char *member, GType type, int value)
{
  g_autoptr (GEnumClass) values = g_type_class_ref (type);
  GEnumValue *found = g_enum_get_value (values, value);

  sotto_cli_add_text (builder, member, found != NULL ? found->value_nick : "unknown");
}

void
sotto_cli_describe_payment (JsonBuilder *builder, SottoPayment *payment)
{
  sotto_cli_add_text (builder, "id", sotto_payment_get_id (payment));
  sotto_cli_add_text (builder, "chat", sotto_payment_get_chat_id (payment));
  sotto_cli_add_bool (builder, "outgoing", sotto_payment_is_outgoing (payment));
  sotto_cli_add_bool (builder, "initiated", sotto_payment_is_initiated (payment));
  add_nick (builder, "state", SOTTO_TYPE_PAYMENT_STATE, sotto_payment_get_state (payment));
  add_nick (builder, "reason", SOTTO_TYPE_PAYMENT_REASON, sotto_payment_get_reason (payment));
  sotto_cli_add_bool (builder, "verified", sotto_payment_is_verified (payment));
  sotto_cli_add_text (builder, "amount", sotto_payment_get_amount (payment));
  sotto_cli_add_text (builder, "requested", sotto_payment_get_requested_amount (payment));
  sotto_cli_add_text (builder, "token", sotto_payment_get_contract (payment));
  sotto_cli_add_int (builder, "chain", (gint64) sotto_payment_get_chain_id (payment));
  sotto_cli_add_text (builder, "payee", sotto_payment_get_address (payment));
  sotto_cli_add_text (builder, "payer", sotto_payment_get_payer (payment));
  sotto_cli_add_text (builder, "transaction", sotto_payment_get_transaction_hash (payment));
  sotto_cli_add_int (builder, "confirmations", sotto_payment_get_confirmations (payment));
}

void
sotto_cli_describe_message (JsonBuilder *builder, SottoMessage *message)
{
  SottoContact *author = sotto_message_get_author (message);

  sotto_cli_add_text (builder, "chat", sotto_message_get_chat_id (message));
  sotto_cli_add_text (builder, "id", sotto_message_get_id (message));
  sotto_cli_add_text (builder, "author", sotto_contact_get_key_text (author));
  sotto_cli_add_text (builder, "author_name", sotto_contact_get_name (author));
  sotto_cli_add_bool (builder, "outgoing", sotto_message_is_outgoing (message));
  sotto_cli_add_text (builder, "text", sotto_message_get_text (message));
  sotto_cli_add_text (builder, "state", sotto_cli_state_name (sotto_message_get_state (message)));
  sotto_cli_add_text (builder, "encryption",
                      get_encryption_name (sotto_message_get_encryption (message)));
  sotto_cli_add_int (builder, "timestamp", sotto_message_get_timestamp (message));
  sotto_cli_add_int (builder, "clock", (gint64) sotto_message_get_clock (message));
  sotto_cli_add_text (builder, "reply_to", sotto_message_get_reply_to (message));
  if (sotto_message_get_payment (message) == NULL)
    return;

  json_builder_set_member_name (builder, "payment");
  json_builder_begin_object (builder);
  sotto_cli_describe_payment (builder, sotto_message_get_payment (message));
  json_builder_end_object (builder);
}

static void
describe_peers (JsonBuilder *builder, GListModel *peers)
{
  json_builder_set_member_name (builder, "peers");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (peers); i++)
    {
      g_autoptr (SottoTransportPeer) peer = g_list_model_get_item (peers, i);
      gboolean is_relay = sotto_transport_peer_get_role (peer) == SOTTO_TRANSPORT_PEER_ROLE_RELAY;

      json_builder_begin_object (builder);
      sotto_cli_add_text (builder, "id", sotto_transport_peer_get_id (peer));
      sotto_cli_add_text (builder, "address", sotto_transport_peer_get_address (peer));
      sotto_cli_add_text (builder, "client", sotto_transport_peer_get_client (peer));
      sotto_cli_add_text (builder, "dialect", sotto_transport_peer_get_dialect (peer));
      sotto_cli_add_text (builder, "role", is_relay ? "relay" : "client");
      sotto_cli_add_bool (builder, "inbound", sotto_transport_peer_get_inbound (peer));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static const char *
get_status_name (SottoTransportStatus status)
{
  switch (status)
    {
    case SOTTO_TRANSPORT_STATUS_OFFLINE:
      return "offline";
    case SOTTO_TRANSPORT_STATUS_SEARCHING:
      return "searching";
    case SOTTO_TRANSPORT_STATUS_ONLINE:
      return "online";
    }
  return "unknown";
}

static const char *
get_problem_name (SottoTransportProblem problem)
{
  switch (problem)
    {
    case SOTTO_TRANSPORT_PROBLEM_NONE:
      return NULL;
    case SOTTO_TRANSPORT_PROBLEM_NO_NODES:
      return "no nodes known";
    case SOTTO_TRANSPORT_PROBLEM_UNREACHABLE:
      return "nodes do not answer";
    case SOTTO_TRANSPORT_PROBLEM_REFUSED:
      return "nodes refuse us";
    case SOTTO_TRANSPORT_PROBLEM_CLOCK:
      return "wrong clock";
    case SOTTO_TRANSPORT_PROBLEM_NO_NETWORK:
      return "no network";
    }
  return "unknown";
}

void
sotto_cli_describe_network (JsonBuilder *builder, SottoTransportState *state)
{
  sotto_cli_add_text (builder, "status",
                      get_status_name (sotto_transport_state_get_status (state)));
  sotto_cli_add_text (builder, "problem",
                      get_problem_name (sotto_transport_state_get_problem (state)));
  sotto_cli_add_text (builder, "own_address", sotto_transport_state_get_own_address (state));
  sotto_cli_add_bool (builder, "has_relay", sotto_transport_state_get_has_relay (state));
  sotto_cli_add_int (builder, "envelopes_in",
                     (gint64) sotto_transport_state_get_envelopes_in (state));
  sotto_cli_add_int (builder, "envelopes_out",
                     (gint64) sotto_transport_state_get_envelopes_out (state));
  if (sotto_transport_state_get_clock_offset_known (state))
    sotto_cli_add_int (builder, "clock_offset", sotto_transport_state_get_clock_offset (state));
  describe_peers (builder, sotto_transport_state_get_peers (state));
}

static const char *
get_history_status_name (SottoHistoryStatus status)
{
  static const char *const names[] = { "unavailable", "complete", "fetching", "waiting" };

  return status < G_N_ELEMENTS (names) ? names[status] : "unknown";
}

void
sotto_cli_describe_history (JsonBuilder *builder, SottoHistorySync *sync)
{
  sotto_cli_add_text (builder, "status",
                      get_history_status_name (sotto_history_sync_get_status (sync)));
  sotto_cli_add_int (builder, "percent", (gint64) (sotto_history_sync_get_fraction (sync) * 100));
  sotto_cli_add_int (builder, "found", sotto_history_sync_get_found (sync));
  sotto_cli_add_int (builder, "complete_until", sotto_history_sync_get_complete_until (sync));
}
