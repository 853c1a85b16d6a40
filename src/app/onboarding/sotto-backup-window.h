/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-session.h"

G_BEGIN_DECLS

/**
 * SottoBackupWindow:
 *
 * Backing the recovery phrase up: the password, then the words, then three of them asked back.
 */
#define SOTTO_TYPE_BACKUP_WINDOW (sotto_backup_window_get_type ())
G_DECLARE_FINAL_TYPE (SottoBackupWindow, sotto_backup_window, SOTTO, BACKUP_WINDOW, AdwWindow)

GtkWidget *sotto_backup_window_new (GtkWindow *parent, SottoSession *session, SottoRandom *random);

G_END_DECLS
