/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-message.h"

G_BEGIN_DECLS

/**
 * sotto_message_details_present:
 * @parent: the window above which it stands
 * @message: a message
 *
 * Shows everything that is known of a message: its whole text, times, state, what protected it, and
 * its id.
 */
void sotto_message_details_present (GtkWindow *parent, SottoMessage *message);

G_END_DECLS
