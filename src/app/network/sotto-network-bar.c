/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-network-bar.h"

#include <glib/gi18n.h>

#include "sotto-clock.h"
#include "sotto-history-text.h"
#include "sotto-network-text.h"

/* What is fetched sooner is not worth a line that comes and goes. */
#define PATIENCE_MS 500

struct _SottoNetworkBar
{
  AdwBin parent_instance;

  SottoSession *session;
  SottoClock *clock;
  gboolean was_online;
  gboolean takes_long; /* fetching */
  guint patience;

  GtkRevealer *revealer;
  GtkButton *button;
  GtkImage *icon;
  GtkLabel *label;
  GtkProgressBar *progress;
};

G_DEFINE_FINAL_TYPE (SottoNetworkBar, sotto_network_bar, ADW_TYPE_BIN)

static SottoHistorySync *
get_sync (SottoNetworkBar *self)
{
  return sotto_messenger_get_history_sync (sotto_session_get_messenger (self->session));
}

/* (transfer full) (nullable) */
static char *
describe_sync (SottoNetworkBar *self)
{
  SottoHistorySync *sync = get_sync (self);

  switch (sotto_history_sync_get_status (sync))
    {
    case SOTTO_HISTORY_STATUS_FETCHING:
      return self->takes_long
               ? sotto_history_text_progress (sync, sotto_clock_get_milliseconds (self->clock))
               : NULL;
    case SOTTO_HISTORY_STATUS_WAITING:
      return g_strdup (_ ("The mailserver does not answer"));
    case SOTTO_HISTORY_STATUS_UNAVAILABLE:
    case SOTTO_HISTORY_STATUS_COMPLETE:
      break;
    }
  return NULL;
}

static void
update (SottoNetworkBar *self)
{
  SottoTransportState *state = sotto_session_get_transport_state (self->session);
  SottoHistorySync *sync = get_sync (self);
  g_autofree char *problem = sotto_network_text_short (state, self->was_online);
  g_autofree char *fetching = problem == NULL ? describe_sync (self) : NULL;
  gboolean in_progress = fetching != NULL && self->takes_long &&
                         sotto_history_sync_get_status (sync) == SOTTO_HISTORY_STATUS_FETCHING;
  const char *text = problem != NULL ? problem : fetching;

  gtk_revealer_set_reveal_child (self->revealer, text != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->button), text != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), in_progress);
  if (text == NULL)
    return;
  gtk_label_set_text (self->label, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text, -1);
  gtk_image_set_from_icon_name (self->icon, problem != NULL ? "network-offline-symbolic"
                                                            : "folder-download-symbolic");
  if (in_progress)
    {
      gtk_progress_bar_set_fraction (self->progress, sotto_history_sync_get_fraction (sync));
      gtk_widget_add_css_class (GTK_WIDGET (self->button), "in-progress");
    }
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->button), "in-progress");
}

static gboolean
patience_cb (gpointer user_data)
{
  SottoNetworkBar *self = user_data;

  self->patience = 0;
  self->takes_long = TRUE;
  update (self);
  return G_SOURCE_REMOVE;
}

static void
sync_changed_cb (SottoNetworkBar *self)
{
  if (sotto_history_sync_get_status (get_sync (self)) != SOTTO_HISTORY_STATUS_FETCHING)
    {
      sotto_clock_clear_timer (self->clock, &self->patience);
      self->takes_long = FALSE;
    }
  else if (!self->takes_long && self->patience == 0)
    self->patience = sotto_clock_add_timer (self->clock, PATIENCE_MS, patience_cb, self);
  update (self);
}

static void
state_changed_cb (SottoNetworkBar *self)
{
  SottoTransportState *state = sotto_session_get_transport_state (self->session);
  g_autofree char *details = sotto_network_text_long (state);

  if (sotto_transport_state_get_status (state) == SOTTO_TRANSPORT_STATUS_ONLINE)
    self->was_online = TRUE;
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), details);
  update (self);
}

static void
sotto_network_bar_dispose (GObject *object)
{
  SottoNetworkBar *self = SOTTO_NETWORK_BAR (object);

  if (self->clock != NULL)
    sotto_clock_clear_timer (self->clock, &self->patience);
  g_clear_object (&self->clock);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (sotto_network_bar_parent_class)->dispose (object);
}

static void
sotto_network_bar_class_init (SottoNetworkBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sotto_network_bar_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/im/sotto/Sotto/ui/network-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, SottoNetworkBar, revealer);
  gtk_widget_class_bind_template_child (widget_class, SottoNetworkBar, button);
  gtk_widget_class_bind_template_child (widget_class, SottoNetworkBar, icon);
  gtk_widget_class_bind_template_child (widget_class, SottoNetworkBar, label);
  gtk_widget_class_bind_template_child (widget_class, SottoNetworkBar, progress);
}

static void
sotto_network_bar_init (SottoNetworkBar *self)
{
  self->clock = sotto_clock_new_system ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
sotto_network_bar_set_session (SottoNetworkBar *self, SottoSession *session)
{
  g_return_if_fail (SOTTO_IS_NETWORK_BAR (self) && self->session == NULL);
  g_return_if_fail (SOTTO_IS_SESSION (session));

  self->session = g_object_ref (session);
  g_signal_connect_object (sotto_session_get_transport_state (session), "notify",
                           G_CALLBACK (state_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (get_sync (self), "notify", G_CALLBACK (sync_changed_cb), self,
                           G_CONNECT_SWAPPED);
  state_changed_cb (self);
  sync_changed_cb (self);
}
