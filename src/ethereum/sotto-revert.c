/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Why a call of a contract failed:
 *
 *   nothing                        no reason
 *   Error(string)                  a text
 *   Panic(uint256)                 a rule of the language, by number
 *   any other selector             an error of the contract's own
 */

#include "sotto-revert.h"

#include <glib/gi18n.h>
#include <string.h>

#include "sotto-call-data.h"
#include "sotto-hex.h"
#include "sotto-text.h"

#define TEXT_SIGNATURE "Error(string)"
#define PANIC_SIGNATURE "Panic(uint256)"

/* (transfer none): for the numbers that Solidity has. */
static const char *
get_panic_text (guint64 code)
{
  switch (code)
    {
    case 0x01:
      return _ ("The contract failed a check of its own.");
    case 0x11:
      return _ ("The contract came to a number that is too large or below zero.");
    case 0x12:
      return _ ("The contract divided by zero.");
    case 0x31:
      return _ ("The contract took from an empty list.");
    case 0x32:
      return _ ("The contract looked behind the end of a list.");
    case 0x41:
      return _ ("The contract ran out of memory.");
    default:
      return _ ("The contract made a mistake.");
    }
}

static guint64
get_panic_code (GBytes *data)
{
  g_autoptr (SottoAbiValue) value =
    sotto_call_data_decode (data, "(uint256)", SOTTO_ABI_SELECTOR_LENGTH);
  SottoU256 number;
  guint64 code = 0;

  if (value == NULL)
    return 0;
  number = sotto_abi_value_get_u256 (sotto_abi_value_get_value (value, 0));

  return sotto_u256_to_u64 (&number, &code) ? code : 0;
}

/* Public functions, in the header's order. */

SottoRevertKind
sotto_revert_get_kind (GBytes *data)
{
  g_autofree char *text = NULL;

  if (g_bytes_get_size (data) < SOTTO_ABI_SELECTOR_LENGTH)
    return SOTTO_REVERT_SILENT;
  if (sotto_revert_is (data, PANIC_SIGNATURE))
    return SOTTO_REVERT_PANIC;
  if (!sotto_revert_is (data, TEXT_SIGNATURE))
    return SOTTO_REVERT_OTHER;
  text = sotto_revert_dup_text (data);

  return text != NULL ? SOTTO_REVERT_TEXT : SOTTO_REVERT_SILENT;
}

char *
sotto_revert_dup_text (GBytes *data)
{
  g_autoptr (SottoAbiValue) value = NULL;
  g_autofree char *text = NULL;
  g_autofree char *safe = NULL;

  if (!sotto_revert_is (data, TEXT_SIGNATURE))
    return NULL;
  value = sotto_call_data_decode (data, "(string)", SOTTO_ABI_SELECTOR_LENGTH);
  if (value == NULL)
    return NULL;
  text = sotto_abi_value_dup_text (sotto_abi_value_get_value (value, 0));
  if (text == NULL)
    return NULL;
  safe = sotto_text_sanitise_name (text, SOTTO_REVERT_MAX_TEXT);

  return *safe != '\0' ? g_steal_pointer (&safe) : NULL;
}

char *
sotto_revert_describe (GBytes *data)
{
  g_autofree char *text = sotto_revert_dup_text (data);
  g_autofree char *selector = NULL;

  switch (sotto_revert_get_kind (data))
    {
    case SOTTO_REVERT_SILENT:
      return g_strdup (_ ("The contract refuses this without giving a reason."));
    case SOTTO_REVERT_TEXT:
      return g_strdup_printf (_ ("The contract refuses this and says: “%s”"), text);
    case SOTTO_REVERT_PANIC:
      return g_strdup (get_panic_text (get_panic_code (data)));
    case SOTTO_REVERT_OTHER:
      selector = sotto_hex_encode (g_bytes_get_data (data, NULL), SOTTO_ABI_SELECTOR_LENGTH);
      return g_strdup_printf (_ ("The contract refuses this with its own error 0x%s."), selector);
    }

  return NULL;
}

gboolean
sotto_revert_is (GBytes *data, const char *signature)
{
  guint8 selector[SOTTO_ABI_SELECTOR_LENGTH];

  sotto_abi_selector (signature, selector);

  return g_bytes_get_size (data) >= sizeof selector &&
         memcmp (g_bytes_get_data (data, NULL), selector, sizeof selector) == 0;
}
