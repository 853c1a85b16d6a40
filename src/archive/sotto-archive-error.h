/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SOTTO_ARCHIVE_ERROR (sotto_archive_error_quark ())

/**
 * SottoArchiveError:
 * @SOTTO_ARCHIVE_ERROR_FAILED: the database refused, for a reason that may pass: a full disk, say
 * @SOTTO_ARCHIVE_ERROR_UNAVAILABLE: the database server cannot be reached
 * @SOTTO_ARCHIVE_ERROR_NEWER: written by a newer version of the program; left untouched
 * @SOTTO_ARCHIVE_ERROR_FOREIGN: a database of something else; left untouched
 * @SOTTO_ARCHIVE_ERROR_IN_USE: another program writes to it
 * @SOTTO_ARCHIVE_ERROR_BUSY: as many queries are waiting as may; ask later
 * @SOTTO_ARCHIVE_ERROR_INVALID: a query that cannot be answered
 * @SOTTO_ARCHIVE_ERROR_CLOSED: the archive has been closed
 */
typedef enum
{
  SOTTO_ARCHIVE_ERROR_FAILED,
  SOTTO_ARCHIVE_ERROR_UNAVAILABLE,
  SOTTO_ARCHIVE_ERROR_NEWER,
  SOTTO_ARCHIVE_ERROR_FOREIGN,
  SOTTO_ARCHIVE_ERROR_IN_USE,
  SOTTO_ARCHIVE_ERROR_BUSY,
  SOTTO_ARCHIVE_ERROR_INVALID,
  SOTTO_ARCHIVE_ERROR_CLOSED,
} SottoArchiveError;

GQuark sotto_archive_error_quark (void);

G_END_DECLS
