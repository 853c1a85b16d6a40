/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One line of at most 1023 bytes from @fd, or from the terminal without echo after @prompt when @fd
 * is negative. (transfer full): wipe it with sotto_wipe_string () and free it. */
char *sotto_cli_read_secret (int fd, const char *prompt, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
