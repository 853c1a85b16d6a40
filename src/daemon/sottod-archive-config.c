/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The part of the configuration that makes a mailserver of the relay:
 *
 *   [archive]
 *   store=/var/lib/sottod/archive.sqlite
 *   days=30
 *   password=status-offline-inbox
 *   request-pow=0.001
 *   request-interval=100
 *   request-burst=100
 */

#include "sottod-archive-config.h"

#include "sotto-mail-request.h"
#include "sottod-options.h"

#define MAX_DAYS 3650
#define MAX_INTERVAL_MS (60 * 60 * 1000)
#define MAX_BURST 1000000

#define SECONDS_OF_DAY (24 * 60 * 60)

/**
 * sottod_archive_config_apply:
 * @config: what was said
 * @options: gets it
 * @error: return location for a #SottodError
 *
 * Checks all and fills in @options, whose keys stay empty.
 */
gboolean
sottod_archive_config_apply (const SottodArchiveConfig *config,
                             SottoMailServerOptions *options,
                             GError **error)
{
  guint64 days;
  guint64 interval;
  guint64 burst;

  sotto_mail_server_options_init (options);
  days = options->retention / SECONDS_OF_DAY;
  interval = options->request_interval_ms;
  burst = options->request_burst;
  if (!sottod_options_parse_number ("days", config->days, MAX_DAYS, &days, error) ||
      !sottod_options_parse_pow ("request-pow", config->request_pow, &options->min_pow, error) ||
      !sottod_options_parse_number ("request-interval", config->request_interval, MAX_INTERVAL_MS,
                                    &interval, error) ||
      !sottod_options_parse_number ("request-burst", config->request_burst, MAX_BURST, &burst,
                                    error))
    return FALSE;
  if (days == 0 || burst == 0 || (config->store != NULL && *config->store == '\0') ||
      (config->password != NULL && *config->password == '\0'))
    {
      g_set_error_literal (error, SOTTOD_ERROR, SOTTOD_ERROR_CONFIG,
                           "[archive]: days and request-burst must be at least 1, and what is "
                           "given as store and password not empty");
      return FALSE;
    }
  options->retention = (guint32) days * SECONDS_OF_DAY;
  options->request_interval_ms = (guint) interval;
  options->request_burst = (guint) burst;

  return TRUE;
}

/**
 * sottod_archive_config_get_password:
 * @config: what was said
 *
 * Returns: (transfer none): what requests are encrypted with
 */
const char *
sottod_archive_config_get_password (const SottodArchiveConfig *config)
{
  return config->password != NULL ? config->password : SOTTO_MAIL_DEFAULT_PASSWORD;
}
