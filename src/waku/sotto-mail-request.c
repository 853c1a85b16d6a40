/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sealed requests to mailservers (mailserver.md section 2.1): an envelope on the topic 00000000
 * that lives 50 seconds, signed by the node's key, with a #SottoMailQuery as its payload. It is
 * sealed with a key that is derived from the servers' password, or to the server's node key. */

#include "sotto-mail-request.h"

#include <string.h>

#include "sotto-channel-key.h"
#include "sotto-envelope-seal.h"
#include "sotto-sealing.h"
#include "sotto-transport.h"

#define REQUEST_TTL 50
#define REQUEST_WORK_MS 5000

static void
sealed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  SottoEnvelope *envelope = sotto_envelope_seal_finish (result, &error);

  if (envelope == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, envelope, (GDestroyNotify) sotto_envelope_unref);
}

static gboolean
open_payload (SottoEnvelope *envelope, const SottoMailKeys *keys, SottoOpenedPayload *opened)
{
  g_autoptr (GBytes) data = sotto_envelope_dup_data (envelope);

  if (keys->node_key != NULL && sotto_open_asymmetric (data, keys->node_key, opened, NULL))
    return TRUE;

  return keys->password_key != NULL &&
         sotto_open_symmetric (data, keys->password_key, opened, NULL);
}

/**
 * sotto_mail_request_seal_async:
 * @seal: what becomes a request
 * @cancellable: (nullable): to give up
 * @callback: called on the main context
 * @user_data: for @callback
 *
 * Seals a request and looks for its proof of work on a worker.
 */
void
sotto_mail_request_seal_async (const SottoMailSeal *seal,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GBytes) data = NULL;
  g_autoptr (GError) error = NULL;
  SottoEnvelopeDraft draft = { .ttl = REQUEST_TTL, .work_ms = REQUEST_WORK_MS };

  g_return_if_fail (seal != NULL && seal->query != NULL && seal->node_key != NULL);
  g_return_if_fail (seal->password_key != NULL || seal->server != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, sotto_mail_request_seal_async);
  g_task_set_name (task, "seal a request for history");

  payload = sotto_mail_query_encode (seal->query);
  data =
    seal->password_key != NULL
      ? sotto_seal_symmetric (payload, seal->node_key, seal->password_key, seal->random, &error)
      : sotto_seal_asymmetric (payload, seal->node_key, seal->server, seal->random, &error);
  if (data == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  draft.data = data;
  draft.pow_target = seal->pow_target;
  sotto_envelope_seal_async (&draft, seal->clock, cancellable, sealed_cb, g_steal_pointer (&task));
}

/**
 * sotto_mail_request_seal_finish:
 * @result: what the callback was given
 * @error: return location for a #SottoTransportError or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the request, or %NULL
 */
SottoEnvelope *
sotto_mail_request_seal_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sotto_mail_password_key:
 * @password: what servers and clients have agreed on
 * @key: (out caller-allocates) (array fixed-size=32): gets the key
 *
 * Derives the key as that of a public channel is derived from its name (mailserver.md section 2.1).
 */
void
sotto_mail_password_key (const char *password, guint8 key[32])
{
  g_auto (SottoKey) derived = { 0 };

  g_return_if_fail (password != NULL);

  sotto_channel_key_derive (password, &derived);
  memcpy (key, derived.bytes, sizeof derived.bytes);
}

/**
 * sotto_mail_request_open:
 * @envelope: the body of a packet 126
 * @keys: what may open it
 * @query: (out caller-allocates): what is asked for; to be cleared in any case
 * @signer: (out caller-allocates): who signed it: any key will do, as it does in the field
 * @error: return location for a %SOTTO_TRANSPORT_ERROR_WRONG_KEY or
 *   %SOTTO_TRANSPORT_ERROR_MALFORMED, in the words of the servers in the field
 *
 * Opens a request.
 */
gboolean
sotto_mail_request_open (SottoEnvelope *envelope,
                         const SottoMailKeys *keys,
                         SottoMailQuery *query,
                         SottoPublicKey *signer,
                         GError **error)
{
  g_auto (SottoOpenedPayload) opened = { 0 };
  g_autoptr (GError) reason = NULL;

  g_return_val_if_fail (envelope != NULL && keys != NULL, FALSE);
  g_return_val_if_fail (query != NULL && signer != NULL, FALSE);

  *query = (SottoMailQuery){ 0 };
  if (!open_payload (envelope, keys, &opened))
    {
      g_set_error_literal (error, SOTTO_TRANSPORT_ERROR, SOTTO_TRANSPORT_ERROR_WRONG_KEY,
                           "failed to decrypt p2p request");
      return FALSE;
    }
  if (!opened.is_signed)
    {
      g_set_error_literal (error, SOTTO_TRANSPORT_ERROR, SOTTO_TRANSPORT_ERROR_MALFORMED,
                           "check message signature failed: the request is not signed");
      return FALSE;
    }
  if (!sotto_mail_query_decode (query, opened.payload, &reason))
    {
      g_set_error (error, SOTTO_TRANSPORT_ERROR, SOTTO_TRANSPORT_ERROR_MALFORMED,
                   "failed to decode data: %s", reason->message);
      return FALSE;
    }

  *signer = opened.signer;

  return TRUE;
}
