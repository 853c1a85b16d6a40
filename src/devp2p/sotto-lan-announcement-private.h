/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-keys.h"

G_BEGIN_DECLS

/**
 * SottoLanAnnouncement:
 *
 * Our entry in the local network's list of services, held by one life of the Avahi daemon.
 */
#define SOTTO_TYPE_LAN_ANNOUNCEMENT (sotto_lan_announcement_get_type ())
G_DECLARE_FINAL_TYPE (SottoLanAnnouncement,
                      sotto_lan_announcement,
                      SOTTO,
                      LAN_ANNOUNCEMENT,
                      GObject)

SottoLanAnnouncement *sotto_lan_announcement_new (GDBusConnection *bus,
                                                  const char *owner,
                                                  const SottoPublicKey *key,
                                                  guint16 port) G_GNUC_WARN_UNUSED_RESULT;
void sotto_lan_announcement_start (SottoLanAnnouncement *self);
void sotto_lan_announcement_stop (SottoLanAnnouncement *self);

G_END_DECLS
