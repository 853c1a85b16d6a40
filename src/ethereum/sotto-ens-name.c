/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Names of the Ethereum Name Service: which are taken, and what they are hashed to. */

#include "sotto-ens-name.h"

#include <glib/gi18n.h>
#include <string.h>

#include "sotto-ethereum-error.h"
#include "sotto-hex.h"
#include "sotto-keccak.h"

static gboolean
is_letter_or_digit (char character)
{
  return g_ascii_islower (character) || g_ascii_isdigit (character);
}

/* ENSIP-15 for labels of ASCII: underscores only in front, and no hyphens at places 3 and 4, which
 * is where encoded labels have them. */
static gboolean
is_normal_label (const char *label)
{
  gsize length = strlen (label);
  const char *rest = label + strspn (label, "_");

  if (length == 0 || length > SOTTO_ENS_MAX_LABEL)
    return FALSE;
  if (length >= 4 && label[2] == '-' && label[3] == '-')
    return FALSE;
  for (; *rest != '\0'; rest++)
    if (!is_letter_or_digit (*rest) && *rest != '-')
      return FALSE;

  return TRUE;
}

char *
sotto_ens_name_normalize (const char *text, GError **error)
{
  g_autofree char *name = NULL;
  g_auto (GStrv) labels = NULL;

  if (*text == '\0' || strnlen (text, SOTTO_ENS_MAX_NAME + 1) > SOTTO_ENS_MAX_NAME ||
      strstr (text, "..") != NULL || text[0] == '.' || g_str_has_suffix (text, "."))
    {
      g_set_error_literal (error, SOTTO_ETHEREUM_ERROR, SOTTO_ETHEREUM_ERROR_MALFORMED,
                           _ ("This is not a name."));
      return NULL;
    }
  name = g_ascii_strdown (text, -1);
  labels = g_strsplit (name, ".", -1);
  for (guint i = 0; labels[i] != NULL; i++)
    if (!is_normal_label (labels[i]))
      {
        g_set_error_literal (error, SOTTO_ETHEREUM_ERROR, SOTTO_ETHEREUM_ERROR_UNSUPPORTED,
                             _ ("This name needs checks that this version does not have. Ask for "
                                "the address instead."));
        return NULL;
      }

  return g_steal_pointer (&name);
}

/* node (label.rest) = keccak256 (node (rest) || keccak256 (label)), from the end of the name. */
void
sotto_ens_name_hash (const char *name, SottoHash *node)
{
  gsize end = strlen (name);

  memset (node, 0, sizeof *node);
  if (end == 0)
    return;
  while (TRUE)
    {
      gsize start = end;
      SottoHash both[2];

      while (start > 0 && name[start - 1] != '.')
        start--;
      both[0] = *node;
      sotto_keccak256 (name + start, end - start, &both[1]);
      sotto_keccak256 (both, sizeof both, node);
      if (start == 0)
        return;
      end = start - 1;
    }
}

GBytes *
sotto_ens_name_to_dns (const char *name)
{
  g_autoptr (GByteArray) dns = g_byte_array_new ();
  g_auto (GStrv) labels = g_strsplit (name, ".", -1);

  for (guint i = 0; labels[i] != NULL; i++)
    {
      gsize length = strlen (labels[i]);
      guint8 byte = (guint8) length;

      if (length == 0 || length > G_MAXUINT8)
        return NULL;
      g_byte_array_append (dns, &byte, 1);
      g_byte_array_append (dns, (const guint8 *) labels[i], (guint) length);
    }
  g_byte_array_append (dns, (const guint8 *) "", 1);

  return g_byte_array_free_to_bytes (g_steal_pointer (&dns));
}

void
sotto_ens_reverse_hash (const guint8 address[SOTTO_ADDRESS_LENGTH], SottoHash *node)
{
  g_autofree char *hex = sotto_hex_encode (address, SOTTO_ADDRESS_LENGTH);
  g_autofree char *name = g_strconcat (hex, ".addr.reverse", NULL);

  sotto_ens_name_hash (name, node);
}
