/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "sotto-keys.h"

G_BEGIN_DECLS

/* The three-word name of a chat key (accounts.md section 5). */
char *sotto_name_generate (const SottoPublicKey *key) G_GNUC_WARN_UNUSED_RESULT;
char *sotto_name_generate_from_seed (guint64 seed) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
