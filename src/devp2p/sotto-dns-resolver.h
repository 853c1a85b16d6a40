/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SottoDnsResolver:
 *
 * Answers one kind of question: which texts (TXT records) are at a name. The parts of one text are
 * joined.
 */
#define SOTTO_TYPE_DNS_RESOLVER (sotto_dns_resolver_get_type ())
G_DECLARE_INTERFACE (SottoDnsResolver, sotto_dns_resolver, SOTTO, DNS_RESOLVER, GObject)

struct _SottoDnsResolverInterface
{
  GTypeInterface parent_interface;

  void (*lookup_async) (SottoDnsResolver *self,
                        const char *name,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data);
  char **(*lookup_finish) (SottoDnsResolver *self, GAsyncResult *result, GError **error);
};

void sotto_dns_resolver_lookup_async (SottoDnsResolver *self,
                                      const char *name,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
char **sotto_dns_resolver_lookup_finish (SottoDnsResolver *self,
                                         GAsyncResult *result,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * SottoSystemResolver:
 *
 * The resolver of this computer.
 */
#define SOTTO_TYPE_SYSTEM_RESOLVER (sotto_system_resolver_get_type ())
G_DECLARE_FINAL_TYPE (SottoSystemResolver, sotto_system_resolver, SOTTO, SYSTEM_RESOLVER, GObject)

SottoDnsResolver *sotto_system_resolver_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
