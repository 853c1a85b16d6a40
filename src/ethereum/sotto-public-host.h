/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-outside-lookup.h"

G_BEGIN_DECLS

/**
 * SottoPublicHost:
 *
 * A host that a stranger named. It is connected to only at addresses that are on the Internet, so
 * that nobody makes us ask what is in our own house; the address that is checked is the one that is
 * used, and nobody can change the name's in between.
 */
#define SOTTO_TYPE_PUBLIC_HOST (sotto_public_host_get_type ())
G_DECLARE_FINAL_TYPE (SottoPublicHost, sotto_public_host, SOTTO, PUBLIC_HOST, GNetworkAddress)

/* Of an address whose scheme and host are there. */
SottoPublicHost *sotto_public_host_new (GUri *uri,
                                        SottoOutsideRules rules) G_GNUC_WARN_UNUSED_RESULT;

/* Whether it is a host's name on the Internet, or an address there: what can be said before
 * anything is looked up, and all that can be said if a proxy does that. */
gboolean sotto_public_host_is_acceptable (const char *host,
                                          SottoOutsideRules rules) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
