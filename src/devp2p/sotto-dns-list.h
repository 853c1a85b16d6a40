/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-clock.h"
#include "sotto-dns-resolver.h"
#include "sotto-net-state.h"
#include "sotto-node-record.h"
#include "sotto-random.h"

G_BEGIN_DECLS

/* Questions to the DNS are at least this far apart, and wait so long for an answer. */
#define SOTTO_DNS_LIST_PAUSE_MS 334
#define SOTTO_DNS_LIST_TIMEOUT_MS (10 * 1000)

/* Lists that are followed, with those that others link to; and how far links are followed. */
#define SOTTO_DNS_LIST_MAX_TREES 8
#define SOTTO_DNS_LIST_MAX_LINKS 2

/**
 * SottoDnsList:
 *
 * Finds nodes in signed lists in the DNS (EIP-1459), as long as it is told that some are wanted.
 * What was found once is known again after a restart, before anybody is asked.
 *
 * Signals: `found` (#SottoNodeRecord), `problem` (char *url, GError).
 */
#define SOTTO_TYPE_DNS_LIST (sotto_dns_list_get_type ())
G_DECLARE_FINAL_TYPE (SottoDnsList, sotto_dns_list, SOTTO, DNS_LIST, GObject)

/* @state is nullable: then nothing is remembered. */
SottoDnsList *sotto_dns_list_new (SottoDnsResolver *resolver,
                                  SottoNetState *state,
                                  SottoClock *clock,
                                  SottoRandom *random) G_GNUC_WARN_UNUSED_RESULT;

/* "enrtree://KEY@DOMAIN" */
gboolean sotto_dns_list_add (SottoDnsList *self, const char *url, GError **error);
void sotto_dns_list_remove_all (SottoDnsList *self);
void sotto_dns_list_set_wanted (SottoDnsList *self, gboolean wanted);

G_END_DECLS
