/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-mvds.h"

G_BEGIN_DECLS

const SottoPublicKey *sotto_mvds_get_identity (SottoMvds *self);
gint64 sotto_mvds_get_now_ms (SottoMvds *self);

/* How long to wait after send number @step of a schedule: 30 s, doubled each time up to 1 h, give
 * or take 20 %. */
gint64 sotto_mvds_get_delay_ms (SottoMvds *self, guint step);

G_END_DECLS
