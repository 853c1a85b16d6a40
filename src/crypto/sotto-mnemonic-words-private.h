/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SOTTO_MNEMONIC_N_WORDS 2048

/* Zero-terminated. */
extern const char *const sotto_mnemonic_words[SOTTO_MNEMONIC_N_WORDS + 1];

G_END_DECLS
