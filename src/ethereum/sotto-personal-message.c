/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Messages that are signed with an account (EIP-191). The prefix keeps a message from being a
 * transaction.
 */

#include "sotto-personal-message.h"

#include <glib/gi18n.h>
#include <string.h>

#include "sotto-ethereum-error.h"
#include "sotto-keccak.h"

/* What is added to the parity in signatures of messages. */
#define V_OFFSET 27

void
sotto_personal_message_hash (gconstpointer message, gsize length, SottoHash *hash)
{
  g_autofree char *prefix = g_strdup_printf ("\x19"
                                             "Ethereum Signed Message:\n%" G_GSIZE_FORMAT,
                                             length);
  SottoKeccak keccak;

  sotto_keccak_init (&keccak);
  sotto_keccak_update (&keccak, prefix, strlen (prefix));
  sotto_keccak_update (&keccak, message, length);
  sotto_keccak_sum (&keccak, hash);
}

gboolean
sotto_personal_message_sign (gconstpointer message,
                             gsize length,
                             SottoPrivateKey *key,
                             guint8 signature[SOTTO_SIGNATURE_LENGTH],
                             GError **error)
{
  SottoHash hash;

  sotto_personal_message_hash (message, length, &hash);
  if (!sotto_private_key_sign (key, &hash, signature, error))
    return FALSE;
  signature[64] += V_OFFSET;

  return TRUE;
}

gboolean
sotto_personal_message_recover (gconstpointer message,
                                gsize length,
                                const guint8 signature[SOTTO_SIGNATURE_LENGTH],
                                guint8 signer[SOTTO_ADDRESS_LENGTH],
                                GError **error)
{
  guint8 plain[SOTTO_SIGNATURE_LENGTH];
  SottoPublicKey key;
  SottoHash hash;

  memcpy (plain, signature, sizeof plain);
  if (plain[64] >= V_OFFSET)
    plain[64] -= V_OFFSET;
  sotto_personal_message_hash (message, length, &hash);
  if (plain[64] > 1 || !sotto_recover (plain, &hash, &key, NULL))
    {
      g_set_error_literal (error, SOTTO_ETHEREUM_ERROR, SOTTO_ETHEREUM_ERROR_SIGNATURE,
                           _ ("This is not a signature of this message."));
      return FALSE;
    }
  sotto_public_key_get_address (&key, signer);

  return TRUE;
}
