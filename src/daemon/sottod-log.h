/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-clock.h"

G_BEGIN_DECLS

/**
 * SottodLogLevel:
 * @SOTTOD_LOG_ERROR: it cannot go on
 * @SOTTOD_LOG_WARNING: somebody should look
 * @SOTTOD_LOG_INFO: what happens
 * @SOTTOD_LOG_DEBUG: how
 */
typedef enum
{
  SOTTOD_LOG_ERROR,
  SOTTOD_LOG_WARNING,
  SOTTOD_LOG_INFO,
  SOTTOD_LOG_DEBUG,
} SottodLogLevel;

/* Once, before anything is logged: what the layers say goes the same way from now on. @level is one
 * of the names that the configuration has. */
void sottod_log_init (SottoClock *clock, const char *level);

/* One line of key=value on the standard error: the event, then pairs of strings up to a NULL. A
 * pair with a NULL value is left out. */
void sottod_log (SottodLogLevel level, const char *event, ...) G_GNUC_NULL_TERMINATED;

G_END_DECLS
