/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

#include "sotto-keys.h"

G_BEGIN_DECLS

/**
 * SottoEnode:
 *
 * A node's address: enode://<128 hex digits>@host:port[?discport=udp]. Immutable, reference
 * counted.
 */
typedef struct _SottoEnode SottoEnode;

#define SOTTO_TYPE_ENODE (sotto_enode_get_type ())
GType sotto_enode_get_type (void);

SottoEnode *sotto_enode_parse (const char *url, GError **error) G_GNUC_WARN_UNUSED_RESULT;
SottoEnode *sotto_enode_new (const SottoPublicKey *key,
                             const char *host,
                             guint16 port) G_GNUC_WARN_UNUSED_RESULT;
SottoEnode *sotto_enode_ref (SottoEnode *enode);
void sotto_enode_unref (SottoEnode *enode);
const SottoPublicKey *sotto_enode_get_key (SottoEnode *enode);
const char *sotto_enode_get_host (SottoEnode *enode);
guint16 sotto_enode_get_port (SottoEnode *enode);
char *sotto_enode_to_string (SottoEnode *enode) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoEnode, sotto_enode_unref)

G_END_DECLS
