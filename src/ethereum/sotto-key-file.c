/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Key files (Web3 Secret Storage, version 3):
 *
 *   { "version": 3, "id": UUID, "address": hexadecimal without 0x,
 *     "crypto": { "cipher": "aes-128-ctr", "cipherparams": { "iv" }, "ciphertext", "mac",
 *                 "kdf": "scrypt", "kdfparams": { "n", "r", "p", "dklen", "salt" } } }
 *
 * or with "kdf": "pbkdf2" and its parameters c, prf, dklen and salt. Some programs write "Crypto",
 * some 0x before what is hexadecimal, some no address. Status adds "extendedkey", of the same form
 * as "crypto", whose content is the text "xprv…" or a marker that says that there is none.
 */

#include "sotto-key-file.h"

#include <glib/gi18n.h>
#include <string.h>

#include "sotto-crypto-error.h"
#include "sotto-ethereum-error.h"
#include "sotto-hex.h"
#include "sotto-json-text.h"
#include "sotto-keccak.h"
#include "sotto-u256.h"

#define MIN_DERIVED_LENGTH 32

/* As it was typed, its two normal forms, and as Status hashed it. */
#define MAX_FORMS 4

struct _SottoKeyFile
{
  char *id;
  gboolean has_address;
  guint8 address[SOTTO_ADDRESS_LENGTH];
  SottoKeyBox key;
  gboolean has_extended_key;
  SottoKeyBox extended_key;
};

typedef char *PasswordForms[MAX_FORMS];

static gboolean
refuse (GError **error, SottoEthereumError code, const char *message)
{
  g_set_error_literal (error, SOTTO_ETHEREUM_ERROR, (int) code, message);

  return FALSE;
}

static gboolean
refuse_form (GError **error)
{
  return refuse (error, SOTTO_ETHEREUM_ERROR_MALFORMED, _ ("This is not a key file."));
}

static gboolean
refuse_kind (GError **error)
{
  return refuse (error, SOTTO_ETHEREUM_ERROR_UNSUPPORTED,
                 _ ("Key files of this kind cannot be opened."));
}

static const char *
get_text (JsonObject *object, const char *member)
{
  return sotto_json_node_get_text (json_object_get_member (object, member));
}

/* (transfer none) (nullable) */
static JsonObject *
get_object (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static gboolean
get_number (JsonObject *object, const char *member, guint64 *number)
{
  const char *digits = sotto_json_node_get_number (json_object_get_member (object, member));
  SottoU256 value;

  return digits != NULL && sotto_u256_parse_decimal (digits, &value) &&
         sotto_u256_to_u64 (&value, number);
}

static gboolean
get_fixed (JsonObject *object, const char *member, guint8 *into, gsize length)
{
  const char *text = get_text (object, member);

  return text != NULL && sotto_hex_decode_fixed (text, into, length, NULL);
}

/* (transfer full) (nullable) */
static GBytes *
get_bytes (JsonObject *object, const char *member, gsize max_length)
{
  const char *text = get_text (object, member);

  return text != NULL ? sotto_hex_decode (text, max_length, NULL) : NULL;
}

static gboolean
parse_cost (const char *kdf, JsonObject *parameters, SottoKeyBoxCost *cost, GError **error)
{
  guint64 derived_length;

  if (!get_number (parameters, "dklen", &derived_length) || derived_length < MIN_DERIVED_LENGTH)
    return refuse_form (error);
  if (g_str_equal (kdf, "scrypt"))
    {
      cost->kdf = SOTTO_KEY_BOX_SCRYPT;
      return (get_number (parameters, "n", &cost->n) && get_number (parameters, "r", &cost->r) &&
              get_number (parameters, "p", &cost->p)) ||
             refuse_form (error);
    }
  if (!g_str_equal (kdf, "pbkdf2") || g_strcmp0 (get_text (parameters, "prf"), "hmac-sha256") != 0)
    return refuse_kind (error);
  cost->kdf = SOTTO_KEY_BOX_PBKDF2;

  return get_number (parameters, "c", &cost->iterations) || refuse_form (error);
}

static gboolean
parse_box (JsonObject *object, SottoKeyBox *box, GError **error)
{
  const char *cipher = get_text (object, "cipher");
  const char *kdf = get_text (object, "kdf");
  JsonObject *cipher_parameters = get_object (object, "cipherparams");
  JsonObject *parameters = get_object (object, "kdfparams");
  g_autoptr (GError) local = NULL;

  if (cipher == NULL || kdf == NULL || cipher_parameters == NULL || parameters == NULL)
    return refuse_form (error);
  if (!g_str_equal (cipher, "aes-128-ctr"))
    return refuse_kind (error);
  if (!parse_cost (kdf, parameters, &box->cost, error))
    return FALSE;
  box->salt = get_bytes (parameters, "salt", SOTTO_KEY_BOX_MAX_SALT);
  box->ciphertext = get_bytes (object, "ciphertext", SOTTO_KEY_BOX_MAX_CONTENT);
  if (box->salt == NULL || box->ciphertext == NULL ||
      !get_fixed (cipher_parameters, "iv", box->iv, sizeof box->iv) ||
      !get_fixed (object, "mac", box->mac, sizeof box->mac))
    return refuse_form (error);
  if (!sotto_key_box_check (box, &local))
    return refuse (error, SOTTO_ETHEREUM_ERROR_UNSUPPORTED,
                   _ ("Opening this key file would take too much memory or time."));

  return TRUE;
}

/* Keys are 32 bytes; an extended key that cannot be read does not keep the key from being read. */
static gboolean
parse_file (SottoKeyFile *file, JsonObject *object, GError **error)
{
  JsonObject *crypto = get_object (object, "crypto");
  JsonObject *extended = get_object (object, "extendedkey");
  JsonNode *address = json_object_get_member (object, "address");
  guint64 version;

  if (crypto == NULL)
    crypto = get_object (object, "Crypto");
  if (crypto == NULL || !get_number (object, "version", &version))
    return refuse_form (error);
  if (version != 3)
    return refuse_kind (error);
  file->has_address = address != NULL && !JSON_NODE_HOLDS_NULL (address);
  if (file->has_address && !get_fixed (object, "address", file->address, SOTTO_ADDRESS_LENGTH))
    return refuse_form (error);
  if (!parse_box (crypto, &file->key, error))
    return FALSE;
  if (g_bytes_get_size (file->key.ciphertext) != SOTTO_KEY_LENGTH)
    return refuse_form (error);
  file->has_extended_key = extended != NULL && parse_box (extended, &file->extended_key, NULL);

  return TRUE;
}

static void
file_clear (SottoKeyFile *file)
{
  g_clear_pointer (&file->id, g_free);
  sotto_key_box_clear (&file->key);
  sotto_key_box_clear (&file->extended_key);
}

/* (transfer full): as Status took passwords: 0x and the hexadecimal Keccak-256 of the text. */
static char *
hash_password (const char *password)
{
  g_autofree char *digits = NULL;
  SottoHash hash;
  char *text;

  sotto_keccak256 (password, strlen (password), &hash);
  digits = sotto_hash_to_hex (&hash);
  text = g_strconcat ("0x", digits, NULL);
  sotto_wipe_string (digits);
  sotto_wipe (&hash, sizeof hash);

  return text;
}

static void
add_form (PasswordForms forms, char *form)
{
  guint n_forms = 0;

  while (n_forms < MAX_FORMS && forms[n_forms] != NULL)
    if (form != NULL && g_str_equal (forms[n_forms++], form))
      {
        sotto_wipe_string (form);
        g_clear_pointer (&form, g_free);
      }
  if (form != NULL && n_forms < MAX_FORMS)
    forms[n_forms] = form;
}

static void
collect_forms (SottoKeyFile *file, const char *password, PasswordForms forms)
{
  add_form (forms, g_strdup (password));
  add_form (forms, g_utf8_normalize (password, -1, G_NORMALIZE_DEFAULT_COMPOSE));
  add_form (forms, g_utf8_normalize (password, -1, G_NORMALIZE_ALL_COMPOSE));
  if (file->has_extended_key)
    add_form (forms, hash_password (password));
}

static void
clear_forms (PasswordForms forms)
{
  for (guint i = 0; i < MAX_FORMS && forms[i] != NULL; i++)
    {
      sotto_wipe_string (forms[i]);
      g_clear_pointer (&forms[i], g_free);
    }
}

/* Whether the next form of the password may do better. */
static gboolean
is_wrong_password (const GError *error)
{
  return g_error_matches (error, SOTTO_CRYPTO_ERROR, SOTTO_CRYPTO_ERROR_AUTHENTICATION);
}

/* What opening a box ended with, in words. */
static void
take_error (GError **error, GError *reason)
{
  if (is_wrong_password (reason))
    refuse (error, SOTTO_ETHEREUM_ERROR_PASSWORD,
            _ ("The password does not open this key file. If you are sure of it, the file was "
               "changed."));
  else if (g_error_matches (reason, SOTTO_CRYPTO_ERROR, SOTTO_CRYPTO_ERROR_CHECKSUM))
    refuse (error, SOTTO_ETHEREUM_ERROR_DAMAGED,
            _ ("The password is right, but the key file is damaged."));
  else
    {
      g_propagate_error (error, reason);
      return;
    }
  g_error_free (reason);
}

static void
append_box (GString *json, const SottoKeyBox *box)
{
  g_autofree char *iv = sotto_hex_encode (box->iv, sizeof box->iv);
  g_autofree char *mac = sotto_hex_encode (box->mac, sizeof box->mac);
  g_autofree char *ciphertext =
    sotto_hex_encode (g_bytes_get_data (box->ciphertext, NULL), g_bytes_get_size (box->ciphertext));
  g_autofree char *salt =
    sotto_hex_encode (g_bytes_get_data (box->salt, NULL), g_bytes_get_size (box->salt));

  g_string_append_printf (json,
                          "{\"cipher\":\"aes-128-ctr\",\"cipherparams\":{\"iv\":\"%s\"},"
                          "\"ciphertext\":\"%s\",",
                          iv, ciphertext);
  if (box->cost.kdf == SOTTO_KEY_BOX_SCRYPT)
    g_string_append_printf (json,
                            "\"kdf\":\"scrypt\",\"kdfparams\":{\"dklen\":%d,"
                            "\"n\":%" G_GUINT64_FORMAT ",\"p\":%" G_GUINT64_FORMAT
                            ",\"r\":%" G_GUINT64_FORMAT ",\"salt\":\"%s\"}",
                            MIN_DERIVED_LENGTH, box->cost.n, box->cost.p, box->cost.r, salt);
  else
    g_string_append_printf (json,
                            "\"kdf\":\"pbkdf2\",\"kdfparams\":{\"c\":%" G_GUINT64_FORMAT
                            ",\"dklen\":%d,\"prf\":\"hmac-sha256\",\"salt\":\"%s\"}",
                            box->cost.iterations, MIN_DERIVED_LENGTH, salt);
  g_string_append_printf (json, ",\"mac\":\"%s\"}", mac);
}

/* Public functions, in the header's order. */

SottoKeyFile *
sotto_key_file_parse (const char *json, gsize length, GError **error)
{
  g_autoptr (SottoKeyFile) file = g_atomic_rc_box_new0 (SottoKeyFile);
  g_autoptr (JsonNode) root = NULL;
  const char *id;

  root = sotto_json_text_parse (json, length, SOTTO_KEY_FILE_MAX_BYTES, NULL);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      refuse_form (error);
      return NULL;
    }
  if (!parse_file (file, json_node_get_object (root), error))
    return NULL;
  id = get_text (json_node_get_object (root), "id");
  file->id = g_strdup (id != NULL && g_uuid_string_is_valid (id) ? id : NULL);

  return g_steal_pointer (&file);
}

SottoKeyFile *
sotto_key_file_seal (SottoPrivateKey *key,
                     const SottoKeyBoxCost *cost,
                     const char *password,
                     SottoRandom *random,
                     GError **error)
{
  g_autoptr (SottoKeyFile) file = g_atomic_rc_box_new0 (SottoKeyFile);
  g_autoptr (SottoSecret) content = NULL;

  content = sotto_secret_new (sotto_private_key_borrow (key), SOTTO_KEY_LENGTH);
  sotto_private_key_release (key);
  file->id = sotto_random_uuid (random);
  file->has_address = TRUE;
  sotto_public_key_get_address (sotto_private_key_get_public (key), file->address);
  file->key.cost = *cost;
  if (!sotto_key_box_seal (&file->key, password, content, random, error))
    return NULL;

  return g_steal_pointer (&file);
}

SottoKeyFile *
sotto_key_file_ref (SottoKeyFile *file)
{
  return g_atomic_rc_box_acquire (file);
}

void
sotto_key_file_unref (SottoKeyFile *file)
{
  g_atomic_rc_box_release_full (file, (GDestroyNotify) file_clear);
}

const guint8 *
sotto_key_file_get_address (SottoKeyFile *file)
{
  return file->has_address ? file->address : NULL;
}

gboolean
sotto_key_file_has_extended_key (SottoKeyFile *file)
{
  return file->has_extended_key;
}

SottoPrivateKey *
sotto_key_file_open (SottoKeyFile *file, const char *password, GError **error)
{
  PasswordForms forms = { NULL };
  SottoPrivateKey *key = NULL;
  GError *reason = NULL;

  collect_forms (file, password, forms);
  for (guint i = 0; i < MAX_FORMS && forms[i] != NULL && key == NULL; i++)
    {
      if (reason != NULL && !is_wrong_password (reason))
        break;
      g_clear_error (&reason);
      key =
        sotto_key_box_open_key (&file->key, sotto_key_file_get_address (file), forms[i], &reason);
    }
  clear_forms (forms);
  if (key == NULL)
    take_error (error, reason);

  return key;
}

SottoHdKey *
sotto_key_file_open_extended_key (SottoKeyFile *file, const char *password, GError **error)
{
  PasswordForms forms = { NULL };
  g_autoptr (SottoSecret) content = NULL;
  SottoHdKey *key = NULL;
  GError *reason = NULL;
  char *text;

  g_return_val_if_fail (file->has_extended_key, NULL);

  collect_forms (file, password, forms);
  for (guint i = 0; i < MAX_FORMS && forms[i] != NULL && content == NULL; i++)
    {
      if (reason != NULL && !is_wrong_password (reason))
        break;
      g_clear_error (&reason);
      content = sotto_key_box_open (&file->extended_key, forms[i], &reason);
    }
  clear_forms (forms);
  if (content == NULL)
    {
      take_error (error, reason);
      return NULL;
    }
  text =
    g_strndup ((const char *) sotto_secret_borrow (content), sotto_secret_get_length (content));
  sotto_secret_release (content);
  key = sotto_hd_key_new_from_xprv (text, NULL);
  sotto_wipe_string (text);
  g_free (text);
  if (key == NULL)
    refuse (error, SOTTO_ETHEREUM_ERROR_DAMAGED,
            _ ("This key file does not hold the key that further accounts are made from."));

  return key;
}

char *
sotto_key_file_to_json (SottoKeyFile *file)
{
  g_autoptr (GString) json = g_string_new ("{");
  g_autofree char *address = sotto_hex_encode (file->address, sizeof file->address);

  if (file->has_address)
    g_string_append_printf (json, "\"address\":\"%s\",", address);
  g_string_append (json, "\"crypto\":");
  append_box (json, &file->key);
  if (file->id != NULL)
    g_string_append_printf (json, ",\"id\":\"%s\"", file->id);
  g_string_append (json, ",\"version\":3}");

  return g_string_free (g_steal_pointer (&json), FALSE);
}

char *
sotto_key_file_make_name (SottoKeyFile *file, gint64 unix_time)
{
  g_autoptr (GDateTime) moment = g_date_time_new_from_unix_utc (unix_time);
  g_autofree char *time =
    moment != NULL ? g_date_time_format (moment, "%Y-%m-%dT%H-%M-%S") : g_strdup ("unknown");
  g_autofree char *address =
    file->has_address ? sotto_hex_encode (file->address, sizeof file->address) : g_strdup ("key");

  return g_strdup_printf ("UTC--%s.000000000Z--%s", time, address);
}
