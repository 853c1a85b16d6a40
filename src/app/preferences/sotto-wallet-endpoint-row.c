/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-wallet-endpoint-row.h"

#include <glib/gi18n.h>

#define UNTRIED_ICON "network-server-symbolic"
/* What may stand in an address; anything else could make it look like another one. */
#define URL_CHARACTERS ":/?#[]@!$&'()*+,;=%"

struct _SottoWalletEndpointRow
{
  AdwActionRow parent_instance;

  char *url;
  char *result;
  gboolean can_test;
  gboolean is_busy;
  GSimpleActionGroup *actions;

  GtkImage *mark; /* of what a test found out */
  GtkWidget *test;
  GtkToggleButton *reveal;
  GtkWidget *menu;
};

G_DEFINE_FINAL_TYPE (SottoWalletEndpointRow, sotto_wallet_endpoint_row, ADW_TYPE_ACTION_ROW)

enum
{
  SIGNAL_TEST,
  SIGNAL_REMOVE,
  SIGNAL_MOVE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const char *
describe_scheme (GUri *uri)
{
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : "";

  if (g_str_equal (scheme, "https"))
    return _ ("Encrypted");
  if (g_str_equal (scheme, "wss"))
    return _ ("Encrypted WebSocket");
  if (g_str_equal (scheme, "ws"))
    return _ ("WebSocket on this computer");
  return _ ("On this computer");
}

static void
update (SottoWalletEndpointRow *self)
{
  g_autoptr (GUri) uri = g_uri_parse (self->url, G_URI_FLAGS_ENCODED | G_URI_FLAGS_NON_DNS, NULL);
  g_autoptr (GString) text = g_string_new (describe_scheme (uri));

  if (gtk_toggle_button_get_active (self->reveal))
    {
      g_autofree char *shown = g_uri_escape_string (self->url, URL_CHARACTERS, FALSE);

      g_string_append_printf (text, "\n%s", shown);
    }
  if (self->result != NULL)
    g_string_append_printf (text, "\n%s", self->result);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), text->str);
}

static void
test_cb (SottoWalletEndpointRow *self)
{
  g_signal_emit (self, signals[SIGNAL_TEST], 0);
}

static void
up_cb (SottoWalletEndpointRow *self)
{
  g_signal_emit (self, signals[SIGNAL_MOVE], 0, -1);
}

static void
down_cb (SottoWalletEndpointRow *self)
{
  g_signal_emit (self, signals[SIGNAL_MOVE], 0, 1);
}

static void
remove_cb (SottoWalletEndpointRow *self)
{
  g_signal_emit (self, signals[SIGNAL_REMOVE], 0);
}

static void
add_action (SottoWalletEndpointRow *self, const char *name, GCallback callback)
{
  g_autoptr (GSimpleAction) action = g_simple_action_new (name, NULL);

  g_signal_connect_object (action, "activate", callback, self, G_CONNECT_SWAPPED);
  g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (action));
}

static void
sotto_wallet_endpoint_row_finalize (GObject *object)
{
  SottoWalletEndpointRow *self = SOTTO_WALLET_ENDPOINT_ROW (object);

  g_free (self->url);
  g_free (self->result);
  g_object_unref (self->actions);
  G_OBJECT_CLASS (sotto_wallet_endpoint_row_parent_class)->finalize (object);
}

static guint
add_signal (SottoWalletEndpointRowClass *klass, const char *name)
{
  return g_signal_new (name, G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, 0);
}

static void
sotto_wallet_endpoint_row_class_init (SottoWalletEndpointRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sotto_wallet_endpoint_row_finalize;
  signals[SIGNAL_TEST] = add_signal (klass, "test");
  signals[SIGNAL_REMOVE] = add_signal (klass, "remove");
  signals[SIGNAL_MOVE] = g_signal_new ("move", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/sotto/Sotto/ui/wallet-endpoint-row.ui");
  gtk_widget_class_bind_template_child (widget_class, SottoWalletEndpointRow, mark);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletEndpointRow, test);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletEndpointRow, reveal);
  gtk_widget_class_bind_template_child (widget_class, SottoWalletEndpointRow, menu);
  gtk_widget_class_bind_template_callback (widget_class, test_cb);
  gtk_widget_class_bind_template_callback (widget_class, update);
}

static void
sotto_wallet_endpoint_row_init (SottoWalletEndpointRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->actions = g_simple_action_group_new ();
  add_action (self, "up", G_CALLBACK (up_cb));
  add_action (self, "down", G_CALLBACK (down_cb));
  add_action (self, "remove", G_CALLBACK (remove_cb));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "endpoint", G_ACTION_GROUP (self->actions));
}

static void
set_label (gpointer widget, const char *format, const char *place)
{
  g_autofree char *label = g_strdup_printf (format, place);

  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
}

static void
enable_action (SottoWalletEndpointRow *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

static void
update_test (SottoWalletEndpointRow *self)
{
  gtk_widget_set_sensitive (self->test, self->can_test && !self->is_busy);
}

static void
show_result (SottoWalletEndpointRow *self, const char *text, const char *icon, const char *style)
{
  const char *const styles[] = { style, NULL };

  g_free (self->result);
  self->result = g_strdup (text);
  gtk_image_set_from_icon_name (self->mark, icon);
  gtk_widget_set_css_classes (GTK_WIDGET (self->mark), (const char **) styles);
  update (self);
  update_test (self);
}

/* Public, in the header's order. */

char *
sotto_wallet_endpoint_row_describe (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED | G_URI_FLAGS_NON_DNS, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  g_autofree char *place = NULL;

  if (host == NULL)
    return g_strdup (_ ("An address that cannot be read"));
  if (g_uri_get_port (uri) > 0)
    place = g_strdup_printf (strchr (host, ':') != NULL ? "[%s]:%d" : "%s:%d", host,
                             g_uri_get_port (uri));
  else
    place = g_strdup (host);
  return g_uri_escape_string (place, URL_CHARACTERS, FALSE);
}

GtkWidget *
sotto_wallet_endpoint_row_new (const char *url)
{
  SottoWalletEndpointRow *self;
  g_autofree char *place = NULL;

  g_return_val_if_fail (url != NULL, NULL);

  self = g_object_new (SOTTO_TYPE_WALLET_ENDPOINT_ROW, NULL);
  self->url = g_strdup (url);
  place = sotto_wallet_endpoint_row_describe (url);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), place);
  /* Translators: followed by the host of an endpoint. */
  set_label (self->test, _ ("Test %s"), place);
  /* Translators: followed by the host of an endpoint. */
  set_label (self->reveal, _ ("Show the Address of %s"), place);
  /* Translators: followed by the host of an endpoint. */
  set_label (self->menu, _ ("Order and Removal of %s"), place);
  show_result (self, NULL, UNTRIED_ICON, NULL);
  return GTK_WIDGET (self);
}

const char *
sotto_wallet_endpoint_row_get_url (SottoWalletEndpointRow *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_ENDPOINT_ROW (self), NULL);

  return self->url;
}

void
sotto_wallet_endpoint_row_set_place (SottoWalletEndpointRow *self, guint position, guint count)
{
  g_return_if_fail (SOTTO_IS_WALLET_ENDPOINT_ROW (self));

  enable_action (self, "up", position > 0);
  enable_action (self, "down", position + 1 < count);
}

void
sotto_wallet_endpoint_row_set_can_test (SottoWalletEndpointRow *self, gboolean can_test)
{
  g_return_if_fail (SOTTO_IS_WALLET_ENDPOINT_ROW (self));

  self->can_test = can_test;
  update_test (self);
}

void
sotto_wallet_endpoint_row_begin_test (SottoWalletEndpointRow *self)
{
  g_return_if_fail (SOTTO_IS_WALLET_ENDPOINT_ROW (self));

  self->is_busy = TRUE;
  show_result (self, _ ("Asking…"), UNTRIED_ICON, NULL);
}

void
sotto_wallet_endpoint_row_end_test (SottoWalletEndpointRow *self,
                                    const char *text,
                                    gboolean is_good)
{
  g_return_if_fail (SOTTO_IS_WALLET_ENDPOINT_ROW (self));
  g_return_if_fail (text != NULL);

  self->is_busy = FALSE;
  if (is_good)
    show_result (self, text, "emblem-ok-symbolic", "success");
  else
    show_result (self, text, "dialog-warning-symbolic", "error");
}

void
sotto_wallet_endpoint_row_focus_menu (SottoWalletEndpointRow *self)
{
  g_return_if_fail (SOTTO_IS_WALLET_ENDPOINT_ROW (self));

  gtk_widget_grab_focus (self->menu);
}
