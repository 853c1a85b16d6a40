/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Asks gateways (ERC-3668), which strangers name: each with connections of its own, that end where
 * a SottoPublicHost allows.
 *
 *   GET of an address with {data} in it, otherwise POST {"data": "0x…", "sender": "0x…"}
 *   2xx {"data": "0x…"}
 */

#include "sotto-outside-gateway.h"

#include <string.h>

#include "sotto-ens-error.h"
#include "sotto-json-text.h"
#include "sotto-public-host.h"
#include "sotto-quantity.h"
#include "sotto-rpc-exchange.h"

#define USER_AGENT "Sotto"
#define IDLE_SECONDS (SOTTO_OUTSIDE_DEADLINE_MS / 1000)

struct _SottoOutsideGateway
{
  GObject parent_instance;

  SottoOutsideRules rules;
  GProxyResolver *proxy;
  SottoClock *clock;
};

typedef struct
{
  const SottoOutsideLookup *lookup;
  guint next;
  SoupSession *session; /* (nullable) */
} Fetch;

G_DEFINE_FINAL_TYPE (SottoOutsideGateway, sotto_outside_gateway, G_TYPE_OBJECT)

static void try_next (GTask *task);

static void
fetch_close (Fetch *fetch)
{
  if (fetch->session != NULL)
    soup_session_abort (fetch->session);
  g_clear_object (&fetch->session);
}

static void
fetch_free (Fetch *fetch)
{
  fetch_close (fetch);
  g_free (fetch);
}

static SoupSession *
make_session (SottoOutsideGateway *self, GUri *uri)
{
  g_autoptr (SottoPublicHost) host = sotto_public_host_new (uri, self->rules);
  SoupSession *session =
    soup_session_new_with_options ("remote-connectable", host, "timeout", IDLE_SECONDS,
                                   "user-agent", USER_AGENT, "accept-language-auto", FALSE, NULL);

  if (self->proxy != NULL)
    soup_session_set_proxy_resolver (session, self->proxy);

  return session;
}

/* (transfer full) (nullable): where to ask; %NULL for where nobody may. */
static GUri *
parse_url (SottoOutsideGateway *self, const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (host == NULL || *host == '\0' || g_uri_get_userinfo (uri) != NULL ||
      g_uri_get_port (uri) <= 0)
    return NULL;
  if (!g_str_equal (g_uri_get_scheme (uri), "https") && self->rules != SOTTO_OUTSIDE_RULES_LOOPBACK)
    return NULL;

  return sotto_public_host_is_acceptable (host, self->rules) ? g_steal_pointer (&uri) : NULL;
}

/* (transfer full) (nullable): what the body of an answer says. */
static GBytes *
read_answer (GBytes *body)
{
  gsize length;
  const char *text = g_bytes_get_data (body, &length);
  g_autoptr (JsonNode) root = sotto_json_text_parse (text, length, SOTTO_OUTSIDE_MAX_BYTES, NULL);
  JsonNode *data = root != NULL && JSON_NODE_HOLDS_OBJECT (root)
                     ? json_object_get_member (json_node_get_object (root), "data")
                     : NULL;
  const char *digits = data != NULL ? sotto_json_node_get_text (data) : NULL;

  return digits != NULL ? sotto_quantity_parse_data (digits, SOTTO_OUTSIDE_MAX_BYTES) : NULL;
}

static void
fail (GTask *task)
{
  g_autoptr (GError) error = NULL;

  sotto_ens_set_error (&error, SOTTO_ENS_ERROR_OUTSIDE_FAILED);
  g_task_return_error (task, g_steal_pointer (&error));
}

static void
replied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (SottoRpcReply) reply = sotto_rpc_exchange_finish (result, NULL);
  GBytes *answer = NULL;

  fetch_close (g_task_get_task_data (task));
  if (g_task_return_error_if_cancelled (task))
    return;
  if (reply != NULL && reply->status >= 200 && reply->status < 300)
    answer = read_answer (reply->body);
  if (answer != NULL)
    g_task_return_pointer (task, answer, (GDestroyNotify) g_bytes_unref);
  else if (reply != NULL && reply->status >= 400 && reply->status < 500)
    fail (task);
  else
    try_next (g_steal_pointer (&task));
}

static void
ask (GTask *task, GUri *uri, gboolean says_all)
{
  static const SottoRpcLimits limits = { SOTTO_OUTSIDE_MAX_BYTES, SOTTO_OUTSIDE_DEADLINE_MS };
  SottoOutsideGateway *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr (GBytes) body = NULL;

  if (!says_all)
    {
      char *text = sotto_outside_lookup_make_body (fetch->lookup);

      body = g_bytes_new_take (text, strlen (text));
    }
  fetch->session = make_session (self, uri);
  sotto_rpc_exchange_async (fetch->session, uri, body, &limits, self->clock,
                            g_task_get_cancellable (task), replied_cb, task);
}

/* Takes @task over. */
static void
try_next (GTask *task)
{
  SottoOutsideGateway *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);

  while (fetch->lookup->urls[fetch->next] != NULL)
    {
      gboolean says_all;
      g_autofree char *url =
        sotto_outside_lookup_make_url (fetch->lookup, fetch->next++, &says_all);
      g_autoptr (GUri) uri = parse_url (self, url);

      if (uri != NULL)
        {
          ask (task, uri, says_all);
          return;
        }
    }
  fail (task);
  g_object_unref (task);
}

static void
sotto_outside_gateway_finalize (GObject *object)
{
  SottoOutsideGateway *self = SOTTO_OUTSIDE_GATEWAY (object);

  g_clear_object (&self->proxy);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (sotto_outside_gateway_parent_class)->finalize (object);
}

static void
sotto_outside_gateway_class_init (SottoOutsideGatewayClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sotto_outside_gateway_finalize;
}

static void
sotto_outside_gateway_init (SottoOutsideGateway *self)
{
}

/* Public functions, in the header's order. */

SottoOutsideGateway *
sotto_outside_gateway_new (SottoOutsideRules rules, GProxyResolver *proxy, SottoClock *clock)
{
  SottoOutsideGateway *self;

  g_return_val_if_fail (SOTTO_IS_CLOCK (clock), NULL);

  self = g_object_new (SOTTO_TYPE_OUTSIDE_GATEWAY, NULL);
  self->rules = rules;
  self->proxy = proxy != NULL ? g_object_ref (proxy) : NULL;
  self->clock = g_object_ref (clock);

  return self;
}

SottoOutsideRules
sotto_outside_gateway_get_rules (SottoOutsideGateway *self)
{
  g_return_val_if_fail (SOTTO_IS_OUTSIDE_GATEWAY (self), SOTTO_OUTSIDE_RULES_STRICT);

  return self->rules;
}

void
sotto_outside_gateway_fetch_async (SottoOutsideGateway *self,
                                   const SottoOutsideLookup *lookup,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  GTask *task;
  Fetch *fetch;

  g_return_if_fail (SOTTO_IS_OUTSIDE_GATEWAY (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_outside_gateway_fetch_async);
  fetch = g_new0 (Fetch, 1);
  fetch->lookup = lookup;
  g_task_set_task_data (task, fetch, (GDestroyNotify) fetch_free);
  try_next (task);
}

GBytes *
sotto_outside_gateway_fetch_finish (SottoOutsideGateway *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
