/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The live objects of one messenger. Contacts with a row stay; other people and all messages go
 * with their last reference, so a flooded channel costs nothing but what is looked at.
 */

#include "sotto-models-private.h"

struct _SottoModels
{
  GObject parent_instance;

  SottoClock *clock;
  SottoContact *self_contact;
  SottoChatList *chats;
  SottoContactList *contacts;
  GHashTable *people;
  GHashTable *stored;
  GHashTable *messages;
  GHashTable *payments;
};

G_DEFINE_FINAL_TYPE (SottoModels, sotto_models, G_TYPE_OBJECT)

static gint64
now_ms (SottoModels *self)
{
  return (gint64) sotto_clock_get_milliseconds (self->clock);
}

static void
contact_gone_cb (gpointer user_data, GObject *gone)
{
  SottoModels *self = user_data;
  SottoContact *contact = (SottoContact *) gone;

  g_hash_table_remove (self->people, sotto_contact_get_key (contact));
}

static void
message_gone_cb (gpointer user_data, GObject *gone)
{
  SottoModels *self = user_data;
  gint64 row = sotto_message_get_row ((SottoMessage *) gone);

  g_hash_table_remove (self->messages, &row);
}

static void
payment_gone_cb (gpointer user_data, GObject *gone)
{
  SottoModels *self = user_data;
  gint64 row = sotto_payment_get_row ((SottoPayment *) gone);

  g_hash_table_remove (self->payments, &row);
}

static void
forget_all (GHashTable *objects, GWeakNotify notify, gpointer self)
{
  GHashTableIter iter;
  gpointer object;

  g_hash_table_iter_init (&iter, objects);
  while (g_hash_table_iter_next (&iter, NULL, &object))
    g_object_weak_unref (object, notify, self);
  g_hash_table_remove_all (objects);
}

static void
sotto_models_dispose (GObject *object)
{
  SottoModels *self = SOTTO_MODELS (object);

  forget_all (self->messages, message_gone_cb, self);
  forget_all (self->payments, payment_gone_cb, self);
  forget_all (self->people, contact_gone_cb, self);
  g_hash_table_remove_all (self->stored);
  g_clear_object (&self->self_contact);
  g_clear_object (&self->chats);
  g_clear_object (&self->contacts);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (sotto_models_parent_class)->dispose (object);
}

static void
sotto_models_finalize (GObject *object)
{
  SottoModels *self = SOTTO_MODELS (object);

  g_hash_table_unref (self->messages);
  g_hash_table_unref (self->payments);
  g_hash_table_unref (self->people);
  g_hash_table_unref (self->stored);

  G_OBJECT_CLASS (sotto_models_parent_class)->finalize (object);
}

static void
sotto_models_class_init (SottoModelsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sotto_models_dispose;
  G_OBJECT_CLASS (klass)->finalize = sotto_models_finalize;
}

static void
sotto_models_init (SottoModels *self)
{
  self->people = g_hash_table_new (sotto_public_key_hash, sotto_public_key_equal);
  self->stored = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->messages = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->payments = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

/* (transfer full) */
static SottoContact *
add_contact (SottoModels *self, const SottoPublicKey *key, gboolean is_self)
{
  SottoContact *contact = sotto_contact_new (key, is_self);

  g_hash_table_insert (self->people, (gpointer) sotto_contact_get_key (contact), contact);
  g_object_weak_ref (G_OBJECT (contact), contact_gone_cb, self);

  return contact;
}

/* (transfer full) (nullable) */
static SottoContact *
dup_quote_author (SottoModels *self, const SottoMessageRow *row)
{
  return row->quote != NULL ? sotto_models_dup_contact (self, &row->quote_author) : NULL;
}

/* (transfer full) */
static SottoChat *
make_chat (SottoModels *self, const SottoChatRow *row)
{
  g_autoptr (SottoContact) contact = NULL;

  if (row->kind == SOTTO_CHAT_KIND_DIRECT)
    contact = sotto_models_dup_contact (self, &row->contact);

  return sotto_chat_new (row, contact);
}

static void
fill_chat (SottoModels *self, SottoChat *chat, const SottoChatRow *row)
{
  g_autoptr (SottoContact) author = NULL;

  if (row->preview != NULL)
    author = sotto_models_dup_contact (self, &row->preview_author);
  sotto_chat_update (chat, row, author, now_ms (self));
}

/* For the rest of the layer. */

SottoModels *
sotto_models_new (const SottoPublicKey *self_key, SottoClock *clock)
{
  SottoModels *self = g_object_new (SOTTO_TYPE_MODELS, NULL);

  self->clock = g_object_ref (clock);
  self->chats = sotto_chat_list_new ();
  self->contacts = sotto_contact_list_new ();
  self->self_contact = add_contact (self, self_key, TRUE);

  return self;
}

SottoContact *
sotto_models_get_self (SottoModels *self)
{
  return self->self_contact;
}

SottoChatList *
sotto_models_get_chats (SottoModels *self)
{
  return self->chats;
}

SottoContactList *
sotto_models_get_contacts (SottoModels *self)
{
  return self->contacts;
}

SottoContact *
sotto_models_dup_contact (SottoModels *self, const SottoPublicKey *key)
{
  SottoContact *contact = g_hash_table_lookup (self->people, key);

  return contact != NULL ? g_object_ref (contact) : add_contact (self, key, FALSE);
}

SottoMessage *
sotto_models_dup_message (SottoModels *self, const SottoMessageRow *row)
{
  SottoMessage *message = g_hash_table_lookup (self->messages, &row->row);
  g_autoptr (SottoContact) author = NULL;
  g_autoptr (SottoContact) quote_author = NULL;
  g_autoptr (SottoPayment) payment = NULL;

  if (message != NULL)
    return g_object_ref (message);

  author = sotto_models_dup_contact (self, &row->author);
  quote_author = dup_quote_author (self, row);
  if (row->payment != NULL)
    payment = sotto_models_dup_payment (self, row->payment);
  message = sotto_message_new (row, author, quote_author, payment);
  g_hash_table_insert (self->messages, g_memdup2 (&row->row, sizeof row->row), message);
  g_object_weak_ref (G_OBJECT (message), message_gone_cb, self);

  return message;
}

SottoPayment *
sotto_models_dup_payment (SottoModels *self, const SottoPaymentRow *row)
{
  SottoPayment *payment = g_hash_table_lookup (self->payments, &row->row);

  if (payment != NULL)
    return g_object_ref (payment);

  payment = sotto_payment_new (row);
  g_hash_table_insert (self->payments, g_memdup2 (&row->row, sizeof row->row), payment);
  g_object_weak_ref (G_OBJECT (payment), payment_gone_cb, self);

  return payment;
}

SottoPayment *
sotto_models_update_payment (SottoModels *self, const SottoPaymentRow *row)
{
  SottoPayment *payment = sotto_models_dup_payment (self, row);

  sotto_payment_update (payment, row);

  return payment;
}

SottoMessage *
sotto_models_dup_live_message (SottoModels *self, gint64 row)
{
  SottoMessage *message = g_hash_table_lookup (self->messages, &row);

  return message != NULL ? g_object_ref (message) : NULL;
}

SottoMessage *
sotto_models_update_message (SottoModels *self, const SottoMessageRow *row)
{
  SottoMessage *message = sotto_models_dup_message (self, row);
  g_autoptr (SottoContact) quote_author = dup_quote_author (self, row);

  g_autoptr (SottoPayment) payment = NULL;

  if (row->payment != NULL)
    payment = sotto_models_update_payment (self, row->payment);
  sotto_message_update (message, row, quote_author);

  return message;
}

void
sotto_models_update_contact (SottoModels *self, const SottoContactRow *row)
{
  g_autoptr (SottoContact) contact = sotto_models_dup_contact (self, &row->key);

  if (!g_hash_table_contains (self->stored, contact))
    g_hash_table_add (self->stored, g_object_ref (contact));
  sotto_contact_update (contact, row);
  sotto_contact_list_put (self->contacts, contact);
}

void
sotto_models_update_chat (SottoModels *self, const SottoChatRow *row)
{
  SottoChat *known = sotto_chat_list_lookup_row (self->chats, row->row);
  g_autoptr (SottoChat) chat = known != NULL ? g_object_ref (known) : NULL;

  if (!row->active)
    {
      if (chat == NULL)
        return;
      fill_chat (self, chat, row);
      sotto_chat_list_remove (self->chats, chat);
      return;
    }
  if (chat == NULL)
    chat = make_chat (self, row);
  fill_chat (self, chat, row);
  sotto_chat_list_put (self->chats, chat);
}

void
sotto_models_load (SottoModels *self, GPtrArray *contacts, GPtrArray *chats)
{
  g_autoptr (GPtrArray) objects = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < contacts->len; i++)
    sotto_models_update_contact (self, g_ptr_array_index (contacts, i));
  for (guint i = 0; i < chats->len; i++)
    {
      const SottoChatRow *row = g_ptr_array_index (chats, i);
      SottoChat *chat = make_chat (self, row);

      fill_chat (self, chat, row);
      g_ptr_array_add (objects, chat);
    }
  sotto_chat_list_fill (self->chats, objects);
}

void
sotto_models_mark_read (SottoModels *self, gint64 chat)
{
  GHashTableIter iter;
  gpointer message;

  g_hash_table_iter_init (&iter, self->messages);
  while (g_hash_table_iter_next (&iter, NULL, &message))
    if (sotto_message_get_chat_row (message) == chat)
      sotto_message_set_read (message);
}

void
sotto_models_drop_quotes (SottoModels *self, gint64 removed)
{
  SottoMessage *gone = g_hash_table_lookup (self->messages, &removed);
  GHashTableIter iter;
  gpointer message;

  if (gone == NULL)
    return;

  g_hash_table_iter_init (&iter, self->messages);
  while (g_hash_table_iter_next (&iter, NULL, &message))
    if (g_strcmp0 (sotto_message_get_reply_to (message), sotto_message_get_id (gone)) == 0)
      sotto_message_drop_quote (message);
}
