/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * SottoAddressList:
 *
 * Addresses that a person wrote, each with a button that removes it, and a line for one more with
 * what is wrong with it.
 *
 * Properties, construct only: `label` (s: what they are), `entry-title`, `remove-label` (s).
 *
 * Signals: `add` (s): one was written; sotto_address_list_added () is to be called then. `remove`
 * (s).
 */
#define SOTTO_TYPE_ADDRESS_LIST (sotto_address_list_get_type ())
G_DECLARE_FINAL_TYPE (SottoAddressList, sotto_address_list, SOTTO, ADDRESS_LIST, AdwBin)

/* (array zero-terminated=1): replaces all that are shown. */
void sotto_address_list_set_addresses (SottoAddressList *self, char **addresses);

/* (nullable): what is wrong with what was written; NULL when it was taken. */
void sotto_address_list_added (SottoAddressList *self, const GError *error);

G_END_DECLS
