/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vector-run.h"

G_BEGIN_DECLS

/* One case each, in sets-secure-replay.c. */
void vector_replay_conversation (VectorRun *run, JsonObject *object, guint index);
void vector_replay_first_message (VectorRun *run, JsonObject *object, guint index);
void vector_replay_double_ratchet (VectorRun *run, JsonObject *object);

G_END_DECLS
