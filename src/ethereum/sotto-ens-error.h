/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SOTTO_ENS_ERROR (sotto_ens_error_quark ())

/**
 * SottoEnsError:
 * @SOTTO_ENS_ERROR_NO_NAME: nobody says where the name leads
 * @SOTTO_ENS_ERROR_NOT_SET: the name is there, and leads nowhere for what was asked; the zero
 * address too
 * @SOTTO_ENS_ERROR_BROKEN: who should say where it leads cannot
 * @SOTTO_ENS_ERROR_MISMATCH: an address has a name that leads to another address, or nowhere
 * @SOTTO_ENS_ERROR_OUTSIDE_OFF: only a server outside of the chain knows, and none may be asked
 * @SOTTO_ENS_ERROR_OUTSIDE_FAILED: that server does not say, or may not be asked by anybody
 *
 * Why there is no answer for a name. Messages are for people.
 */
typedef enum
{
  SOTTO_ENS_ERROR_NO_NAME,
  SOTTO_ENS_ERROR_NOT_SET,
  SOTTO_ENS_ERROR_BROKEN,
  SOTTO_ENS_ERROR_MISMATCH,
  SOTTO_ENS_ERROR_OUTSIDE_OFF,
  SOTTO_ENS_ERROR_OUTSIDE_FAILED,
} SottoEnsError;

GQuark sotto_ens_error_quark (void);

/* Sets one with its usual words. */
void sotto_ens_set_error (GError **error, SottoEnsError code);

/**
 * sotto_ens_set_universal_error:
 * @error: return location for a #SottoEnsError
 * @revert_data: (nullable): what the universal resolver failed with
 *
 * Returns: FALSE, without an error, if it is none of the reasons that it has
 */
gboolean sotto_ens_set_universal_error (GError **error,
                                        GBytes *revert_data) G_GNUC_WARN_UNUSED_RESULT;

/* The same for a resolver, whose reasons are its own. */
void sotto_ens_set_resolver_error (GError **error, GBytes *revert_data);

/* Whether it will be the same a while later, unless somebody changes the name. */
gboolean sotto_ens_error_is_lasting (const GError *error);

G_END_DECLS
