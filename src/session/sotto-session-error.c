/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-session-error.h"

/* The formatter takes the hyphens of the domain's name for minus signs. */
/* clang-format off */
G_DEFINE_QUARK (sotto-session-error-quark, sotto_session_error)
