/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-discovery-page.h"

#include <glib/gi18n.h>

#include "sotto-address-list.h"

/* What Tor listens on. */
#define DEFAULT_PROXY_HOST "127.0.0.1"
#define DEFAULT_PROXY_PORT "9050"

struct _SottoDiscoveryPage
{
  AdwPreferencesPage parent_instance;

  SottoSession *session;
  SottoSessionDiscovery *discovery;
  gboolean is_updating;

  GtkSwitch *lan;
  SottoAddressList *nodes;
  SottoAddressList *lists;
  AdwPreferencesGroup *lists_group;
  GtkSwitch *discv5;
  GtkSwitch *port_mapping;
  GtkSwitch *proxy;
  AdwEntryRow *proxy_host;
  AdwEntryRow *proxy_port;
  GtkLabel *proxy_error;
  GtkWidget *proxy_note;
};

G_DEFINE_FINAL_TYPE (SottoDiscoveryPage, sotto_discovery_page, ADW_TYPE_PREFERENCES_PAGE)

static void
nodes_changed_cb (SottoDiscoveryPage *self)
{
  g_auto (GStrv) urls = sotto_session_dup_nodes (self->session);

  sotto_address_list_set_addresses (self->nodes, urls);
}

static void
add_node_cb (SottoDiscoveryPage *self, const char *url)
{
  g_autoptr (GError) error = NULL;

  if (sotto_session_add_node (self->session, url, &error))
    sotto_address_list_added (self->nodes, NULL);
  else
    sotto_address_list_added (self->nodes, error);
}

static void
remove_node_cb (SottoDiscoveryPage *self, const char *url)
{
  sotto_session_remove_node (self->session, url);
}

static void
add_list_cb (SottoDiscoveryPage *self, const char *url)
{
  g_autoptr (GError) error = NULL;

  if (sotto_session_discovery_add_list (self->discovery, url, &error))
    sotto_address_list_added (self->lists, NULL);
  else
    sotto_address_list_added (self->lists, error);
}

static void
remove_list_cb (SottoDiscoveryPage *self, const char *url)
{
  sotto_session_discovery_remove_list (self->discovery, url);
}

static void
lan_changed_cb (SottoDiscoveryPage *self)
{
  if (!self->is_updating)
    sotto_session_set_lan_consent (self->session, gtk_switch_get_active (self->lan)
                                                    ? SOTTO_LAN_CONSENT_YES
                                                    : SOTTO_LAN_CONSENT_NO);
}

static void
discv5_changed_cb (SottoDiscoveryPage *self)
{
  if (!self->is_updating)
    sotto_session_discovery_set_discv5 (self->discovery, gtk_switch_get_active (self->discv5));
}

static void
port_mapping_changed_cb (SottoDiscoveryPage *self)
{
  if (!self->is_updating)
    sotto_session_discovery_set_port_mapping (self->discovery,
                                              gtk_switch_get_active (self->port_mapping));
}

static void
show_proxy_error (SottoDiscoveryPage *self, const char *message)
{
  gtk_label_set_text (self->proxy_error, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->proxy_error), message != NULL);
}

/* (transfer full) */
static char *
dup_written_proxy (SottoDiscoveryPage *self)
{
  g_autofree char *host = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->proxy_host)));
  g_autofree char *port = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->proxy_port)));
  gboolean is_inet6;

  g_strstrip (host);
  g_strstrip (port);
  is_inet6 = strchr (host, ':') != NULL && *host != '[';
  return g_strdup_printf (is_inet6 ? "socks5://[%s]:%s" : "socks5://%s:%s", host, port);
}

static void
drop_proxy (SottoDiscoveryPage *self)
{
  g_autofree char *url = sotto_session_discovery_dup_proxy (self->discovery);

  if (url == NULL)
    return;
  sotto_session_discovery_set_proxy (self->discovery, NULL, NULL);
  show_proxy_error (self, NULL);
}

/* Not from within the switch's own notification: it would tell others that it is on. */
static gboolean
switch_off_cb (gpointer user_data)
{
  SottoDiscoveryPage *self = user_data;
  g_autofree char *url = NULL;

  if (self->session == NULL)
    return G_SOURCE_REMOVE;
  url = sotto_session_discovery_dup_proxy (self->discovery);
  gtk_switch_set_active (self->proxy, url != NULL);
  return G_SOURCE_REMOVE;
}

static void
apply_proxy (SottoDiscoveryPage *self)
{
  g_autofree char *url = NULL;
  g_autoptr (GError) error = NULL;

  if (self->is_updating)
    return;
  if (!gtk_switch_get_active (self->proxy))
    {
      drop_proxy (self);
      return;
    }
  url = dup_written_proxy (self);
  if (sotto_session_discovery_set_proxy (self->discovery, url, &error))
    {
      show_proxy_error (self, NULL);
      return;
    }

  /* None is in use then, and it must not look as if one were. */
  drop_proxy (self);
  show_proxy_error (self, error->message);
  g_idle_add_full (G_PRIORITY_DEFAULT, switch_off_cb, g_object_ref (self), g_object_unref);
}

static void
proxy_written_cb (SottoDiscoveryPage *self)
{
  if (gtk_switch_get_active (self->proxy))
    apply_proxy (self);
}

static void
show_proxy (SottoDiscoveryPage *self)
{
  g_autofree char *url = sotto_session_discovery_dup_proxy (self->discovery);
  g_autoptr (GUri) uri = url != NULL ? g_uri_parse (url, G_URI_FLAGS_NONE, NULL) : NULL;
  g_autofree char *port = NULL;

  gtk_switch_set_active (self->proxy, url != NULL);
  if (uri == NULL)
    return;
  port = g_strdup_printf ("%d", g_uri_get_port (uri));
  gtk_editable_set_text (GTK_EDITABLE (self->proxy_host), g_uri_get_host (uri));
  gtk_editable_set_text (GTK_EDITABLE (self->proxy_port), port);
}

/* What rests beside a proxy cannot be changed meanwhile, so that nobody believes it works. */
static void
update (SottoDiscoveryPage *self)
{
  g_auto (GStrv) lists = sotto_session_discovery_dup_lists (self->discovery);
  g_autofree char *proxy = sotto_session_discovery_dup_proxy (self->discovery);
  gboolean is_direct = proxy == NULL;

  self->is_updating = TRUE;
  gtk_switch_set_active (self->lan,
                         sotto_session_get_lan_consent (self->session) == SOTTO_LAN_CONSENT_YES);
  gtk_switch_set_active (self->discv5, sotto_session_discovery_get_discv5 (self->discovery));
  gtk_switch_set_active (self->port_mapping,
                         sotto_session_discovery_get_port_mapping (self->discovery));
  self->is_updating = FALSE;
  sotto_address_list_set_addresses (self->lists, lists);
  gtk_widget_set_sensitive (GTK_WIDGET (self->lan), is_direct);
  gtk_widget_set_sensitive (GTK_WIDGET (self->discv5), is_direct);
  gtk_widget_set_sensitive (GTK_WIDGET (self->port_mapping), is_direct);
  gtk_widget_set_sensitive (GTK_WIDGET (self->lists_group), is_direct);
  gtk_widget_set_visible (self->proxy_note, !is_direct);
}

static void
sotto_discovery_page_dispose (GObject *object)
{
  g_clear_object (&SOTTO_DISCOVERY_PAGE (object)->session);
  G_OBJECT_CLASS (sotto_discovery_page_parent_class)->dispose (object);
}

static void
sotto_discovery_page_class_init (SottoDiscoveryPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sotto_discovery_page_dispose;
  g_type_ensure (SOTTO_TYPE_ADDRESS_LIST);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/sotto/Sotto/ui/discovery-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SottoDiscoveryPage, lan);
  gtk_widget_class_bind_template_child (widget_class, SottoDiscoveryPage, nodes);
  gtk_widget_class_bind_template_child (widget_class, SottoDiscoveryPage, lists);
  gtk_widget_class_bind_template_child (widget_class, SottoDiscoveryPage, lists_group);
  gtk_widget_class_bind_template_child (widget_class, SottoDiscoveryPage, discv5);
  gtk_widget_class_bind_template_child (widget_class, SottoDiscoveryPage, port_mapping);
  gtk_widget_class_bind_template_child (widget_class, SottoDiscoveryPage, proxy);
  gtk_widget_class_bind_template_child (widget_class, SottoDiscoveryPage, proxy_host);
  gtk_widget_class_bind_template_child (widget_class, SottoDiscoveryPage, proxy_port);
  gtk_widget_class_bind_template_child (widget_class, SottoDiscoveryPage, proxy_error);
  gtk_widget_class_bind_template_child (widget_class, SottoDiscoveryPage, proxy_note);
  gtk_widget_class_bind_template_callback (widget_class, add_node_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_node_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_list_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_list_cb);
  gtk_widget_class_bind_template_callback (widget_class, lan_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, discv5_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, port_mapping_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, apply_proxy);
  gtk_widget_class_bind_template_callback (widget_class, proxy_written_cb);
}

static void
sotto_discovery_page_init (SottoDiscoveryPage *self)
{
  self->is_updating = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_editable_set_text (GTK_EDITABLE (self->proxy_host), DEFAULT_PROXY_HOST);
  gtk_editable_set_text (GTK_EDITABLE (self->proxy_port), DEFAULT_PROXY_PORT);
  self->is_updating = FALSE;
}

void
sotto_discovery_page_set_session (SottoDiscoveryPage *self, SottoSession *session)
{
  g_return_if_fail (SOTTO_IS_DISCOVERY_PAGE (self) && self->session == NULL);
  g_return_if_fail (SOTTO_IS_SESSION (session));

  self->session = g_object_ref (session);
  self->discovery = sotto_session_get_discovery (session);
  g_signal_connect_object (session, "nodes-changed", G_CALLBACK (nodes_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->discovery, "changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  nodes_changed_cb (self);
  self->is_updating = TRUE;
  show_proxy (self);
  self->is_updating = FALSE;
  update (self);
}
