/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * sotto_link_opener_open:
 * @parent: the window above which a question stands
 * @url: an address from a message
 *
 * Opens a web address in the browser. Where what is written may not be where it leads (a user name
 * before the host, letters of another script, a bare number) the real host is shown first and the
 * person is asked. Nothing but http and https is opened.
 */
void sotto_link_opener_open (GtkWindow *parent, const char *url);

G_END_DECLS
