/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sotto-account-manager.h"

G_BEGIN_DECLS

/**
 * SottoWindow:
 *
 * The one window: first-run pages, accounts to unlock, or the chats of an unlocked one.
 */
#define SOTTO_TYPE_WINDOW (sotto_window_get_type ())
G_DECLARE_FINAL_TYPE (SottoWindow, sotto_window, SOTTO, WINDOW, AdwApplicationWindow)

/**
 * SottoWindowServices:
 * @accounts: on this computer
 * @clock: for what counts down
 * @random: for questions
 * @settings: of the desktop
 * @nodes: (nullable) (array zero-terminated=1): enode URLs for this run
 */
typedef struct
{
  SottoAccountManager *accounts;
  SottoClock *clock;
  SottoRandom *random;
  GSettings *settings;
  char **nodes;
} SottoWindowServices;

GtkWidget *sotto_window_new (GtkApplication *application, const SottoWindowServices *services);

/* Shows what an "ethereum:" link asks for, once an account is open. Nothing is sent by that. */
void sotto_window_open_link (SottoWindow *self, const char *link);

/* Where notifications lead to: nothing happens while no account is open. An unknown @chat_id only
 * brings the window to the front. */
void sotto_window_show_chat_by_id (SottoWindow *self, const char *chat_id);
void sotto_window_read_chat_by_id (SottoWindow *self, const char *chat_id);
void sotto_window_show_wallet (SottoWindow *self);

G_END_DECLS
