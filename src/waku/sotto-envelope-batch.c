/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What has to be hashed of envelopes that came together. Each of them costs two passes of Keccak:
 * one over all of it, for its identity, and one over all but the nonce, for its work. Several pass
 * at once where the processor can.
 */

#include "sotto-envelope-batch.h"

#include "sotto-keccak-lanes.h"

/**
 * sotto_envelope_batch_hash:
 * @candidates: (array length=n_candidates): envelopes
 * @n_candidates: how many, at most %SOTTO_ENVELOPE_BATCH
 *
 * Finds out the identity of each.
 */
void
sotto_envelope_batch_hash (SottoEnvelopeCandidate *const *candidates, gsize n_candidates)
{
  SottoKeccakMessage messages[SOTTO_ENVELOPE_BATCH] = { 0 };
  SottoHash hashes[SOTTO_ENVELOPE_BATCH];

  g_return_if_fail (n_candidates <= SOTTO_ENVELOPE_BATCH);

  for (gsize i = 0; i < n_candidates; i++)
    {
      messages[i].pieces[0].data = candidates[i]->view.raw;
      messages[i].pieces[0].length = candidates[i]->view.raw_length;
    }
  sotto_keccak256_many (NULL, messages, n_candidates, hashes);
  for (gsize i = 0; i < n_candidates; i++)
    candidates[i]->hash = hashes[i];
}

/**
 * sotto_envelope_batch_count_work:
 * @candidates: (array length=n_candidates): envelopes
 * @n_candidates: how many, at most %SOTTO_ENVELOPE_BATCH
 *
 * Finds out the work of each.
 */
void
sotto_envelope_batch_count_work (SottoEnvelopeCandidate *const *candidates, gsize n_candidates)
{
  SottoPowWork works[SOTTO_ENVELOPE_BATCH] = { 0 };
  SottoHash digests[SOTTO_ENVELOPE_BATCH];

  g_return_if_fail (n_candidates <= SOTTO_ENVELOPE_BATCH);

  for (gsize i = 0; i < n_candidates; i++)
    {
      works[i].input = &candidates[i]->view.work;
      works[i].nonce = candidates[i]->view.nonce;
    }
  sotto_pow_hash_many (works, n_candidates, digests);
  for (gsize i = 0; i < n_candidates; i++)
    candidates[i]->work_bits = sotto_pow_count_bits (&digests[i]);
}
