/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli-context.h"

G_BEGIN_DECLS

/* Prints `ready`, then a line for each message, change of a message's state and change of the
 * network, until the session ends or @cli is cleared. */
void sotto_cli_print_events (SottoCli *cli);

G_END_DECLS
