/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-clock.h"
#include "sotto-net-state.h"
#include "sotto-node-record.h"
#include "sotto-random.h"

G_BEGIN_DECLS

/**
 * SottoDiscv5:
 *
 * Node discovery v5.1 over UDP: publishes our own record, keeps a table of nodes that answer, and
 * looks for more while some are wanted. Everything happens on the main context.
 *
 * Signals: `found` (#SottoNodeRecord): a node that answered us (again when nodes become
 * wanted); `record-changed`.
 */
#define SOTTO_TYPE_DISCV5 (sotto_discv5_get_type ())
G_DECLARE_FINAL_TYPE (SottoDiscv5, sotto_discv5, SOTTO, DISCV5, GObject)

/* @state is nullable: then neither the record's number nor the nodes are remembered. */
SottoDiscv5 *sotto_discv5_new (SottoPrivateKey *key,
                               SottoNetState *state,
                               SottoClock *clock,
                               SottoRandom *random) G_GNUC_WARN_UNUSED_RESULT;

/* A node to begin with. */
void sotto_discv5_add_bootnode (SottoDiscv5 *self, SottoNodeRecord *record);

/* What our record says. Where it names no address, the one that others see is filled in as soon as
 * enough of them agree; "udp" follows from listening. */
void sotto_discv5_set_content (SottoDiscv5 *self, const SottoNodeContent *content);

/* @address: numeric, "::" for all; @port 0: any free one. */
gboolean sotto_discv5_listen (SottoDiscv5 *self, const char *address, guint16 port, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
guint16 sotto_discv5_get_port (SottoDiscv5 *self);
void sotto_discv5_start (SottoDiscv5 *self);

/* Closes the socket, and remembers what was found. */
void sotto_discv5_stop (SottoDiscv5 *self);
void sotto_discv5_set_wanted (SottoDiscv5 *self, gboolean wanted);

/* (transfer none): our own, as it is now. */
SottoNodeRecord *sotto_discv5_get_record (SottoDiscv5 *self);

/* Nodes in the table that answered. */
guint sotto_discv5_get_n_nodes (SottoDiscv5 *self);

G_END_DECLS
