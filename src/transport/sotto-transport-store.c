/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A node that keeps history, as a model to look at. The transport writes it through
 * sotto-transport-store-writer.h.
 */

#include "sotto-transport-store.h"

#include "sotto-transport-store-writer.h"

/* A new latency counts a quarter. */
#define LATENCY_SHARE 4

struct _SottoTransportStore
{
  GObject parent_instance;

  char *address;
  SottoTransportStoreStatus status;
  gboolean own;
  gboolean pinned;
  guint latency;
  gint64 answered_at;
  gboolean chosen;
  SottoTransportStoreFailure failure;
  guint n_failures;
};

G_DEFINE_ENUM_TYPE (SottoTransportStoreStatus,
                    sotto_transport_store_status,
                    G_DEFINE_ENUM_VALUE (SOTTO_TRANSPORT_STORE_STATUS_OFFLINE, "offline"),
                    G_DEFINE_ENUM_VALUE (SOTTO_TRANSPORT_STORE_STATUS_READY, "ready"),
                    G_DEFINE_ENUM_VALUE (SOTTO_TRANSPORT_STORE_STATUS_ASKED, "asked"),
                    G_DEFINE_ENUM_VALUE (SOTTO_TRANSPORT_STORE_STATUS_RESTING, "resting"))

G_DEFINE_ENUM_TYPE (SottoTransportStoreFailure,
                    sotto_transport_store_failure,
                    G_DEFINE_ENUM_VALUE (SOTTO_TRANSPORT_STORE_FAILURE_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (SOTTO_TRANSPORT_STORE_FAILURE_SILENT, "silent"),
                    G_DEFINE_ENUM_VALUE (SOTTO_TRANSPORT_STORE_FAILURE_REFUSED, "refused"),
                    G_DEFINE_ENUM_VALUE (SOTTO_TRANSPORT_STORE_FAILURE_LIED, "lied"))

G_DEFINE_FINAL_TYPE (SottoTransportStore, sotto_transport_store, G_TYPE_OBJECT)

enum
{
  PROP_ADDRESS = 1,
  PROP_STATUS,
  PROP_OWN,
  PROP_PINNED,
  PROP_LATENCY,
  PROP_ANSWERED_AT,
  PROP_CHOSEN,
  PROP_FAILURE,
  PROP_N_FAILURES,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

static void
sotto_transport_store_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SottoTransportStore *self = SOTTO_TRANSPORT_STORE (object);

  switch (id)
    {
    case PROP_ADDRESS:
      g_value_set_string (value, self->address);
      break;
    case PROP_STATUS:
      g_value_set_enum (value, self->status);
      break;
    case PROP_OWN:
      g_value_set_boolean (value, self->own);
      break;
    case PROP_PINNED:
      g_value_set_boolean (value, self->pinned);
      break;
    case PROP_LATENCY:
      g_value_set_uint (value, self->latency);
      break;
    case PROP_ANSWERED_AT:
      g_value_set_int64 (value, self->answered_at);
      break;
    case PROP_CHOSEN:
      g_value_set_boolean (value, self->chosen);
      break;
    case PROP_FAILURE:
      g_value_set_enum (value, self->failure);
      break;
    case PROP_N_FAILURES:
      g_value_set_uint (value, self->n_failures);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sotto_transport_store_finalize (GObject *object)
{
  g_free (SOTTO_TRANSPORT_STORE (object)->address);

  G_OBJECT_CLASS (sotto_transport_store_parent_class)->finalize (object);
}

static void
sotto_transport_store_class_init (SottoTransportStoreClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sotto_transport_store_get_property;
  object_class->finalize = sotto_transport_store_finalize;
  properties[PROP_ADDRESS] = g_param_spec_string ("address", NULL, NULL, NULL, flags);
  properties[PROP_STATUS] =
    g_param_spec_enum ("status", NULL, NULL, SOTTO_TYPE_TRANSPORT_STORE_STATUS,
                       SOTTO_TRANSPORT_STORE_STATUS_OFFLINE, flags);
  properties[PROP_OWN] = g_param_spec_boolean ("own", NULL, NULL, FALSE, flags);
  properties[PROP_PINNED] = g_param_spec_boolean ("pinned", NULL, NULL, FALSE, flags);
  properties[PROP_LATENCY] = g_param_spec_uint ("latency", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_ANSWERED_AT] =
    g_param_spec_int64 ("answered-at", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_CHOSEN] = g_param_spec_boolean ("chosen", NULL, NULL, FALSE, flags);
  properties[PROP_FAILURE] =
    g_param_spec_enum ("failure", NULL, NULL, SOTTO_TYPE_TRANSPORT_STORE_FAILURE,
                       SOTTO_TRANSPORT_STORE_FAILURE_NONE, flags);
  properties[PROP_N_FAILURES] =
    g_param_spec_uint ("n-failures", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
sotto_transport_store_init (SottoTransportStore *self)
{
}

/* For the folders that implement a transport. */

SottoTransportStore *
sotto_transport_store_new (const char *address, gboolean own)
{
  SottoTransportStore *self = g_object_new (SOTTO_TYPE_TRANSPORT_STORE, NULL);

  self->address = g_strdup (address);
  self->own = own;

  return self;
}

void
sotto_transport_store_set_status (SottoTransportStore *self, SottoTransportStoreStatus status)
{
  if (self->status == status)
    return;

  self->status = status;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATUS]);
}

void
sotto_transport_store_set_pinned (SottoTransportStore *self, gboolean pinned)
{
  if (self->pinned == pinned)
    return;

  self->pinned = pinned;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PINNED]);
}

void
sotto_transport_store_set_chosen (SottoTransportStore *self, gboolean chosen)
{
  if (self->chosen == chosen)
    return;

  self->chosen = chosen;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHOSEN]);
}

static void
set_failure (SottoTransportStore *self, SottoTransportStoreFailure failure, guint n_failures)
{
  if (self->failure != failure)
    {
      self->failure = failure;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FAILURE]);
    }
  if (self->n_failures != n_failures)
    {
      self->n_failures = n_failures;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_FAILURES]);
    }
}

void
sotto_transport_store_note_failure (SottoTransportStore *self, SottoTransportStoreFailure failure)
{
  set_failure (self, failure, self->n_failures + 1);
}

void
sotto_transport_store_note_answer (SottoTransportStore *self, guint latency, gint64 now)
{
  guint mean = self->latency == 0
                 ? latency
                 : self->latency - self->latency / LATENCY_SHARE + latency / LATENCY_SHARE;

  self->latency = MAX (mean, 1);
  self->answered_at = now;
  set_failure (self, SOTTO_TRANSPORT_STORE_FAILURE_NONE, 0);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LATENCY]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ANSWERED_AT]);
}

/* Public, in the header's order. */

/**
 * sotto_transport_store_get_address:
 * @self: a store
 *
 * Returns: (transfer none): where it is
 */
const char *
sotto_transport_store_get_address (SottoTransportStore *self)
{
  g_return_val_if_fail (SOTTO_IS_TRANSPORT_STORE (self), NULL);

  return self->address;
}

/**
 * sotto_transport_store_get_status:
 * @self: a store
 *
 * Returns: what it does
 */
SottoTransportStoreStatus
sotto_transport_store_get_status (SottoTransportStore *self)
{
  g_return_val_if_fail (SOTTO_IS_TRANSPORT_STORE (self), SOTTO_TRANSPORT_STORE_STATUS_OFFLINE);

  return self->status;
}

/**
 * sotto_transport_store_get_own:
 * @self: a store
 *
 * Returns: whether a person added it
 */
gboolean
sotto_transport_store_get_own (SottoTransportStore *self)
{
  g_return_val_if_fail (SOTTO_IS_TRANSPORT_STORE (self), FALSE);

  return self->own;
}

/**
 * sotto_transport_store_get_pinned:
 * @self: a store
 *
 * Returns: whether a person wants it and no other to be asked
 */
gboolean
sotto_transport_store_get_pinned (SottoTransportStore *self)
{
  g_return_val_if_fail (SOTTO_IS_TRANSPORT_STORE (self), FALSE);

  return self->pinned;
}

/**
 * sotto_transport_store_get_latency:
 * @self: a store
 *
 * Returns: how long it takes to answer, in milliseconds; 0: not known
 */
guint
sotto_transport_store_get_latency (SottoTransportStore *self)
{
  g_return_val_if_fail (SOTTO_IS_TRANSPORT_STORE (self), 0);

  return self->latency;
}

/**
 * sotto_transport_store_get_answered_at:
 * @self: a store
 *
 * Returns: when it answered last, in Unix seconds; 0: it never did
 */
gint64
sotto_transport_store_get_answered_at (SottoTransportStore *self)
{
  g_return_val_if_fail (SOTTO_IS_TRANSPORT_STORE (self), 0);

  return self->answered_at;
}

/**
 * sotto_transport_store_get_chosen:
 * @self: a store
 *
 * Returns: whether the next question goes to it
 */
gboolean
sotto_transport_store_get_chosen (SottoTransportStore *self)
{
  g_return_val_if_fail (SOTTO_IS_TRANSPORT_STORE (self), FALSE);

  return self->chosen;
}

/**
 * sotto_transport_store_get_failure:
 * @self: a store
 *
 * Returns: what became of the last question
 */
SottoTransportStoreFailure
sotto_transport_store_get_failure (SottoTransportStore *self)
{
  g_return_val_if_fail (SOTTO_IS_TRANSPORT_STORE (self), SOTTO_TRANSPORT_STORE_FAILURE_NONE);

  return self->failure;
}

/**
 * sotto_transport_store_get_n_failures:
 * @self: a store
 *
 * Returns: how often it has failed since it answered last
 */
guint
sotto_transport_store_get_n_failures (SottoTransportStore *self)
{
  g_return_val_if_fail (SOTTO_IS_TRANSPORT_STORE (self), 0);

  return self->n_failures;
}
