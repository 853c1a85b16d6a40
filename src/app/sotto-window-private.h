/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-conversation-view.h"
#include "sotto-notifier.h"
#include "sotto-session.h"
#include "sotto-sidebar.h"
#include "sotto-wallet-view.h"
#include "sotto-window.h"

G_BEGIN_DECLS

struct _SottoWindow
{
  AdwApplicationWindow parent_instance;

  SottoAccountManager *accounts;
  SottoClock *clock;
  SottoRandom *random;
  GSettings *settings;
  char **nodes;

  SottoSession *session;
  SottoChat *chat;
  SottoSidebar *sidebar;
  SottoConversationView *conversation;
  SottoWalletView *wallet;
  SottoNotifier *notifier;
  gboolean is_closing;
  char *link; /* nullable: an "ethereum:" link that is to be followed */

  AdwToastOverlay *toasts;
  GtkStack *stack;
  AdwBin *first_run;
  AdwBin *unlock;
  AdwViewStack *views;
  AdwViewSwitcherBar *views_bar;
  AdwLeaflet *leaflet;
  AdwBin *sidebar_bin;
  AdwBin *conversation_bin;
  AdwBin *wallet_bin;
};

/* Installs the actions of the window class. */
void sotto_window_install_actions (GtkWidgetClass *widget_class);

/* Enables those that make sense now. */
void sotto_window_update_actions (SottoWindow *self);

/* Those about money. */
void sotto_window_install_payment_actions (GtkWidgetClass *widget_class);
void sotto_window_update_payment_actions (SottoWindow *self);
void sotto_window_follow_link (SottoWindow *self);

/* @chat: (nullable): shows it, or the empty page. */
void sotto_window_show_chat (SottoWindow *self, SottoChat *chat);
void sotto_window_toast (SottoWindow *self, const char *text);

/* Stops the session and goes back to the accounts, or closes the window when that was asked for. */
void sotto_window_lock (SottoWindow *self);

/* Goes to the accounts, or to the first-run pages when there are none. */
void sotto_window_show_start (SottoWindow *self);

G_END_DECLS
