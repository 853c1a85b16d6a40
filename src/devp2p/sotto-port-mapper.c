/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One question to the router at a time, each in a thread of its own. What a question that was given
 * up still opens, its thread closes again. */

#include "sotto-port-mapper.h"

#include "sotto-devp2p-error.h"
#include "sotto-port-request-private.h"

#define STOP_MS (5 * 1000)

typedef enum
{
  PROTOCOL_NATPMP,
  PROTOCOL_UPNP,
  N_PROTOCOLS,
} Protocol;

/* The protocol that worked comes first the next time. */
typedef struct
{
  SottoPortRequest request;
  Protocol protocol;
  SottoPortMapping mapping;
} Job;

struct _SottoPortMapper
{
  GObject parent_instance;

  SottoClock *clock;
  gboolean is_chosen;
  char *igd_url;
  char *gateway;

  gboolean is_running;
  guint16 tcp;
  guint16 udp;
  guint timer;
  GCancellable *cancellable;
  Protocol protocol;
  gboolean is_mapped;
  SottoPortMapping mapping;

  GTask *stop_task;
  guint stop_timer;
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SottoPortMapper, sotto_port_mapper, G_TYPE_OBJECT)

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->request.igd_url);
  g_free (job->request.gateway);
  g_clear_object (&job->mapping.address);
  g_free (job);
}

static Job *
job_new (SottoPortMapper *self, guint lifetime_seconds)
{
  Job *job = g_new0 (Job, 1);

  job->request.tcp = self->tcp;
  job->request.udp = self->udp;
  job->request.lifetime_seconds = lifetime_seconds;
  job->request.is_chosen = self->is_chosen;
  job->request.igd_url = g_strdup (self->igd_url);
  job->request.gateway = g_strdup (self->gateway);
  job->protocol = self->protocol;
  return job;
}

/* In the thread: */

static gboolean
ask (Protocol protocol,
     const SottoPortRequest *request,
     GCancellable *cancellable,
     SottoPortMapping *mapping,
     GError **error)
{
  g_clear_object (&mapping->address);
  mapping->tcp = 0;
  mapping->udp = 0;
  if (protocol == PROTOCOL_NATPMP)
    return sotto_port_request_natpmp (request, cancellable, mapping, error);
  return sotto_port_request_upnp (request, cancellable, mapping, error);
}

static void
take_back (Job *job)
{
  SottoPortRequest request = job->request;
  SottoPortMapping ignored = { NULL, 0, 0 };

  request.lifetime_seconds = 0;
  if (!ask (job->protocol, &request, NULL, &ignored, NULL))
    g_debug ("A port that was opened in vain stays open for its lifetime");
}

static void
open_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;

  for (guint i = 0; i < N_PROTOCOLS; i++)
    {
      g_clear_error (&error);
      if (ask (job->protocol, &job->request, cancellable, &job->mapping, &error))
        {
          if (g_cancellable_is_cancelled (cancellable))
            take_back (job);
          g_task_return_boolean (task, TRUE);
          return;
        }
      if (g_cancellable_is_cancelled (cancellable))
        break;
      job->protocol = (job->protocol + 1) % N_PROTOCOLS;
    }
  g_task_return_error (task, error);
}

static void
close_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;

  if (ask (job->protocol, &job->request, NULL, &job->mapping, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* On the main context: */

static gboolean refresh_cb (gpointer user_data);

static void
forget_mapping (SottoPortMapper *self)
{
  self->is_mapped = FALSE;
  g_clear_object (&self->mapping.address);
  self->mapping.tcp = 0;
  self->mapping.udp = 0;
}

/* Whether that is something else than before. */
static gboolean
take_mapping (SottoPortMapper *self, Job *job)
{
  gboolean changed = !self->is_mapped || self->mapping.tcp != job->mapping.tcp ||
                     self->mapping.udp != job->mapping.udp ||
                     !g_inet_address_equal (self->mapping.address, job->mapping.address);

  self->is_mapped = TRUE;
  self->protocol = job->protocol;
  self->mapping.tcp = job->mapping.tcp;
  self->mapping.udp = job->mapping.udp;
  g_set_object (&self->mapping.address, job->mapping.address);
  return changed;
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SottoPortMapper *self = SOTTO_PORT_MAPPER (source);
  g_autoptr (GError) error = NULL;
  gboolean success = g_task_propagate_boolean (G_TASK (result), &error);
  gboolean changed = self->is_mapped;

  if (!self->is_running || g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;
  g_clear_object (&self->cancellable);
  if (success)
    changed = take_mapping (self, g_task_get_task_data (G_TASK (result)));
  else
    forget_mapping (self);
  self->timer = sotto_clock_add_timer (self->clock, SOTTO_PORT_MAPPER_REFRESH_MS, refresh_cb, self);
  if (changed)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  if (!success)
    g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
}

static void
ask_router (SottoPortMapper *self)
{
  g_autoptr (GTask) task = NULL;

  self->cancellable = g_cancellable_new ();
  task = g_task_new (self, self->cancellable, opened_cb, NULL);
  g_task_set_source_tag (task, ask_router);
  g_task_set_name (task, "open a port");
  g_task_set_task_data (task, job_new (self, SOTTO_PORT_MAPPER_LIFETIME_SECONDS), job_free);
  g_task_set_return_on_cancel (task, TRUE);
  g_task_run_in_thread (task, open_thread);
}

static gboolean
refresh_cb (gpointer user_data)
{
  SottoPortMapper *self = user_data;

  self->timer = 0;
  ask_router (self);
  return G_SOURCE_REMOVE;
}

static void
finish_stop (SottoPortMapper *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->stop_task);

  sotto_clock_clear_timer (self->clock, &self->stop_timer);
  if (task != NULL)
    g_task_return_boolean (task, TRUE);
}

static gboolean
stop_late_cb (gpointer user_data)
{
  SottoPortMapper *self = user_data;

  self->stop_timer = 0;
  finish_stop (self);
  return G_SOURCE_REMOVE;
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_debug ("A port stays open for its lifetime: %s", error->message);
  finish_stop (SOTTO_PORT_MAPPER (source));
}

static void
sotto_port_mapper_dispose (GObject *object)
{
  SottoPortMapper *self = SOTTO_PORT_MAPPER (object);

  if (self->clock != NULL)
    {
      sotto_clock_clear_timer (self->clock, &self->timer);
      sotto_clock_clear_timer (self->clock, &self->stop_timer);
    }
  g_clear_object (&self->cancellable);
  g_clear_object (&self->mapping.address);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (sotto_port_mapper_parent_class)->dispose (object);
}

static void
sotto_port_mapper_finalize (GObject *object)
{
  SottoPortMapper *self = SOTTO_PORT_MAPPER (object);

  g_free (self->igd_url);
  g_free (self->gateway);
  G_OBJECT_CLASS (sotto_port_mapper_parent_class)->finalize (object);
}

static void
sotto_port_mapper_class_init (SottoPortMapperClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sotto_port_mapper_dispose;
  G_OBJECT_CLASS (klass)->finalize = sotto_port_mapper_finalize;

  /**
   * SottoPortMapper::changed:
   *
   * What is open is something else than before.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", SOTTO_TYPE_PORT_MAPPER, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * SottoPortMapper::failed:
   * @error: a #GError with words for a person
   */
  signals[SIGNAL_FAILED] = g_signal_new ("failed", SOTTO_TYPE_PORT_MAPPER, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
sotto_port_mapper_init (SottoPortMapper *self)
{
}

/**
 * sotto_port_mapper_new:
 * @clock: for asking again
 *
 * Returns: (transfer full): it asks nobody yet
 */
SottoPortMapper *
sotto_port_mapper_new (SottoClock *clock)
{
  SottoPortMapper *self;

  g_return_val_if_fail (SOTTO_IS_CLOCK (clock), NULL);

  self = g_object_new (SOTTO_TYPE_PORT_MAPPER, NULL);
  self->clock = g_object_ref (clock);
  return self;
}

/**
 * sotto_port_mapper_set_routers:
 * @self: a mapper that is not running
 * @igd_url: (nullable): where a UPnP router describes itself
 * @gateway: (nullable): IPv4 address of a NAT-PMP router
 */
void
sotto_port_mapper_set_routers (SottoPortMapper *self, const char *igd_url, const char *gateway)
{
  g_return_if_fail (SOTTO_IS_PORT_MAPPER (self) && !self->is_running);

  self->is_chosen = TRUE;
  g_free (self->igd_url);
  g_free (self->gateway);
  self->igd_url = g_strdup (igd_url);
  self->gateway = g_strdup (gateway);
}

/**
 * sotto_port_mapper_start:
 * @self: a mapper that is not running
 * @tcp: port that we listen on
 * @udp: port that we listen on, or 0
 */
void
sotto_port_mapper_start (SottoPortMapper *self, guint16 tcp, guint16 udp)
{
  g_return_if_fail (SOTTO_IS_PORT_MAPPER (self) && !self->is_running);
  g_return_if_fail (tcp != 0);

  self->is_running = TRUE;
  self->tcp = tcp;
  self->udp = udp;
  ask_router (self);
}

/**
 * sotto_port_mapper_stop_async:
 * @self: a mapper
 * @cancellable: (nullable): unused but for the result
 * @callback: called when nothing is open any more, or after five seconds
 * @user_data: for @callback
 */
void
sotto_port_mapper_stop_async (SottoPortMapper *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) close_task = NULL;

  g_return_if_fail (SOTTO_IS_PORT_MAPPER (self) && self->stop_task == NULL);

  self->stop_task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->stop_task, sotto_port_mapper_stop_async);
  sotto_clock_clear_timer (self->clock, &self->timer);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->is_running = FALSE;
  if (!self->is_mapped)
    {
      finish_stop (self);
      return;
    }
  forget_mapping (self);
  self->stop_timer = sotto_clock_add_timer (self->clock, STOP_MS, stop_late_cb, self);
  close_task = g_task_new (self, NULL, closed_cb, NULL);
  g_task_set_source_tag (close_task, closed_cb);
  g_task_set_name (close_task, "close a port");
  g_task_set_task_data (close_task, job_new (self, 0), job_free);
  g_task_run_in_thread (close_task, close_thread);
}

/**
 * sotto_port_mapper_stop_finish:
 * @self: a mapper
 * @result: what the callback got
 * @error: return location for an error
 */
gboolean
sotto_port_mapper_stop_finish (SottoPortMapper *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sotto_port_mapper_get_mapping:
 * @self: a mapper
 *
 * Returns: (transfer none) (nullable): what is open now
 */
const SottoPortMapping *
sotto_port_mapper_get_mapping (SottoPortMapper *self)
{
  g_return_val_if_fail (SOTTO_IS_PORT_MAPPER (self), NULL);

  return self->is_mapped ? &self->mapping : NULL;
}
