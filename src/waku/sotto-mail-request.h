/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-clock.h"
#include "sotto-envelope.h"
#include "sotto-keys.h"
#include "sotto-mail-query.h"

G_BEGIN_DECLS

/* What all mailservers of Status have their requests' key derived from. It is public knowledge. */
#define SOTTO_MAIL_DEFAULT_PASSWORD "status-offline-inbox"

/* The key of requests (32 bytes) that belongs to a password; takes 20 to 60 ms. */
void sotto_mail_password_key (const char *password, guint8 key[32]);

/* Proof of work below which mailservers of the field refuse a request. */
#define SOTTO_MAIL_MIN_POW 0.001

/**
 * SottoMailSeal:
 * @query: what is asked for
 * @node_key: key of our node, by which requests are signed
 * @password_key: (nullable): 32 bytes derived from the server's password
 * @server: (nullable): node key of the server, when there is no @password_key
 * @pow_target: proof of work that the request shall have
 * @clock: what it is stamped with, and what ends the search for its work
 * @random: where nonces and padding come from
 *
 * What becomes a request. Borrowed by the call.
 */
typedef struct
{
  const SottoMailQuery *query;
  SottoPrivateKey *node_key;
  const guint8 *password_key;
  const SottoPublicKey *server;
  double pow_target;
  SottoClock *clock;
  SottoRandom *random;
} SottoMailSeal;

/* Makes the envelope whose RLP is the body of a packet 126 and whose hash is the request's id. */
void sotto_mail_request_seal_async (const SottoMailSeal *seal,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
SottoEnvelope *sotto_mail_request_seal_finish (GAsyncResult *result,
                                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * SottoMailKeys:
 * @node_key: (nullable): of the server, for what is sealed to it
 * @password_key: (nullable): 32 bytes derived from its password
 *
 * With what a server opens requests. Immutable while in use.
 */
typedef struct
{
  SottoPrivateKey *node_key;
  const guint8 *password_key;
} SottoMailKeys;

/* Opens a request. The error's message is what the client is told. @query is to be cleared in any
 * case. */
gboolean sotto_mail_request_open (SottoEnvelope *envelope,
                                  const SottoMailKeys *keys,
                                  SottoMailQuery *query,
                                  SottoPublicKey *signer,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
