/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vector-run.h"

G_BEGIN_DECLS

/* The "mailserver" of whisper-waku.json. */
void run_mail_example (VectorRun *run, JsonObject *object);

/* One of its "packets" that concern mailservers. */
void run_mail_packet (VectorRun *run, const char *name, const char *hex);

G_END_DECLS
