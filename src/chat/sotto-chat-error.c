/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The error domain of conversations. */

#include "sotto-chat-error.h"

/* The formatter takes the hyphens of the domain's name for minus signs. */
/* clang-format off */
G_DEFINE_QUARK (sotto-chat-error-quark, sotto_chat_error)
