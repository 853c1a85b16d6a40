/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-capability.h"
#include "sotto-waku-dialect.h"
#include "sotto-waku-node.h"

G_BEGIN_DECLS

/**
 * SottoWakuCapability:
 *
 * One dialect as a devp2p sub-protocol: hands what happens on it to the node.
 */
#define SOTTO_TYPE_WAKU_CAPABILITY (sotto_waku_capability_get_type ())
G_DECLARE_FINAL_TYPE (SottoWakuCapability, sotto_waku_capability, SOTTO, WAKU_CAPABILITY, GObject)

/* @node is not referenced: it calls sotto_waku_capability_detach () before it goes. */
SottoWakuCapability *sotto_waku_capability_new (SottoWakuNode *node,
                                                const SottoWakuDialect *dialect,
                                                gsize max_payload) G_GNUC_WARN_UNUSED_RESULT;
void sotto_waku_capability_detach (SottoWakuCapability *self);

G_END_DECLS
