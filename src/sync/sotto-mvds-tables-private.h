/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-keys.h"
#include "sotto-store.h"

G_BEGIN_DECLS

/* The tables of MVDS and their limits. All times are milliseconds since 1970. */

#define SOTTO_MVDS_SECOND_MS G_GINT64_CONSTANT (1000)
#define SOTTO_MVDS_DAY_MS (24 * 60 * 60 * SOTTO_MVDS_SECOND_MS)

/* Retransmission: the first wait, the longest, and when it ends. */
#define SOTTO_MVDS_FIRST_DELAY_MS (30 * SOTTO_MVDS_SECOND_MS)
#define SOTTO_MVDS_MAX_DELAY_MS (60 * 60 * SOTTO_MVDS_SECOND_MS)
#define SOTTO_MVDS_MAX_TRIES 30
#define SOTTO_MVDS_MAX_AGE_MS (7 * SOTTO_MVDS_DAY_MS)

/* A time further ahead than this was set by a clock that has been put back since. */
#define SOTTO_MVDS_MAX_AHEAD_MS (2 * SOTTO_MVDS_MAX_DELAY_MS)

/* Acknowledgements wait this long for company, and one id is acknowledged once in that long. */
#define SOTTO_MVDS_ACK_DELAY_MS 300
#define SOTTO_MVDS_ACK_INTERVAL_MS (10 * SOTTO_MVDS_SECOND_MS)

/* One payload, and what may wait for one peer. */
#define SOTTO_MVDS_MAX_PAYLOAD (200 * 1024)
#define SOTTO_MVDS_MAX_MESSAGES 50
#define SOTTO_MVDS_MAX_ACKS 500
#define SOTTO_MVDS_MAX_OUTSTANDING 1000
#define SOTTO_MVDS_MAX_REQUESTS 100
#define SOTTO_MVDS_MAX_REQUEST_TRIES 10

/* The largest body that still fits a payload which others read. */
#define SOTTO_MVDS_MAX_BODY (900 * 1024)

/* Ids received are known for 40 days; bodies sent are kept for 7 days after their end. */
#define SOTTO_MVDS_SEEN_MS (40 * SOTTO_MVDS_DAY_MS)
#define SOTTO_MVDS_DONE_MS (7 * SOTTO_MVDS_DAY_MS)

/**
 * SottoMvdsGivenUp:
 * @SOTTO_MVDS_NOT_GIVEN_UP: sending, or acknowledged
 * @SOTTO_MVDS_GIVEN_UP: to be told to the application; stored in databases, do not change
 * @SOTTO_MVDS_GIVEN_UP_TOLD: told
 */
typedef enum
{
  SOTTO_MVDS_NOT_GIVEN_UP = 0,
  SOTTO_MVDS_GIVEN_UP = 1,
  SOTTO_MVDS_GIVEN_UP_TOLD = 2,
} SottoMvdsGivenUp;

/* The row of a peer; 0 if there is none, or a new one if @make. */
gboolean sotto_mvds_peer_find (SottoConnection *connection,
                               const SottoPublicKey *key,
                               gboolean make,
                               gint64 *id,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_mvds_peer_get_key (SottoConnection *connection,
                                  gint64 id,
                                  SottoPublicKey *key,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* An UPDATE or DELETE of which only the number of rows matters. @arguments: bound in order to ?1,
 * ?2, …; @id (nullable) behind them. @n_changed may be %NULL. */
gboolean sotto_mvds_change (SottoConnection *connection,
                            const char *sql,
                            const gint64 *arguments,
                            guint n_arguments,
                            const SottoHash *id,
                            int *n_changed,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The first column of the first row, 0 if there is none; @arguments as above. */
gboolean sotto_mvds_query (SottoConnection *connection,
                           const char *sql,
                           const gint64 *arguments,
                           guint n_arguments,
                           gint64 *value,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
