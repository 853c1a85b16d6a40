/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-abi.h"

G_BEGIN_DECLS

/* How many characters of what a contract says are shown. */
#define SOTTO_REVERT_MAX_TEXT 200

/**
 * SottoRevertKind:
 * @SOTTO_REVERT_SILENT: no reason is given
 * @SOTTO_REVERT_TEXT: a text of the contract's
 * @SOTTO_REVERT_PANIC: the contract broke a rule of its language
 * @SOTTO_REVERT_OTHER: an error that only the contract's own description explains
 */
typedef enum
{
  SOTTO_REVERT_SILENT,
  SOTTO_REVERT_TEXT,
  SOTTO_REVERT_PANIC,
  SOTTO_REVERT_OTHER,
} SottoRevertKind;

/* What kind of reason the @data of a call that failed is; from anywhere. */
SottoRevertKind sotto_revert_get_kind (GBytes *data);

/* (transfer full) (nullable): what the contract says, in one line and without anything invisible or
 * turned; %NULL for any other kind of reason. */
char *sotto_revert_dup_text (GBytes *data) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): a sentence for people; what a contract says stands in quotes. */
char *sotto_revert_describe (GBytes *data) G_GNUC_WARN_UNUSED_RESULT;

/* Whether @data is the error of @signature, such as `ResolverNotFound(bytes)`. */
gboolean sotto_revert_is (GBytes *data, const char *signature);

G_END_DECLS
