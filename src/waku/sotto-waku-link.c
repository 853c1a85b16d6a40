/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One neighbour in one dialect. */

#include "sotto-waku-link.h"

/* So many faults within so long end the connection. */
#define MAX_TROUBLES 16
#define TROUBLE_WINDOW_US (60 * G_USEC_PER_SEC)

/* What brings nothing new costs us a hash and the neighbour nothing: so many envelopes and bytes of
 * it in a second are no trouble. */
#define USELESS_ENVELOPES 2000
#define USELESS_BYTES (4 * 1024 * 1024)

/* We stay below what a neighbour announced, since what we send evenly may arrive in a bunch. */
#define SENDING_SHARE 0.8

static void
flight_free (gpointer data)
{
  SottoWakuFlight *flight = data;

  g_array_unref (flight->own);
  g_free (flight);
}

/* The stricter of two limits, of which 0 is none. */
static double
stricter (guint64 a, guint64 b)
{
  guint64 limit = a == 0 || b == 0 ? MAX (a, b) : MIN (a, b);

  return SENDING_SHARE * (double) limit;
}

static void
apply_limits (SottoWakuLink *link, const SottoWakuOptions *options, gint64 now)
{
  SottoWakuMeterRates rates = { 0 };

  if (sotto_waku_options_has (options, SOTTO_WAKU_OPTION_PACKET_LIMITS))
    link->packet_limits = options->packet_limits;
  if (sotto_waku_options_has (options, SOTTO_WAKU_OPTION_BYTE_LIMITS))
    link->byte_limits = options->byte_limits;

  rates.packets = stricter (link->packet_limits.ip, link->packet_limits.peer);
  rates.bytes = stricter (link->byte_limits.ip, link->byte_limits.peer);
  rates.topic_envelopes = SENDING_SHARE * (double) link->packet_limits.topic;
  rates.topic_bytes = SENDING_SHARE * (double) link->byte_limits.topic;
  sotto_waku_meter_set_rates (link->sending, &rates, now);
}

static gboolean
accepts_all_of (SottoWakuInterest *wide, SottoWakuInterest *narrow)
{
  const SottoTopic *topics;
  gsize n_topics;

  if (sotto_waku_interest_get_kind (wide) == SOTTO_WAKU_INTEREST_EVERYTHING)
    return TRUE;
  if (sotto_waku_interest_get_kind (narrow) != SOTTO_WAKU_INTEREST_TOPICS)
    return FALSE;

  topics = sotto_waku_interest_get_topics (narrow, &n_topics);
  for (gsize i = 0; i < n_topics; i++)
    if (!sotto_waku_interest_accepts (wide, &topics[i]))
      return FALSE;

  return TRUE;
}

/**
 * sotto_waku_answer_free:
 * @answer: (transfer full): an answer
 *
 * Drops an answer.
 */
void
sotto_waku_answer_free (SottoWakuAnswer *answer)
{
  g_return_if_fail (answer != NULL);

  g_bytes_unref (answer->payload);
  g_free (answer);
}

/**
 * sotto_waku_link_new:
 * @capability: the sub-protocol
 * @dialect: what is spoken on it
 * @peer: the connection
 * @sending: what was sent to that node lately
 * @now: monotonic time
 *
 * Returns: (transfer full): a link with what the field assumes about a neighbour that says nothing
 */
SottoWakuLink *
sotto_waku_link_new (SottoCapability *capability,
                     const SottoWakuDialect *dialect,
                     SottoPeer *peer,
                     SottoWakuMeter *sending,
                     gint64 now)
{
  SottoWakuMeterRates useless = { .packets = USELESS_ENVELOPES, .bytes = USELESS_BYTES };
  SottoWakuLink *link;

  g_return_val_if_fail (SOTTO_IS_CAPABILITY (capability), NULL);
  g_return_val_if_fail (dialect != NULL, NULL);
  g_return_val_if_fail (SOTTO_IS_PEER (peer), NULL);

  link = g_new0 (SottoWakuLink, 1);
  link->references = 1;
  link->peer = g_object_ref (peer);
  link->capability = g_object_ref (capability);
  link->dialect = dialect;
  link->min_pow = dialect->default_min_pow;
  link->interest = sotto_waku_interest_new_everything ();
  link->sending = sotto_waku_meter_ref (sending);
  link->useless = sotto_waku_meter_new (&useless, now);
  link->group = sotto_peer_dup_address_group (peer);
  g_queue_init (&link->answers);
  link->queue = sotto_waku_queue_new ();
  link->flights = g_hash_table_new_full (sotto_hash_hash, sotto_hash_equal,
                                         (GDestroyNotify) sotto_hash_free, flight_free);

  return link;
}

/**
 * sotto_waku_link_ref:
 * @link: a link
 *
 * Returns: (transfer full): @link
 */
SottoWakuLink *
sotto_waku_link_ref (SottoWakuLink *link)
{
  g_return_val_if_fail (link != NULL, NULL);

  link->references++;

  return link;
}

/**
 * sotto_waku_link_unref:
 * @link: (transfer full): a link
 *
 * Drops one reference.
 */
void
sotto_waku_link_unref (SottoWakuLink *link)
{
  g_return_if_fail (link != NULL && link->references > 0);

  if (--link->references > 0)
    return;

  g_clear_object (&link->peer);
  g_clear_object (&link->capability);
  g_clear_object (&link->model);
  g_clear_pointer (&link->interest, sotto_waku_interest_unref);
  g_clear_pointer (&link->announced, sotto_waku_interest_unref);
  g_clear_pointer (&link->announced_before, sotto_waku_interest_unref);
  g_clear_pointer (&link->sending, sotto_waku_meter_unref);
  g_clear_pointer (&link->useless, sotto_waku_meter_unref);
  g_clear_pointer (&link->group, g_free);
  g_queue_clear_full (&link->answers, (GDestroyNotify) sotto_waku_answer_free);
  g_clear_pointer (&link->queue, sotto_waku_queue_free);
  g_clear_pointer (&link->flights, g_hash_table_unref);
  g_free (link);
}

/**
 * sotto_waku_link_wants:
 * @link: a link
 * @envelope: what is in the pool
 *
 * Returns: %TRUE if the neighbour is ready and asked for such an envelope
 */
gboolean
sotto_waku_link_wants (SottoWakuLink *link, SottoEnvelope *envelope)
{
  g_return_val_if_fail (link != NULL, FALSE);
  g_return_val_if_fail (envelope != NULL, FALSE);

  return link->ready && !link->stopped && !link->silent &&
         sotto_envelope_get_pow (envelope) >= link->min_pow &&
         sotto_waku_interest_accepts (link->interest, sotto_envelope_get_topic (envelope));
}

/**
 * sotto_waku_link_is_relay:
 * @link: a link
 *
 * Returns: %TRUE if the neighbour takes everything and passes it on
 */
gboolean
sotto_waku_link_is_relay (SottoWakuLink *link)
{
  g_return_val_if_fail (link != NULL, FALSE);

  return !link->light &&
         sotto_waku_interest_get_kind (link->interest) == SOTTO_WAKU_INTEREST_EVERYTHING;
}

gboolean
sotto_waku_link_apply (SottoWakuLink *link, const SottoWakuOptions *options, gint64 now)
{
  g_autoptr (SottoWakuInterest) interest = NULL;
  gboolean changed = FALSE;

  g_return_val_if_fail (link != NULL, FALSE);
  g_return_val_if_fail (options != NULL, FALSE);

  if (sotto_waku_options_has (options, SOTTO_WAKU_OPTION_CONFIRMATIONS))
    link->confirmations = options->confirmations;
  if (sotto_waku_options_has (options, SOTTO_WAKU_OPTION_LIGHT))
    link->light = options->light;
  /* The dialect beside it says more of them. */
  if (!link->silent)
    apply_limits (link, options, now);

  if (sotto_waku_options_has (options, SOTTO_WAKU_OPTION_MIN_POW))
    {
      changed = options->min_pow < link->min_pow;
      link->min_pow = options->min_pow;
    }

  interest = sotto_waku_options_get_interest (options);
  if (interest != NULL && !sotto_waku_interest_equal (interest, link->interest))
    {
      changed = TRUE;
      g_clear_pointer (&link->interest, sotto_waku_interest_unref);
      link->interest = g_steal_pointer (&interest);
    }

  return changed;
}

void
sotto_waku_link_set_announced (SottoWakuLink *link, SottoWakuInterest *interest, gint64 now)
{
  g_return_if_fail (link != NULL);
  g_return_if_fail (interest != NULL);

  if (link->announced != NULL && !accepts_all_of (interest, link->announced))
    {
      g_clear_pointer (&link->announced_before, sotto_waku_interest_unref);
      link->announced_before = g_steal_pointer (&link->announced);
      link->tolerated_until = now + SOTTO_WAKU_LINK_TOLERANCE_US;
    }

  g_clear_pointer (&link->announced, sotto_waku_interest_unref);
  link->announced = sotto_waku_interest_ref (interest);
}

gboolean
sotto_waku_link_add_useless (SottoWakuLink *link, gsize length, gint64 now)
{
  g_return_val_if_fail (link != NULL, FALSE);

  return !sotto_waku_meter_take (link->useless, length, now) &&
         sotto_waku_link_add_trouble (link, now);
}

gboolean
sotto_waku_link_add_trouble (SottoWakuLink *link, gint64 now)
{
  g_return_val_if_fail (link != NULL, FALSE);

  if (link->n_troubles == 0 || now - link->troubles_since > TROUBLE_WINDOW_US)
    {
      link->n_troubles = 0;
      link->troubles_since = now;
    }

  return ++link->n_troubles >= MAX_TROUBLES;
}
