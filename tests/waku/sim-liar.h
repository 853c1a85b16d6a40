/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sim-devp2p.h"

G_BEGIN_DECLS

/* What a liar does, besides taking what it is sent and passing nothing on. */
typedef enum
{
  SIM_LIAR_GARBAGE, /* random bytes under random codes */
  SIM_LIAR_FLOOD,   /* new envelopes without work */
  SIM_LIAR_REPEAT,  /* what it was sent, again and again */
  SIM_LIAR_CONFIRM, /* says that it holds everything */
  SIM_LIAR_NARROW,  /* takes one packet in a second, and answers none */
  SIM_LIAR_N_KINDS,
  SIM_LIAR_SCRIPTED, /* says what it is made to say, and does not even greet */
} SimLiarKind;

/**
 * SimLiar:
 *
 * A neighbour that greets as it should, and then does not behave.
 */
#define SIM_TYPE_LIAR (sim_liar_get_type ())
G_DECLARE_FINAL_TYPE (SimLiar, sim_liar, SIM, LIAR, GObject)

SimLiar *sim_liar_new (SimLiarKind kind, gboolean whisper, GRand *random);

/* Sends one packet, while it is connected. */
void sim_liar_send (SimLiar *self, guint code, GBytes *payload);

/* Does it once more. */
void sim_liar_act (SimLiar *self, guint32 now_seconds);

G_END_DECLS
