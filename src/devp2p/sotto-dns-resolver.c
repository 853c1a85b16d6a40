/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Questions to the DNS, and how the system answers them: through GResolver, so that what the
 * desktop is told about its resolvers holds for us, too. */

#include "sotto-dns-resolver.h"

/* What one name may answer. */
#define MAX_TEXTS 16

struct _SottoSystemResolver
{
  GObject parent_instance;

  GResolver *resolver;
};

static void dns_resolver_init (SottoDnsResolverInterface *iface);

G_DEFINE_INTERFACE (SottoDnsResolver, sotto_dns_resolver, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE_WITH_CODE (SottoSystemResolver,
                               sotto_system_resolver,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SOTTO_TYPE_DNS_RESOLVER, dns_resolver_init))

static char **
join_parts (GList *records)
{
  g_autoptr (GStrvBuilder) texts = g_strv_builder_new ();
  guint n_texts = 0;

  for (GList *link = records; link != NULL && n_texts < MAX_TEXTS; link = link->next, n_texts++)
    {
      g_autofree const char **parts = NULL;
      g_autofree char *text = NULL;

      g_variant_get (link->data, "(^a&s)", &parts);
      text = g_strjoinv ("", (char **) parts);
      g_strv_builder_add (texts, text);
    }
  return g_strv_builder_end (texts);
}

static void
records_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  GList *records = g_resolver_lookup_records_finish (G_RESOLVER (source), result, &error);

  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, join_parts (records), (GDestroyNotify) g_strfreev);
  g_list_free_full (records, (GDestroyNotify) g_variant_unref);
}

static void
lookup_async (SottoDnsResolver *resolver,
              const char *name,
              GCancellable *cancellable,
              GAsyncReadyCallback callback,
              gpointer user_data)
{
  GTask *task = g_task_new (resolver, cancellable, callback, user_data);

  g_task_set_source_tag (task, lookup_async);
  g_resolver_lookup_records_async (SOTTO_SYSTEM_RESOLVER (resolver)->resolver, name,
                                   G_RESOLVER_RECORD_TXT, cancellable, records_cb, task);
}

static char **
lookup_finish (SottoDnsResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
dns_resolver_init (SottoDnsResolverInterface *iface)
{
  iface->lookup_async = lookup_async;
  iface->lookup_finish = lookup_finish;
}

static void
sotto_system_resolver_finalize (GObject *object)
{
  g_clear_object (&SOTTO_SYSTEM_RESOLVER (object)->resolver);
  G_OBJECT_CLASS (sotto_system_resolver_parent_class)->finalize (object);
}

static void
sotto_system_resolver_class_init (SottoSystemResolverClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sotto_system_resolver_finalize;
}

static void
sotto_system_resolver_init (SottoSystemResolver *self)
{
  self->resolver = g_resolver_get_default ();
}

static void
sotto_dns_resolver_default_init (SottoDnsResolverInterface *iface)
{
}

/**
 * sotto_dns_resolver_lookup_async:
 * @self: a resolver
 * @name: a name in the DNS
 * @cancellable: (nullable): to give up
 * @callback: called from the main loop
 * @user_data: for @callback
 *
 * Asks for the texts at @name.
 */
void
sotto_dns_resolver_lookup_async (SottoDnsResolver *self,
                                 const char *name,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_return_if_fail (SOTTO_IS_DNS_RESOLVER (self));
  g_return_if_fail (name != NULL);

  SOTTO_DNS_RESOLVER_GET_IFACE (self)->lookup_async (self, name, cancellable, callback, user_data);
}

/**
 * sotto_dns_resolver_lookup_finish:
 * @self: a resolver
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the texts
 */
char **
sotto_dns_resolver_lookup_finish (SottoDnsResolver *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (SOTTO_IS_DNS_RESOLVER (self), NULL);

  return SOTTO_DNS_RESOLVER_GET_IFACE (self)->lookup_finish (self, result, error);
}

/**
 * sotto_system_resolver_new:
 *
 * Returns: (transfer full): the resolver of this computer
 */
SottoDnsResolver *
sotto_system_resolver_new (void)
{
  return g_object_new (SOTTO_TYPE_SYSTEM_RESOLVER, NULL);
}
