/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-error.h"

G_DEFINE_QUARK (sotto - base - error - quark, sotto_base_error)
