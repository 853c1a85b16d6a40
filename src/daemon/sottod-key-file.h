/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-keys.h"

G_BEGIN_DECLS

/* (transfer full): the node key in @data_dir, made if there is none. */
SottoPrivateKey *sottod_key_file_load (const char *data_dir,
                                       SottoRandom *random,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
