/* SPDX-License-Identifier: GPL-3.0-or-later */

/* People worth a row, by name. A contact that changes is moved on its own. */

#include "sotto-contact-list-private.h"

#include "sotto-contact-private.h"

struct _SottoContactList
{
  GObject parent_instance;

  GPtrArray *contacts;
};

static void list_model_interface_init (GListModelInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SottoContactList,
                               sotto_contact_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_interface_init))

static GType
sotto_contact_list_get_item_type (GListModel *model)
{
  return SOTTO_TYPE_CONTACT;
}

static guint
sotto_contact_list_get_n_items (GListModel *model)
{
  return SOTTO_CONTACT_LIST (model)->contacts->len;
}

static gpointer
sotto_contact_list_get_item (GListModel *model, guint position)
{
  SottoContactList *self = SOTTO_CONTACT_LIST (model);

  return position < self->contacts->len
           ? g_object_ref (g_ptr_array_index (self->contacts, position))
           : NULL;
}

static void
list_model_interface_init (GListModelInterface *interface)
{
  interface->get_item_type = sotto_contact_list_get_item_type;
  interface->get_n_items = sotto_contact_list_get_n_items;
  interface->get_item = sotto_contact_list_get_item;
}

static void
sotto_contact_list_finalize (GObject *object)
{
  g_ptr_array_unref (SOTTO_CONTACT_LIST (object)->contacts);
  G_OBJECT_CLASS (sotto_contact_list_parent_class)->finalize (object);
}

static void
sotto_contact_list_class_init (SottoContactListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sotto_contact_list_finalize;
}

static void
sotto_contact_list_init (SottoContactList *self)
{
  self->contacts = g_ptr_array_new_with_free_func (g_object_unref);
}

static int
compare_contacts (SottoContact *a, SottoContact *b)
{
  int order = g_utf8_collate (sotto_contact_get_name (a), sotto_contact_get_name (b));

  return order != 0 ? order
                    : g_strcmp0 (sotto_contact_get_key_text (a), sotto_contact_get_key_text (b));
}

static guint
find_place (SottoContactList *self, SottoContact *contact)
{
  guint low = 0;
  guint high = self->contacts->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (compare_contacts (g_ptr_array_index (self->contacts, middle), contact) < 0)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* For the rest of the layer. */

SottoContactList *
sotto_contact_list_new (void)
{
  return g_object_new (SOTTO_TYPE_CONTACT_LIST, NULL);
}

void
sotto_contact_list_put (SottoContactList *self, SottoContact *contact)
{
  g_autoptr (SottoContact) held = g_object_ref (contact);
  guint old_place;
  guint new_place;
  gboolean was_listed = g_ptr_array_find (self->contacts, contact, &old_place);
  gboolean is_listed = sotto_contact_is_listed (contact);

  if (was_listed)
    g_ptr_array_remove_index (self->contacts, old_place);
  new_place = find_place (self, contact);
  if (is_listed)
    g_ptr_array_insert (self->contacts, (int) new_place, g_object_ref (contact));

  if (was_listed && is_listed)
    {
      guint first = MIN (old_place, new_place);
      guint n_moved = MAX (old_place, new_place) - first + 1;

      if (old_place != new_place)
        g_list_model_items_changed (G_LIST_MODEL (self), first, n_moved, n_moved);
    }
  else if (was_listed)
    g_list_model_items_changed (G_LIST_MODEL (self), old_place, 1, 0);
  else if (is_listed)
    g_list_model_items_changed (G_LIST_MODEL (self), new_place, 0, 1);
}
