/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From rows of the vault to the keys of accounts. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sotto-sql.h"
#include "sotto-wallet-private.h"

typedef struct
{
  gint64 kind;
  char *secret_name;
  gint64 path_index;
  guint8 address[SOTTO_ADDRESS_LENGTH];
} Origin;

static void
origin_clear (Origin *origin)
{
  g_free (origin->secret_name);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Origin, origin_clear)

static gboolean
load_origin (SottoConnection *connection, gint64 account, Origin *origin, GError **error)
{
  g_autoptr (SottoStatement) statement =
    sotto_sql_query (connection, error,
                     "SELECT s.kind, s.secret_name, a.path_index, a.address FROM wallet_accounts a"
                     " LEFT JOIN wallet_sources s ON s.id = a.source WHERE a.id = ?",
                     "i", account);
  gboolean has_row;

  if (statement == NULL || !sotto_statement_step (statement, &has_row, error))
    return FALSE;
  if (!has_row ||
      !sotto_statement_copy_blob (statement, 3, origin->address, sizeof origin->address))
    {
      g_set_error_literal (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_NOT_FOUND,
                           _ ("This account is not in the wallet any more."));
      return FALSE;
    }
  if (sotto_statement_is_null (statement, 0))
    {
      g_set_error_literal (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_NO_KEY,
                           _ ("This account is only watched: its key is not on this computer."));
      return FALSE;
    }
  origin->kind = sotto_statement_get_int (statement, 0);
  origin->secret_name = g_strdup (sotto_statement_get_text (statement, 1));
  origin->path_index = sotto_statement_get_int (statement, 2);
  return TRUE;
}

static SottoPrivateKey *
key_of_secret (const Origin *origin, SottoSecret *secret, GError **error)
{
  g_autoptr (SottoHdKey) root = NULL;
  g_autoptr (SottoHdKey) child = NULL;
  SottoPrivateKey *key = NULL;

  if (origin->kind == SOTTO_WALLET_ACCOUNT_KEY)
    {
      if (sotto_secret_get_length (secret) == SOTTO_KEY_LENGTH)
        {
          key = sotto_private_key_new (sotto_secret_borrow (secret), NULL);
          sotto_secret_release (secret);
        }
      if (key == NULL)
        g_set_error_literal (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_DAMAGED,
                             _ ("The key of this account is damaged."));
      return key;
    }
  root = sotto_wallet_parse_root (secret, error);
  if (root == NULL)
    return NULL;
  child = sotto_hd_key_derive_child (root, (guint32) origin->path_index, error);
  return child != NULL ? sotto_private_key_ref (sotto_hd_key_get_private_key (child)) : NULL;
}

/* For the rest of the layer. */

SottoHdKey *
sotto_wallet_parse_root (SottoSecret *root, GError **error)
{
  gsize length = sotto_secret_get_length (root);
  char *text = g_strndup ((const char *) sotto_secret_borrow (root), length);
  SottoHdKey *key = sotto_hd_key_new_from_xprv (text, NULL);

  sotto_secret_release (root);
  sotto_wipe (text, length);
  g_free (text);
  if (key == NULL)
    g_set_error_literal (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_DAMAGED,
                         _ ("The key that accounts come from is damaged. Import the phrase."));
  return key;
}

SottoSecret *
sotto_wallet_format_root (SottoHdKey *key)
{
  char *text = sotto_hd_key_to_xprv (key);
  SottoSecret *secret = sotto_secret_new ((const guint8 *) text, strlen (text));

  sotto_wipe_string (text);
  g_free (text);
  return secret;
}

gboolean
sotto_wallet_derive_address (SottoHdKey *root,
                             guint32 index,
                             guint8 address[SOTTO_ADDRESS_LENGTH],
                             GError **error)
{
  g_autoptr (SottoHdKey) child = sotto_hd_key_derive_child (root, index, error);

  if (child == NULL)
    return FALSE;
  sotto_public_key_get_address (sotto_private_key_get_public (sotto_hd_key_get_private_key (child)),
                                address);
  return TRUE;
}

SottoPrivateKey *
sotto_wallet_open_account_key (SottoConnection *connection,
                               const SottoWalletAct *act,
                               gint64 account,
                               GError **error)
{
  g_auto (Origin) origin = { 0 };
  g_autoptr (SottoSecret) secret = NULL;
  g_autoptr (SottoPrivateKey) key = NULL;
  guint8 address[SOTTO_ADDRESS_LENGTH];

  if (!load_origin (connection, account, &origin, error))
    return NULL;
  secret =
    sotto_wallet_vault_get (act->vault, connection, act->vault_key, origin.secret_name, error);
  if (secret == NULL)
    return NULL;
  key = key_of_secret (&origin, secret, error);
  if (key == NULL)
    return NULL;
  sotto_public_key_get_address (sotto_private_key_get_public (key), address);
  if (memcmp (address, origin.address, sizeof address) != 0)
    {
      g_set_error_literal (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_DAMAGED,
                           _ ("The key that is stored for this account is of another address."));
      return NULL;
    }
  return g_steal_pointer (&key);
}
