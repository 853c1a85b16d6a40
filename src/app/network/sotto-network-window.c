/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-network-window.h"

#include <glib/gi18n.h>

#include "sotto-clock.h"
#include "sotto-history-text.h"
#include "sotto-mailserver-row.h"
#include "sotto-network-text.h"

struct _SottoNetworkWindow
{
  AdwWindow parent_instance;

  SottoSession *session;
  SottoTransportState *state;
  SottoHistorySync *history;
  SottoClock *clock_now;

  AdwToastOverlay *toasts;
  AdwStatusPage *page;
  AdwActionRow *today;
  AdwActionRow *month;
  AdwActionRow *sync;
  GtkProgressBar *sync_progress;
  GtkWidget *retry;
  GtkListBox *stores;
  AdwActionRow *clock;
  GtkLabel *received;
  GtkLabel *sent;
  GtkLabel *refused;
  AdwActionRow *address;
  GtkListBox *peers;
  GtkWidget *no_peers;
};

G_DEFINE_FINAL_TYPE (SottoNetworkWindow, sotto_network_window, ADW_TYPE_WINDOW)

static guint mailservers_requested_signal;

static void
set_count (GtkLabel *label, guint64 count)
{
  g_autofree char *text = g_strdup_printf ("%'" G_GUINT64_FORMAT, count);

  gtk_label_set_text (label, text);
}

static const char *
get_title (SottoTransportState *state)
{
  if (sotto_transport_state_get_problem (state) == SOTTO_TRANSPORT_PROBLEM_CLOCK)
    return _ ("Wrong Clock");
  switch (sotto_transport_state_get_status (state))
    {
    case SOTTO_TRANSPORT_STATUS_OFFLINE:
      return _ ("Offline");
    case SOTTO_TRANSPORT_STATUS_SEARCHING:
      return _ ("Looking for Others");
    case SOTTO_TRANSPORT_STATUS_ONLINE:
      return _ ("Connected");
    }
  return "";
}

static const char *
get_icon (SottoTransportState *state)
{
  if (sotto_transport_state_get_problem (state) != SOTTO_TRANSPORT_PROBLEM_NONE)
    return "dialog-warning-symbolic";
  return sotto_transport_state_get_status (state) == SOTTO_TRANSPORT_STATUS_ONLINE
           ? "network-transmit-receive-symbolic"
           : "network-offline-symbolic";
}

static void
update (SottoNetworkWindow *self)
{
  const char *address = sotto_transport_state_get_own_address (self->state);
  g_autofree char *text = sotto_network_text_long (self->state);
  g_autofree char *clock = sotto_network_text_clock (self->state);

  adw_status_page_set_title (self->page, get_title (self->state));
  adw_status_page_set_description (self->page, text);
  adw_status_page_set_icon_name (self->page, get_icon (self->state));
  adw_action_row_set_subtitle (self->clock, clock);
  set_count (self->received, sotto_transport_state_get_envelopes_in (self->state));
  set_count (self->sent, sotto_transport_state_get_envelopes_out (self->state));
  set_count (self->refused, sotto_transport_state_get_envelopes_refused (self->state));
  gtk_widget_set_visible (GTK_WIDGET (self->address), address != NULL);
  adw_action_row_set_subtitle (self->address, address != NULL ? address : "");
  gtk_widget_set_visible (self->no_peers, sotto_transport_state_get_n_peers (self->state) == 0);
  gtk_widget_set_visible (GTK_WIDGET (self->peers),
                          sotto_transport_state_get_n_peers (self->state) > 0);
}

static void
copy_address_cb (SottoNetworkWindow *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          sotto_transport_state_get_own_address (self->state));
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (_ ("Address copied")));
}

static gint64
get_now_ms (SottoNetworkWindow *self)
{
  return (gint64) sotto_clock_get_milliseconds (self->clock_now);
}

static void
update_used (SottoNetworkWindow *self)
{
  SottoSessionTraffic *traffic = sotto_session_get_traffic (self->session);
  g_autofree char *today = NULL;
  g_autofree char *month = NULL;
  SottoSessionVolume volume;

  sotto_session_traffic_get_today (traffic, &volume);
  today = sotto_network_text_volume (volume.received, volume.sent);
  adw_action_row_set_subtitle (self->today, today);
  sotto_session_traffic_get_month (traffic, &volume);
  month = sotto_network_text_volume (volume.received, volume.sent);
  adw_action_row_set_subtitle (self->month, month);
}

static void
update_sync (SottoNetworkWindow *self)
{
  SottoHistoryStatus status = sotto_history_sync_get_status (self->history);
  g_autofree char *text = sotto_history_text_state (self->history, get_now_ms (self));

  adw_action_row_set_subtitle (self->sync, text);
  gtk_widget_set_visible (GTK_WIDGET (self->sync_progress),
                          status == SOTTO_HISTORY_STATUS_FETCHING);
  gtk_progress_bar_set_fraction (self->sync_progress,
                                 sotto_history_sync_get_fraction (self->history));
  gtk_widget_set_visible (self->retry, status == SOTTO_HISTORY_STATUS_WAITING);
}

static void
retry_clicked_cb (SottoNetworkWindow *self)
{
  sotto_history_sync_refresh (self->history);
}

static void
mailservers_clicked_cb (SottoNetworkWindow *self)
{
  g_signal_emit (self, mailservers_requested_signal, 0);
}

static void
stores_changed_cb (SottoNetworkWindow *self)
{
  GListModel *stores =
    sotto_session_mailservers_get_stores (sotto_session_get_mailservers (self->session));

  gtk_widget_set_visible (GTK_WIDGET (self->stores), g_list_model_get_n_items (stores) > 0);
}

static GtkWidget *
create_store_row (gpointer item, gpointer user_data)
{
  return sotto_mailserver_row_new (sotto_transport_store_get_address (item), item);
}

/* (transfer full) */
static char *
describe_peer (SottoTransportPeer *peer)
{
  g_autofree char *role = sotto_network_text_role (peer);
  g_autofree char *dialect = sotto_network_text_dialect (peer);
  g_autofree char *volume = sotto_network_text_volume (sotto_transport_peer_get_bytes_in (peer),
                                                       sotto_transport_peer_get_bytes_out (peer));

  /* Translators: a neighbour on the network: role, protocol, who called whom, bytes. */
  return g_strdup_printf (
    _ ("%s · %s · %s · %s"), role, dialect,
    sotto_transport_peer_get_inbound (peer) ? _ ("called us") : _ ("called by us"), volume);
}

static void
append_peers (SottoNetworkWindow *self, GString *text)
{
  GListModel *peers = sotto_transport_state_get_peers (self->state);

  for (guint i = 0; i < g_list_model_get_n_items (peers); i++)
    {
      g_autoptr (SottoTransportPeer) peer = g_list_model_get_item (peers, i);
      g_autofree char *details = describe_peer (peer);

      g_string_append_printf (text, "%s (%s): %s\n", sotto_transport_peer_get_address (peer),
                              sotto_transport_peer_get_client (peer), details);
    }
}

static void
append_stores (SottoNetworkWindow *self, GString *text)
{
  GListModel *stores =
    sotto_session_mailservers_get_stores (sotto_session_get_mailservers (self->session));

  for (guint i = 0; i < g_list_model_get_n_items (stores); i++)
    {
      g_autoptr (SottoTransportStore) store = g_list_model_get_item (stores, i);
      g_autofree char *details = sotto_history_text_store (store, get_now_ms (self));
      g_autofree char *name =
        sotto_history_text_store_name (sotto_transport_store_get_address (store));

      g_string_append_printf (text, "%s: %s\n", name, details);
    }
}

/* For a person whom one asks for help. */
static void
copy_all_cb (SottoNetworkWindow *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  AdwActionRow *const rows[] = { self->today, self->month, self->sync, self->clock };
  const char *description = adw_status_page_get_description (self->page);

  g_string_append_printf (text, "%s: %s\n", adw_status_page_get_title (self->page), description);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_string_append_printf (text, "%s: %s\n",
                            adw_preferences_row_get_title (ADW_PREFERENCES_ROW (rows[i])),
                            adw_action_row_get_subtitle (rows[i]));
  append_stores (self, text);
  append_peers (self, text);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text->str);
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (_ ("Copied")));
}

static void
peer_changed_cb (SottoTransportPeer *peer, GParamSpec *pspec, AdwActionRow *row)
{
  g_autofree char *details = describe_peer (peer);

  adw_action_row_set_subtitle (row, details);
}

static GtkWidget *
create_peer_row (gpointer item, gpointer user_data)
{
  SottoTransportPeer *peer = item;
  const char *address = sotto_transport_peer_get_address (peer);
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), address);
  gtk_widget_set_tooltip_text (row, sotto_transport_peer_get_client (peer));
  g_signal_connect_object (peer, "notify", G_CALLBACK (peer_changed_cb), row, 0);
  peer_changed_cb (peer, NULL, ADW_ACTION_ROW (row));
  return row;
}

static void
sotto_network_window_dispose (GObject *object)
{
  SottoNetworkWindow *self = SOTTO_NETWORK_WINDOW (object);

  g_clear_object (&self->session);
  g_clear_object (&self->state);
  g_clear_object (&self->history);
  g_clear_object (&self->clock_now);
  G_OBJECT_CLASS (sotto_network_window_parent_class)->dispose (object);
}

static void
sotto_network_window_class_init (SottoNetworkWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sotto_network_window_dispose;
  mailservers_requested_signal =
    g_signal_new ("mailservers-requested", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                  NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/sotto/Sotto/ui/network-window.ui");
  gtk_widget_class_bind_template_child (widget_class, SottoNetworkWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, SottoNetworkWindow, page);
  gtk_widget_class_bind_template_child (widget_class, SottoNetworkWindow, today);
  gtk_widget_class_bind_template_child (widget_class, SottoNetworkWindow, month);
  gtk_widget_class_bind_template_child (widget_class, SottoNetworkWindow, sync);
  gtk_widget_class_bind_template_child (widget_class, SottoNetworkWindow, sync_progress);
  gtk_widget_class_bind_template_child (widget_class, SottoNetworkWindow, retry);
  gtk_widget_class_bind_template_child (widget_class, SottoNetworkWindow, stores);
  gtk_widget_class_bind_template_child (widget_class, SottoNetworkWindow, clock);
  gtk_widget_class_bind_template_child (widget_class, SottoNetworkWindow, received);
  gtk_widget_class_bind_template_child (widget_class, SottoNetworkWindow, sent);
  gtk_widget_class_bind_template_child (widget_class, SottoNetworkWindow, refused);
  gtk_widget_class_bind_template_child (widget_class, SottoNetworkWindow, address);
  gtk_widget_class_bind_template_child (widget_class, SottoNetworkWindow, peers);
  gtk_widget_class_bind_template_child (widget_class, SottoNetworkWindow, no_peers);
  gtk_widget_class_bind_template_callback (widget_class, copy_address_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_all_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, mailservers_clicked_cb);
}

static void
sotto_network_window_init (SottoNetworkWindow *self)
{
  self->clock_now = sotto_clock_new_system ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
follow_history (SottoNetworkWindow *self)
{
  GListModel *stores =
    sotto_session_mailservers_get_stores (sotto_session_get_mailservers (self->session));

  gtk_list_box_bind_model (self->stores, stores, create_store_row, NULL, NULL);
  g_signal_connect_object (stores, "items-changed", G_CALLBACK (stores_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->history, "notify", G_CALLBACK (update_sync), self,
                           G_CONNECT_SWAPPED);
  stores_changed_cb (self);
  update_sync (self);
}

GtkWidget *
sotto_network_window_new (GtkWindow *parent, SottoSession *session)
{
  SottoNetworkWindow *self =
    g_object_new (SOTTO_TYPE_NETWORK_WINDOW, "transient-for", parent, "modal", TRUE, NULL);

  self->session = g_object_ref (session);
  self->state = g_object_ref (sotto_session_get_transport_state (session));
  self->history =
    g_object_ref (sotto_messenger_get_history_sync (sotto_session_get_messenger (session)));
  gtk_list_box_bind_model (self->peers, sotto_transport_state_get_peers (self->state),
                           create_peer_row, NULL, NULL);
  g_signal_connect_object (self->state, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sotto_session_get_traffic (session), "changed", G_CALLBACK (update_used),
                           self, G_CONNECT_SWAPPED);
  follow_history (self);
  update_used (self);
  update (self);
  return GTK_WIDGET (self);
}
