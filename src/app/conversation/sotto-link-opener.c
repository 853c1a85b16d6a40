/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Links of messages lead out of the application only here. */

#include "sotto-link-opener.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "sotto-links.h"

static void
show (GtkWindow *parent, const char *url)
{
  gtk_show_uri (parent, url, GDK_CURRENT_TIME);
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, char *url)
{
  if (g_str_equal (response, "open"))
    show (gtk_window_get_transient_for (GTK_WINDOW (dialog)), url);
}

static void
free_url (gpointer url, GClosure *closure)
{
  g_free (url);
}

static void
ask (GtkWindow *parent, const char *url, const char *host)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, _ ("Open This Link?"), NULL);
  AdwMessageDialog *question = ADW_MESSAGE_DIALOG (dialog);
  g_autofree char *body = NULL;

  /* Translators: the placeholder is a host on the Internet. */
  body = g_strdup_printf (_ ("It may not lead where it seems to. It leads to:\n%s"), host);
  adw_message_dialog_set_body (question, body);
  adw_message_dialog_add_responses (question, "cancel", _ ("_Cancel"), "open", _ ("_Open Link"),
                                    NULL);
  adw_message_dialog_set_default_response (question, "cancel");
  adw_message_dialog_set_close_response (question, "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), g_strdup (url), free_url, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
sotto_link_opener_open (GtkWindow *parent, const char *url)
{
  g_autofree char *host = NULL;

  g_return_if_fail (url != NULL);

  host = sotto_links_dup_host (url);
  if (!host)
    return;
  if (sotto_links_is_plain (url))
    show (parent, url);
  else
    ask (parent, url, host);
}
