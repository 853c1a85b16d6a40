/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-address-list.h"

#include <string.h>

#include "sotto-icon-button.h"

struct _SottoAddressList
{
  AdwBin parent_instance;

  char *label;
  char *entry_title;
  char *remove_label;

  GtkListBox *list;
  AdwEntryRow *entry;
  GtkLabel *error;
};

G_DEFINE_FINAL_TYPE (SottoAddressList, sotto_address_list, ADW_TYPE_BIN)

enum
{
  PROP_LABEL = 1,
  PROP_ENTRY_TITLE,
  PROP_REMOVE_LABEL,
  N_PROPERTIES,
};

enum
{
  SIGNAL_ADD,
  SIGNAL_REMOVE,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

static void
apply_cb (SottoAddressList *self)
{
  g_autofree char *address = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry)));

  g_strstrip (address);
  if (*address != '\0')
    g_signal_emit (self, signals[SIGNAL_ADD], 0, address);
}

/* What was wrong is being mended. */
static void
changed_cb (SottoAddressList *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->error), FALSE);
  gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
}

static void
remove_clicked_cb (GtkButton *button, SottoAddressList *self)
{
  g_autofree char *address = g_strdup (g_object_get_data (G_OBJECT (button), "address"));

  g_signal_emit (self, signals[SIGNAL_REMOVE], 0, address);
}

static GtkWidget *
create_row (SottoAddressList *self, const char *address)
{
  GtkWidget *row = adw_action_row_new ();
  const char *at = strchr (address, '@');
  const char *place = at != NULL ? at + 1 : address;
  g_autofree char *label = g_strdup_printf ("%s: %s", self->remove_label, place);
  GtkWidget *remove = sotto_icon_button_new ("user-trash-symbolic", label);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), place);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), address);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  g_object_set_data_full (G_OBJECT (remove), "address", g_strdup (address), g_free);
  g_signal_connect_object (remove, "clicked", G_CALLBACK (remove_clicked_cb), self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), remove);
  return row;
}

static void
sotto_address_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SottoAddressList *self = SOTTO_ADDRESS_LIST (object);

  switch (id)
    {
    case PROP_LABEL:
      g_value_set_string (value, self->label);
      break;
    case PROP_ENTRY_TITLE:
      g_value_set_string (value, self->entry_title);
      break;
    case PROP_REMOVE_LABEL:
      g_value_set_string (value, self->remove_label);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sotto_address_list_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SottoAddressList *self = SOTTO_ADDRESS_LIST (object);

  switch (id)
    {
    case PROP_LABEL:
      self->label = g_value_dup_string (value);
      break;
    case PROP_ENTRY_TITLE:
      self->entry_title = g_value_dup_string (value);
      break;
    case PROP_REMOVE_LABEL:
      self->remove_label = g_value_dup_string (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sotto_address_list_constructed (GObject *object)
{
  SottoAddressList *self = SOTTO_ADDRESS_LIST (object);

  G_OBJECT_CLASS (sotto_address_list_parent_class)->constructed (object);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->entry), self->entry_title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->label, -1);
}

static void
sotto_address_list_finalize (GObject *object)
{
  SottoAddressList *self = SOTTO_ADDRESS_LIST (object);

  g_free (self->label);
  g_free (self->entry_title);
  g_free (self->remove_label);
  G_OBJECT_CLASS (sotto_address_list_parent_class)->finalize (object);
}

static void
sotto_address_list_class_init (SottoAddressListClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sotto_address_list_get_property;
  object_class->set_property = sotto_address_list_set_property;
  object_class->constructed = sotto_address_list_constructed;
  object_class->finalize = sotto_address_list_finalize;
  properties[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, "", flags);
  properties[PROP_ENTRY_TITLE] = g_param_spec_string ("entry-title", NULL, NULL, "", flags);
  properties[PROP_REMOVE_LABEL] = g_param_spec_string ("remove-label", NULL, NULL, "", flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  signals[SIGNAL_ADD] = g_signal_new ("add", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                      NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_REMOVE] = g_signal_new ("remove", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class, "/im/sotto/Sotto/ui/address-list.ui");
  gtk_widget_class_bind_template_child (widget_class, SottoAddressList, list);
  gtk_widget_class_bind_template_child (widget_class, SottoAddressList, entry);
  gtk_widget_class_bind_template_child (widget_class, SottoAddressList, error);
  gtk_widget_class_bind_template_callback (widget_class, apply_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
sotto_address_list_init (SottoAddressList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
sotto_address_list_set_addresses (SottoAddressList *self, char **addresses)
{
  GtkWidget *row;

  g_return_if_fail (SOTTO_IS_ADDRESS_LIST (self));
  g_return_if_fail (addresses != NULL);

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  for (char **address = addresses; *address != NULL; address++)
    gtk_list_box_append (self->list, create_row (self, *address));
  gtk_widget_set_visible (GTK_WIDGET (self->list), addresses[0] != NULL);
}

void
sotto_address_list_added (SottoAddressList *self, const GError *error)
{
  g_return_if_fail (SOTTO_IS_ADDRESS_LIST (self));

  if (error == NULL)
    {
      gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
      changed_cb (self);
      return;
    }
  gtk_label_set_text (self->error, error->message);
  gtk_widget_set_visible (GTK_WIDGET (self->error), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
}
