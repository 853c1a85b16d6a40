/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where names lead, and what addresses are called: what is asked and kept, and for how long. Who is
 * asked is the business of sotto_ens_ask_async (). */

#include "sotto-ens-resolver.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sotto-chain-error.h"
#include "sotto-ens-ask.h"
#include "sotto-ens-cache.h"
#include "sotto-ens-name.h"
#include "sotto-hex.h"

/* X || Y, as it is kept. */
#define KEY_LENGTH 64

struct _SottoEnsResolver
{
  GObject parent_instance;

  SottoChain *chain;
  SottoEnsCache *cache;
  guint n_forgotten;            /* how often everything was */
  SottoOutsideGateway *gateway; /* (nullable) */
};

typedef enum
{
  KIND_ADDRESS,
  KIND_CONTENT,
  KIND_KEY,
  KIND_NAME,
} Kind;

typedef struct
{
  Kind kind;
  guint32 coin;                         /* of an address */
  guint8 address[SOTTO_ADDRESS_LENGTH]; /* whose name is looked up */
  SottoEnsFlags flags;
  guint n_forgotten; /* when it was asked */
  char *key;         /* in the cache */
  GBytes *name;      /* (nullable): what an address says to be called */
} Question;

G_DEFINE_FINAL_TYPE (SottoEnsResolver, sotto_ens_resolver, G_TYPE_OBJECT)

static void
question_free (Question *question)
{
  g_free (question->key);
  g_clear_pointer (&question->name, g_bytes_unref);
  g_free (question);
}

/* Ends. */

/* What was asked before everything was forgotten is forgotten as well. */
static void
keep (GTask *task, GBytes *value, const GError *problem, guint seconds)
{
  SottoEnsResolver *self = g_task_get_source_object (task);
  Question *question = g_task_get_task_data (task);

  if (question->n_forgotten == self->n_forgotten)
    sotto_ens_cache_add (self->cache, question->key, value, problem, seconds);
}

static void
succeed (GTask *task, GBytes *value)
{
  Question *question = g_task_get_task_data (task);

  keep (task, value, NULL,
        question->kind == KIND_NAME ? SOTTO_ENS_KEEP_REVERSE : SOTTO_ENS_KEEP_FORWARD);
  g_task_return_pointer (task, g_bytes_ref (value), (GDestroyNotify) g_bytes_unref);
}

/* Takes @error over. */
static void
fail (GTask *task, GError *error)
{
  if (sotto_ens_error_is_lasting (error))
    keep (task, NULL, error, SOTTO_ENS_KEEP_NEGATIVE);
  g_task_return_error (task, error);
}

static void
fail_with (GTask *task, SottoEnsError code)
{
  GError *error = NULL;

  sotto_ens_set_error (&error, code);
  fail (task, error);
}

/* Whether the answer was there already; @task has then ended. */
static gboolean
return_kept (GTask *task)
{
  SottoEnsResolver *self = g_task_get_source_object (task);
  Question *question = g_task_get_task_data (task);
  GBytes *value;
  GError *problem;

  if ((question->flags & SOTTO_ENS_FRESH) != 0 ||
      !sotto_ens_cache_find (self->cache, question->key, &value, &problem))
    return FALSE;
  if (value != NULL)
    g_task_return_pointer (task, value, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, problem);

  return TRUE;
}

/* Answers. */

/* (transfer full) (nullable): what a resolver said, which may be nothing. */
static GBytes *
read_record (const Question *question, GBytes *record)
{
  guint8 address[SOTTO_ADDRESS_LENGTH];
  guint8 coordinates[KEY_LENGTH];
  SottoPublicKey key;
  gboolean is_set;

  if (question->kind == KIND_CONTENT)
    return sotto_ens_result_dup_content_hash (record);
  if (question->kind == KIND_KEY)
    {
      if (!sotto_ens_result_get_public_key (record, &key))
        return NULL;
      sotto_public_key_serialize_raw (&key, coordinates);
      return g_bytes_new (coordinates, sizeof coordinates);
    }
  is_set = question->coin == SOTTO_ENS_COIN_ETHER
             ? sotto_ens_result_get_address (record, address)
             : sotto_ens_result_get_address_of_coin (record, address);

  return is_set ? g_bytes_new (address, sizeof address) : NULL;
}

static void
record_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Question *question = g_task_get_task_data (task);
  gboolean is_universal;
  GError *error = NULL;
  g_autoptr (GBytes) answer =
    sotto_ens_ask_finish (SOTTO_CHAIN (source), result, &is_universal, &error);
  g_autoptr (GBytes) record = NULL;
  g_autoptr (GBytes) value = NULL;

  if (answer == NULL)
    {
      fail (task, error);
      return;
    }
  record = is_universal ? sotto_ens_result_resolve (answer) : g_bytes_ref (answer);
  if (record == NULL)
    {
      fail (task, g_error_new_literal (SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_MALFORMED,
                                       _ ("The endpoint gave an answer that makes no sense.")));
      return;
    }
  value = read_record (question, record);
  if (value != NULL)
    succeed (task, value);
  else
    fail_with (task, SOTTO_ENS_ERROR_NOT_SET);
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Question *question = g_task_get_task_data (task);
  guint8 address[SOTTO_ADDRESS_LENGTH];
  GError *error = NULL;

  if (sotto_ens_resolver_get_address_finish (SOTTO_ENS_RESOLVER (source), result, address, &error))
    {
      if (memcmp (address, question->address, sizeof address) == 0)
        succeed (task, question->name);
      else
        fail_with (task, SOTTO_ENS_ERROR_MISMATCH);
    }
  else if (sotto_ens_error_is_lasting (error))
    {
      g_clear_error (&error);
      fail_with (task, SOTTO_ENS_ERROR_MISMATCH);
    }
  else
    fail (task, error);
}

static void
name_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SottoEnsResolver *self = g_task_get_source_object (task);
  Question *question = g_task_get_task_data (task);
  gboolean is_universal;
  GError *error = NULL;
  g_autoptr (GBytes) answer =
    sotto_ens_ask_finish (SOTTO_CHAIN (source), result, &is_universal, &error);
  GCancellable *cancellable = g_task_get_cancellable (task);
  char *name;

  if (answer == NULL)
    {
      fail (task, error);
      return;
    }
  name = is_universal ? sotto_ens_result_reverse (answer) : sotto_ens_result_dup_name (answer);
  if (name == NULL)
    {
      fail_with (task, SOTTO_ENS_ERROR_NOT_SET);
      return;
    }
  question->name = g_bytes_new_take (name, strlen (name));
  sotto_ens_resolver_get_address_async (self, name, SOTTO_ENS_COIN_ETHER, question->flags,
                                        cancellable, checked_cb, g_steal_pointer (&task));
}

/* Questions. */

/* Takes @key over. */
static Question *
begin (GTask *task, Kind kind, SottoEnsFlags flags, char *key)
{
  SottoEnsResolver *self = g_task_get_source_object (task);
  Question *question = g_new0 (Question, 1);

  question->kind = kind;
  question->flags = flags;
  question->n_forgotten = self->n_forgotten;
  question->key = key;
  g_task_set_task_data (task, question, (GDestroyNotify) question_free);

  return question;
}

static SottoOutsideGateway *
get_gateway (SottoEnsResolver *self, SottoEnsFlags flags)
{
  return (flags & SOTTO_ENS_OUTSIDE) != 0 ? self->gateway : NULL;
}

/* (transfer full): what a resolver is asked. */
static GBytes *
make_record (const Question *question, const SottoHash *node)
{
  switch (question->kind)
    {
    case KIND_CONTENT:
      return sotto_ens_call_content_hash (node);
    case KIND_KEY:
      return sotto_ens_call_public_key (node);
    case KIND_NAME:
      return sotto_ens_call_name (node);
    case KIND_ADDRESS:
      break;
    }

  return question->coin == SOTTO_ENS_COIN_ETHER
           ? sotto_ens_call_address (node)
           : sotto_ens_call_address_of_coin (node, question->coin);
}

/* Takes @task over: one question about the name that somebody typed; @coin counts for an address.
 */
static void
ask_about (GTask *task, const char *typed, Kind kind, guint32 coin, SottoEnsFlags flags)
{
  g_autoptr (GTask) owned = task;
  SottoEnsResolver *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autofree char *name = sotto_ens_name_normalize (typed, &error);
  g_autoptr (GBytes) universal = NULL;
  g_autoptr (GBytes) record = NULL;
  Question *question;
  SottoHash node;

  if (name == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  question = begin (task, kind, flags, g_strdup_printf ("%d %u %s", kind, coin, name));
  question->coin = coin;
  if (return_kept (task))
    return;

  sotto_ens_name_hash (name, &node);
  record = make_record (question, &node);
  universal = sotto_ens_call_resolve (name, record);
  sotto_ens_ask_async (self->chain, &(SottoEnsQuestion){ universal, name, record },
                       get_gateway (self, flags), g_task_get_cancellable (task), record_cb,
                       g_steal_pointer (&owned));
}

static void
sotto_ens_resolver_finalize (GObject *object)
{
  SottoEnsResolver *self = SOTTO_ENS_RESOLVER (object);

  g_clear_object (&self->chain);
  g_clear_object (&self->gateway);
  g_clear_pointer (&self->cache, sotto_ens_cache_free);

  G_OBJECT_CLASS (sotto_ens_resolver_parent_class)->finalize (object);
}

static void
sotto_ens_resolver_class_init (SottoEnsResolverClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sotto_ens_resolver_finalize;
}

static void
sotto_ens_resolver_init (SottoEnsResolver *self)
{
}

/* Public functions, in the header's order. */

SottoEnsResolver *
sotto_ens_resolver_new (SottoChain *chain, SottoClock *clock)
{
  SottoEnsResolver *self;

  g_return_val_if_fail (SOTTO_IS_CHAIN (chain), NULL);
  g_return_val_if_fail (SOTTO_IS_CLOCK (clock), NULL);

  self = g_object_new (SOTTO_TYPE_ENS_RESOLVER, NULL);
  self->chain = g_object_ref (chain);
  self->cache = sotto_ens_cache_new (clock);

  return self;
}

void
sotto_ens_resolver_set_chain (SottoEnsResolver *self, SottoChain *chain)
{
  g_return_if_fail (SOTTO_IS_ENS_RESOLVER (self));
  g_return_if_fail (SOTTO_IS_CHAIN (chain));

  if (g_set_object (&self->chain, chain))
    sotto_ens_resolver_forget (self);
}

void
sotto_ens_resolver_set_gateway (SottoEnsResolver *self, SottoOutsideGateway *gateway)
{
  g_return_if_fail (SOTTO_IS_ENS_RESOLVER (self));

  g_set_object (&self->gateway, gateway);
}

void
sotto_ens_resolver_forget (SottoEnsResolver *self)
{
  g_return_if_fail (SOTTO_IS_ENS_RESOLVER (self));

  self->n_forgotten++;
  sotto_ens_cache_forget (self->cache);
}

void
sotto_ens_resolver_get_address_async (SottoEnsResolver *self,
                                      const char *name,
                                      guint32 coin,
                                      SottoEnsFlags flags,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SOTTO_IS_ENS_RESOLVER (self));
  g_return_if_fail (name != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_ens_resolver_get_address_async);
  ask_about (task, name, KIND_ADDRESS, coin, flags);
}

gboolean
sotto_ens_resolver_get_address_finish (SottoEnsResolver *self,
                                       GAsyncResult *result,
                                       guint8 address[SOTTO_ADDRESS_LENGTH],
                                       GError **error)
{
  g_autoptr (GBytes) value = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  value = g_task_propagate_pointer (G_TASK (result), error);
  if (value == NULL)
    return FALSE;
  memcpy (address, g_bytes_get_data (value, NULL), SOTTO_ADDRESS_LENGTH);

  return TRUE;
}

void
sotto_ens_resolver_get_content_async (SottoEnsResolver *self,
                                      const char *name,
                                      SottoEnsFlags flags,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SOTTO_IS_ENS_RESOLVER (self));
  g_return_if_fail (name != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_ens_resolver_get_content_async);
  ask_about (task, name, KIND_CONTENT, 0, flags);
}

gboolean
sotto_ens_resolver_get_content_finish (SottoEnsResolver *self,
                                       GAsyncResult *result,
                                       SottoContentHash *content,
                                       GError **error)
{
  g_autoptr (GBytes) value = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  value = g_task_propagate_pointer (G_TASK (result), error);

  return value != NULL && sotto_content_hash_parse (g_bytes_get_data (value, NULL),
                                                    g_bytes_get_size (value), content, error);
}

void
sotto_ens_resolver_get_key_async (SottoEnsResolver *self,
                                  const char *name,
                                  SottoEnsFlags flags,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SOTTO_IS_ENS_RESOLVER (self));
  g_return_if_fail (name != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_ens_resolver_get_key_async);
  ask_about (task, name, KIND_KEY, 0, flags);
}

gboolean
sotto_ens_resolver_get_key_finish (SottoEnsResolver *self,
                                   GAsyncResult *result,
                                   SottoPublicKey *key,
                                   GError **error)
{
  g_autoptr (GBytes) value = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  value = g_task_propagate_pointer (G_TASK (result), error);

  return value != NULL && sotto_public_key_parse_raw (key, g_bytes_get_data (value, NULL), error);
}

void
sotto_ens_resolver_get_name_async (SottoEnsResolver *self,
                                   const guint8 address[SOTTO_ADDRESS_LENGTH],
                                   SottoEnsFlags flags,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *digits = NULL;
  g_autofree char *name = NULL;
  g_autoptr (GBytes) universal = NULL;
  g_autoptr (GBytes) record = NULL;
  SottoEnsQuestion asked;
  Question *question;
  SottoHash node;

  g_return_if_fail (SOTTO_IS_ENS_RESOLVER (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_ens_resolver_get_name_async);
  digits = sotto_hex_encode (address, SOTTO_ADDRESS_LENGTH);
  question = begin (task, KIND_NAME, flags, g_strdup_printf ("%d %s", KIND_NAME, digits));
  memcpy (question->address, address, sizeof question->address);
  if (return_kept (task))
    return;
  name = g_strconcat (digits, ".addr.reverse", NULL);
  sotto_ens_reverse_hash (address, &node);
  universal = sotto_ens_call_reverse (address, SOTTO_ENS_COIN_ETHER);
  record = make_record (question, &node);
  asked = (SottoEnsQuestion){ universal, name, record };
  sotto_ens_ask_async (self->chain, &asked, get_gateway (self, flags), cancellable, name_cb,
                       g_steal_pointer (&task));
}

char *
sotto_ens_resolver_get_name_finish (SottoEnsResolver *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GBytes) value = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  value = g_task_propagate_pointer (G_TASK (result), error);
  if (value == NULL)
    return NULL;

  return g_strndup (g_bytes_get_data (value, NULL), g_bytes_get_size (value));
}
