/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A resolver that answers from a table, and the signed lists to put into it. */

#include "fake-dns.h"

#include <string.h>

#include "fixtures.h"
#include "sotto-base32.h"
#include "sotto-dns-entry.h"
#include "sotto-keccak.h"

static void dns_resolver_init (SottoDnsResolverInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeDns,
                               fake_dns,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SOTTO_TYPE_DNS_RESOLVER, dns_resolver_init))

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

static void
lookup_async (SottoDnsResolver *resolver,
              const char *name,
              GCancellable *cancellable,
              GAsyncReadyCallback callback,
              gpointer user_data)
{
  FakeDns *self = FAKE_DNS (resolver);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  gint64 now = sotto_clock_get_monotonic_time (self->clock) / 1000;
  const char *text = g_hash_table_lookup (self->texts, name);
  const char *texts[] = { "v=spf1 -all", text, NULL };

  g_ptr_array_add (self->questions, g_strdup (name));
  g_array_append_val (self->times, now);
  if (self->is_silent)
    {
      g_autoptr (GSource) source = g_cancellable_source_new (cancellable);

      g_source_set_callback (source, G_SOURCE_FUNC (cancelled_cb), task, NULL);
      g_source_attach (source, NULL);
      return;
    }
  if (text != NULL)
    g_task_return_pointer (task, g_strdupv ((char **) texts), (GDestroyNotify) g_strfreev);
  else
    g_task_return_new_error (task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "No such name");
  g_object_unref (task);
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
fake_dns_finalize (GObject *object)
{
  FakeDns *self = FAKE_DNS (object);

  g_hash_table_unref (self->texts);
  g_ptr_array_unref (self->questions);
  g_array_unref (self->times);
  g_object_unref (self->clock);
  G_OBJECT_CLASS (fake_dns_parent_class)->finalize (object);
}

static void
fake_dns_class_init (FakeDnsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_dns_finalize;
}

static void
fake_dns_init (FakeDns *self)
{
  self->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->questions = g_ptr_array_new_with_free_func (g_free);
  self->times = g_array_new (FALSE, FALSE, sizeof (gint64));
}

FakeDns *
fake_dns_new (SottoClock *clock)
{
  FakeDns *self = g_object_new (FAKE_TYPE_DNS, NULL);

  self->clock = g_object_ref (clock);
  return self;
}

char *
fake_dns_add (FakeDns *self, const char *domain, const char *text)
{
  char *label = sotto_dns_entry_hash (text);

  g_hash_table_insert (self->texts, g_strconcat (label, ".", domain, NULL), g_strdup (text));
  return label;
}

void
fake_dns_set_root (FakeDns *self,
                   const char *domain,
                   const char *records,
                   const char *links,
                   guint64 seq,
                   SottoPrivateKey *key)
{
  g_autofree char *plain =
    g_strdup_printf ("enrtree-root:v1 e=%s l=%s seq=%" G_GUINT64_FORMAT, records, links, seq);
  g_autofree char *text = NULL;
  guint8 signature[SOTTO_SIGNATURE_LENGTH];
  SottoHash digest;

  sotto_keccak256 (plain, strlen (plain), &digest);
  g_assert_true (sotto_private_key_sign (key, &digest, signature, NULL));
  text = sotto_base64url_encode (signature, sizeof signature);
  g_hash_table_insert (self->texts, g_strdup (domain), g_strconcat (plain, " sig=", text, NULL));
}

static char *
add_branch (FakeDns *self, const char *domain, GPtrArray *labels)
{
  g_autofree char *list = NULL;
  g_autofree char *text = NULL;

  g_ptr_array_add (labels, NULL);
  list = g_strjoinv (",", (char **) labels->pdata);
  text = g_strconcat ("enrtree-branch:", list, NULL);
  return fake_dns_add (self, domain, text);
}

static char *
add_record (FakeDns *self, const char *domain, guint number)
{
  g_autoptr (SottoPrivateKey) key = fixture_key (number);
  SottoNodeContent content = { .ip = { 127, 0, 0, (guint8) number }, .tcp = 30303 };
  g_autoptr (SottoNodeRecord) record = sotto_node_record_sign (key, 1, &content, NULL);
  g_autofree char *text = sotto_node_record_to_text (record);

  return fake_dns_add (self, domain, text);
}

void
fake_dns_add_list (FakeDns *self,
                   const char *domain,
                   guint first,
                   guint n_records,
                   const char *link,
                   SottoPrivateKey *key)
{
  g_autoptr (GPtrArray) branches = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *records = NULL;
  g_autofree char *links = NULL;

  for (guint i = 0; i < n_records; i += 4)
    {
      g_autoptr (GPtrArray) leaves = g_ptr_array_new_with_free_func (g_free);

      for (guint j = i; j < MIN (i + 4, n_records); j++)
        g_ptr_array_add (leaves, add_record (self, domain, first + j));
      g_ptr_array_add (branches, add_branch (self, domain, leaves));
    }
  records = add_branch (self, domain, branches);
  links = fake_dns_add (self, domain, link != NULL ? link : "enrtree-branch:");
  fake_dns_set_root (self, domain, records, links, 1, key);
}

char *
fake_dns_url (const char *domain, SottoPrivateKey *key)
{
  SottoDnsUrl url = { .key = *sotto_private_key_get_public (key), .domain = (char *) domain };

  return sotto_dns_url_to_string (&url);
}
