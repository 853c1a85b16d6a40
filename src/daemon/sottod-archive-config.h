/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "sotto-mail-server.h"

G_BEGIN_DECLS

/**
 * SottodArchiveConfig:
 * @store: (nullable): path of a file, or URI of a PostgreSQL database; %NULL: no mailserver
 * @days: (nullable): how long envelopes are kept
 * @password: (nullable): what requests are encrypted with
 * @request_pow: (nullable): proof of work that requests must have
 * @request_interval: (nullable): milliseconds between a client's requests on average
 * @request_burst: (nullable): requests before that counts
 *
 * What the daemon was told about being a mailserver, as text; %NULL is the default.
 */
typedef struct
{
  char *store;
  char *days;
  char *password;
  char *request_pow;
  char *request_interval;
  char *request_burst;
} SottodArchiveConfig;

/* Fills in @options but for its password's key, and checks all of it. */
gboolean sottod_archive_config_apply (const SottodArchiveConfig *config,
                                      SottoMailServerOptions *options,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The password of requests, or that of the field. */
const char *sottod_archive_config_get_password (const SottodArchiveConfig *config);

G_END_DECLS
