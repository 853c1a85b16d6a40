/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "sotto-session.h"

G_BEGIN_DECLS

/* Prints what @builder holds as one line and flushes it. */
void sotto_cli_print (JsonBuilder *builder);

/* A builder with an open object, whose first member is "event" when @event is set. */
JsonBuilder *sotto_cli_object (const char *event) G_GNUC_WARN_UNUSED_RESULT;
void sotto_cli_add_text (JsonBuilder *builder, const char *member, const char *value);
void sotto_cli_add_int (JsonBuilder *builder, const char *member, gint64 value);
void sotto_cli_add_bool (JsonBuilder *builder, const char *member, gboolean value);

/* Add the members that describe one object. */
void sotto_cli_describe_account (JsonBuilder *builder, SottoAccount *account);
void sotto_cli_describe_contact (JsonBuilder *builder, SottoContact *contact);
void sotto_cli_describe_chat (JsonBuilder *builder, SottoChat *chat);
void sotto_cli_describe_message (JsonBuilder *builder, SottoMessage *message);
void sotto_cli_describe_payment (JsonBuilder *builder, SottoPayment *payment);
void sotto_cli_describe_network (JsonBuilder *builder, SottoTransportState *state);
void sotto_cli_describe_history (JsonBuilder *builder, SottoHistorySync *sync);

const char *sotto_cli_state_name (SottoMessageState state);

G_END_DECLS
