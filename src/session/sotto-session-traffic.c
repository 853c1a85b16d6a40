/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was used of the network, day by day. Kept among what the low layers keep, as:
 *
 *   version (1 byte) ┊ day (4) received (8) sent (8) ┊ … the newest last
 *
 * Numbers are little-endian; a day is written as in a calendar, 20200503 for 3 May 2020. Nothing
 * ticks while nobody says anything.
 */

#include "sotto-session-traffic-private.h"

#include "sotto-buffer.h"
#include "sotto-reader.h"

/* Stored: do not change. */
#define KEY "session/traffic"
#define VERSION 1
#define DAY_LENGTH 20

#define DAYS_OF_A_MONTH 100

typedef struct
{
  guint32 day;
  SottoSessionVolume volume;
} Day;

struct _SottoSessionTraffic
{
  GObject parent_instance;

  SottoTransportState *state;
  SottoNetState *net_state;
  SottoClock *clock;

  GArray *days;           /* of Day, by their days */
  GHashTable *neighbours; /* SottoTransportPeer -> SottoSessionVolume that was counted already */
  guint write_timer;
  gboolean stopped;
};

G_DEFINE_FINAL_TYPE (SottoSessionTraffic, sotto_session_traffic, G_TYPE_OBJECT)

static guint changed_signal;

static guint32
get_today (SottoSessionTraffic *self)
{
  g_autoptr (GDateTime) now =
    g_date_time_new_from_unix_local (sotto_clock_get_seconds (self->clock));
  int year;
  int month;
  int day;

  if (now == NULL)
    return 0;
  g_date_time_get_ymd (now, &year, &month, &day);

  return (guint32) ((year * DAYS_OF_A_MONTH + month) * DAYS_OF_A_MONTH + day);
}

/* What another version wrote, or nobody, counts as nothing. */
static void
load (SottoSessionTraffic *self)
{
  g_autoptr (GBytes) bytes = sotto_net_state_get (self->net_state, KEY);
  SottoReader reader;
  guint8 version;
  Day day;

  if (bytes == NULL)
    return;
  sotto_reader_init_bytes (&reader, bytes);
  if (!sotto_reader_read_u8 (&reader, &version, NULL) || version != VERSION)
    return;
  while (self->days->len < SOTTO_SESSION_TRAFFIC_MAX_DAYS &&
         sotto_reader_read_le32 (&reader, &day.day, NULL) &&
         sotto_reader_read_le64 (&reader, &day.volume.received, NULL) &&
         sotto_reader_read_le64 (&reader, &day.volume.sent, NULL))
    g_array_append_val (self->days, day);
}

static void
save (SottoSessionTraffic *self)
{
  g_autoptr (SottoBuffer) buffer =
    sotto_buffer_new (1 + DAY_LENGTH * SOTTO_SESSION_TRAFFIC_MAX_DAYS);
  g_autoptr (GBytes) bytes = NULL;

  sotto_buffer_append_u8 (buffer, VERSION);
  for (guint i = 0; i < self->days->len; i++)
    {
      const Day *day = &g_array_index (self->days, Day, i);

      sotto_buffer_append_le32 (buffer, day->day);
      sotto_buffer_append_le64 (buffer, day->volume.received);
      sotto_buffer_append_le64 (buffer, day->volume.sent);
    }
  bytes = sotto_buffer_steal (buffer);
  sotto_net_state_put (self->net_state, KEY, bytes);
}

static gboolean
write_cb (gpointer user_data)
{
  SottoSessionTraffic *self = user_data;

  self->write_timer = 0;
  save (self);

  return G_SOURCE_REMOVE;
}

/* Also when the clock was set back, the days stay in their order. */
static Day *
ensure_day (SottoSessionTraffic *self, guint32 today)
{
  Day day = { .day = today };
  guint position = self->days->len;

  while (position > 0 && g_array_index (self->days, Day, position - 1).day > today)
    position--;
  if (position > 0 && g_array_index (self->days, Day, position - 1).day == today)
    return &g_array_index (self->days, Day, position - 1);

  g_array_insert_val (self->days, position, day);
  if (self->days->len > SOTTO_SESSION_TRAFFIC_MAX_DAYS)
    {
      g_array_remove_index (self->days, position > 0 ? 0 : self->days->len - 1);
      position = position > 0 ? position - 1 : 0;
    }

  return &g_array_index (self->days, Day, position);
}

static void
add (SottoSessionTraffic *self, guint64 received, guint64 sent)
{
  Day *day;

  if (received == 0 && sent == 0)
    return;
  day = ensure_day (self, get_today (self));
  day->volume.received += received;
  day->volume.sent += sent;
  if (self->write_timer == 0)
    self->write_timer =
      sotto_clock_add_timer (self->clock, SOTTO_SESSION_TRAFFIC_WRITE_MS, write_cb, self);
  g_signal_emit (self, changed_signal, 0);
}

static void
count_cb (SottoTransportPeer *peer, GParamSpec *pspec, SottoSessionTraffic *self)
{
  SottoSessionVolume *counted = g_hash_table_lookup (self->neighbours, peer);
  SottoSessionVolume now = { .received = sotto_transport_peer_get_bytes_in (peer),
                             .sent = sotto_transport_peer_get_bytes_out (peer) };
  SottoSessionVolume before;

  if (counted == NULL)
    return;
  before = *counted;
  *counted = now;
  add (self, now.received > before.received ? now.received - before.received : 0,
       now.sent > before.sent ? now.sent - before.sent : 0);
}

static void
drop_gone (SottoSessionTraffic *self, GListModel *peers)
{
  g_autoptr (GHashTable) here = g_hash_table_new (NULL, NULL);
  GHashTableIter iter;
  gpointer peer;

  for (guint i = 0; i < g_list_model_get_n_items (peers); i++)
    {
      g_autoptr (SottoTransportPeer) item = g_list_model_get_item (peers, i);

      g_hash_table_add (here, item);
    }
  g_hash_table_iter_init (&iter, self->neighbours);
  while (g_hash_table_iter_next (&iter, &peer, NULL))
    {
      if (g_hash_table_contains (here, peer))
        continue;
      g_signal_handlers_disconnect_by_data (peer, self);
      g_hash_table_iter_remove (&iter);
    }
}

static void
peers_changed_cb (GListModel *peers,
                  guint position,
                  guint removed,
                  guint added,
                  SottoSessionTraffic *self)
{
  if (removed > 0)
    drop_gone (self, peers);
  for (guint i = position; i < position + added; i++)
    {
      SottoTransportPeer *peer = g_list_model_get_item (peers, i);

      if (g_hash_table_contains (self->neighbours, peer))
        {
          g_object_unref (peer);
          continue;
        }
      g_hash_table_insert (self->neighbours, peer, g_new0 (SottoSessionVolume, 1));
      g_signal_connect (peer, "notify::bytes-in", G_CALLBACK (count_cb), self);
      g_signal_connect (peer, "notify::bytes-out", G_CALLBACK (count_cb), self);
      count_cb (peer, NULL, self);
    }
}

static void
forget_neighbours (SottoSessionTraffic *self)
{
  GHashTableIter iter;
  gpointer peer;

  g_hash_table_iter_init (&iter, self->neighbours);
  while (g_hash_table_iter_next (&iter, &peer, NULL))
    g_signal_handlers_disconnect_by_data (peer, self);
  g_hash_table_remove_all (self->neighbours);
}

static void
sotto_session_traffic_dispose (GObject *object)
{
  SottoSessionTraffic *self = SOTTO_SESSION_TRAFFIC (object);

  forget_neighbours (self);
  if (self->clock != NULL)
    sotto_clock_clear_timer (self->clock, &self->write_timer);
  g_clear_object (&self->state);
  g_clear_object (&self->net_state);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (sotto_session_traffic_parent_class)->dispose (object);
}

static void
sotto_session_traffic_finalize (GObject *object)
{
  SottoSessionTraffic *self = SOTTO_SESSION_TRAFFIC (object);

  g_array_unref (self->days);
  g_hash_table_unref (self->neighbours);

  G_OBJECT_CLASS (sotto_session_traffic_parent_class)->finalize (object);
}

static void
sotto_session_traffic_class_init (SottoSessionTrafficClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sotto_session_traffic_dispose;
  G_OBJECT_CLASS (klass)->finalize = sotto_session_traffic_finalize;

  /**
   * SottoSessionTraffic::changed:
   * @self: what was used
   *
   * More was.
   */
  changed_signal = g_signal_new ("changed", SOTTO_TYPE_SESSION_TRAFFIC, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
sotto_session_traffic_init (SottoSessionTraffic *self)
{
  self->days = g_array_new (FALSE, FALSE, sizeof (Day));
  self->neighbours = g_hash_table_new_full (NULL, NULL, g_object_unref, g_free);
}

/* Private to the folder, in the header's order. */

SottoSessionTraffic *
sotto_session_traffic_new (SottoTransportState *state, SottoNetState *net_state, SottoClock *clock)
{
  SottoSessionTraffic *self = g_object_new (SOTTO_TYPE_SESSION_TRAFFIC, NULL);
  GListModel *peers = sotto_transport_state_get_peers (state);

  self->state = g_object_ref (state);
  self->net_state = g_object_ref (net_state);
  self->clock = g_object_ref (clock);
  load (self);
  g_signal_connect_object (peers, "items-changed", G_CALLBACK (peers_changed_cb), self, 0);
  peers_changed_cb (peers, 0, 0, g_list_model_get_n_items (peers), self);

  return self;
}

void
sotto_session_traffic_stop (SottoSessionTraffic *self)
{
  if (self->stopped)
    return;

  self->stopped = TRUE;
  g_signal_handlers_disconnect_by_data (sotto_transport_state_get_peers (self->state), self);
  forget_neighbours (self);
  if (self->write_timer == 0)
    return;
  sotto_clock_clear_timer (self->clock, &self->write_timer);
  save (self);
}

/* Public, in the header's order. */

/**
 * sotto_session_traffic_get_today:
 * @self: what was used
 * @volume: (out): since midnight, by the local calendar
 */
void
sotto_session_traffic_get_today (SottoSessionTraffic *self, SottoSessionVolume *volume)
{
  guint32 today;

  g_return_if_fail (SOTTO_IS_SESSION_TRAFFIC (self));
  g_return_if_fail (volume != NULL);

  *volume = (SottoSessionVolume){ 0 };
  today = get_today (self);
  for (guint i = 0; i < self->days->len; i++)
    {
      const Day *day = &g_array_index (self->days, Day, i);

      if (day->day == today)
        *volume = day->volume;
    }
}

/**
 * sotto_session_traffic_get_month:
 * @self: what was used
 * @volume: (out): since the first of the month, by the local calendar
 */
void
sotto_session_traffic_get_month (SottoSessionTraffic *self, SottoSessionVolume *volume)
{
  guint32 month;

  g_return_if_fail (SOTTO_IS_SESSION_TRAFFIC (self));
  g_return_if_fail (volume != NULL);

  *volume = (SottoSessionVolume){ 0 };
  month = get_today (self) / DAYS_OF_A_MONTH;
  for (guint i = 0; i < self->days->len; i++)
    {
      const Day *day = &g_array_index (self->days, Day, i);

      if (day->day / DAYS_OF_A_MONTH != month)
        continue;
      volume->received += day->volume.received;
      volume->sent += day->volume.sent;
    }
}
