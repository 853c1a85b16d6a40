/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The error domain of this folder. */

#include "sotto-ethereum-error.h"

/* The formatter takes the hyphens of the domain's name for minus signs. */
/* clang-format off */
G_DEFINE_QUARK (sotto-ethereum-error-quark, sotto_ethereum_error)
