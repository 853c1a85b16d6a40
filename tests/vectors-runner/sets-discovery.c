/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Node records, lists of nodes in the DNS and discovery v5: enr.json and dns-discovery.json. */

#include "sotto-dns-entry.h"
#include "sotto-rlp.h"
#include "sotto-node-record.h"
#include "vector-sets.h"

/* enr.json */

/* "pairs" holds names and the contents of the items, in hexadecimal. */
static void
check_pairs (VectorRun *run, SottoNodeRecord *record, JsonArray *pairs)
{
  for (guint i = 0; i < json_array_get_length (pairs); i++)
    {
      JsonArray *pair = json_array_get_array_element (pairs, i);
      const char *name = json_array_get_string_element (pair, 0);
      const guint8 *item;
      gsize length;
      SottoRlpReader reader;

      if (!sotto_node_record_lookup (record, name, &item, &length))
        {
          vector_check_bool (run, name, TRUE, FALSE);
          continue;
        }
      sotto_rlp_reader_init (&reader, item, length);
      if (sotto_rlp_reader_read_string (&reader, &item, &length, NULL))
        vector_check_bytes (run, name, json_array_get_string_element (pair, 1), item, length);
    }
}

static SottoNodeRecord *
check_record (VectorRun *run, JsonObject *row)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoNodeRecord) record =
    sotto_node_record_parse_text (vector_text (row, "text"), &error);
  g_autofree char *text = NULL;

  if (record == NULL)
    {
      vector_fail (run, "text", &error);
      return NULL;
    }
  text = sotto_node_record_to_text (record);
  vector_check_text (run, "text", vector_text (row, "text"), text);
  vector_check_int (run, "seq", (guint64) vector_int (row, "seq"),
                    sotto_node_record_get_seq (record));
  vector_check_bytes (run, "node_id", vector_text (row, "node_id"),
                      sotto_node_record_get_id (record)->bytes, SOTTO_HASH_LENGTH);
  check_pairs (run, record, vector_array (row, "pairs"));
  return g_steal_pointer (&record);
}

/* Signing is deterministic, so the same record comes out of the same key. */
static void
check_example (VectorRun *run, JsonObject *row)
{
  g_autoptr (SottoNodeRecord) record = check_record (run, row);
  g_autoptr (SottoNodeRecord) made = NULL;
  g_autoptr (SottoPrivateKey) key = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (SottoKey) bytes = { { 0 } };

  if (record == NULL || !vector_fixed (row, "private_key", bytes.bytes, sizeof bytes.bytes))
    return;
  vector_check_gbytes (run, "rlp", vector_text (row, "rlp"), sotto_node_record_get_bytes (record));
  key = sotto_private_key_new (bytes.bytes, &error);
  if (key != NULL)
    made = sotto_node_record_sign (key, sotto_node_record_get_seq (record),
                                   sotto_node_record_get_content (record), &error);
  if (made == NULL)
    vector_fail (run, "private_key", &error);
  else
    vector_check_gbytes (run, "signed again", vector_text (row, "rlp"),
                         sotto_node_record_get_bytes (made));
}

static void
check_fleet_record (VectorRun *run, JsonObject *row, guint index)
{
  g_autoptr (SottoNodeRecord) record = check_record (run, row);

  if (record != NULL)
    vector_check_int (run, "size", (guint64) vector_int (row, "size"),
                      g_bytes_get_size (sotto_node_record_get_bytes (record)));
}

static void
run_enr (VectorRun *run, JsonNode *node)
{
  JsonObject *root = vector_root_object (node);

  vector_case_begin (run, "example");
  check_example (run, vector_object (root, "example"));
  vector_case_end (run);
  vector_each (run, root, "records", check_fleet_record);
}

/* dns-discovery.json: one list, one case for each entry and one for the URL. */

static void
check_root (VectorRun *run, JsonObject *root, const char *text)
{
  g_auto (SottoDnsUrl) url = { .domain = NULL };
  g_auto (SottoDnsUrl) printed = { .domain = NULL };
  g_auto (SottoDnsRoot) parsed = { .records = NULL };
  g_auto (SottoDnsRoot) refused = { .records = NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *again = NULL;

  if (!sotto_dns_url_parse (&url, vector_text (root, "consistent_url"), &error) ||
      !sotto_dns_url_parse (&printed, vector_text (root, "url_as_printed"), &error) ||
      !sotto_dns_root_parse (&parsed, text, &url.key, &error))
    {
      vector_fail (run, "@", &error);
      return;
    }
  again = sotto_dns_url_to_string (&url);
  vector_check_text (run, "consistent_url", vector_text (root, "consistent_url"), again);
  vector_check_bool (run, "root_signature_valid_for_url_key",
                     vector_bool (root, "root_signature_valid_for_url_key"),
                     sotto_dns_root_parse (&refused, text, &printed.key, NULL));
}

static void
run_dns (VectorRun *run, JsonNode *node)
{
  JsonObject *root = vector_root_object (node);
  JsonObject *records = vector_object (root, "records");
  g_autoptr (GList) labels = json_object_get_members (records);

  for (GList *link = labels; link != NULL; link = link->next)
    {
      const char *label = link->data;
      const char *text = vector_text (records, label);
      g_auto (SottoDnsEntry) entry = { NULL };
      g_autoptr (GError) error = NULL;

      vector_case_begin (run, "%s", label);
      if (g_str_equal (label, "@"))
        check_root (run, root, text);
      else if (!sotto_dns_entry_parse (&entry, text, label, &error))
        vector_fail (run, label, &error);
      vector_case_end (run);
    }
}

const VectorSetEntry vector_sets_discovery[] = {
  { "enr.json", "example", run_enr },
  { "dns-discovery.json", "records", run_dns },
  { NULL },
};
