/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-dial-plan-private.h"
#include "sotto-host.h"
#include "sotto-peer-private.h"

G_BEGIN_DECLS

/* Until a connection has this age, a second one with the same node is a simultaneous dial. */
#define SOTTO_ADMISSION_FRESH_MS (10 * 1000)

/**
 * SottoAdmission:
 * @own_key: our node key
 * @own_id: and its id
 * @peers: (element-type SottoPublicKey SottoPeer): established ones
 * @plan: knows the static nodes
 * @limits: how many may stay
 *
 * Whether a connection may stay.
 */
typedef struct
{
  SottoPublicKey own_key;
  SottoHash own_id;
  GHashTable *peers;
  SottoDialPlan *plan;
  SottoHostLimits limits;
} SottoAdmission;

void sotto_admission_init (SottoAdmission *self,
                           const SottoPublicKey *own_key,
                           GHashTable *peers,
                           SottoDialPlan *plan);
gboolean sotto_admission_check (const SottoAdmission *self,
                                SottoPeer *peer,
                                gboolean after_hello,
                                SottoDisconnectReason *reason) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_admission_is_refusal (const SottoPeerEnd *end);

G_END_DECLS
