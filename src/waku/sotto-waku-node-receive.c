/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Packets of envelopes: validate the whole packet, hold each envelope against the rules, keep and
 * forward what is new, answer, and then deliver what is on a topic that we follow.
 *
 * An envelope that is refused costs no allocation, unless the neighbour wants to hear why. What
 * needs hashing is hashed for several envelopes at once, ahead of all that depends on what came
 * before them in the packet.
 */

#include "sotto-waku-node-private.h"

#include "sotto-acceptance.h"
#include "sotto-envelope-batch.h"
#include "sotto-keccak.h"
#include "sotto-waku-error.h"
#include "sotto-waku-packets.h"

/* A response never names more refused envelopes than this: more are not worth an answer. */
#define MAX_REFUSALS 4096

typedef struct
{
  SottoWakuNode *node;
  SottoWakuLink *link;
  SottoAcceptanceRules rules;
  gint64 monotonic;
  SottoWakuResponse *response; /* NULL if the neighbour wants none */
  GPtrArray *delivered;        /* of SottoReceivedPayload */
  gboolean misbehaved;
} Reception;

/* An envelope of the packet, what its header says about it, and whether it was in the pool when
 * its batch was looked at: then, nobody has asked for its work. */
typedef struct
{
  SottoEnvelopeCandidate candidate;
  SottoAcceptanceReason reason;
  gboolean was_pooled;
} Arrival;

/* What is alive and older than the connection may have lain in the neighbour's pool until now: that
 * says nothing about clocks. */
static void
note_clock (Reception *reception, const SottoEnvelopeView *view)
{
  gint64 connected_seconds = (reception->monotonic - reception->link->started_at) / G_USEC_PER_SEC;
  gint64 ahead;

  if (view->ttl == 0 || view->ttl > MIN (view->expiry, SOTTO_WAKU_CLOCK_MAX_TTL))
    return;
  ahead = (gint64) reception->rules.now - (view->expiry - view->ttl);
  if (ahead > connected_seconds && ahead <= view->ttl)
    return;

  sotto_waku_clock_samples_add (&reception->link->clock, ahead, reception->monotonic);
}

static void
refuse (Reception *reception, const SottoEnvelopeView *view, SottoAcceptanceReason reason)
{
  const SottoWakuDialect *dialect = reception->link->dialect;
  SottoHash hash;

  if (sotto_acceptance_is_about_time (reason))
    note_clock (reception, view);
  if (sotto_acceptance_is_trouble (reason)
        ? sotto_waku_link_add_trouble (reception->link, reception->monotonic)
        : sotto_waku_link_add_useless (reception->link, view->raw_length, reception->monotonic))
    reception->misbehaved = TRUE;

  if (sotto_acceptance_get_outcome (reason) != SOTTO_ACCEPTANCE_ERROR)
    return;

  reception->node->envelopes_refused++;
  if (reception->response == NULL || reception->response->refusals->len >= MAX_REFUSALS)
    return;

  sotto_envelope_view_get_hash (view, &hash);
  sotto_waku_response_add (reception->response, &hash,
                           sotto_acceptance_is_about_time (reason) ? dialect->code_time
                                                                   : dialect->code_other,
                           sotto_acceptance_describe (reason));
}

/* The neighbour knows what is in @slot; it has no reason to bring it twice. */
static void
note_brought (Reception *reception, SottoPoolSlot slot, gsize length)
{
  if (!sotto_waku_queue_set_brought (reception->link->queue, slot) &&
      sotto_waku_link_add_useless (reception->link, length, reception->monotonic))
    reception->misbehaved = TRUE;
}

/* What one topic may carry is the last question: only what has done its work counts. */
static gboolean
is_within_topic (Reception *reception, const SottoEnvelopeView *view)
{
  SottoWakuLink *link = reception->link;
  SottoWakuSender sender = { sotto_peer_get_node_id (link->peer), link->group };

  switch (sotto_waku_limiter_take_envelope (reception->node->limiter, &sender, &view->topic,
                                            link->dialect->has_byte_limits ? view->raw_length : 0,
                                            reception->monotonic))
    {
    case SOTTO_WAKU_VERDICT_TAKE:
      return TRUE;
    case SOTTO_WAKU_VERDICT_CLOSE:
      reception->misbehaved = TRUE;
      break;
    case SOTTO_WAKU_VERDICT_DROP:
      break;
    }

  return FALSE;
}

static void
deliver (Reception *reception, SottoEnvelope *envelope)
{
  const SottoTopic *topic = sotto_envelope_get_topic (envelope);
  g_autoptr (GBytes) data = NULL;
  guint32 sent;

  if (!sotto_waku_interest_accepts (reception->node->followed, topic))
    return;

  data = sotto_envelope_dup_data (envelope);
  sent = sotto_envelope_get_expiry (envelope) - sotto_envelope_get_ttl (envelope);
  g_ptr_array_add (reception->delivered, sotto_received_payload_new (
                                           topic, data, sotto_envelope_get_hash (envelope), sent));
}

static void
check_arrivals (Reception *reception, Arrival *arrivals, gsize n_arrivals)
{
  SottoEnvelopeCandidate *candidates[SOTTO_ENVELOPE_BATCH];
  gsize n_hashed = 0;
  gsize n_new = 0;

  for (gsize i = 0; i < n_arrivals; i++)
    {
      SottoEnvelopeCandidate *candidate = &arrivals[i].candidate;

      arrivals[i].reason = sotto_acceptance_check_header (&candidate->view, &reception->rules);
      if (arrivals[i].reason == SOTTO_ACCEPTANCE_REASON_NONE)
        candidates[n_hashed++] = candidate;
    }
  sotto_envelope_batch_hash (candidates, n_hashed);

  for (gsize i = 0; i < n_arrivals; i++)
    {
      SottoEnvelopeCandidate *candidate = &arrivals[i].candidate;
      SottoPoolSlot slot;

      if (arrivals[i].reason != SOTTO_ACCEPTANCE_REASON_NONE)
        continue;
      arrivals[i].was_pooled =
        sotto_envelope_pool_lookup (reception->node->pool, &candidate->hash, &slot);
      if (!arrivals[i].was_pooled)
        candidates[n_new++] = candidate;
    }
  sotto_envelope_batch_count_work (candidates, n_new);
}

/* What was in the pool may have had to leave it for what came before this. */
static guint
get_work_bits (const Arrival *arrival)
{
  return arrival->was_pooled ? sotto_envelope_view_count_work (&arrival->candidate.view)
                             : arrival->candidate.work_bits;
}

static void
receive_envelope (Reception *reception, const Arrival *arrival)
{
  SottoWakuNode *self = reception->node;
  const SottoEnvelopeView *view = &arrival->candidate.view;
  const SottoHash *hash = &arrival->candidate.hash;
  g_autoptr (SottoEnvelope) envelope = NULL;
  SottoAcceptanceReason reason = arrival->reason;
  SottoPoolSlot slot;
  double pow;

  if (reason != SOTTO_ACCEPTANCE_REASON_NONE)
    {
      refuse (reception, view, reason);
      return;
    }

  if (sotto_envelope_pool_lookup (self->pool, hash, &slot))
    {
      note_brought (reception, slot, view->raw_length);
      sotto_waku_node_confirm (self, reception->link, hash);
      return;
    }

  reason = sotto_acceptance_check_work (view, get_work_bits (arrival), &reception->rules, &pow);
  if (reason == SOTTO_ACCEPTANCE_REASON_NONE && !is_within_topic (reception, view))
    reason = SOTTO_ACCEPTANCE_REASON_RATE;
  if (reason != SOTTO_ACCEPTANCE_REASON_NONE)
    {
      refuse (reception, view, reason);
      return;
    }

  envelope = sotto_envelope_new_from_view (view, hash, pow);
  if (sotto_envelope_pool_add (self->pool, envelope, FALSE, &slot) != SOTTO_POOL_RESULT_ADDED)
    return;

  self->envelopes_in++;
  reception->link->traffic.envelopes_in++;
  note_clock (reception, view);
  note_brought (reception, slot, view->raw_length);
  sotto_waku_node_forward (self, slot, reception->link);
  sotto_waku_node_direct_accepted (self, envelope);
  deliver (reception, envelope);
}

static void
receive_envelopes (Reception *reception, GBytes *payload)
{
  Arrival arrivals[SOTTO_ENVELOPE_BATCH];
  SottoRlpReader reader;
  gsize n;

  sotto_waku_messages_begin (payload, &reader);
  do
    {
      n = 0;
      while (n < SOTTO_ENVELOPE_BATCH &&
             sotto_waku_messages_next (&reader, &arrivals[n].candidate.view))
        n++;
      check_arrivals (reception, arrivals, n);
      for (gsize i = 0; i < n && !reception->misbehaved; i++)
        receive_envelope (reception, &arrivals[i]);
    }
  while (n == SOTTO_ENVELOPE_BATCH && !reception->misbehaved);
}

static void
answer (SottoWakuNode *self, SottoWakuLink *link, const SottoWakuResponse *response)
{
  g_autoptr (GBytes) packet = sotto_waku_response_encode (response);
  g_autoptr (GBytes) ack = sotto_waku_batch_ack_encode (&response->batch);

  sotto_waku_node_answer (self, link, SOTTO_WAKU_CODE_MESSAGE_RESPONSE, packet);
  sotto_waku_node_answer (self, link, SOTTO_WAKU_CODE_BATCH_ACK, ack);
}

static void
init_rules (Reception *reception)
{
  SottoWakuNode *self = reception->node;
  SottoWakuLink *link = reception->link;

  reception->rules.now = sotto_clock_get_seconds (self->clock);
  reception->rules.min_pow = self->limits.min_pow;
  if (reception->monotonic <= self->min_pow_tolerated_until)
    reception->rules.min_pow = MIN (self->limits.min_pow, self->min_pow_before);
  reception->rules.max_message_size = self->limits.max_message_size;
  reception->rules.interest = link->announced;
  if (link->announced_before != NULL && reception->monotonic <= link->tolerated_until)
    reception->rules.previous = link->announced_before;
}

static void
emit_delivered (SottoWakuNode *self, GPtrArray *delivered)
{
  for (guint i = 0; i < delivered->len; i++)
    g_signal_emit_by_name (self, "received", g_ptr_array_index (delivered, i));
}

/* A packet of envelopes from @link; FALSE with @error set ends the connection. */
gboolean
sotto_waku_node_receive (SottoWakuNode *self, SottoWakuLink *link, GBytes *payload, GError **error)
{
  g_autoptr (GPtrArray) delivered =
    g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_received_payload_unref);
  g_auto (SottoWakuResponse) response = { 0 };
  Reception reception = { .node = self, .link = link, .delivered = delivered };

  if (!sotto_waku_messages_validate (payload, error))
    return FALSE;

  reception.monotonic = sotto_clock_get_monotonic_time (self->clock);
  init_rules (&reception);
  if (link->confirmations)
    {
      SottoHash batch;
      gsize length;
      const guint8 *data = g_bytes_get_data (payload, &length);

      sotto_keccak256 (data, length, &batch);
      sotto_waku_response_init (&response, &batch);
      reception.response = &response;
    }

  receive_envelopes (&reception, payload);

  if (reception.response != NULL && !link->stopped)
    answer (self, link, reception.response);
  sotto_waku_node_update_state (self);
  emit_delivered (self, delivered);

  if (reception.misbehaved)
    g_set_error_literal (error, SOTTO_WAKU_ERROR, SOTTO_WAKU_ERROR_MISBEHAVED,
                         "A neighbour keeps sending what it was told not to send");

  return !reception.misbehaved;
}
