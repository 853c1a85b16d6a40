/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SOTTO_NAME_N_ADJECTIVES 1389
#define SOTTO_NAME_N_ANIMALS 1704

extern const char *const sotto_name_adjectives[SOTTO_NAME_N_ADJECTIVES];
extern const char *const sotto_name_animals[SOTTO_NAME_N_ANIMALS];

G_END_DECLS
