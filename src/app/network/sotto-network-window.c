/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-network-window.h"

#include <glib/gi18n.h>

#include "sotto-network-text.h"

struct _SottoNetworkWindow
{
  AdwWindow parent_instance;

  SottoTransportState *state;

  AdwToastOverlay *toasts;
  AdwStatusPage *page;
  AdwActionRow *clock;
  GtkLabel *received;
  GtkLabel *sent;
  GtkLabel *refused;
  AdwActionRow *address;
  GtkListBox *peers;
  GtkWidget *no_peers;
};

G_DEFINE_FINAL_TYPE (SottoNetworkWindow, sotto_network_window, ADW_TYPE_WINDOW)

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

static void
update_peer (AdwActionRow *row, GParamSpec *pspec, SottoTransportPeer *peer)
{
  gboolean is_relay = sotto_transport_peer_get_role (peer) == SOTTO_TRANSPORT_PEER_ROLE_RELAY;
  g_autofree char *received = g_format_size (sotto_transport_peer_get_bytes_in (peer));
  g_autofree char *sent = g_format_size (sotto_transport_peer_get_bytes_out (peer));
  g_autofree char *details = g_strdup_printf (
    /* Translators: a neighbour on the network: role, protocol, who called whom, bytes. */
    _ ("%s · %s · %s · received %s, sent %s"), is_relay ? _ ("Relay") : _ ("Client"),
    sotto_transport_peer_get_dialect (peer),
    sotto_transport_peer_get_inbound (peer) ? _ ("called us") : _ ("called by us"), received, sent);

  adw_action_row_set_subtitle (row, details);
}

static void
peer_changed_cb (SottoTransportPeer *peer, GParamSpec *pspec, AdwActionRow *row)
{
  update_peer (row, pspec, peer);
}

static GtkWidget *
create_peer_row (gpointer item, gpointer user_data)
{
  SottoTransportPeer *peer = item;
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 sotto_transport_peer_get_address (peer));
  gtk_widget_set_tooltip_text (row, sotto_transport_peer_get_client (peer));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  sotto_transport_peer_get_address (peer), -1);
  g_signal_connect_object (peer, "notify", G_CALLBACK (peer_changed_cb), row, 0);
  update_peer (ADW_ACTION_ROW (row), NULL, peer);
  return row;
}

static void
sotto_network_window_dispose (GObject *object)
{
  g_clear_object (&SOTTO_NETWORK_WINDOW (object)->state);
  G_OBJECT_CLASS (sotto_network_window_parent_class)->dispose (object);
}

static void
sotto_network_window_class_init (SottoNetworkWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sotto_network_window_dispose;
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/sotto/Sotto/ui/network-window.ui");
  gtk_widget_class_bind_template_child (widget_class, SottoNetworkWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, SottoNetworkWindow, page);
  gtk_widget_class_bind_template_child (widget_class, SottoNetworkWindow, clock);
  gtk_widget_class_bind_template_child (widget_class, SottoNetworkWindow, received);
  gtk_widget_class_bind_template_child (widget_class, SottoNetworkWindow, sent);
  gtk_widget_class_bind_template_child (widget_class, SottoNetworkWindow, refused);
  gtk_widget_class_bind_template_child (widget_class, SottoNetworkWindow, address);
  gtk_widget_class_bind_template_child (widget_class, SottoNetworkWindow, peers);
  gtk_widget_class_bind_template_child (widget_class, SottoNetworkWindow, no_peers);
  gtk_widget_class_bind_template_callback (widget_class, copy_address_cb);
}

static void
sotto_network_window_init (SottoNetworkWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
sotto_network_window_new (GtkWindow *parent, SottoTransportState *state)
{
  SottoNetworkWindow *self =
    g_object_new (SOTTO_TYPE_NETWORK_WINDOW, "transient-for", parent, "modal", TRUE, NULL);

  self->state = g_object_ref (state);
  gtk_list_box_bind_model (self->peers, sotto_transport_state_get_peers (state), create_peer_row,
                           NULL, NULL);
  g_signal_connect_object (state, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
