/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vector-run.h"

G_BEGIN_DECLS

/* The "packets" of whisper-waku.json: a packet for each name. */
void run_named_packets (VectorRun *run, JsonObject *root);

G_END_DECLS
