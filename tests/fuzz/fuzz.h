/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <stddef.h>
#include <stdint.h>

/* What each target defines, and libFuzzer or driver.c calls. Returns 0; aborts on a finding. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);
