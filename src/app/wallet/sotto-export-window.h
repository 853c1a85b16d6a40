/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-session.h"
#include "sotto-wallet.h"

G_BEGIN_DECLS

/**
 * SottoExport:
 * @SOTTO_EXPORT_KEY: the private key is shown
 * @SOTTO_EXPORT_FILE: it is saved as a key file with a password of its own
 * @SOTTO_EXPORT_PHRASE: the recovery phrase that the account comes from is shown
 * @SOTTO_EXPORT_REMOVAL: that phrase is taken off this computer
 */
typedef enum
{
  SOTTO_EXPORT_KEY,
  SOTTO_EXPORT_FILE,
  SOTTO_EXPORT_PHRASE,
  SOTTO_EXPORT_REMOVAL,
} SottoExport;

/**
 * SottoExportWindow:
 *
 * What gives all the money of an account away to whoever sees it: a warning and the password come
 * before it. A secret on the screen goes after a minute, and when another window is used.
 */
#define SOTTO_TYPE_EXPORT_WINDOW (sotto_export_window_get_type ())
G_DECLARE_FINAL_TYPE (SottoExportWindow, sotto_export_window, SOTTO, EXPORT_WINDOW, AdwWindow)

/* @account: one whose key is here, or whose phrase is. */
GtkWidget *sotto_export_window_new (GtkWindow *parent,
                                    SottoSession *session,
                                    SottoWalletAccount *account,
                                    SottoExport what);

G_END_DECLS
