/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-session-error.h"

G_DEFINE_QUARK (sotto - session - error - quark, sotto_session_error)
