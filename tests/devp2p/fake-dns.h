/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-clock.h"
#include "sotto-dns-resolver.h"
#include "sotto-keys.h"

G_BEGIN_DECLS

/**
 * FakeDns:
 * @texts: (element-type utf8 utf8): name to text
 * @questions: (element-type utf8): names that were asked for
 * @times: (element-type gint64): when, in milliseconds of the test's clock
 * @is_silent: whether questions stay without an answer until they are cancelled
 */
#define FAKE_TYPE_DNS (fake_dns_get_type ())
G_DECLARE_FINAL_TYPE (FakeDns, fake_dns, FAKE, DNS, GObject)

struct _FakeDns
{
  GObject parent_instance;

  SottoClock *clock;
  GHashTable *texts;
  GPtrArray *questions;
  GArray *times;
  gboolean is_silent;
};

FakeDns *fake_dns_new (SottoClock *clock) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): its label. */
char *fake_dns_add (FakeDns *self, const char *domain, const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* Signs and sets the root. @records and @links are labels. */
void fake_dns_set_root (FakeDns *self,
                        const char *domain,
                        const char *records,
                        const char *links,
                        guint64 seq,
                        SottoPrivateKey *key);

/* A whole list of @n_records nodes whose keys end in @first, @first + 1, …, four to a branch, and
 * a link when @link is not NULL. */
void fake_dns_add_list (FakeDns *self,
                        const char *domain,
                        guint first,
                        guint n_records,
                        const char *link,
                        SottoPrivateKey *key);

/* (transfer full): "enrtree://…" */
char *fake_dns_url (const char *domain, SottoPrivateKey *key) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
