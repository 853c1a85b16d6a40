/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <locale.h>
#include <sys/prctl.h>

#include <glib/gi18n.h>

#include "sotto-application.h"

int
main (int argc, char **argv)
{
  const char *locale_folder = g_getenv ("SOTTO_LOCALEDIR");
  g_autoptr (SottoApplication) application = NULL;

#ifdef SOTTO_RELEASE
  /* Keys must not end up in a core dump, nor be read by another process of the user. */
  prctl (PR_SET_DUMPABLE, 0);
#endif
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, locale_folder != NULL ? locale_folder : SOTTO_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  application = sotto_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
