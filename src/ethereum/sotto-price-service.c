/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One request for the prices of coins. Connections, cookies and languages of other requests have
 * nothing to do with it. */

#include "sotto-price-service.h"

#include <glib/gi18n-lib.h>

#include "sotto-chain-error.h"
#include "sotto-ethereum-error.h"
#include "sotto-price-list.h"
#include "sotto-rpc-endpoint.h"
#include "sotto-rpc-exchange.h"

#define DEADLINE_MS (15 * 1000)
#define USER_AGENT "Sotto"

struct _SottoPriceService
{
  GObject parent_instance;

  GUri *uri;
  SoupSession *session;
  SottoClock *clock;
};

typedef struct
{
  char **coins;
  char *currency;
} Question;

G_DEFINE_FINAL_TYPE (SottoPriceService, sotto_price_service, G_TYPE_OBJECT)

static void
question_free (gpointer data)
{
  Question *question = data;

  g_strfreev (question->coins);
  g_free (question->currency);
  g_free (question);
}

static void
replied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const Question *question = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoRpcReply) reply = sotto_rpc_exchange_finish (result, &error);
  GHashTable *list;
  const char *text;
  gsize length;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (reply != NULL && reply->status != SOUP_STATUS_OK)
    sotto_chain_set_status_error (&error, reply->status);
  if (reply == NULL || error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  text = g_bytes_get_data (reply->body, &length);
  list = sotto_price_list_parse (text, length, (const char *const *) question->coins,
                                 question->currency, NULL);
  if (list != NULL)
    g_task_return_pointer (task, list, (GDestroyNotify) g_hash_table_unref);
  else
    g_task_return_new_error (task, SOTTO_CHAIN_ERROR, SOTTO_CHAIN_ERROR_MALFORMED, "%s",
                             _ ("What the service answers are no prices."));
}

/* (transfer full): what is asked, behind what the address has as its own query. */
static GUri *
make_uri (SottoPriceService *self, const Question *question)
{
  g_autofree char *coins = g_strjoinv (",", question->coins);
  g_autofree char *currency = g_ascii_strdown (question->currency, -1);
  g_autofree char *asked =
    g_strdup_printf ("ids=%s&vs_currencies=%s&precision=full", coins, currency);
  const char *own = g_uri_get_query (self->uri);
  g_autofree char *query = own != NULL ? g_strjoin ("&", own, asked, NULL) : g_strdup (asked);

  return soup_uri_copy (self->uri, SOUP_URI_QUERY, query, SOUP_URI_FRAGMENT, NULL, SOUP_URI_NONE);
}

static void
sotto_price_service_dispose (GObject *object)
{
  SottoPriceService *self = SOTTO_PRICE_SERVICE (object);

  if (self->session != NULL)
    soup_session_abort (self->session);
  g_clear_object (&self->session);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->uri, g_uri_unref);
  G_OBJECT_CLASS (sotto_price_service_parent_class)->dispose (object);
}

static void
sotto_price_service_class_init (SottoPriceServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sotto_price_service_dispose;
}

static void
sotto_price_service_init (SottoPriceService *self)
{
}

/* Public, in the header's order. */

SottoPriceService *
sotto_price_service_new (const char *url, GProxyResolver *proxy, SottoClock *clock, GError **error)
{
  g_autoptr (GUri) uri = NULL;
  SottoPriceService *self;

  g_return_val_if_fail (url != NULL && SOTTO_IS_CLOCK (clock), NULL);

  if (!sotto_rpc_endpoint_check_url (url, error))
    return NULL;
  uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);
  if (uri == NULL || !g_str_has_prefix (g_uri_get_scheme (uri), "http"))
    {
      g_set_error_literal (error, SOTTO_ETHEREUM_ERROR, SOTTO_ETHEREUM_ERROR_UNSUPPORTED,
                           _ ("The address of a price service begins with https://."));
      return NULL;
    }
  self = g_object_new (SOTTO_TYPE_PRICE_SERVICE, NULL);
  self->uri = g_steal_pointer (&uri);
  self->clock = g_object_ref (clock);
  self->session = soup_session_new_with_options ("timeout", DEADLINE_MS / 1000, "user-agent",
                                                 USER_AGENT, "accept-language-auto", FALSE, NULL);
  if (proxy != NULL)
    soup_session_set_proxy_resolver (self->session, proxy);

  return self;
}

const char *
sotto_price_service_get_host (SottoPriceService *self)
{
  g_return_val_if_fail (SOTTO_IS_PRICE_SERVICE (self), NULL);

  return g_uri_get_host (self->uri);
}

void
sotto_price_service_ask_async (SottoPriceService *self,
                               const char *const *coins,
                               const char *currency,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  static const SottoRpcLimits limits = { SOTTO_PRICE_MAX_BYTES, DEADLINE_MS };
  g_autoptr (GUri) uri = NULL;
  Question *question;
  GTask *task;

  g_return_if_fail (SOTTO_IS_PRICE_SERVICE (self) && coins != NULL && currency != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_price_service_ask_async);
  question = g_new0 (Question, 1);
  question->coins = g_strdupv ((char **) coins);
  question->currency = g_strdup (currency);
  g_task_set_task_data (task, question, question_free);
  uri = make_uri (self, question);
  sotto_rpc_exchange_async (self->session, uri, NULL, &limits, self->clock, cancellable, replied_cb,
                            task);
}

GHashTable *
sotto_price_service_ask_finish (SottoPriceService *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
