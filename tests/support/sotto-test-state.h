/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-net-state.h"

G_BEGIN_DECLS

/**
 * SottoTestState:
 *
 * A #SottoNetState in memory: what a restart finds is what one of these still holds.
 */
#define SOTTO_TYPE_TEST_STATE (sotto_test_state_get_type ())
G_DECLARE_FINAL_TYPE (SottoTestState, sotto_test_state, SOTTO, TEST_STATE, GObject)

SottoTestState *sotto_test_state_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
