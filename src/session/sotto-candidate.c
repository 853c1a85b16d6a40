/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An identity before it is an account: what a recovery phrase leads to (accounts.md, section 2:
 * the chat key at m/43'/60'/1581'/0'/0, the wallet's root at m/44'/60'/0'/0). The master key is not
 * kept. */

#include "sotto-candidate-private.h"

#include <string.h>

#include "sotto-name-generator.h"

struct _SottoCandidate
{
  GObject parent_instance;

  SottoPrivateKey *identity;
  SottoSecret *phrase;
  SottoSecret *wallet_root;
  char *name;
  gboolean recovered;
};

G_DEFINE_FINAL_TYPE (SottoCandidate, sotto_candidate, G_TYPE_OBJECT)

/* Takes @text, a string that g_free () frees. */
static SottoSecret *
secret_from_text (char *text)
{
  SottoSecret *secret = sotto_secret_new ((const guint8 *) text, strlen (text));

  sotto_wipe_string (text);
  g_free (text);
  return secret;
}

static gboolean
derive (SottoCandidate *self, SottoHdKey *master, GError **error)
{
  g_autoptr (SottoHdKey) chat = NULL;
  g_autoptr (SottoHdKey) wallet = NULL;

  chat = sotto_hd_key_derive_path (master, SOTTO_HD_PATH_CHAT, error);
  if (chat == NULL)
    return FALSE;
  wallet = sotto_hd_key_derive_path (master, SOTTO_HD_PATH_WALLET_ROOT, error);
  if (wallet == NULL)
    return FALSE;
  self->identity = sotto_private_key_ref (sotto_hd_key_get_private_key (chat));
  self->wallet_root = secret_from_text (sotto_hd_key_to_xprv (wallet));
  self->name = sotto_name_generate (sotto_private_key_get_public (self->identity));
  return TRUE;
}

static void
sotto_candidate_finalize (GObject *object)
{
  SottoCandidate *self = SOTTO_CANDIDATE (object);

  g_clear_pointer (&self->identity, sotto_private_key_unref);
  g_clear_pointer (&self->phrase, sotto_secret_unref);
  g_clear_pointer (&self->wallet_root, sotto_secret_unref);
  g_free (self->name);
  G_OBJECT_CLASS (sotto_candidate_parent_class)->finalize (object);
}

static void
sotto_candidate_class_init (SottoCandidateClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sotto_candidate_finalize;
}

static void
sotto_candidate_init (SottoCandidate *self)
{
}

/* Private to the folder, in the header's order. */

SottoCandidate *
sotto_candidate_new (SottoMnemonic *mnemonic,
                     const char *passphrase,
                     gboolean recovered,
                     GError **error)
{
  g_autoptr (SottoCandidate) self = g_object_new (SOTTO_TYPE_CANDIDATE, NULL);
  g_autoptr (SottoSecret) seed = sotto_mnemonic_derive_seed (mnemonic, passphrase);
  g_autoptr (SottoHdKey) master = sotto_hd_key_new_from_seed (seed, error);

  if (master == NULL || !derive (self, master, error))
    return NULL;
  self->phrase = secret_from_text (sotto_mnemonic_dup_phrase (mnemonic));
  self->recovered = recovered;
  return g_steal_pointer (&self);
}

SottoPrivateKey *
sotto_candidate_get_identity (SottoCandidate *self)
{
  return self->identity;
}

SottoSecret *
sotto_candidate_get_phrase (SottoCandidate *self)
{
  return self->phrase;
}

SottoSecret *
sotto_candidate_get_wallet_root (SottoCandidate *self)
{
  return self->wallet_root;
}

gboolean
sotto_candidate_is_recovered (SottoCandidate *self)
{
  return self->recovered;
}

/* Public, in the header's order. */

/**
 * sotto_candidate_get_name:
 * @self: a candidate
 *
 * Returns: (transfer none): the three-word name
 */
const char *
sotto_candidate_get_name (SottoCandidate *self)
{
  g_return_val_if_fail (SOTTO_IS_CANDIDATE (self), NULL);

  return self->name;
}

/**
 * sotto_candidate_get_key:
 * @self: a candidate
 *
 * Returns: (transfer none): the public chat key
 */
const SottoPublicKey *
sotto_candidate_get_key (SottoCandidate *self)
{
  g_return_val_if_fail (SOTTO_IS_CANDIDATE (self), NULL);

  return sotto_private_key_get_public (self->identity);
}
