/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The times of a connection: 5 s for the handshake, a Ping every 15 s, 30 s of silence at most.
 * The idle timer is not moved with each frame; when it fires, it looks how long ago the last one
 * was. Idle talk is a token bucket over messages that say nothing. */

#include "sotto-peer-timers-private.h"

#define US_PER_MS 1000
#define MS_PER_SECOND 1000

struct _SottoPeerTimers
{
  SottoClock *clock;
  const SottoPeerTimersEvents *events;
  SottoPeer *peer;

  guint handshake_timer;
  guint ping_timer;
  guint idle_timer;
  gint64 running_since;
  gint64 last_heard;
  gint64 idle_talk_since;
  guint idle_talk_left;
};

static gint64
now_ms (SottoPeerTimers *self)
{
  return sotto_clock_get_monotonic_time (self->clock) / US_PER_MS;
}

static gboolean
handshake_cb (gpointer user_data)
{
  SottoPeerTimers *self = user_data;

  self->handshake_timer = 0;
  self->events->handshake_expired (self->peer);
  return G_SOURCE_REMOVE;
}

static gboolean
ping_cb (gpointer user_data)
{
  SottoPeerTimers *self = user_data;

  self->events->ping_due (self->peer);
  return G_SOURCE_CONTINUE;
}

static gboolean
idle_cb (gpointer user_data)
{
  SottoPeerTimers *self = user_data;
  gint64 left = self->last_heard + SOTTO_PEER_IDLE_TIMEOUT_MS - now_ms (self);

  self->idle_timer = 0;
  if (left > 0)
    self->idle_timer = sotto_clock_add_timer (self->clock, left, idle_cb, self);
  else
    self->events->fell_silent (self->peer);
  return G_SOURCE_REMOVE;
}

/**
 * sotto_peer_timers_new:
 * @clock: time and timers
 * @events: static
 * @peer: (transfer none): for @events
 *
 * Returns: (transfer full): timers of which none runs
 */
SottoPeerTimers *
sotto_peer_timers_new (SottoClock *clock, const SottoPeerTimersEvents *events, SottoPeer *peer)
{
  SottoPeerTimers *self = g_new0 (SottoPeerTimers, 1);

  self->clock = g_object_ref (clock);
  self->events = events;
  self->peer = peer;
  return self;
}

/**
 * sotto_peer_timers_free:
 * @self: (transfer full): timers; they are stopped
 */
void
sotto_peer_timers_free (SottoPeerTimers *self)
{
  g_return_if_fail (self != NULL);

  sotto_peer_timers_stop (self);
  g_clear_object (&self->clock);
  g_free (self);
}

/**
 * sotto_peer_timers_start_handshake:
 * @self: timers
 */
void
sotto_peer_timers_start_handshake (SottoPeerTimers *self)
{
  g_return_if_fail (self != NULL && self->handshake_timer == 0);

  self->handshake_timer =
    sotto_clock_add_timer (self->clock, SOTTO_PEER_HANDSHAKE_TIMEOUT_MS, handshake_cb, self);
}

/**
 * sotto_peer_timers_start_running:
 * @self: timers during the handshake
 */
void
sotto_peer_timers_start_running (SottoPeerTimers *self)
{
  g_return_if_fail (self != NULL && self->ping_timer == 0);

  sotto_clock_clear_timer (self->clock, &self->handshake_timer);
  self->running_since = now_ms (self);
  self->last_heard = self->running_since;
  self->idle_talk_since = self->running_since;
  self->idle_talk_left = SOTTO_PEER_IDLE_TALK_BURST;
  self->ping_timer =
    sotto_clock_add_timer (self->clock, SOTTO_PEER_PING_INTERVAL_MS, ping_cb, self);
  self->idle_timer = sotto_clock_add_timer (self->clock, SOTTO_PEER_IDLE_TIMEOUT_MS, idle_cb, self);
}

/**
 * sotto_peer_timers_stop:
 * @self: timers
 */
void
sotto_peer_timers_stop (SottoPeerTimers *self)
{
  g_return_if_fail (self != NULL);

  sotto_clock_clear_timer (self->clock, &self->handshake_timer);
  sotto_clock_clear_timer (self->clock, &self->ping_timer);
  sotto_clock_clear_timer (self->clock, &self->idle_timer);
}

/**
 * sotto_peer_timers_heard:
 * @self: timers
 *
 * A complete frame came.
 */
void
sotto_peer_timers_heard (SottoPeerTimers *self)
{
  g_return_if_fail (self != NULL);

  self->last_heard = now_ms (self);
}

/**
 * sotto_peer_timers_spend_idle_talk:
 * @self: timers
 *
 * A message came that says nothing.
 *
 * Returns: %FALSE when there were too many of them
 */
gboolean
sotto_peer_timers_spend_idle_talk (SottoPeerTimers *self)
{
  gint64 now;
  gint64 earned;

  g_return_val_if_fail (self != NULL, FALSE);

  now = now_ms (self);
  earned = (now - self->idle_talk_since) * SOTTO_PEER_IDLE_TALK_PER_SECOND / MS_PER_SECOND;
  if (earned > 0)
    {
      self->idle_talk_left =
        MIN (self->idle_talk_left + earned, (gint64) SOTTO_PEER_IDLE_TALK_BURST);
      self->idle_talk_since = now;
    }
  if (self->idle_talk_left == 0)
    return FALSE;
  self->idle_talk_left--;
  return TRUE;
}

/**
 * sotto_peer_timers_get_age_ms:
 * @self: timers
 *
 * Returns: milliseconds since sotto_peer_timers_start_running ()
 */
gint64
sotto_peer_timers_get_age_ms (SottoPeerTimers *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return now_ms (self) - self->running_since;
}
