/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-random.h"

G_BEGIN_DECLS

/**
 * SottoTestRandom:
 *
 * Entropy that a test has written down: hands out, byte by byte, what was queued, and zeros once
 * that is used up.
 */
#define SOTTO_TYPE_TEST_RANDOM (sotto_test_random_get_type ())
G_DECLARE_FINAL_TYPE (SottoTestRandom, sotto_test_random, SOTTO, TEST_RANDOM, GObject)

SottoTestRandom *sotto_test_random_new (void) G_GNUC_WARN_UNUSED_RESULT;
void sotto_test_random_queue (SottoTestRandom *self, GBytes *bytes);

/* TRUE if all that was queued, and no more, has been handed out. */
gboolean sotto_test_random_is_used_up (SottoTestRandom *self);

G_END_DECLS
