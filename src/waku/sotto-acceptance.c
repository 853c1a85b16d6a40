/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which envelopes are taken (whisper-waku.md section 4), in this order, the cheap questions first:
 *
 *   1. stamped (expiry - ttl) more than 10 s ahead of now              error
 *   2. expiry before now: more than 20 s                              error; less: dropped
 *   3. 20 + length of data above the limit                            error
 *   4. topic neither in what we announced nor in what we did before   error
 *   5. (a duplicate is accepted again: the pool's question)
 *   6. work below what we announced                                   error
 *
 * The field asks 6 before 4. The outcome is the same, and a foreign topic costs no hash here.
 *
 * Two doors that stand open in the field are shut: a ttl beyond the expiry, which wraps around and
 * looks freshly sent, and a ttl of 0, whose work would be infinite.
 */

#include "sotto-acceptance.h"

static guint32
seconds_ahead (const SottoEnvelopeView *view, guint32 now)
{
  guint32 sent = view->expiry - view->ttl;

  return sent > now ? sent - now : 0;
}

/**
 * sotto_acceptance_check_header:
 * @view: an envelope
 * @rules: what it is held against
 *
 * All that can be said about @view without hashing it.
 *
 * Returns: why it is not taken, or %SOTTO_ACCEPTANCE_REASON_NONE
 */
SottoAcceptanceReason
sotto_acceptance_check_header (const SottoEnvelopeView *view, const SottoAcceptanceRules *rules)
{
  g_return_val_if_fail (view != NULL && rules != NULL, SOTTO_ACCEPTANCE_REASON_TOPIC);

  if (view->ttl > view->expiry)
    return SOTTO_ACCEPTANCE_REASON_LIFETIME;
  if (seconds_ahead (view, rules->now) > SOTTO_ACCEPTANCE_AHEAD)
    return SOTTO_ACCEPTANCE_REASON_FUTURE;
  if (view->expiry < rules->now)
    return rules->now - view->expiry > SOTTO_ACCEPTANCE_BEHIND ? SOTTO_ACCEPTANCE_REASON_VERY_OLD
                                                               : SOTTO_ACCEPTANCE_REASON_EXPIRED;
  if (view->ttl > SOTTO_ACCEPTANCE_MAX_TTL)
    return SOTTO_ACCEPTANCE_REASON_LIFETIME;
  if (view->data_length + SOTTO_ENVELOPE_FIXED_SIZE > rules->max_message_size)
    return SOTTO_ACCEPTANCE_REASON_TOO_LARGE;
  if (!sotto_waku_interest_accepts (rules->interest, &view->topic) &&
      (rules->previous == NULL || !sotto_waku_interest_accepts (rules->previous, &view->topic)))
    return SOTTO_ACCEPTANCE_REASON_TOPIC;

  return SOTTO_ACCEPTANCE_REASON_NONE;
}

/**
 * sotto_acceptance_check_work:
 * @view: an envelope whose header was accepted
 * @work_bits: what sotto_envelope_view_count_work () says of it
 * @rules: what it is held against
 * @pow: (out): its work; less when it is stamped ahead of now, because it is carried for longer
 *
 * Returns: why it is not taken, or %SOTTO_ACCEPTANCE_REASON_NONE
 */
SottoAcceptanceReason
sotto_acceptance_check_work (const SottoEnvelopeView *view,
                             guint work_bits,
                             const SottoAcceptanceRules *rules,
                             double *pow)
{
  guint32 ahead;

  g_return_val_if_fail (view != NULL && rules != NULL, SOTTO_ACCEPTANCE_REASON_LOW_POW);
  g_return_val_if_fail (pow != NULL, SOTTO_ACCEPTANCE_REASON_LOW_POW);

  ahead = seconds_ahead (view, rules->now);
  *pow = sotto_envelope_view_get_pow (view, work_bits, ahead > 0 ? ahead + 1 : 0);

  return view->ttl > 0 && *pow >= rules->min_pow ? SOTTO_ACCEPTANCE_REASON_NONE
                                                 : SOTTO_ACCEPTANCE_REASON_LOW_POW;
}

/**
 * sotto_acceptance_get_outcome:
 * @reason: what a check said
 *
 * Returns: what happens to the envelope
 */
SottoAcceptanceOutcome
sotto_acceptance_get_outcome (SottoAcceptanceReason reason)
{
  switch (reason)
    {
    case SOTTO_ACCEPTANCE_REASON_NONE:
      return SOTTO_ACCEPTANCE_ACCEPTED;
    case SOTTO_ACCEPTANCE_REASON_EXPIRED:
      return SOTTO_ACCEPTANCE_DROPPED;
    case SOTTO_ACCEPTANCE_REASON_FUTURE:
    case SOTTO_ACCEPTANCE_REASON_VERY_OLD:
    case SOTTO_ACCEPTANCE_REASON_LIFETIME:
    case SOTTO_ACCEPTANCE_REASON_TOO_LARGE:
    case SOTTO_ACCEPTANCE_REASON_TOPIC:
    case SOTTO_ACCEPTANCE_REASON_LOW_POW:
    case SOTTO_ACCEPTANCE_REASON_RATE:
      return SOTTO_ACCEPTANCE_ERROR;
    }

  return SOTTO_ACCEPTANCE_ERROR;
}

/**
 * sotto_acceptance_is_about_time:
 * @reason: what a check said
 *
 * Returns: %TRUE if one of the two clocks must be wrong
 */
gboolean
sotto_acceptance_is_about_time (SottoAcceptanceReason reason)
{
  return reason == SOTTO_ACCEPTANCE_REASON_FUTURE || reason == SOTTO_ACCEPTANCE_REASON_VERY_OLD;
}

/**
 * sotto_acceptance_is_trouble:
 * @reason: what a check said
 *
 * Returns: %TRUE if it is the neighbour's fault
 */
gboolean
sotto_acceptance_is_trouble (SottoAcceptanceReason reason)
{
  return reason == SOTTO_ACCEPTANCE_REASON_LIFETIME ||
         reason == SOTTO_ACCEPTANCE_REASON_TOO_LARGE || reason == SOTTO_ACCEPTANCE_REASON_TOPIC ||
         reason == SOTTO_ACCEPTANCE_REASON_LOW_POW;
}

/**
 * sotto_acceptance_describe:
 * @reason: what a check said
 *
 * Returns: (transfer none): that in words
 */
const char *
sotto_acceptance_describe (SottoAcceptanceReason reason)
{
  switch (reason)
    {
    case SOTTO_ACCEPTANCE_REASON_NONE:
      return "";
    case SOTTO_ACCEPTANCE_REASON_FUTURE:
      return "envelope from future";
    case SOTTO_ACCEPTANCE_REASON_EXPIRED:
      return "expired envelope";
    case SOTTO_ACCEPTANCE_REASON_VERY_OLD:
      return "very old envelope";
    case SOTTO_ACCEPTANCE_REASON_LIFETIME:
      return "envelope with too long a time to live";
    case SOTTO_ACCEPTANCE_REASON_TOO_LARGE:
      return "huge messages are not allowed";
    case SOTTO_ACCEPTANCE_REASON_TOPIC:
      return "envelope does not match topics or bloom filter";
    case SOTTO_ACCEPTANCE_REASON_LOW_POW:
      return "envelope with low PoW received";
    case SOTTO_ACCEPTANCE_REASON_RATE:
      return "rate limit of the topic exceeded";
    }

  return "";
}
