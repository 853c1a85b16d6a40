/* SPDX-License-Identifier: GPL-3.0-or-later */

/* wallet …: accounts, keys, signatures, networks and tokens of the wallet. Nothing here connects to
 * anybody. The password is asked for once, and keys and phrases to import after it; none of them is
 * ever a word of the command line. */

#include "cli-commands.h"
#include "cli-json.h"
#include "cli-secret-input.h"
#include "sotto-wallet-keys.h"
#include "sotto-wallet-networks.h"
#include "sotto-wallet-sign.h"

#define USAGE                                                                                      \
  "Usage: wallet accounts | add [NAME] | watch ADDRESS [NAME] | import key|phrase [NAME] | "       \
  "import file PATH [NAME] | rename ADDRESS NAME | remove ADDRESS | export key|phrase|file "       \
  "ADDRESS | forget-phrase [ADDRESS] | sign-message ADDRESS TEXT | "                               \
  "verify-message ADDRESS SIGNATURE TEXT | networks | tokens"

/**
 * Run:
 * @cli: of this run of the program
 * @wallet: open
 * @password: as it was typed
 * @words: those after the verb, with a %NULL at their end
 * @n_words: how many
 */
typedef struct
{
  SottoCli *cli;
  SottoWallet *wallet;
  char *password;
  char **words;
  int n_words;
} Run;

static gboolean
fail_usage (GError **error)
{
  g_set_error_literal (error, SOTTO_CLI_ERROR, SOTTO_CLI_ERROR_USAGE, USAGE);
  return FALSE;
}

static const char *
get_word (Run *run, int index)
{
  return index < run->n_words ? run->words[index] : NULL;
}

static void
print_account (SottoWalletAccount *account)
{
  static const char *const kinds[] = { "derived", "phrase", "key", "watched" };
  g_autoptr (JsonBuilder) object = sotto_cli_object (NULL);

  sotto_cli_add_text (object, "address", sotto_wallet_account_get_address (account));
  sotto_cli_add_text (object, "name", sotto_wallet_account_get_name (account));
  sotto_cli_add_text (object, "kind", kinds[sotto_wallet_account_get_kind (account)]);
  sotto_cli_add_text (object, "path", sotto_wallet_account_get_path (account));
  sotto_cli_add_int (object, "colour", sotto_wallet_account_get_colour (account));
  sotto_cli_add_bool (object, "hidden", sotto_wallet_account_get_hidden (account));
  sotto_cli_add_bool (object, "can_sign", sotto_wallet_account_get_can_sign (account));
  sotto_cli_add_bool (object, "has_phrase", sotto_wallet_account_get_has_phrase (account));
  sotto_cli_print (object);
}

static void
print_secret (const char *member, char *text)
{
  g_autoptr (JsonBuilder) object = sotto_cli_object (NULL);

  sotto_cli_add_text (object, member, text);
  sotto_cli_print (object);
  sotto_wipe_string (text);
}

/* (transfer none) */
static SottoWalletAccount *
find_account (Run *run, const char *text, GError **error)
{
  SottoWalletAccount *account;
  guint8 address[SOTTO_ADDRESS_LENGTH];

  if (text == NULL)
    {
      fail_usage (error);
      return NULL;
    }
  if (!sotto_address_parse (text, address, error))
    return NULL;
  account = sotto_wallet_find_account (run->wallet, address);
  if (account == NULL)
    g_set_error (error, SOTTO_CLI_ERROR, SOTTO_CLI_ERROR_FAILED, "There is no account “%s”", text);
  return account;
}

static gboolean
end_adding (Run *run, GError **error)
{
  g_autoptr (GAsyncResult) result = sotto_cli_wait (run->cli);
  g_autoptr (SottoWalletAccount) account = sotto_wallet_add_finish (run->wallet, result, error);

  if (account == NULL)
    return FALSE;
  print_account (account);
  return TRUE;
}

static gboolean
end_change (Run *run, GError **error)
{
  g_autoptr (GAsyncResult) result = sotto_cli_wait (run->cli);

  return sotto_wallet_change_finish (run->wallet, result, error);
}

static gboolean
list_accounts (Run *run, GError **error)
{
  GListModel *accounts = sotto_wallet_get_accounts (run->wallet);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (SottoWalletAccount) account = g_list_model_get_item (accounts, i);

      print_account (account);
    }
  return TRUE;
}

static gboolean
add_account (Run *run, GError **error)
{
  sotto_wallet_add_derived_async (run->wallet, NULL, get_word (run, 0), run->password, NULL,
                                  sotto_cli_ready_cb, run->cli);
  return end_adding (run, error);
}

static gboolean
watch_account (Run *run, GError **error)
{
  if (run->n_words == 0)
    return fail_usage (error);
  sotto_wallet_watch_async (run->wallet, run->words[0], get_word (run, 1), NULL, sotto_cli_ready_cb,
                            run->cli);
  return end_adding (run, error);
}

static gboolean
import_key (Run *run, GError **error)
{
  g_autofree char *text = sotto_cli_read_secret (run->cli->phrase_fd, "Private key: ", error);
  g_autoptr (SottoPrivateKey) key = NULL;

  if (text == NULL)
    return FALSE;
  key = sotto_wallet_parse_private_key (text, error);
  sotto_wipe_string (text);
  if (key == NULL)
    return FALSE;
  sotto_wallet_import_key_async (run->wallet, key, get_word (run, 1), run->password, NULL,
                                 sotto_cli_ready_cb, run->cli);
  return end_adding (run, error);
}

static gboolean
import_phrase (Run *run, GError **error)
{
  g_autofree char *text = sotto_cli_read_secret (run->cli->phrase_fd, "Phrase: ", error);
  g_autoptr (SottoMnemonic) phrase = NULL;

  if (text == NULL)
    return FALSE;
  phrase = sotto_mnemonic_parse (text, error);
  sotto_wipe_string (text);
  if (phrase == NULL)
    return FALSE;
  sotto_wallet_import_phrase_async (run->wallet, phrase, get_word (run, 1), run->password, NULL,
                                    sotto_cli_ready_cb, run->cli);
  return end_adding (run, error);
}

static gboolean
import_file (Run *run, GError **error)
{
  g_autofree char *password = NULL;
  g_autofree char *contents = NULL;
  g_autoptr (GBytes) json = NULL;
  gsize length;

  if (run->n_words < 2)
    return fail_usage (error);
  if (!g_file_get_contents (run->words[1], &contents, &length, error))
    return FALSE;
  password = sotto_cli_read_secret (run->cli->phrase_fd, "Password of the file: ", error);
  if (password == NULL)
    return FALSE;
  json = g_bytes_new_take (g_steal_pointer (&contents), length);
  sotto_wallet_import_key_file_async (run->wallet, json, password, get_word (run, 2), run->password,
                                      NULL, sotto_cli_ready_cb, run->cli);
  sotto_wipe_string (password);
  return end_adding (run, error);
}

static gboolean
import_account (Run *run, GError **error)
{
  const char *what = get_word (run, 0);

  if (g_strcmp0 (what, "key") == 0)
    return import_key (run, error);
  if (g_strcmp0 (what, "phrase") == 0)
    return import_phrase (run, error);
  if (g_strcmp0 (what, "file") == 0)
    return import_file (run, error);
  return fail_usage (error);
}

static gboolean
rename_account (Run *run, GError **error)
{
  SottoWalletAccount *account = find_account (run, get_word (run, 0), error);

  if (account == NULL)
    return FALSE;
  if (run->n_words != 2)
    return fail_usage (error);
  sotto_wallet_rename_async (run->wallet, account, run->words[1], NULL, sotto_cli_ready_cb,
                             run->cli);
  if (!end_change (run, error))
    return FALSE;
  print_account (account);
  return TRUE;
}

static gboolean
check_confirmed (Run *run, GError **error)
{
  if (!run->cli->confirmed)
    g_set_error_literal (error, SOTTO_CLI_ERROR, SOTTO_CLI_ERROR_USAGE,
                         "This destroys what is only on this computer. Say --yes if you mean it");
  return run->cli->confirmed;
}

static gboolean
remove_account (Run *run, GError **error)
{
  SottoWalletAccount *account = find_account (run, get_word (run, 0), error);

  if (account == NULL || !check_confirmed (run, error))
    return FALSE;
  sotto_wallet_remove_async (run->wallet, account, NULL, sotto_cli_ready_cb, run->cli);
  return end_change (run, error);
}

static gboolean
forget_phrase (Run *run, GError **error)
{
  SottoWalletAccount *account = NULL;

  if (run->n_words > 0)
    {
      account = find_account (run, run->words[0], error);
      if (account == NULL)
        return FALSE;
    }
  if (!check_confirmed (run, error))
    return FALSE;
  sotto_wallet_forget_phrase_async (run->wallet, account, run->password, NULL, sotto_cli_ready_cb,
                                    run->cli);
  return end_change (run, error);
}

static gboolean
export_key (Run *run, SottoWalletAccount *account, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (SottoPrivateKey) key = NULL;
  g_autofree char *text = NULL;

  sotto_wallet_export_key_async (run->wallet, account, run->password, NULL, sotto_cli_ready_cb,
                                 run->cli);
  result = sotto_cli_wait (run->cli);
  key = sotto_wallet_export_key_finish (run->wallet, result, error);
  if (key == NULL)
    return FALSE;
  text = sotto_wallet_format_private_key (key);
  print_secret ("private_key", text);
  return TRUE;
}

static gboolean
export_phrase (Run *run, SottoWalletAccount *account, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (SottoMnemonic) phrase = NULL;
  g_autofree char *text = NULL;

  sotto_wallet_export_phrase_async (run->wallet, account, run->password, NULL, sotto_cli_ready_cb,
                                    run->cli);
  result = sotto_cli_wait (run->cli);
  phrase = sotto_wallet_export_phrase_finish (run->wallet, result, error);
  if (phrase == NULL)
    return FALSE;
  text = sotto_mnemonic_dup_phrase (phrase);
  print_secret ("phrase", text);
  return TRUE;
}

static gboolean
export_file (Run *run, SottoWalletAccount *account, GError **error)
{
  g_autofree char *password = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (JsonBuilder) object = NULL;
  g_autofree char *name = NULL;
  g_autofree char *json = NULL;

  password = sotto_cli_read_secret (run->cli->phrase_fd, "New password of the file: ", error);
  if (password == NULL)
    return FALSE;
  sotto_wallet_export_key_file_async (run->wallet, account, password, run->password, NULL,
                                      sotto_cli_ready_cb, run->cli);
  sotto_wipe_string (password);
  result = sotto_cli_wait (run->cli);
  json = sotto_wallet_export_key_file_finish (run->wallet, result, &name, error);
  if (json == NULL)
    return FALSE;
  object = sotto_cli_object (NULL);
  sotto_cli_add_text (object, "file_name", name);
  sotto_cli_add_text (object, "contents", json);
  sotto_cli_print (object);
  return TRUE;
}

static gboolean
export_account (Run *run, GError **error)
{
  const char *what = get_word (run, 0);
  SottoWalletAccount *account = find_account (run, get_word (run, 1), error);

  if (account == NULL)
    return FALSE;
  if (g_str_equal (what, "key"))
    return export_key (run, account, error);
  if (g_str_equal (what, "phrase"))
    return export_phrase (run, account, error);
  if (g_str_equal (what, "file"))
    return export_file (run, account, error);
  return fail_usage (error);
}

static gboolean
sign_message (Run *run, GError **error)
{
  SottoWalletAccount *account = find_account (run, get_word (run, 0), error);
  g_autofree char *text = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (JsonBuilder) object = NULL;
  g_autoptr (GBytes) message = NULL;
  guint8 signature[SOTTO_SIGNATURE_LENGTH];

  if (account == NULL)
    return FALSE;
  if (run->n_words != 2)
    return fail_usage (error);
  message = g_bytes_new (run->words[1], strlen (run->words[1]));
  sotto_wallet_sign_message_async (run->wallet, account, message, run->password, NULL,
                                   sotto_cli_ready_cb, run->cli);
  result = sotto_cli_wait (run->cli);
  if (!sotto_wallet_sign_finish (run->wallet, result, signature, error))
    return FALSE;
  text = sotto_wallet_format_signature (signature);
  object = sotto_cli_object (NULL);
  sotto_cli_add_text (object, "address", sotto_wallet_account_get_address (account));
  sotto_cli_add_text (object, "signature", text);
  sotto_cli_print (object);
  return TRUE;
}

/* Needs no account. */
static gboolean
verify_message (int n_words, char **words, GError **error)
{
  g_autoptr (GBytes) message = NULL;
  g_autoptr (JsonBuilder) object = NULL;
  gboolean matches = FALSE;

  if (n_words != 3)
    return fail_usage (error);
  message = g_bytes_new (words[2], strlen (words[2]));
  if (!sotto_wallet_verify_message (message, words[1], words[0], &matches, error))
    return FALSE;
  object = sotto_cli_object (NULL);
  sotto_cli_add_text (object, "address", words[0]);
  sotto_cli_add_bool (object, "matches", matches);
  sotto_cli_print (object);
  return TRUE;
}

/* The host of an endpoint; the rest of its URL may be a key. */
static void
add_endpoints (JsonBuilder *object, SottoWalletNetwork *network)
{
  const char *const *endpoints = sotto_wallet_network_get_endpoints (network);

  json_builder_set_member_name (object, "endpoints");
  json_builder_begin_array (object);
  for (guint i = 0; endpoints[i] != NULL; i++)
    {
      g_autoptr (GUri) uri = g_uri_parse (endpoints[i], G_URI_FLAGS_ENCODED, NULL);

      json_builder_add_string_value (object, uri != NULL ? g_uri_get_host (uri) : "");
    }
  json_builder_end_array (object);
}

static gboolean
list_networks (Run *run, GError **error)
{
  static const char *const consents[] = { "unasked", "no", "yes" };
  GListModel *networks = sotto_wallet_get_networks (run->wallet);

  for (guint i = 0; i < g_list_model_get_n_items (networks); i++)
    {
      g_autoptr (SottoWalletNetwork) network = g_list_model_get_item (networks, i);
      g_autoptr (JsonBuilder) object = sotto_cli_object (NULL);

      sotto_cli_add_int (object, "chain_id", (gint64) sotto_wallet_network_get_chain_id (network));
      sotto_cli_add_text (object, "name", sotto_wallet_network_get_name (network));
      sotto_cli_add_text (object, "symbol", sotto_wallet_network_get_symbol (network));
      sotto_cli_add_bool (object, "testnet", sotto_wallet_network_get_is_testnet (network));
      sotto_cli_add_bool (object, "enabled", sotto_wallet_network_get_enabled (network));
      sotto_cli_add_text (object, "consent", consents[sotto_wallet_network_get_consent (network)]);
      sotto_cli_add_text (object, "explorer", sotto_wallet_network_get_explorer (network));
      add_endpoints (object, network);
      sotto_cli_print (object);
    }
  return TRUE;
}

static gboolean
list_tokens (Run *run, GError **error)
{
  static const char *const states[] = { "shown", "hidden", "spam" };
  GListModel *tokens = sotto_wallet_get_tokens (run->wallet);

  for (guint i = 0; i < g_list_model_get_n_items (tokens); i++)
    {
      g_autoptr (SottoWalletToken) token = g_list_model_get_item (tokens, i);
      g_autoptr (JsonBuilder) object = sotto_cli_object (NULL);

      sotto_cli_add_int (object, "chain_id", (gint64) sotto_wallet_token_get_chain_id (token));
      sotto_cli_add_text (object, "address", sotto_wallet_token_get_address (token));
      sotto_cli_add_text (object, "symbol", sotto_wallet_token_get_symbol (token));
      sotto_cli_add_text (object, "name", sotto_wallet_token_get_name (token));
      sotto_cli_add_int (object, "decimals", sotto_wallet_token_get_decimals (token));
      sotto_cli_add_text (object, "state", states[sotto_wallet_token_get_state (token)]);
      sotto_cli_print (object);
    }
  return TRUE;
}

/* The session is opened, and not started: there is no network. */
static gboolean
open_wallet (Run *run, GError **error)
{
  SottoAccount *account = sotto_cli_find_account (run->cli, error);
  g_autoptr (GAsyncResult) result = NULL;

  if (account == NULL)
    return FALSE;
  run->password = sotto_cli_read_secret (run->cli->password_fd, "Password: ", error);
  if (run->password == NULL)
    return FALSE;
  sotto_account_unlock_async (account, run->password, NULL, sotto_cli_ready_cb, run->cli);
  result = sotto_cli_wait (run->cli);
  run->cli->session = sotto_account_unlock_finish (account, result, error);
  if (run->cli->session == NULL)
    return FALSE;
  run->wallet = sotto_session_get_wallet (run->cli->session);
  return TRUE;
}

gboolean
sotto_cli_wallet (SottoCli *cli, int n_words, char **words, GError **error)
{
  static const struct
  {
    const char *name;
    gboolean (*run) (Run *run, GError **error);
  } verbs[] = {
    { "accounts", list_accounts },    { "add", add_account },
    { "watch", watch_account },       { "import", import_account },
    { "rename", rename_account },     { "remove", remove_account },
    { "export", export_account },     { "forget-phrase", forget_phrase },
    { "sign-message", sign_message }, { "networks", list_networks },
    { "tokens", list_tokens },
  };
  Run run = { .cli = cli, .words = words + 1, .n_words = n_words - 1 };
  gboolean success;

  if (n_words > 0 && g_str_equal (words[0], "verify-message"))
    return verify_message (n_words - 1, words + 1, error);
  for (guint i = 0; n_words > 0 && i < G_N_ELEMENTS (verbs); i++)
    if (g_str_equal (words[0], verbs[i].name))
      {
        success = open_wallet (&run, error) && verbs[i].run (&run, error);
        if (run.password != NULL)
          sotto_wipe_string (run.password);
        g_free (run.password);
        return success;
      }
  return fail_usage (error);
}
