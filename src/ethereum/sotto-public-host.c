/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A host's addresses, without those that are not on the Internet. The host stays what the
 * certificate is checked against, which a bare address would not be. */

#include "sotto-public-host.h"

#include <string.h>

#include "sotto-inet.h"

struct _SottoPublicHost
{
  GNetworkAddress parent_instance;

  SottoOutsideRules rules;
};

#define SOTTO_TYPE_PUBLIC_ADDRESSES (sotto_public_addresses_get_type ())
G_DECLARE_FINAL_TYPE (SottoPublicAddresses,
                      sotto_public_addresses,
                      SOTTO,
                      PUBLIC_ADDRESSES,
                      GSocketAddressEnumerator)

struct _SottoPublicAddresses
{
  GSocketAddressEnumerator parent_instance;

  GSocketAddressEnumerator *all;
  SottoOutsideRules rules;
};

static void sotto_public_host_connectable_init (GSocketConnectableIface *iface);

G_DEFINE_FINAL_TYPE (SottoPublicAddresses, sotto_public_addresses, G_TYPE_SOCKET_ADDRESS_ENUMERATOR)
G_DEFINE_FINAL_TYPE_WITH_CODE (SottoPublicHost,
                               sotto_public_host,
                               G_TYPE_NETWORK_ADDRESS,
                               G_IMPLEMENT_INTERFACE (G_TYPE_SOCKET_CONNECTABLE,
                                                      sotto_public_host_connectable_init))

static void ask_next (GTask *task);

static gboolean
is_acceptable (GInetAddress *address, SottoOutsideRules rules)
{
  return sotto_inet_is_public (address) ||
         (rules == SOTTO_OUTSIDE_RULES_LOOPBACK && g_inet_address_get_is_loopback (address));
}

static gboolean
may_connect (SottoPublicAddresses *self, GSocketAddress *address)
{
  return G_IS_INET_SOCKET_ADDRESS (address) &&
         is_acceptable (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)),
                        self->rules);
}

static void
next_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SottoPublicAddresses *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketAddress) address =
    g_socket_address_enumerator_next_finish (G_SOCKET_ADDRESS_ENUMERATOR (source), result, &error);

  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (address != NULL && !may_connect (self, address))
    ask_next (g_steal_pointer (&task));
  else
    g_task_return_pointer (task, g_steal_pointer (&address), g_object_unref);
}

/* Takes @task over. */
static void
ask_next (GTask *task)
{
  SottoPublicAddresses *self = g_task_get_source_object (task);

  g_socket_address_enumerator_next_async (self->all, g_task_get_cancellable (task), next_cb, task);
}

/* Overrides. */

static GSocketAddress *
sotto_public_addresses_next (GSocketAddressEnumerator *enumerator,
                             GCancellable *cancellable,
                             GError **error)
{
  SottoPublicAddresses *self = SOTTO_PUBLIC_ADDRESSES (enumerator);
  GSocketAddress *address;

  while ((address = g_socket_address_enumerator_next (self->all, cancellable, error)) != NULL)
    {
      if (may_connect (self, address))
        return address;
      g_object_unref (address);
    }

  return NULL;
}

static void
sotto_public_addresses_next_async (GSocketAddressEnumerator *enumerator,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  GTask *task = g_task_new (enumerator, cancellable, callback, user_data);

  g_task_set_source_tag (task, sotto_public_addresses_next_async);
  ask_next (task);
}

static GSocketAddress *
sotto_public_addresses_next_finish (GSocketAddressEnumerator *enumerator,
                                    GAsyncResult *result,
                                    GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static GSocketAddressEnumerator *
sotto_public_host_enumerate (GSocketConnectable *connectable)
{
  GSocketConnectableIface *parent =
    g_type_interface_peek (sotto_public_host_parent_class, G_TYPE_SOCKET_CONNECTABLE);
  SottoPublicAddresses *addresses = g_object_new (SOTTO_TYPE_PUBLIC_ADDRESSES, NULL);

  addresses->rules = SOTTO_PUBLIC_HOST (connectable)->rules;
  addresses->all = parent->enumerate (connectable);

  return G_SOCKET_ADDRESS_ENUMERATOR (addresses);
}

static void
sotto_public_host_connectable_init (GSocketConnectableIface *iface)
{
  iface->enumerate = sotto_public_host_enumerate;
}

static void
sotto_public_addresses_dispose (GObject *object)
{
  g_clear_object (&SOTTO_PUBLIC_ADDRESSES (object)->all);

  G_OBJECT_CLASS (sotto_public_addresses_parent_class)->dispose (object);
}

static void
sotto_public_addresses_class_init (SottoPublicAddressesClass *klass)
{
  GSocketAddressEnumeratorClass *enumerator_class = G_SOCKET_ADDRESS_ENUMERATOR_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sotto_public_addresses_dispose;
  enumerator_class->next = sotto_public_addresses_next;
  enumerator_class->next_async = sotto_public_addresses_next_async;
  enumerator_class->next_finish = sotto_public_addresses_next_finish;
}

static void
sotto_public_addresses_init (SottoPublicAddresses *self)
{
}

static void
sotto_public_host_class_init (SottoPublicHostClass *klass)
{
}

static void
sotto_public_host_init (SottoPublicHost *self)
{
}

/* Public functions, in the header's order. */

SottoPublicHost *
sotto_public_host_new (GUri *uri, SottoOutsideRules rules)
{
  SottoPublicHost *self =
    g_object_new (SOTTO_TYPE_PUBLIC_HOST, "hostname", g_uri_get_host (uri), "port",
                  (guint) g_uri_get_port (uri), "scheme", g_uri_get_scheme (uri), NULL);

  self->rules = rules;

  return self;
}

gboolean
sotto_public_host_is_acceptable (const char *host, SottoOutsideRules rules)
{
  static const char *const own[] = {
    "local", "localhost", "localdomain", "internal", "lan", "arpa"
  };
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);
  const char *last = strrchr (host, '.');

  if (address != NULL)
    return is_acceptable (address, rules);
  if (rules == SOTTO_OUTSIDE_RULES_LOOPBACK)
    return TRUE;
  /* A proxy that looks names up by itself would take 127.1 or a name of its own house, too. */
  if (last == NULL || !g_ascii_isalpha (last[1]))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (own); i++)
    if (g_ascii_strcasecmp (last + 1, own[i]) == 0)
      return FALSE;

  return TRUE;
}
