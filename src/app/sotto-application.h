/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * SottoApplication:
 *
 * The application: its command line, its one window, its style.
 */
#define SOTTO_TYPE_APPLICATION (sotto_application_get_type ())
G_DECLARE_FINAL_TYPE (SottoApplication, sotto_application, SOTTO, APPLICATION, AdwApplication)

SottoApplication *sotto_application_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
