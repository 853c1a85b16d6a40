/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-hash.h"
#include "sotto-topic.h"
#include "sotto-transport-state.h"

G_BEGIN_DECLS

#define SOTTO_TRANSPORT_ERROR (sotto_transport_error_quark ())

/**
 * SottoTransportError:
 * @SOTTO_TRANSPORT_ERROR_TOO_LARGE: more than the network carries in one piece
 * @SOTTO_TRANSPORT_ERROR_NO_WORK: the proof of work was not found in its time
 * @SOTTO_TRANSPORT_ERROR_STOPPED: the transport is not running
 * @SOTTO_TRANSPORT_ERROR_LISTEN: the address cannot be listened on
 * @SOTTO_TRANSPORT_ERROR_WRONG_KEY: sealed bytes that do not open with this key
 * @SOTTO_TRANSPORT_ERROR_MALFORMED: bytes that opened, but are no payload inside
 * @SOTTO_TRANSPORT_ERROR_NO_STORE: no node that keeps history is connected
 * @SOTTO_TRANSPORT_ERROR_CURSOR_LOST: the node that issued a cursor is gone
 * @SOTTO_TRANSPORT_ERROR_STORE: a node that keeps history refused, lied or did not answer
 */
typedef enum
{
  SOTTO_TRANSPORT_ERROR_TOO_LARGE,
  SOTTO_TRANSPORT_ERROR_NO_WORK,
  SOTTO_TRANSPORT_ERROR_STOPPED,
  SOTTO_TRANSPORT_ERROR_LISTEN,
  SOTTO_TRANSPORT_ERROR_WRONG_KEY,
  SOTTO_TRANSPORT_ERROR_MALFORMED,
  SOTTO_TRANSPORT_ERROR_NO_STORE,
  SOTTO_TRANSPORT_ERROR_CURSOR_LOST,
  SOTTO_TRANSPORT_ERROR_STORE,
} SottoTransportError;

GQuark sotto_transport_error_quark (void);

/**
 * SottoReceivedPayload:
 * @topic: the topic it came on
 * @data: the sealed bytes, still closed
 * @id: the network's name of it, the same at every node
 * @sent_seconds: Unix time at which its sender says it was sent
 *
 * Something that arrived on a topic we follow. Immutable and reference counted.
 */
typedef struct
{
  SottoTopic topic;
  GBytes *data;
  SottoHash id;
  guint32 sent_seconds;
  /*< private >*/
  gatomicrefcount references;
} SottoReceivedPayload;

#define SOTTO_TYPE_RECEIVED_PAYLOAD (sotto_received_payload_get_type ())
GType sotto_received_payload_get_type (void);
SottoReceivedPayload *sotto_received_payload_new (const SottoTopic *topic,
                                                  GBytes *data,
                                                  const SottoHash *id,
                                                  guint32 sent_seconds) G_GNUC_WARN_UNUSED_RESULT;
SottoReceivedPayload *sotto_received_payload_ref (SottoReceivedPayload *payload);
void sotto_received_payload_unref (SottoReceivedPayload *payload);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoReceivedPayload, sotto_received_payload_unref)

/**
 * SottoTransport:
 *
 * What every network of ours looks like from above: publish sealed bytes on a topic, follow topics,
 * learn what the network confirmed. No type of a particular network appears here.
 *
 * Signals, all on the main context:
 * - `received` (#SottoReceivedPayload): once for each payload, however many neighbours bring it
 * - `confirmed` (#SottoHash, gboolean by_store): a neighbour says that it holds what we published
 * under this id
 * - `expired` (#SottoHash): the network forgot it without anybody confirming it
 */
#define SOTTO_TYPE_TRANSPORT (sotto_transport_get_type ())
G_DECLARE_INTERFACE (SottoTransport, sotto_transport, SOTTO, TRANSPORT, GObject)

struct _SottoTransportInterface
{
  GTypeInterface parent_interface;

  void (*start_async) (SottoTransport *self,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
  gboolean (*start_finish) (SottoTransport *self, GAsyncResult *result, GError **error);
  void (*stop_async) (SottoTransport *self,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
  gboolean (*stop_finish) (SottoTransport *self, GAsyncResult *result, GError **error);
  void (*set_topics) (SottoTransport *self, const SottoTopic *topics, gsize n_topics);
  void (*publish_async) (SottoTransport *self,
                         const SottoTopic *topic,
                         GBytes *data,
                         guint32 lifetime_seconds,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
  gboolean (*publish_finish) (SottoTransport *self,
                              GAsyncResult *result,
                              SottoHash *id,
                              GError **error);
  SottoTransportState *(*get_state) (SottoTransport *self);
};

void sotto_transport_start_async (SottoTransport *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean sotto_transport_start_finish (SottoTransport *self, GAsyncResult *result, GError **error);
void sotto_transport_stop_async (SottoTransport *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean sotto_transport_stop_finish (SottoTransport *self, GAsyncResult *result, GError **error);

/* Replaces all topics followed so far. */
void sotto_transport_set_topics (SottoTransport *self, const SottoTopic *topics, gsize n_topics);

/* Seals @data into the network's envelope (proof of work on a worker) and hands it to the
 * neighbours, now or when there are some. @id is its name in the later signals. */
void sotto_transport_publish_async (SottoTransport *self,
                                    const SottoTopic *topic,
                                    GBytes *data,
                                    guint32 lifetime_seconds,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean sotto_transport_publish_finish (SottoTransport *self,
                                         GAsyncResult *result,
                                         SottoHash *id,
                                         GError **error);

/* (transfer none) */
SottoTransportState *sotto_transport_get_state (SottoTransport *self);

G_END_DECLS
