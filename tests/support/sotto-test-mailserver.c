/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-test-mailserver.h"

#include <string.h>

#include "sotto-mail-packets.h"
#include "sotto-mail-request.h"
#include "sotto-waku-direct.h"
#include "sotto-waku-packets.h"

#define LIFETIME 50
#define MAX_PACKET (512 * 1024)

typedef struct
{
  guint8 key[SOTTO_MAIL_KEY_LENGTH];
  SottoTopic topic;
  GBytes *raw;
} Archived;

struct _SottoTestMailserver
{
  SottoWakuNode *node;
  SottoPrivateKey *node_key;
  guint8 password_key[32];
  gboolean has_password_key;
  SottoTestMailserverManner manner;
  GPtrArray *archive; /* of Archived, sorted unless dirty */
  gboolean dirty;
  GPtrArray *links;
  guint n_requests;
  guint limit;
};

static void
archived_free (Archived *archived)
{
  g_bytes_unref (archived->raw);
  g_free (archived);
}

static int
compare_cb (gconstpointer a, gconstpointer b)
{
  return memcmp ((*(Archived *const *) a)->key, (*(Archived *const *) b)->key,
                 SOTTO_MAIL_KEY_LENGTH);
}

static void
sort (SottoTestMailserver *self)
{
  if (self->dirty)
    g_ptr_array_sort (self->archive, compare_cb);
  self->dirty = FALSE;
}

static void
send (SottoTestMailserver *self, SottoWakuLink *link, guint code, GBytes *payload)
{
  G_GNUC_UNUSED gboolean sent =
    sotto_waku_node_send_direct (self->node, link, code, payload, NULL, NULL);
}

static void
send_envelopes (SottoTestMailserver *self, SottoWakuLink *link, GPtrArray *envelopes)
{
  guint begin = 0;

  while (begin < envelopes->len)
    {
      g_autoptr (GPtrArray) some = g_ptr_array_new ();
      g_autoptr (GBytes) payload = NULL;
      gsize size = 0;

      while (begin < envelopes->len && size < MAX_PACKET)
        {
          size += g_bytes_get_size (envelopes->pdata[begin]);
          g_ptr_array_add (some, envelopes->pdata[begin++]);
        }
      payload = sotto_mail_messages_encode (some, link->dialect == &sotto_waku_dialect_whisper);
      send (self, link, SOTTO_WAKU_CODE_P2P_MESSAGE, payload);
    }
}

static gboolean
matches (const SottoMailQuery *query, const Archived *archived, gboolean oldest_first)
{
  guint32 sent;
  SottoHash hash;
  int place;

  sotto_mail_cursor_read (archived->key, &sent, &hash);
  if (sent < query->lower || sent > query->upper)
    return FALSE;
  if (query->cursor_length > 0)
    {
      place = memcmp (archived->key, query->cursor, SOTTO_MAIL_CURSOR_LENGTH);
      if (oldest_first ? place <= 0 : place >= 0)
        return FALSE;
    }
  for (guint i = 0; query->topics != NULL && i < query->topics->len; i++)
    if (sotto_topic_equal (&g_array_index (query->topics, SottoTopic, i), &archived->topic))
      return TRUE;
  return FALSE;
}

static void
complete (SottoTestMailserver *self,
          SottoWakuLink *link,
          const SottoHash *request,
          const guint8 *cursor,
          const char *error)
{
  SottoMailTrailer trailer = { .request = *request, .error = (char *) error };
  g_autoptr (GBytes) payload = NULL;

  if (cursor != NULL)
    {
      trailer.has_cursor = TRUE;
      memcpy (trailer.cursor, cursor, sizeof trailer.cursor);
    }
  payload = sotto_mail_trailer_encode (&trailer);
  send (self, link, SOTTO_WAKU_CODE_P2P_COMPLETE, payload);
}

static void
answer (SottoTestMailserver *self,
        SottoWakuLink *link,
        const SottoHash *request,
        const SottoMailQuery *query)
{
  gboolean oldest_first = self->manner == SOTTO_TEST_MAILSERVER_OLDEST_FIRST;
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  const Archived *last = NULL;
  guint n = self->archive->len;
  guint8 turned[SOTTO_MAIL_CURSOR_LENGTH];

  sort (self);
  for (guint i = 0; i < n && found->len < query->limit; i++)
    {
      const Archived *archived = self->archive->pdata[oldest_first ? i : n - 1 - i];

      if (!matches (query, archived, oldest_first))
        continue;
      g_ptr_array_add (found, archived->raw);
      last = archived;
    }
  send_envelopes (self, link, found);
  if (self->manner == SOTTO_TEST_MAILSERVER_NO_END)
    return;
  if (self->manner == SOTTO_TEST_MAILSERVER_SAME_CURSOR && last != NULL)
    complete (self, link, request, query->cursor_length > 0 ? query->cursor : last->key, NULL);
  else if (self->manner == SOTTO_TEST_MAILSERVER_BACK_AND_FORTH && last != NULL)
    {
      memcpy (turned, query->cursor_length > 0 ? query->cursor : last->key, sizeof turned);
      turned[35] = (guint8) (self->n_requests * 3);
      turned[34] ^= self->n_requests % 2 == 0 ? 0xff : 0;
      complete (self, link, request, turned, NULL);
    }
  else
    complete (self, link, request, found->len == query->limit ? last->key : NULL, NULL);
}

/* An envelope that does not belong into the answer. */
static GBytes *
make_wrong (const SottoMailQuery *query, SottoTestMailserverManner manner, guint number)
{
  SottoTopic topic = g_array_index (query->topics, SottoTopic, 0);
  guint32 sent = query->upper;
  g_autoptr (GBytes) data = g_bytes_new (&number, sizeof number);
  g_autoptr (GBytes) items = NULL;

  if (manner == SOTTO_TEST_MAILSERVER_OTHER_TOPIC)
    for (guint i = 0; i < sizeof topic.bytes; i++)
      topic.bytes[i] ^= 0x5a;
  if (manner == SOTTO_TEST_MAILSERVER_OTHER_TIME)
    sent = query->lower - 1;
  items = sotto_envelope_encode_items (sent + LIFETIME, LIFETIME, &topic, data);
  return sotto_envelope_encode (items, 0);
}

static void
answer_wrongly (SottoTestMailserver *self,
                SottoWakuLink *link,
                const SottoHash *request,
                const SottoMailQuery *query)
{
  g_autoptr (GPtrArray) wrong = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GBytes) nothing = g_bytes_new_static ("\x83"
                                                   "abc",
                                                   4);
  guint n = self->manner == SOTTO_TEST_MAILSERVER_FLOOD ? SOTTO_MAIL_MAX_LIMIT + 1 : 1;
  guint8 cursor[SOTTO_MAIL_CURSOR_LENGTH];
  SottoHash hash = { { (guint8) self->n_requests } };

  switch (self->manner)
    {
    case SOTTO_TEST_MAILSERVER_OTHER_TOPIC:
    case SOTTO_TEST_MAILSERVER_OTHER_TIME:
    case SOTTO_TEST_MAILSERVER_FLOOD:
      for (guint i = 0; i < n; i++)
        g_ptr_array_add (wrong, make_wrong (query, self->manner, i));
      send_envelopes (self, link, wrong);
      complete (self, link, request, NULL, NULL);
      break;
    case SOTTO_TEST_MAILSERVER_EMPTY_PAGES:
      sotto_mail_cursor_write (cursor, query->upper - self->n_requests, &hash);
      complete (self, link, request, cursor, NULL);
      break;
    case SOTTO_TEST_MAILSERVER_MALFORMED:
      send (self, link, SOTTO_WAKU_CODE_P2P_COMPLETE, nothing);
      break;
    case SOTTO_TEST_MAILSERVER_REFUSE:
      complete (self, link, request, NULL, "PoW too low");
      break;
    case SOTTO_TEST_MAILSERVER_TOO_SOON:
      complete (self, link, request, NULL, "rate limit exceeded");
      if (self->n_requests >= 3)
        self->manner = SOTTO_TEST_MAILSERVER_NEWEST_FIRST;
      break;
    default:
      break;
    }
}

static gboolean
message_cb (SottoWakuNode *node,
            SottoWakuLink *link,
            guint code,
            GBytes *payload,
            gpointer user_data,
            GError **error)
{
  SottoTestMailserver *self = user_data;
  gsize length;
  const guint8 *raw = g_bytes_get_data (payload, &length);
  g_autoptr (SottoEnvelope) envelope = sotto_envelope_new_from_bytes (raw, length, error);
  SottoMailKeys keys = { .node_key = self->node_key,
                         .password_key = self->has_password_key ? self->password_key : NULL };
  g_auto (SottoMailQuery) query = { 0 };
  SottoPublicKey signer;

  g_assert_cmpuint (code, ==, SOTTO_WAKU_CODE_P2P_REQUEST);
  g_assert_nonnull (envelope);
  g_assert_cmpfloat (sotto_envelope_get_pow (envelope), >=, SOTTO_MAIL_MIN_POW);
  if (!sotto_mail_request_open (envelope, &keys, &query, &signer, error))
    return FALSE;
  g_assert_cmpint (query.form, ==, SOTTO_MAIL_FORM_TOPICS);
  g_assert_true (query.has_bloom && query.batch);
  sotto_mail_query_set_defaults (&query, query.upper);
  g_assert_null (sotto_mail_query_check (&query));
  self->n_requests++;
  self->limit = (guint) query.limit;

  switch (self->manner)
    {
    case SOTTO_TEST_MAILSERVER_SILENT:
      break;
    case SOTTO_TEST_MAILSERVER_NEWEST_FIRST:
    case SOTTO_TEST_MAILSERVER_OLDEST_FIRST:
    case SOTTO_TEST_MAILSERVER_NO_END:
    case SOTTO_TEST_MAILSERVER_SAME_CURSOR:
    case SOTTO_TEST_MAILSERVER_BACK_AND_FORTH:
      answer (self, link, sotto_envelope_get_hash (envelope), &query);
      break;
    default:
      answer_wrongly (self, link, sotto_envelope_get_hash (envelope), &query);
    }
  return TRUE;
}

static void
archive_envelope (SottoTestMailserver *self, SottoEnvelope *envelope)
{
  Archived *archived = g_new0 (Archived, 1);
  gsize length;
  const guint8 *raw = sotto_envelope_get_raw (envelope, &length);

  archived->topic = *sotto_envelope_get_topic (envelope);
  archived->raw = g_bytes_new (raw, length);
  sotto_mail_key_write (archived->key,
                        sotto_envelope_get_expiry (envelope) - sotto_envelope_get_ttl (envelope),
                        sotto_envelope_get_hash (envelope), &archived->topic);
  g_ptr_array_add (self->archive, archived);
  self->dirty = TRUE;
}

static void
accepted_cb (SottoWakuNode *node, SottoEnvelope *envelope, gpointer user_data)
{
  archive_envelope (user_data, envelope);
}

static void
link_ready_cb (SottoWakuNode *node, SottoWakuLink *link, gpointer user_data)
{
  g_ptr_array_add (((SottoTestMailserver *) user_data)->links, sotto_waku_link_ref (link));
}

static void
link_stopped_cb (SottoWakuNode *node, SottoWakuLink *link, gpointer user_data)
{
  g_ptr_array_remove (((SottoTestMailserver *) user_data)->links, link);
}

static const SottoWakuDirectFuncs funcs = {
  .message = message_cb,
  .accepted = accepted_cb,
  .link_ready = link_ready_cb,
  .link_stopped = link_stopped_cb,
};

SottoTestMailserver *
sotto_test_mailserver_new (SottoWakuNode *node,
                           SottoPrivateKey *node_key,
                           const guint8 *password_key)
{
  SottoTestMailserver *self = g_new0 (SottoTestMailserver, 1);

  self->node = g_object_ref (node);
  self->node_key = sotto_private_key_ref (node_key);
  self->has_password_key = password_key != NULL;
  if (password_key != NULL)
    memcpy (self->password_key, password_key, sizeof self->password_key);
  self->archive = g_ptr_array_new_with_free_func ((GDestroyNotify) archived_free);
  self->links = g_ptr_array_new_with_free_func ((GDestroyNotify) sotto_waku_link_unref);
  sotto_waku_node_set_direct (node, SOTTO_WAKU_DIRECT_SERVER, &funcs, self);
  return self;
}

void
sotto_test_mailserver_free (SottoTestMailserver *self)
{
  sotto_waku_node_set_direct (self->node, SOTTO_WAKU_DIRECT_SERVER, NULL, NULL);
  g_ptr_array_unref (self->links);
  g_ptr_array_unref (self->archive);
  sotto_private_key_unref (self->node_key);
  g_object_unref (self->node);
  g_free (self);
}

void
sotto_test_mailserver_set_manner (SottoTestMailserver *self, SottoTestMailserverManner manner)
{
  self->manner = manner;
}

void
sotto_test_mailserver_put (SottoTestMailserver *self,
                           const SottoTopic *topic,
                           guint32 sent,
                           GBytes *data)
{
  g_autoptr (GBytes) items = sotto_envelope_encode_items (sent + LIFETIME, LIFETIME, topic, data);
  g_autoptr (GBytes) raw = sotto_envelope_encode (items, 0);
  g_autoptr (SottoEnvelope) envelope =
    sotto_envelope_new_from_bytes (g_bytes_get_data (raw, NULL), g_bytes_get_size (raw), NULL);

  g_assert_nonnull (envelope);
  archive_envelope (self, envelope);
}

void
sotto_test_mailserver_push (SottoTestMailserver *self)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  SottoHash nobody = { { 0 } };

  for (guint i = 0; i < self->archive->len; i++)
    g_ptr_array_add (all, ((Archived *) self->archive->pdata[i])->raw);
  for (guint i = 0; i < self->links->len; i++)
    {
      send_envelopes (self, self->links->pdata[i], all);
      complete (self, self->links->pdata[i], &nobody, NULL, NULL);
    }
}

guint
sotto_test_mailserver_get_n_requests (SottoTestMailserver *self)
{
  return self->n_requests;
}

guint
sotto_test_mailserver_get_limit (SottoTestMailserver *self)
{
  return self->limit;
}

guint
sotto_test_mailserver_get_n_archived (SottoTestMailserver *self)
{
  return self->archive->len;
}
