/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-enode.h"

G_BEGIN_DECLS

/* Services that are looked at, at most; further ones on the same network are left alone. */
#define SOTTO_LAN_BROWSER_MAX_SERVICES 64

typedef void (*SottoLanBrowserFunc) (SottoEnode *enode, gpointer user_data);

/**
 * SottoLanBrowser:
 *
 * Finds nodes through one life of the Avahi daemon.
 */
#define SOTTO_TYPE_LAN_BROWSER (sotto_lan_browser_get_type ())
G_DECLARE_FINAL_TYPE (SottoLanBrowser, sotto_lan_browser, SOTTO, LAN_BROWSER, GObject)

SottoLanBrowser *sotto_lan_browser_new (GDBusConnection *bus,
                                        const char *owner,
                                        SottoLanBrowserFunc found,
                                        gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;
void sotto_lan_browser_start (SottoLanBrowser *self);
void sotto_lan_browser_stop (SottoLanBrowser *self);

/* (nullable): the node that a resolved service describes, from the parameters of Avahi's signal
 * `Found`, all of which come from whoever is on the network. */
SottoEnode *sotto_lan_browser_parse_found (GVariant *parameters) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
