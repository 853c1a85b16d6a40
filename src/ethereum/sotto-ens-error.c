/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Why there is no answer for a name, from the errors of the universal resolver:
 *
 *   ResolverNotFound (bytes dnsName)                  nobody resolves it
 *   ResolverNotContract (bytes dnsName, address)      where the resolver should be, there is none
 *   UnsupportedResolverProfile (bytes4 selector)      the resolver does not know what was asked
 *   ResolverError (bytes error)                       it failed for a reason of its own
 *   ReverseAddressMismatch (string name, bytes)       the name leads elsewhere
 *   HttpError (uint16 status, string text)            a server outside of the chain failed
 */

#include "sotto-ens-error.h"

#include <glib/gi18n-lib.h>

#include "sotto-call-data.h"
#include "sotto-revert.h"

#define RESOLVER_ERROR "ResolverError(bytes)"

/* The formatter takes the hyphens of the domain's name for minus signs. */
/* clang-format off */
G_DEFINE_QUARK (sotto-ens-error-quark, sotto_ens_error)
/* clang-format on */

static const struct
{
  const char *signature;
  SottoEnsError code;
} reasons[] = {
  { "ResolverNotFound(bytes)", SOTTO_ENS_ERROR_NO_NAME },
  { "ResolverNotContract(bytes,address)", SOTTO_ENS_ERROR_BROKEN },
  { "UnsupportedResolverProfile(bytes4)", SOTTO_ENS_ERROR_NOT_SET },
  { "ReverseAddressMismatch(string,bytes)", SOTTO_ENS_ERROR_MISMATCH },
  { "HttpError(uint16,string)", SOTTO_ENS_ERROR_OUTSIDE_FAILED },
};

static const char *
describe (SottoEnsError code)
{
  switch (code)
    {
    case SOTTO_ENS_ERROR_NO_NAME:
      return _ ("There is no such name.");
    case SOTTO_ENS_ERROR_NOT_SET:
      return _ ("This name exists, but its owner did not set what was asked for.");
    case SOTTO_ENS_ERROR_BROKEN:
      return _ ("This name is set up in a way that does not work.");
    case SOTTO_ENS_ERROR_MISMATCH:
      return _ ("The name of this address belongs to another address.");
    case SOTTO_ENS_ERROR_OUTSIDE_OFF:
      return _ ("Only a server outside of the chain knows this name, and asking such servers is "
                "switched off.");
    case SOTTO_ENS_ERROR_OUTSIDE_FAILED:
      return _ ("The server outside of the chain that should know this name does not answer as it "
                "should.");
    }

  return NULL;
}

/* (transfer full) (nullable): what a resolver failed with, from what the universal one says. */
static GBytes *
take_inner_reason (GBytes *revert_data)
{
  g_autoptr (SottoAbiValue) value =
    sotto_call_data_decode (revert_data, "(bytes)", SOTTO_ABI_SELECTOR_LENGTH);

  return value != NULL
           ? g_bytes_ref (sotto_abi_value_get_bytes (sotto_abi_value_get_value (value, 0)))
           : NULL;
}

/* Public functions, in the header's order. */

void
sotto_ens_set_error (GError **error, SottoEnsError code)
{
  g_set_error_literal (error, SOTTO_ENS_ERROR, code, describe (code));
}

gboolean
sotto_ens_set_universal_error (GError **error, GBytes *revert_data)
{
  if (revert_data == NULL)
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (sotto_revert_is (revert_data, reasons[i].signature))
      {
        sotto_ens_set_error (error, reasons[i].code);
        return TRUE;
      }
  if (sotto_revert_is (revert_data, RESOLVER_ERROR))
    {
      g_autoptr (GBytes) inner = take_inner_reason (revert_data);

      sotto_ens_set_resolver_error (error, inner);
      return TRUE;
    }

  return FALSE;
}

void
sotto_ens_set_resolver_error (GError **error, GBytes *revert_data)
{
  g_autofree char *words = revert_data != NULL ? sotto_revert_describe (revert_data) : NULL;

  if (words == NULL || sotto_revert_get_kind (revert_data) == SOTTO_REVERT_SILENT)
    sotto_ens_set_error (error, SOTTO_ENS_ERROR_BROKEN);
  else
    g_set_error (error, SOTTO_ENS_ERROR, SOTTO_ENS_ERROR_BROKEN, "%s %s",
                 describe (SOTTO_ENS_ERROR_BROKEN), words);
}

gboolean
sotto_ens_error_is_lasting (const GError *error)
{
  return error->domain == SOTTO_ENS_ERROR && error->code != SOTTO_ENS_ERROR_OUTSIDE_OFF &&
         error->code != SOTTO_ENS_ERROR_OUTSIDE_FAILED;
}
