/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The error domain of this folder. */

#include "sotto-devp2p-error.h"

/* The formatter takes the hyphens of the domain's name for minus signs. */
/* clang-format off */
G_DEFINE_QUARK (sotto-devp2p-error-quark, sotto_devp2p_error)
