/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-archive.h"
#include "sotto-mail-request.h"
#include "sotto-waku-node.h"

G_BEGIN_DECLS

/**
 * SottoMailServerOptions:
 * @password_key: 32 bytes derived from the password that clients know
 * @min_pow: proof of work that a sealed request must have
 * @request_interval_ms: milliseconds between a client's requests on average; 0 for no limit
 * @request_burst: requests of a client before that counts, at least 1
 * @retention: seconds for which envelopes are kept
 *
 * How a mailserver answers.
 */
typedef struct
{
  guint8 password_key[32];
  double min_pow;
  guint request_interval_ms;
  guint request_burst;
  guint32 retention;
} SottoMailServerOptions;

/* The options of the field, without a key. */
void sotto_mail_server_options_init (SottoMailServerOptions *options);

/**
 * SottoMailServerCounts:
 * @requests: requests that were answered
 * @refused: requests that were answered with an error
 * @envelopes: envelopes that were sent for them
 */
typedef struct
{
  guint64 requests;
  guint64 refused;
  guint64 envelopes;
} SottoMailServerCounts;

/**
 * SottoMailServer:
 *
 * Archives what a node accepts, and answers those who ask for it (mailserver.md).
 */
#define SOTTO_TYPE_MAIL_SERVER (sotto_mail_server_get_type ())
G_DECLARE_FINAL_TYPE (SottoMailServer, sotto_mail_server, SOTTO, MAIL_SERVER, GObject)

/* Works from now on. @node_key opens requests that are encrypted for the node. */
SottoMailServer *sotto_mail_server_new (SottoWakuNode *node,
                                        SottoArchive *archive,
                                        SottoPrivateKey *node_key,
                                        const SottoMailServerOptions *options,
                                        SottoClock *clock) G_GNUC_WARN_UNUSED_RESULT;

/* Neither archives nor answers any more. */
void sotto_mail_server_stop (SottoMailServer *self);

void sotto_mail_server_get_counts (SottoMailServer *self, SottoMailServerCounts *counts);

G_END_DECLS
