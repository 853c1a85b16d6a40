/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The error domain of the wallet. */

#include "sotto-wallet-error.h"

/* The formatter takes the hyphens of the domain's name for minus signs. */
/* clang-format off */
G_DEFINE_QUARK (sotto-wallet-error-quark, sotto_wallet_error)
