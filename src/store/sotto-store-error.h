/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SOTTO_STORE_ERROR (sotto_store_error_quark ())

/**
 * SottoStoreError:
 * @SOTTO_STORE_ERROR_WRONG_KEY: the file does not open with this key (or is no database of ours)
 * @SOTTO_STORE_ERROR_DAMAGED: a page or the schema is damaged
 * @SOTTO_STORE_ERROR_NEWER: written by a newer Sotto; left untouched
 * @SOTTO_STORE_ERROR_LOCKED: another process holds it
 * @SOTTO_STORE_ERROR_FULL: the disk is full or read-only; nothing was changed
 * @SOTTO_STORE_ERROR_UNENCRYPTED: the SQLite library in this process cannot encrypt
 * @SOTTO_STORE_ERROR_CLOSED: the store is closed
 * @SOTTO_STORE_ERROR_CONSTRAINT: a constraint of the schema refused a row
 * @SOTTO_STORE_ERROR_FAILED: anything else SQLite reports
 */
typedef enum
{
  SOTTO_STORE_ERROR_WRONG_KEY,
  SOTTO_STORE_ERROR_DAMAGED,
  SOTTO_STORE_ERROR_NEWER,
  SOTTO_STORE_ERROR_LOCKED,
  SOTTO_STORE_ERROR_FULL,
  SOTTO_STORE_ERROR_UNENCRYPTED,
  SOTTO_STORE_ERROR_CLOSED,
  SOTTO_STORE_ERROR_CONSTRAINT,
  SOTTO_STORE_ERROR_FAILED,
} SottoStoreError;

GQuark sotto_store_error_quark (void);

G_END_DECLS
