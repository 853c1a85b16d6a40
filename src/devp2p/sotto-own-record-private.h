/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-clock.h"
#include "sotto-net-state.h"
#include "sotto-node-record.h"

G_BEGIN_DECLS

/**
 * SottoOwnRecord:
 *
 * Our own node record: signed anew, with a larger number, whenever what it says changes. The number
 * survives restarts.
 */
typedef struct _SottoOwnRecord SottoOwnRecord;

/* @state is nullable: numbers then start at the time of day. */
SottoOwnRecord *sotto_own_record_new (SottoPrivateKey *key,
                                      SottoNetState *state,
                                      SottoClock *clock) G_GNUC_WARN_UNUSED_RESULT;
void sotto_own_record_free (SottoOwnRecord *self);

/* (transfer none): the record as it is now. */
SottoNodeRecord *sotto_own_record_get (SottoOwnRecord *self);

/* TRUE when that made another record. */
gboolean sotto_own_record_set_content (SottoOwnRecord *self, const SottoNodeContent *content);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoOwnRecord, sotto_own_record_free)

G_END_DECLS
