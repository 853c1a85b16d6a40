/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "sotto-clock.h"
#include "sotto-enode.h"
#include "sotto-random.h"

G_BEGIN_DECLS

#define SOTTO_DIAL_PLAN_MAX_DIALS 16
#define SOTTO_DIAL_PLAN_MAX_CANDIDATES 256
#define SOTTO_DIAL_PLAN_MAX_FAILURES 3

/* Back-off: doubling from the first to the last, each +-20 %. */
#define SOTTO_DIAL_PLAN_FIRST_DELAY_MS 1000
#define SOTTO_DIAL_PLAN_LAST_DELAY_MS (60 * 1000)
#define SOTTO_DIAL_PLAN_FIRST_REFUSED_MS (30 * 1000)
#define SOTTO_DIAL_PLAN_LAST_REFUSED_MS (10 * 60 * 1000)

/* A connection that lived so long was a good one. */
#define SOTTO_DIAL_PLAN_GOOD_LIFE_MS (30 * 1000)

/* Asks for @enode to be dialled. Must not report back before it returns. */
typedef void (*SottoDialPlanFunc) (SottoEnode *enode, gpointer user_data);

/**
 * SottoDialPlan:
 *
 * Decides when which node is dialled, and dials none itself.
 */
typedef struct _SottoDialPlan SottoDialPlan;

SottoDialPlan *sotto_dial_plan_new (SottoClock *clock,
                                    SottoRandom *random,
                                    SottoDialPlanFunc dial,
                                    gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;
void sotto_dial_plan_free (SottoDialPlan *self);
void sotto_dial_plan_start (SottoDialPlan *self);
void sotto_dial_plan_stop (SottoDialPlan *self);
void sotto_dial_plan_set_available (SottoDialPlan *self, gboolean available);
void sotto_dial_plan_set_wanted (SottoDialPlan *self, guint n_wanted);
void sotto_dial_plan_add_static (SottoDialPlan *self, SottoEnode *enode, gboolean is_connected);
void sotto_dial_plan_remove_static (SottoDialPlan *self, const SottoPublicKey *key);
void sotto_dial_plan_add_candidate (SottoDialPlan *self, SottoEnode *enode, gboolean is_connected);
gboolean sotto_dial_plan_is_static (SottoDialPlan *self, const SottoPublicKey *key);
void sotto_dial_plan_connected (SottoDialPlan *self, const SottoPublicKey *key);
void sotto_dial_plan_failed (SottoDialPlan *self, const SottoPublicKey *key, gboolean refused);
void sotto_dial_plan_lost (SottoDialPlan *self,
                           const SottoPublicKey *key,
                           gint64 lived_ms,
                           gboolean refused);
guint sotto_dial_plan_get_size (SottoDialPlan *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoDialPlan, sotto_dial_plan_free)

G_END_DECLS
