/* SPDX-License-Identifier: GPL-3.0-or-later */

/* When what is sent: the timers of synchronisation and of waiting messages, and our contact code.
 *
 * The contact code is published as soon as there is a neighbour, and lives long in the network, so
 * that whoever looks for our devices later finds them and a first message to us is ratcheted.
 */

#include "sotto-messenger-private.h"
#include "sotto-sealing.h"

/* How long relays keep our contact code, and when it is published anew: before they forget it. */
#define CODE_LIFETIME_SECONDS 3600
#define CODE_INTERVAL_MS (50 * 60 * 1000)

/* A new neighbour gets it too, but not more often than this. */
#define CODE_PAUSE_MS (60 * 1000)

/* The shortest and the longest time that a timer runs at once. */
#define MIN_DELAY_MS 20
#define MAX_DELAY_MS (60 * 60 * 1000)

typedef struct
{
  SottoTopic topic;
  GBytes *sealed;
} ContactCode;

static void
contact_code_free (ContactCode *code)
{
  g_clear_pointer (&code->sealed, g_bytes_unref);
  g_free (code);
}

/* On the writer thread: the current bundle, sealed for everybody who knows our key. */
static gboolean
seal_contact_code (SottoWork *work, gpointer data, GError **error)
{
  ContactCode *code = data;
  g_autofree char *name = sotto_channel_name_contact_code (&work->engine->self);
  SottoSubscription *subscription = sotto_subscriptions_lookup_name (work->subscriptions, name);
  g_autoptr (SottoSecret) key = NULL;
  g_autoptr (GBytes) message = NULL;

  g_clear_pointer (&code->sealed, g_bytes_unref);
  key = subscription != NULL ? sotto_subscription_dup_key (subscription) : NULL;
  if (key == NULL)
    return TRUE;
  message =
    sotto_secure_channel_build_contact_code (work->engine->secure, work->transaction, error);
  if (message == NULL)
    return FALSE;

  code->topic = subscription->topic;
  code->sealed = sotto_seal_symmetric (message, work->engine->identity, sotto_secret_borrow (key),
                                       work->engine->random, error);
  sotto_secret_release (key);

  return code->sealed != NULL;
}

static void
code_published_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!sotto_transport_publish_finish (SOTTO_TRANSPORT (source), result, NULL, &error))
    g_debug ("The contact code was not published: %s", error->message);
}

static void
code_sealed_cb (SottoMessenger *self, gpointer data, const GError *error)
{
  ContactCode *code = data;

  if (code->sealed == NULL || !self->running || !self->online)
    {
      /* Its key is derived, or the network has gone: both come back here. */
      self->code_was_published = FALSE;
      return;
    }
  sotto_transport_publish_async (self->transport, &code->topic, code->sealed, CODE_LIFETIME_SECONDS,
                                 NULL, code_published_cb, NULL);
}

static gboolean publish_code_cb (gpointer user_data);

static void
schedule_code (SottoMessenger *self, guint delay_ms)
{
  sotto_clock_clear_timer (self->clock, &self->code_timer);
  self->code_timer = sotto_clock_add_timer (self->clock, delay_ms, publish_code_cb, self);
}

static void
publish_code (SottoMessenger *self)
{
  self->code_was_published = TRUE;
  self->code_published_us = sotto_clock_get_monotonic_time (self->clock);
  schedule_code (self, CODE_INTERVAL_MS);
  sotto_messenger_queue (self,
                         &(SottoMessengerJob){ .function = seal_contact_code,
                                               .data = g_new0 (ContactCode, 1),
                                               .data_free = (GDestroyNotify) contact_code_free,
                                               .done = code_sealed_cb });
}

static gboolean
publish_code_cb (gpointer user_data)
{
  SottoMessenger *self = user_data;

  self->code_timer = 0;
  if (self->running && self->online)
    publish_code (self);

  return G_SOURCE_REMOVE;
}

static guint
delay_until (SottoMessenger *self, gint64 due_ms)
{
  gint64 now_ms = (gint64) sotto_clock_get_milliseconds (self->clock);

  return (guint) CLAMP (due_ms - now_ms, MIN_DELAY_MS, MAX_DELAY_MS);
}

static gboolean
sync_due_cb (gpointer user_data)
{
  SottoMessenger *self = user_data;

  self->sync_timer = 0;
  sotto_messenger_compose (self);

  return G_SOURCE_REMOVE;
}

static gboolean
send_due_cb (gpointer user_data)
{
  SottoMessenger *self = user_data;

  self->send_timer = 0;
  sotto_messenger_compose (self);

  return G_SOURCE_REMOVE;
}

static void
composed_cb (SottoMessenger *self, gpointer data, const GError *error)
{
  self->compose_queued = FALSE;
  if (!self->compose_again)
    return;

  self->compose_again = FALSE;
  sotto_messenger_compose (self);
}

static gboolean
compose_cb (SottoWork *work, gpointer data, GError **error)
{
  return !work->online || sotto_engine_compose (work, NULL, error);
}

/* For the rest of the layer. */

void
sotto_messenger_compose (SottoMessenger *self)
{
  if (!self->running || !self->online)
    return;
  /* What is asked for while one runs may have come too late for it. */
  if (self->compose_queued)
    {
      self->compose_again = TRUE;
      return;
    }

  self->compose_queued = TRUE;
  sotto_messenger_queue (self, &(SottoMessengerJob){ .function = compose_cb, .done = composed_cb });
}

void
sotto_messenger_set_sync_due (SottoMessenger *self, gint64 due_ms)
{
  sotto_clock_clear_timer (self->clock, &self->sync_timer);
  if (due_ms != G_MAXINT64 && self->running && self->online)
    self->sync_timer =
      sotto_clock_add_timer (self->clock, delay_until (self, due_ms), sync_due_cb, self);
}

void
sotto_messenger_set_send_due (SottoMessenger *self, gint64 due_ms)
{
  sotto_clock_clear_timer (self->clock, &self->send_timer);
  if (self->running)
    self->send_timer =
      sotto_clock_add_timer (self->clock, delay_until (self, due_ms), send_due_cb, self);
}

void
sotto_messenger_online_changed (SottoMessenger *self)
{
  gboolean online = self->running && sotto_transport_state_get_status (sotto_transport_get_state (
                                       self->transport)) == SOTTO_TRANSPORT_STATUS_ONLINE;

  if (self->online == online)
    return;

  self->online = online;
  if (!online)
    {
      sotto_clock_clear_timer (self->clock, &self->sync_timer);
      return;
    }
  sotto_messenger_want_code (self);
  sotto_messenger_outbox_publish_all (self);
  sotto_messenger_queue (self, &(SottoMessengerJob){ .function = sotto_engine_hasten_all });
}

void
sotto_messenger_want_code (SottoMessenger *self)
{
  gint64 elapsed_ms =
    (sotto_clock_get_monotonic_time (self->clock) - self->code_published_us) / 1000;

  if (!self->running || !self->online)
    return;
  if (!self->code_was_published || elapsed_ms >= CODE_PAUSE_MS)
    publish_code (self);
  else
    schedule_code (self, (guint) (CODE_PAUSE_MS - elapsed_ms));
}
