/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "sotto-session-error.h"

G_BEGIN_DECLS

/**
 * SottoFolderLock:
 *
 * The right to open an account: held by at most one process, and by one holder in it. The system
 * takes it back when the process ends, however it ends.
 */
typedef struct _SottoFolderLock SottoFolderLock;

/* SOTTO_SESSION_ERROR_IN_USE, naming who holds it when that is known. */
SottoFolderLock *sotto_folder_lock_acquire (const char *folder,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
void sotto_folder_lock_release (SottoFolderLock *lock);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoFolderLock, sotto_folder_lock_release)

G_END_DECLS
