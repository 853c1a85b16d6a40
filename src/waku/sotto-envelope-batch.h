/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-envelope.h"

G_BEGIN_DECLS

/* How many envelopes are looked at together, at most. */
#define SOTTO_ENVELOPE_BATCH 16

/**
 * SottoEnvelopeCandidate:
 * @view: an envelope
 * @hash: its identity, once it was asked for
 * @work_bits: what sotto_envelope_view_count_work () would say, once it was asked for
 *
 * An envelope that came with others.
 */
typedef struct
{
  SottoEnvelopeView view;
  SottoHash hash;
  guint work_bits;
} SottoEnvelopeCandidate;

void sotto_envelope_batch_hash (SottoEnvelopeCandidate *const *candidates, gsize n_candidates);
void sotto_envelope_batch_count_work (SottoEnvelopeCandidate *const *candidates,
                                      gsize n_candidates);

G_END_DECLS
