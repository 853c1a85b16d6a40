/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The messages of the "p2p" capability that have content:
 *
 *   0 Hello       [ version, client, [ [name, version], … ], listen port, node key(64), … ]
 *   1 Disconnect  [ reason ]; also seen are the bare reason and an empty list, which means 0
 *
 * Elements behind the known ones are ignored, as EIP-8 asks. */

#include "sotto-hello-private.h"

#include <string.h>

#include "sotto-devp2p-error.h"
#include "sotto-rlp.h"

static const struct
{
  SottoDisconnectReason reason;
  const char *text;
} reasons[] = {
  { SOTTO_DISCONNECT_REQUESTED, "disconnect requested" },
  { SOTTO_DISCONNECT_NETWORK_ERROR, "network error" },
  { SOTTO_DISCONNECT_PROTOCOL_BREACH, "breach of protocol" },
  { SOTTO_DISCONNECT_USELESS_PEER, "useless peer" },
  { SOTTO_DISCONNECT_TOO_MANY_PEERS, "too many peers" },
  { SOTTO_DISCONNECT_ALREADY_CONNECTED, "already connected" },
  { SOTTO_DISCONNECT_INCOMPATIBLE_VERSION, "incompatible p2p protocol version" },
  { SOTTO_DISCONNECT_NULL_IDENTITY, "invalid node identity" },
  { SOTTO_DISCONNECT_QUITTING, "client quitting" },
  { SOTTO_DISCONNECT_UNEXPECTED_IDENTITY, "unexpected identity" },
  { SOTTO_DISCONNECT_SELF, "connected to self" },
  { SOTTO_DISCONNECT_TIMEOUT, "read timeout" },
  { SOTTO_DISCONNECT_SUBPROTOCOL, "subprotocol error" },
};

static void
hello_capability_clear (gpointer data)
{
  SottoHelloCapability *capability = data;

  g_free (capability->name);
}

static gboolean
read_text (SottoRlpReader *list, char **text, GError **error)
{
  const guint8 *data;
  gsize length;

  if (!sotto_rlp_reader_read_string (list, &data, &length, error))
    return FALSE;
  *text = g_utf8_make_valid (length > 0 ? (const char *) data : "", length);
  return TRUE;
}

static gboolean
read_capability (SottoRlpReader *list, SottoHello *hello, GError **error)
{
  SottoRlpReader pair;
  guint64 version;
  g_autofree char *name = NULL;

  if (!sotto_rlp_reader_enter (list, &pair, error) || !read_text (&pair, &name, error) ||
      !sotto_rlp_reader_read_u64 (&pair, &version, error))
    return FALSE;
  sotto_hello_add_capability (hello, name, version);
  return TRUE;
}

static gboolean
read_capabilities (SottoRlpReader *list, SottoHello *hello, GError **error)
{
  SottoRlpReader capabilities;

  if (!sotto_rlp_reader_enter (list, &capabilities, error))
    return FALSE;
  while (!sotto_rlp_reader_at_end (&capabilities))
    if (!read_capability (&capabilities, hello, error))
      return FALSE;
  return TRUE;
}

/**
 * sotto_hello_new:
 *
 * Returns: (transfer full): an empty Hello of our version
 */
SottoHello *
sotto_hello_new (void)
{
  SottoHello *hello = g_new0 (SottoHello, 1);

  hello->version = SOTTO_P2P_VERSION;
  hello->capabilities = g_array_new (FALSE, TRUE, sizeof (SottoHelloCapability));
  g_array_set_clear_func (hello->capabilities, hello_capability_clear);
  return hello;
}

/**
 * sotto_hello_free:
 * @hello: (transfer full): a Hello
 */
void
sotto_hello_free (SottoHello *hello)
{
  g_return_if_fail (hello != NULL);

  g_free (hello->client);
  g_array_unref (hello->capabilities);
  g_free (hello);
}

/**
 * sotto_hello_add_capability:
 * @hello: a Hello
 * @name: of the capability
 * @version: of the capability
 *
 * Appends to the list.
 */
void
sotto_hello_add_capability (SottoHello *hello, const char *name, guint64 version)
{
  SottoHelloCapability capability = { g_strdup (name), version };

  g_array_append_val (hello->capabilities, capability);
}

/**
 * sotto_hello_parse:
 * @payload: hostile
 * @error: return location for an error of this folder or of base
 *
 * Returns: (transfer full) (nullable): what it says
 */
SottoHello *
sotto_hello_parse (GBytes *payload, GError **error)
{
  g_autoptr (SottoHello) hello = NULL;
  SottoRlpReader reader;
  SottoRlpReader list;

  g_return_val_if_fail (payload != NULL, NULL);

  if (g_bytes_get_size (payload) > SOTTO_P2P_MAX_HELLO_LENGTH)
    {
      g_set_error (error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_TOO_LARGE, "A Hello is too long");
      return NULL;
    }
  hello = sotto_hello_new ();
  sotto_rlp_reader_init_bytes (&reader, payload);
  if (!sotto_rlp_reader_enter (&reader, &list, error) ||
      !sotto_rlp_reader_finish (&reader, error) ||
      !sotto_rlp_reader_read_u64 (&list, &hello->version, error) ||
      !read_text (&list, &hello->client, error) || !read_capabilities (&list, hello, error) ||
      !sotto_rlp_reader_read_u64 (&list, &hello->listen_port, error) ||
      !sotto_rlp_reader_read_fixed (&list, hello->node_key, sizeof hello->node_key, error))
    return NULL;
  return g_steal_pointer (&hello);
}

/**
 * sotto_hello_encode:
 * @hello: a Hello
 *
 * Returns: (transfer full): the payload
 */
GBytes *
sotto_hello_encode (const SottoHello *hello)
{
  SottoRlpWriter *writer;

  g_return_val_if_fail (hello != NULL, NULL);

  writer = sotto_rlp_writer_new ();
  sotto_rlp_writer_begin_list (writer);
  sotto_rlp_writer_add_u64 (writer, hello->version);
  sotto_rlp_writer_add_text (writer, hello->client != NULL ? hello->client : "");
  sotto_rlp_writer_begin_list (writer);
  for (guint i = 0; i < hello->capabilities->len; i++)
    {
      SottoHelloCapability *capability =
        &g_array_index (hello->capabilities, SottoHelloCapability, i);

      sotto_rlp_writer_begin_list (writer);
      sotto_rlp_writer_add_text (writer, capability->name);
      sotto_rlp_writer_add_u64 (writer, capability->version);
      sotto_rlp_writer_end_list (writer);
    }
  sotto_rlp_writer_end_list (writer);
  sotto_rlp_writer_add_u64 (writer, hello->listen_port);
  sotto_rlp_writer_add_string (writer, hello->node_key, sizeof hello->node_key);
  sotto_rlp_writer_end_list (writer);
  return sotto_rlp_writer_end (writer);
}

/**
 * sotto_hello_has_null_identity:
 * @hello: a Hello
 *
 * Returns: whether its node key is all zeros
 */
gboolean
sotto_hello_has_null_identity (const SottoHello *hello)
{
  static const guint8 zeros[SOTTO_P2P_NODE_KEY_LENGTH];

  g_return_val_if_fail (hello != NULL, TRUE);

  return memcmp (hello->node_key, zeros, sizeof zeros) == 0;
}

/**
 * sotto_disconnect_encode:
 * @reason: why
 *
 * Returns: (transfer full): the payload, as a list
 */
GBytes *
sotto_disconnect_encode (SottoDisconnectReason reason)
{
  SottoRlpWriter *writer = sotto_rlp_writer_new ();

  sotto_rlp_writer_begin_list (writer);
  sotto_rlp_writer_add_u64 (writer, reason);
  sotto_rlp_writer_end_list (writer);
  return sotto_rlp_writer_end (writer);
}

/**
 * sotto_disconnect_parse:
 * @payload: hostile
 * @reason: (out): why, also a number that we do not know
 * @error: return location for an error of base
 *
 * Returns: %FALSE when it has none of the three known shapes
 */
gboolean
sotto_disconnect_parse (GBytes *payload, SottoDisconnectReason *reason, GError **error)
{
  SottoRlpReader reader;
  SottoRlpReader list;
  guint32 value = SOTTO_DISCONNECT_REQUESTED;

  g_return_val_if_fail (payload != NULL, FALSE);
  g_return_val_if_fail (reason != NULL, FALSE);

  sotto_rlp_reader_init_bytes (&reader, payload);
  if (!sotto_rlp_reader_next_is_list (&reader))
    {
      if (!sotto_rlp_reader_read_u32 (&reader, &value, error))
        return FALSE;
    }
  else
    {
      if (!sotto_rlp_reader_enter (&reader, &list, error))
        return FALSE;
      if (!sotto_rlp_reader_at_end (&list) && !sotto_rlp_reader_read_u32 (&list, &value, error))
        return FALSE;
    }
  *reason = (SottoDisconnectReason) value;
  return sotto_rlp_reader_finish (&reader, error);
}

/**
 * sotto_disconnect_describe:
 * @reason: why
 *
 * Returns: (transfer full): the words that other implementations use for it, too
 */
char *
sotto_disconnect_describe (SottoDisconnectReason reason)
{
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (reasons[i].reason == reason)
      return g_strdup (reasons[i].text);
  return g_strdup_printf ("unknown disconnect reason %u", (guint) reason);
}
