/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Ethereum Node Records (EIP-778), an RLP list of at most 300 bytes:
 *
 *   [signature(64), seq, key 1, value 1, key 2, value 2, …]
 *
 * Keys are strings in strictly increasing order; a value is any one RLP item. In the scheme "v4",
 * "secp256k1" holds the compressed public key, and the signature R || S is over Keccak-256 of the
 * list [seq, key 1, value 1, …]. */

#include "sotto-node-record.h"

#include <string.h>

#include "sotto-base32.h"
#include "sotto-devp2p-error.h"
#include "sotto-keccak.h"
#include "sotto-rlp.h"

#define PREFIX "enr:"
#define SIGNATURE_LENGTH 64
#define RAW_KEY_LENGTH 64
#define MAX_PORT 65535

struct _SottoNodeRecord
{
  gatomicrefcount ref_count;
  GBytes *bytes;
  guint64 seq;
  SottoPublicKey key;
  SottoHash id;
  SottoNodeContent content;
};

/* The name of a value, borrowed. */
typedef struct
{
  const guint8 *data;
  gsize length;
} Key;

/* What one pass over a record collects. */
typedef struct
{
  gboolean is_v4;
  gboolean has_key;
} Parsing;

G_DEFINE_BOXED_TYPE (SottoNodeRecord,
                     sotto_node_record,
                     sotto_node_record_ref,
                     sotto_node_record_unref)

static gboolean
refuse (GError **error, const char *problem)
{
  g_set_error (error, SOTTO_DEVP2P_ERROR, SOTTO_DEVP2P_ERROR_RECORD, "Not a node record: %s",
               problem);
  return FALSE;
}

static gboolean
read_port (SottoRlpReader *value, guint16 *port, GError **error)
{
  guint32 number;

  if (!sotto_rlp_reader_read_u32 (value, &number, error))
    return FALSE;
  if (number > MAX_PORT)
    return refuse (error, "a port is above 65535");
  *port = (guint16) number;
  return TRUE;
}

static gboolean
read_key (SottoRlpReader *value, SottoNodeRecord *record, Parsing *parsing, GError **error)
{
  guint8 compressed[SOTTO_COMPRESSED_KEY_LENGTH];

  if (!sotto_rlp_reader_read_fixed (value, compressed, sizeof compressed, error) ||
      !sotto_public_key_parse (&record->key, compressed, sizeof compressed, error))
    return FALSE;
  parsing->has_key = TRUE;
  return TRUE;
}

static gboolean
read_scheme (SottoRlpReader *value, Parsing *parsing, GError **error)
{
  const guint8 *data;
  gsize length;

  if (!sotto_rlp_reader_read_string (value, &data, &length, error))
    return FALSE;
  parsing->is_v4 = length == 2 && memcmp (data, "v4", 2) == 0;
  return TRUE;
}

static gboolean
key_is (const Key *key, const char *name)
{
  return key->length == strlen (name) && memcmp (key->data, name, key->length) == 0;
}

/* What is not known to us is well-formed RLP, and that is all that can be asked of it. */
static gboolean
read_value (const Key *key,
            SottoRlpReader *value,
            SottoNodeRecord *record,
            Parsing *parsing,
            GError **error)
{
  SottoNodeContent *content = &record->content;

  if (key_is (key, "id"))
    return read_scheme (value, parsing, error);
  if (key_is (key, "secp256k1"))
    return read_key (value, record, parsing, error);
  if (key_is (key, "ip"))
    return sotto_rlp_reader_read_fixed (value, content->ip, sizeof content->ip, error);
  if (key_is (key, "ip6"))
    return sotto_rlp_reader_read_fixed (value, content->ip6, sizeof content->ip6, error);
  if (key_is (key, "tcp"))
    return read_port (value, &content->tcp, error);
  if (key_is (key, "udp"))
    return read_port (value, &content->udp, error);
  if (key_is (key, "tcp6"))
    return read_port (value, &content->tcp6, error);
  if (key_is (key, "udp6"))
    return read_port (value, &content->udp6, error);
  if (key_is (key, "sotto"))
    {
      content->has_roles = TRUE;
      return sotto_rlp_reader_read_u64 (value, &content->roles, error);
    }
  return TRUE;
}

static gboolean
follows (const Key *key, const Key *previous)
{
  int order = memcmp (previous->data, key->data, MIN (key->length, previous->length));

  return order < 0 || (order == 0 && previous->length < key->length);
}

static gboolean
read_pairs (SottoRlpReader *list, SottoNodeRecord *record, Parsing *parsing, GError **error)
{
  Key previous = { NULL, 0 };

  while (!sotto_rlp_reader_at_end (list))
    {
      SottoRlpReader value;
      Key key;
      const guint8 *raw;
      gsize raw_length;

      if (!sotto_rlp_reader_read_string (list, &key.data, &key.length, error) ||
          !sotto_rlp_reader_read_raw (list, &raw, &raw_length, error) ||
          !sotto_rlp_validate (raw, raw_length, error))
        return FALSE;
      if (previous.data != NULL && !follows (&key, &previous))
        return refuse (error, "its keys are not in order");
      sotto_rlp_reader_init (&value, raw, raw_length);
      if (!read_value (&key, &value, record, parsing, error))
        return FALSE;
      previous = key;
    }
  return TRUE;
}

/* Keccak-256 of the list that holds @length bytes of items at @items. */
static void
hash_content (const guint8 *items, gsize length, SottoHash *digest)
{
  g_autoptr (SottoRlpWriter) writer = sotto_rlp_writer_new ();
  g_autoptr (GBytes) list = NULL;

  sotto_rlp_writer_begin_list (writer);
  sotto_rlp_writer_add_raw (writer, items, length);
  sotto_rlp_writer_end_list (writer);
  list = sotto_rlp_writer_end (g_steal_pointer (&writer));
  sotto_keccak256 (g_bytes_get_data (list, NULL), g_bytes_get_size (list), digest);
}

static void
derive_id (SottoNodeRecord *record)
{
  guint8 raw[RAW_KEY_LENGTH];

  sotto_public_key_serialize_raw (&record->key, raw);
  sotto_keccak256 (raw, sizeof raw, &record->id);
}

static gboolean
parse_list (SottoNodeRecord *record, const guint8 *data, gsize length, GError **error)
{
  Parsing parsing = { FALSE, FALSE };
  SottoRlpReader outer;
  SottoRlpReader list;
  SottoRlpReader peek;
  const guint8 *signature;
  const guint8 *first;
  gsize first_length;
  gsize signature_length;
  SottoHash digest;

  sotto_rlp_reader_init (&outer, data, length);
  if (!sotto_rlp_reader_enter (&outer, &list, error) || !sotto_rlp_reader_finish (&outer, error) ||
      !sotto_rlp_reader_read_string (&list, &signature, &signature_length, error))
    return FALSE;
  if (signature_length != SIGNATURE_LENGTH)
    return refuse (error, "its signature does not have 64 bytes");
  peek = list;
  if (!sotto_rlp_reader_read_raw (&peek, &first, &first_length, error))
    return FALSE;
  if (!sotto_rlp_reader_read_u64 (&list, &record->seq, error) ||
      !read_pairs (&list, record, &parsing, error))
    return FALSE;
  if (!parsing.is_v4 || !parsing.has_key)
    return refuse (error, "its identity scheme is not “v4”, or the key is missing");
  hash_content (first, (gsize) (data + length - first), &digest);
  if (!sotto_verify (&record->key, signature, &digest, FALSE))
    return refuse (error, "its signature is wrong");
  derive_id (record);
  return TRUE;
}

/**
 * sotto_node_content_equal:
 * @a: what a record says
 * @b: what another one says
 *
 * Returns: whether they say the same
 */
gboolean
sotto_node_content_equal (const SottoNodeContent *a, const SottoNodeContent *b)
{
  return memcmp (a->ip, b->ip, sizeof a->ip) == 0 && memcmp (a->ip6, b->ip6, sizeof a->ip6) == 0 &&
         a->tcp == b->tcp && a->udp == b->udp && a->tcp6 == b->tcp6 && a->udp6 == b->udp6 &&
         a->roles == b->roles && a->has_roles == b->has_roles;
}

/**
 * sotto_node_record_parse:
 * @data: (array length=length): RLP
 * @length: of @data
 * @error: return location for a %SOTTO_DEVP2P_ERROR_RECORD or #SottoBaseError
 *
 * Checks everything, the signature last. A high S is accepted, as others do.
 *
 * Returns: (transfer full) (nullable): the record
 */
SottoNodeRecord *
sotto_node_record_parse (const guint8 *data, gsize length, GError **error)
{
  g_autoptr (SottoNodeRecord) record = NULL;

  g_return_val_if_fail (data != NULL || length == 0, NULL);

  if (length > SOTTO_NODE_RECORD_MAX_LENGTH)
    {
      refuse (error, "it has more than 300 bytes");
      return NULL;
    }
  record = g_new0 (SottoNodeRecord, 1);
  g_atomic_ref_count_init (&record->ref_count);
  record->bytes = g_bytes_new (data, length);
  if (!parse_list (record, data, length, error))
    return NULL;
  return g_steal_pointer (&record);
}

/**
 * sotto_node_record_parse_text:
 * @text: "enr:…"
 * @error: return location for a %SOTTO_DEVP2P_ERROR_RECORD or #SottoBaseError
 *
 * Returns: (transfer full) (nullable): the record
 */
SottoNodeRecord *
sotto_node_record_parse_text (const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  gsize length;
  const guint8 *data;

  g_return_val_if_fail (text != NULL, NULL);

  if (g_str_has_prefix (text, PREFIX))
    text += strlen (PREFIX);
  bytes = sotto_base64url_decode (text, SOTTO_NODE_RECORD_MAX_LENGTH, error);
  if (bytes == NULL)
    return NULL;
  data = g_bytes_get_data (bytes, &length);
  return sotto_node_record_parse (data, length, error);
}

static void
add_port (SottoRlpWriter *writer, const char *key, guint16 port)
{
  if (port == 0)
    return;
  sotto_rlp_writer_add_text (writer, key);
  sotto_rlp_writer_add_u64 (writer, port);
}

static void
add_address (SottoRlpWriter *writer, const char *key, const guint8 *bytes, gsize length)
{
  static const guint8 zeros[16] = { 0 };

  if (memcmp (bytes, zeros, length) == 0)
    return;
  sotto_rlp_writer_add_text (writer, key);
  sotto_rlp_writer_add_string (writer, bytes, length);
}

/* The items that are signed, in the order of their keys. */
static GBytes *
write_items (SottoPrivateKey *key, guint64 seq, const SottoNodeContent *content)
{
  SottoRlpWriter *writer = sotto_rlp_writer_new ();
  guint8 compressed[SOTTO_COMPRESSED_KEY_LENGTH];

  sotto_public_key_serialize_compressed (sotto_private_key_get_public (key), compressed);
  sotto_rlp_writer_add_u64 (writer, seq);
  sotto_rlp_writer_add_text (writer, "id");
  sotto_rlp_writer_add_text (writer, "v4");
  add_address (writer, "ip", content->ip, sizeof content->ip);
  add_address (writer, "ip6", content->ip6, sizeof content->ip6);
  sotto_rlp_writer_add_text (writer, "secp256k1");
  sotto_rlp_writer_add_string (writer, compressed, sizeof compressed);
  if (content->has_roles)
    {
      sotto_rlp_writer_add_text (writer, "sotto");
      sotto_rlp_writer_add_u64 (writer, content->roles);
    }
  add_port (writer, "tcp", content->tcp);
  add_port (writer, "tcp6", content->tcp6);
  add_port (writer, "udp", content->udp);
  add_port (writer, "udp6", content->udp6);
  return sotto_rlp_writer_end (writer);
}

/**
 * sotto_node_record_sign:
 * @key: whose record it is
 * @seq: larger than that of every record that said something else
 * @content: what it says
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): a record of our own
 */
SottoNodeRecord *
sotto_node_record_sign (SottoPrivateKey *key,
                        guint64 seq,
                        const SottoNodeContent *content,
                        GError **error)
{
  g_autoptr (GBytes) items = NULL;
  g_autoptr (GBytes) list = NULL;
  g_autoptr (SottoRlpWriter) writer = NULL;
  guint8 signature[SOTTO_SIGNATURE_LENGTH];
  SottoHash digest;

  g_return_val_if_fail (key != NULL && content != NULL, NULL);

  items = write_items (key, seq, content);
  hash_content (g_bytes_get_data (items, NULL), g_bytes_get_size (items), &digest);
  if (!sotto_private_key_sign (key, &digest, signature, error))
    return NULL;
  writer = sotto_rlp_writer_new ();
  sotto_rlp_writer_begin_list (writer);
  sotto_rlp_writer_add_string (writer, signature, SIGNATURE_LENGTH);
  sotto_rlp_writer_add_raw (writer, g_bytes_get_data (items, NULL), g_bytes_get_size (items));
  sotto_rlp_writer_end_list (writer);
  list = sotto_rlp_writer_end (g_steal_pointer (&writer));
  return sotto_node_record_parse (g_bytes_get_data (list, NULL), g_bytes_get_size (list), error);
}

/**
 * sotto_node_record_ref:
 * @record: a record
 *
 * Returns: (transfer full): @record
 */
SottoNodeRecord *
sotto_node_record_ref (SottoNodeRecord *record)
{
  g_return_val_if_fail (record != NULL, NULL);

  g_atomic_ref_count_inc (&record->ref_count);
  return record;
}

/**
 * sotto_node_record_unref:
 * @record: (transfer full): a record
 */
void
sotto_node_record_unref (SottoNodeRecord *record)
{
  g_return_if_fail (record != NULL);

  if (!g_atomic_ref_count_dec (&record->ref_count))
    return;
  g_bytes_unref (record->bytes);
  g_free (record);
}

/**
 * sotto_node_record_get_bytes:
 * @record: a record
 *
 * Returns: (transfer none): its RLP
 */
GBytes *
sotto_node_record_get_bytes (SottoNodeRecord *record)
{
  g_return_val_if_fail (record != NULL, NULL);

  return record->bytes;
}

/**
 * sotto_node_record_to_text:
 * @record: a record
 *
 * Returns: (transfer full): "enr:…"
 */
char *
sotto_node_record_to_text (SottoNodeRecord *record)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (record != NULL, NULL);

  text = sotto_base64url_encode (g_bytes_get_data (record->bytes, NULL),
                                 g_bytes_get_size (record->bytes));
  return g_strconcat (PREFIX, text, NULL);
}

/**
 * sotto_node_record_get_seq:
 * @record: a record
 *
 * Returns: its number: of two records of one node, the one with the larger number holds
 */
guint64
sotto_node_record_get_seq (SottoNodeRecord *record)
{
  g_return_val_if_fail (record != NULL, 0);

  return record->seq;
}

/**
 * sotto_node_record_get_key:
 * @record: a record
 *
 * Returns: (transfer none): who signed it
 */
const SottoPublicKey *
sotto_node_record_get_key (SottoNodeRecord *record)
{
  g_return_val_if_fail (record != NULL, NULL);

  return &record->key;
}

/**
 * sotto_node_record_get_id:
 * @record: a record
 *
 * Returns: (transfer none): the node id, Keccak-256 of the raw key
 */
const SottoHash *
sotto_node_record_get_id (SottoNodeRecord *record)
{
  g_return_val_if_fail (record != NULL, NULL);

  return &record->id;
}

/**
 * sotto_node_record_get_content:
 * @record: a record
 *
 * Returns: (transfer none): what we understand of it
 */
const SottoNodeContent *
sotto_node_record_get_content (SottoNodeRecord *record)
{
  g_return_val_if_fail (record != NULL, NULL);

  return &record->content;
}

/**
 * sotto_node_record_lookup:
 * @record: a record
 * @key: its name
 * @value: (out) (optional): the RLP item, borrowed from @record
 * @length: (out) (optional): of @value
 *
 * Returns: whether @record has @key
 */
gboolean
sotto_node_record_lookup (SottoNodeRecord *record,
                          const char *key,
                          const guint8 **value,
                          gsize *length)
{
  SottoRlpReader outer;
  SottoRlpReader list;
  const guint8 *raw;
  gsize raw_length;

  g_return_val_if_fail (record != NULL && key != NULL, FALSE);

  sotto_rlp_reader_init_bytes (&outer, record->bytes);
  if (!sotto_rlp_reader_enter (&outer, &list, NULL) || !sotto_rlp_reader_skip (&list, NULL) ||
      !sotto_rlp_reader_skip (&list, NULL))
    return FALSE;
  while (!sotto_rlp_reader_at_end (&list))
    {
      Key name;

      if (!sotto_rlp_reader_read_string (&list, &name.data, &name.length, NULL) ||
          !sotto_rlp_reader_read_raw (&list, &raw, &raw_length, NULL))
        return FALSE;
      if (!key_is (&name, key))
        continue;
      if (value != NULL)
        *value = raw;
      if (length != NULL)
        *length = raw_length;
      return TRUE;
    }
  return FALSE;
}

static SottoEnode *
make_enode (SottoNodeRecord *record, const guint8 *bytes, GSocketFamily family, guint16 port)
{
  static const guint8 zeros[16] = { 0 };
  g_autoptr (GInetAddress) address = NULL;
  g_autofree char *host = NULL;

  if (port == 0 || memcmp (bytes, zeros, family == G_SOCKET_FAMILY_IPV4 ? 4 : 16) == 0)
    return NULL;
  address = g_inet_address_new_from_bytes (bytes, family);
  host = g_inet_address_to_string (address);
  return sotto_enode_new (&record->key, host, port);
}

/**
 * sotto_node_record_to_enode:
 * @record: a record
 *
 * Returns: (transfer full) (nullable): where the node takes calls over TCP
 */
SottoEnode *
sotto_node_record_to_enode (SottoNodeRecord *record)
{
  const SottoNodeContent *content;
  SottoEnode *enode;

  g_return_val_if_fail (record != NULL, NULL);

  content = &record->content;
  enode = make_enode (record, content->ip, G_SOCKET_FAMILY_IPV4, content->tcp);
  if (enode == NULL)
    enode = make_enode (record, content->ip6, G_SOCKET_FAMILY_IPV6,
                        content->tcp6 != 0 ? content->tcp6 : content->tcp);
  return enode;
}
