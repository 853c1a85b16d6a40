/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Round pictures. An identicon is drawn as the vectors that it is: 5 by 5 cells with a margin of 10
 * in a square of 50, on a tint of its own colour. */

#include "sotto-avatar.h"

#include "sotto-identicon.h"

#define PICTURE_SIZE 50.0f
#define CELLS_START 10.0f
#define CELL_SIZE 6.0f

struct _SottoAvatar
{
  GtkWidget parent_instance;

  int size;
  gboolean has_key;
  SottoIdenticon identicon;
  PangoLayout *letter;
  guint hue;
};

G_DEFINE_FINAL_TYPE (SottoAvatar, sotto_avatar, GTK_TYPE_WIDGET)

/* Colours that Status gives to channels. */
static const char *const channel_colours[] = { "#fa6565", "#887af9", "#fe8f59",
                                               "#59a600", "#2fa8cc", "#d37ef4" };

static void
sotto_avatar_measure (GtkWidget *widget,
                      GtkOrientation orientation,
                      int for_size,
                      int *minimum,
                      int *natural,
                      int *minimum_baseline,
                      int *natural_baseline)
{
  *minimum = *natural = SOTTO_AVATAR (widget)->size;
}

static void
snapshot_identicon (SottoAvatar *self, GtkSnapshot *snapshot, float scale)
{
  GdkRGBA colour = { self->identicon.red / 255.0f, self->identicon.green / 255.0f,
                     self->identicon.blue / 255.0f, 1.0f };
  GdkRGBA tint = { colour.red, colour.green, colour.blue, 0.18f };

  gtk_snapshot_append_color (
    snapshot, &tint, &GRAPHENE_RECT_INIT (0, 0, PICTURE_SIZE * scale, PICTURE_SIZE * scale));
  for (guint row = 0; row < 5; row++)
    for (guint column = 0; column < 5; column++)
      {
        float x = (CELLS_START + CELL_SIZE * (float) column) * scale;
        float y = (CELLS_START + CELL_SIZE * (float) row) * scale;

        /* Half a pixel more, so that no seam shows between cells. */
        if (self->identicon.cells[row][column])
          gtk_snapshot_append_color (
            snapshot, &colour,
            &GRAPHENE_RECT_INIT (x, y, CELL_SIZE * scale + 0.5f, CELL_SIZE * scale + 0.5f));
      }
}

static void
snapshot_channel (SottoAvatar *self, GtkSnapshot *snapshot, float size)
{
  GdkRGBA white = { 1, 1, 1, 1 };
  GdkRGBA colour;
  int width;
  int height;

  gdk_rgba_parse (&colour, channel_colours[self->hue]);
  gtk_snapshot_append_color (snapshot, &colour, &GRAPHENE_RECT_INIT (0, 0, size, size));
  pango_layout_get_pixel_size (self->letter, &width, &height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
    snapshot, &GRAPHENE_POINT_INIT ((size - (float) width) / 2, (size - (float) height) / 2));
  gtk_snapshot_append_layout (snapshot, self->letter, &white);
  gtk_snapshot_restore (snapshot);
}

static void
sotto_avatar_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SottoAvatar *self = SOTTO_AVATAR (widget);
  float size = (float) self->size;
  GskRoundedRect round;

  gsk_rounded_rect_init_from_rect (&round, &GRAPHENE_RECT_INIT (0, 0, size, size), size / 2);
  gtk_snapshot_push_rounded_clip (snapshot, &round);
  if (self->has_key)
    snapshot_identicon (self, snapshot, size / PICTURE_SIZE);
  else if (self->letter != NULL)
    snapshot_channel (self, snapshot, size);
  gtk_snapshot_pop (snapshot);
}

static void
sotto_avatar_finalize (GObject *object)
{
  g_clear_object (&SOTTO_AVATAR (object)->letter);
  G_OBJECT_CLASS (sotto_avatar_parent_class)->finalize (object);
}

static void
sotto_avatar_class_init (SottoAvatarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sotto_avatar_finalize;
  widget_class->measure = sotto_avatar_measure;
  widget_class->snapshot = sotto_avatar_snapshot;
  gtk_widget_class_set_css_name (widget_class, "sotto-avatar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
sotto_avatar_init (SottoAvatar *self)
{
  self->size = 40;
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}

GtkWidget *
sotto_avatar_new (int size)
{
  SottoAvatar *self = g_object_new (SOTTO_TYPE_AVATAR, NULL);

  self->size = size;
  return GTK_WIDGET (self);
}

void
sotto_avatar_set_size (SottoAvatar *self, int size)
{
  self->size = size;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
sotto_avatar_set_key (SottoAvatar *self, const SottoPublicKey *key)
{
  sotto_identicon_init (&self->identicon, key);
  self->has_key = TRUE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
sotto_avatar_set_channel (SottoAvatar *self, const char *name)
{
  PangoAttrList *attributes = pango_attr_list_new ();

  g_clear_object (&self->letter);
  self->letter = gtk_widget_create_pango_layout (GTK_WIDGET (self), "#");
  pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_attr_list_insert (attributes, pango_attr_size_new_absolute (self->size * PANGO_SCALE / 2));
  pango_layout_set_attributes (self->letter, attributes);
  pango_attr_list_unref (attributes);
  self->hue = g_str_hash (name) % G_N_ELEMENTS (channel_colours);
  self->has_key = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
