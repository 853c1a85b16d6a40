/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Tells the service manager that started us, if one did, e.g. "READY=1" (sd_notify(3)). */
void sottod_notify (const char *state);

G_END_DECLS
