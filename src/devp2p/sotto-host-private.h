/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-host.h"

G_BEGIN_DECLS

/* (transfer none): our own node key. */
const SottoPublicKey *sotto_host_get_key (SottoHost *self);

G_END_DECLS
