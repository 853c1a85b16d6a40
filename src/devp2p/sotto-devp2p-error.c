/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The error domain of this folder. */

#include "sotto-devp2p-error.h"

G_DEFINE_QUARK (sotto - devp2p - error - quark, sotto_devp2p_error)
