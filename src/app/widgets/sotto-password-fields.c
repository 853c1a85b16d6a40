/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-password-fields.h"

#include <glib/gi18n.h>

#include "sotto-password.h"

struct _SottoPasswordFields
{
  AdwBin parent_instance;

  AdwPasswordEntryRow *password;
  AdwPasswordEntryRow *repeated;
  GtkLevelBar *bar;
  GtkLabel *verdict;
  gboolean acceptable;
};

G_DEFINE_FINAL_TYPE (SottoPasswordFields, sotto_password_fields, ADW_TYPE_BIN)

enum
{
  PROP_ACCEPTABLE = 1,
  N_PROPERTIES,
};

enum
{
  SIGNAL_ACTIVATED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

static const char *
describe (SottoPasswordStrength strength)
{
  switch (strength)
    {
    case SOTTO_PASSWORD_TOO_SHORT:
      return _ ("At least 10 characters: several words are easy to remember");
    case SOTTO_PASSWORD_WEAK:
      return _ ("Too easy to guess");
    case SOTTO_PASSWORD_FAIR:
      return _ ("Fair");
    case SOTTO_PASSWORD_GOOD:
      return _ ("Good");
    case SOTTO_PASSWORD_STRONG:
      return _ ("Strong");
    }
  return "";
}

static void
update (SottoPasswordFields *self)
{
  const char *password = gtk_editable_get_text (GTK_EDITABLE (self->password));
  const char *repeated = gtk_editable_get_text (GTK_EDITABLE (self->repeated));
  SottoPasswordStrength strength = sotto_password_estimate (password);
  gboolean same = g_str_equal (password, repeated);
  gboolean acceptable = sotto_password_is_acceptable (password) && same;

  gtk_level_bar_set_value (self->bar, *password == '\0' ? 0 : (double) strength + 1);
  if (sotto_password_is_acceptable (password) && !same && *repeated != '\0')
    gtk_label_set_text (self->verdict, _ ("The two passwords differ"));
  else
    gtk_label_set_text (self->verdict, describe (strength));
  if (self->acceptable == acceptable)
    return;
  self->acceptable = acceptable;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACCEPTABLE]);
}

static void
changed_cb (GtkEditable *editable, SottoPasswordFields *self)
{
  update (self);
}

static void
activated_cb (AdwEntryRow *row, SottoPasswordFields *self)
{
  if (self->acceptable)
    g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0);
  else if (row == ADW_ENTRY_ROW (self->password))
    gtk_widget_grab_focus (GTK_WIDGET (self->repeated));
}

static void
sotto_password_fields_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_ACCEPTABLE:
      g_value_set_boolean (value, SOTTO_PASSWORD_FIELDS (object)->acceptable);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static gboolean
sotto_password_fields_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (SOTTO_PASSWORD_FIELDS (widget)->password));
}

static void
sotto_password_fields_class_init (SottoPasswordFieldsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sotto_password_fields_get_property;
  widget_class->grab_focus = sotto_password_fields_grab_focus;
  properties[PROP_ACCEPTABLE] = g_param_spec_boolean ("acceptable", NULL, NULL, FALSE,
                                                      G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass),
                                            G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/sotto/Sotto/ui/password-fields.ui");
  gtk_widget_class_bind_template_child (widget_class, SottoPasswordFields, password);
  gtk_widget_class_bind_template_child (widget_class, SottoPasswordFields, repeated);
  gtk_widget_class_bind_template_child (widget_class, SottoPasswordFields, bar);
  gtk_widget_class_bind_template_child (widget_class, SottoPasswordFields, verdict);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
}

static void
sotto_password_fields_init (SottoPasswordFields *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  update (self);
}

GtkWidget *
sotto_password_fields_new (void)
{
  return g_object_new (SOTTO_TYPE_PASSWORD_FIELDS, NULL);
}

gboolean
sotto_password_fields_get_acceptable (SottoPasswordFields *self)
{
  return self->acceptable;
}

const char *
sotto_password_fields_get_password (SottoPasswordFields *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->password));
}

void
sotto_password_fields_clear (SottoPasswordFields *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->password), "");
  gtk_editable_set_text (GTK_EDITABLE (self->repeated), "");
}
