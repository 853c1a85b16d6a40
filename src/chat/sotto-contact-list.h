/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sotto-contact.h"

G_BEGIN_DECLS

/**
 * SottoContactList:
 *
 * People whom we added, who asked us, or whom we blocked or nicknamed: a #GListModel of
 * #SottoContact sorted by name.
 */
#define SOTTO_TYPE_CONTACT_LIST (sotto_contact_list_get_type ())
G_DECLARE_FINAL_TYPE (SottoContactList, sotto_contact_list, SOTTO, CONTACT_LIST, GObject)

G_END_DECLS
