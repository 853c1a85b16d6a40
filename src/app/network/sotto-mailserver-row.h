/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-transport-store.h"

G_BEGIN_DECLS

/* An #AdwActionRow with the name of a mailserver, which says how it is for as long as it lives;
 * @store is nullable: nothing is known then. */
GtkWidget *sotto_mailserver_row_new (const char *address, SottoTransportStore *store);

G_END_DECLS
