/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-view-title.h"

struct _SottoViewTitle
{
  AdwBin parent_instance;

  GtkStack *stack;
  AdwViewSwitcher *switcher;
  AdwWindowTitle *name;
};

G_DEFINE_FINAL_TYPE (SottoViewTitle, sotto_view_title, ADW_TYPE_BIN)

enum
{
  PROP_TITLE = 1,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

static void
folded_cb (AdwLeaflet *leaflet, GParamSpec *pspec, SottoViewTitle *self)
{
  gtk_stack_set_visible_child (self->stack, adw_leaflet_get_folded (leaflet)
                                              ? GTK_WIDGET (self->name)
                                              : GTK_WIDGET (self->switcher));
}

static void
sotto_view_title_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SottoViewTitle *self = SOTTO_VIEW_TITLE (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, adw_window_title_get_title (self->name));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sotto_view_title_set_property (GObject *object,
                               guint prop_id,
                               const GValue *value,
                               GParamSpec *pspec)
{
  SottoViewTitle *self = SOTTO_VIEW_TITLE (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      adw_window_title_set_title (self->name, g_value_get_string (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sotto_view_title_class_init (SottoViewTitleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sotto_view_title_get_property;
  object_class->set_property = sotto_view_title_set_property;
  properties[PROP_TITLE] =
    g_param_spec_string ("title", NULL, NULL, "", G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
sotto_view_title_init (SottoViewTitle *self)
{
  self->stack = GTK_STACK (gtk_stack_new ());
  self->switcher = ADW_VIEW_SWITCHER (adw_view_switcher_new ());
  self->name = ADW_WINDOW_TITLE (adw_window_title_new ("", ""));
  gtk_stack_add_child (self->stack, GTK_WIDGET (self->name));
  gtk_stack_add_child (self->stack, GTK_WIDGET (self->switcher));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->stack));
}

void
sotto_view_title_set_views (SottoViewTitle *self, AdwViewStack *views, AdwLeaflet *leaflet)
{
  g_return_if_fail (SOTTO_IS_VIEW_TITLE (self));
  g_return_if_fail (ADW_IS_VIEW_STACK (views) && ADW_IS_LEAFLET (leaflet));

  adw_view_switcher_set_stack (self->switcher, views);
  g_signal_connect_object (leaflet, "notify::folded", G_CALLBACK (folded_cb), self, 0);
  folded_cb (leaflet, NULL, self);
}
