/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-crypto-error.h"

G_DEFINE_QUARK (sotto - crypto - error - quark, sotto_crypto_error)
