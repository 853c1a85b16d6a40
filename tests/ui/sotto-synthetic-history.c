/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A window over a long history that is made up while it is read. */

#include "sotto-synthetic-history.h"

struct _SottoSyntheticHistory
{
  GObject parent_instance;

  GPtrArray *items;
  guint first; /* number of the first text in the window */
  guint total;
  guint page;
  guint window;
};

static void sotto_synthetic_history_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SottoSyntheticHistory,
                               sotto_synthetic_history,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      sotto_synthetic_history_list_model_init))

static GtkStringObject *
make_item (guint number)
{
  static const char *const words[] = {
    "water", "amber", "of", "the",  "long",  "evening", "a",
    "grey",  "and",   "so", "then", "river", "nobody",  "knows"
  };
  g_autoptr (GRand) random = g_rand_new_with_seed (number * 2654435761u);
  GString *text = g_string_new (NULL);
  gsize length =
    number % 5 == 0 ? g_rand_int_range (random, 200, 700) : g_rand_int_range (random, 1, 120);
  GtkStringObject *item;

  g_string_printf (text, "%u", number);
  while (text->len < length)
    g_string_append_printf (text, " %s", words[g_rand_int_range (random, 0, G_N_ELEMENTS (words))]);
  item = gtk_string_object_new (text->str);
  g_string_free (text, TRUE);
  return item;
}

static GType
sotto_synthetic_history_get_item_type (GListModel *model)
{
  return GTK_TYPE_STRING_OBJECT;
}

static guint
sotto_synthetic_history_get_n_items (GListModel *model)
{
  return SOTTO_SYNTHETIC_HISTORY (model)->items->len;
}

static gpointer
sotto_synthetic_history_get_item (GListModel *model, guint position)
{
  GPtrArray *items = SOTTO_SYNTHETIC_HISTORY (model)->items;

  return position < items->len ? g_object_ref (g_ptr_array_index (items, position)) : NULL;
}

static void
sotto_synthetic_history_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = sotto_synthetic_history_get_item_type;
  iface->get_n_items = sotto_synthetic_history_get_n_items;
  iface->get_item = sotto_synthetic_history_get_item;
}

static void
sotto_synthetic_history_finalize (GObject *object)
{
  g_ptr_array_unref (SOTTO_SYNTHETIC_HISTORY (object)->items);
  G_OBJECT_CLASS (sotto_synthetic_history_parent_class)->finalize (object);
}

static void
sotto_synthetic_history_class_init (SottoSyntheticHistoryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sotto_synthetic_history_finalize;
}

static void
sotto_synthetic_history_init (SottoSyntheticHistory *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
}

static void
fill_with_end (SottoSyntheticHistory *self)
{
  self->first = self->total - MIN (self->page, self->total);
  for (guint i = self->first; i < self->total; i++)
    g_ptr_array_add (self->items, make_item (i));
}

SottoSyntheticHistory *
sotto_synthetic_history_new (guint total, guint page, guint window)
{
  SottoSyntheticHistory *self = g_object_new (SOTTO_TYPE_SYNTHETIC_HISTORY, NULL);

  self->total = total;
  self->page = page;
  self->window = window;
  fill_with_end (self);
  return self;
}

guint
sotto_synthetic_history_get_first (SottoSyntheticHistory *self)
{
  return self->first;
}

gboolean
sotto_synthetic_history_has_newer (SottoSyntheticHistory *self)
{
  return self->first + self->items->len < self->total;
}

static void
remove_items (SottoSyntheticHistory *self, guint position, guint n)
{
  if (n == 0)
    return;
  g_ptr_array_remove_range (self->items, position, n);
  g_list_model_items_changed (G_LIST_MODEL (self), position, n, 0);
}

void
sotto_synthetic_history_load_older (SottoSyntheticHistory *self)
{
  guint n = MIN (self->page, self->first);

  if (n == 0)
    return;
  for (guint i = 0; i < n; i++)
    g_ptr_array_insert (self->items, 0, make_item (self->first - 1 - i));
  self->first -= n;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, n);
  if (self->items->len > self->window)
    remove_items (self, self->window, self->items->len - self->window);
}

void
sotto_synthetic_history_load_newer (SottoSyntheticHistory *self)
{
  guint end = self->first + self->items->len;
  guint n = MIN (self->page, self->total - end);

  if (n == 0)
    return;
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (self->items, make_item (end + i));
  g_list_model_items_changed (G_LIST_MODEL (self), self->items->len - n, 0, n);
  if (self->items->len > self->window)
    {
      guint surplus = self->items->len - self->window;

      self->first += surplus;
      remove_items (self, 0, surplus);
    }
}

void
sotto_synthetic_history_jump_to_end (SottoSyntheticHistory *self)
{
  guint n_old = self->items->len;

  g_ptr_array_set_size (self->items, 0);
  fill_with_end (self);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_old, self->items->len);
}

void
sotto_synthetic_history_append (SottoSyntheticHistory *self)
{
  gboolean at_end = !sotto_synthetic_history_has_newer (self);

  self->total++;
  if (!at_end)
    return;
  g_ptr_array_add (self->items, make_item (self->total - 1));
  g_list_model_items_changed (G_LIST_MODEL (self), self->items->len - 1, 0, 1);
}

void
sotto_synthetic_history_remove (SottoSyntheticHistory *self, guint position)
{
  remove_items (self, position, 1);
}
