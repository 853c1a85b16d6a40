/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-secret-clipboard.h"

#include <gio/gio.h>
#include <string.h>

#include "sotto-secret.h"

/**
 * Copied:
 * @content: what was put into @clipboard: another one there is somebody else's
 *
 * Lives until the time is over or the program ends, longer than the window that was copied from.
 */
typedef struct
{
  GdkClipboard *clipboard;
  GdkContentProvider *content;
  SottoClock *clock;
  guint timer;
  GApplication *application; /* nullable */
  gulong shutdown_handler;
} Copied;

static void
end (Copied *copied)
{
  if (gdk_clipboard_get_content (copied->clipboard) == copied->content)
    gdk_clipboard_set_content (copied->clipboard, NULL);
  sotto_clock_clear_timer (copied->clock, &copied->timer);
  if (copied->application != NULL)
    g_signal_handler_disconnect (copied->application, copied->shutdown_handler);
  g_clear_object (&copied->application);
  g_object_unref (copied->clipboard);
  g_object_unref (copied->content);
  g_object_unref (copied->clock);
  g_free (copied);
}

static gboolean
timeout_cb (gpointer user_data)
{
  Copied *copied = user_data;

  copied->timer = 0;
  end (copied);
  return G_SOURCE_REMOVE;
}

/* Before the toolkit gives what is in the clipboard to whoever keeps it for later. */
static void
shutdown_cb (GApplication *application, gpointer user_data)
{
  end (user_data);
}

static void
wipe_cb (gpointer text)
{
  sotto_wipe_string (text);
  g_free (text);
}

static GdkContentProvider *
create_content (const char *secret)
{
  g_autoptr (GBytes) text =
    g_bytes_new_with_free_func (secret, strlen (secret), wipe_cb, (gpointer) secret);
  g_autoptr (GBytes) hint = g_bytes_new_static ("secret", strlen ("secret"));
  GdkContentProvider *providers[] = {
    gdk_content_provider_new_for_bytes ("text/plain;charset=utf-8", text),
    gdk_content_provider_new_for_bytes ("x-kde-passwordManagerHint", hint),
  };

  return gdk_content_provider_new_union (providers, G_N_ELEMENTS (providers));
}

void
sotto_secret_clipboard_copy (GdkClipboard *clipboard, SottoClock *clock, const char *secret)
{
  Copied *copied;

  g_return_if_fail (GDK_IS_CLIPBOARD (clipboard) && SOTTO_IS_CLOCK (clock) && secret != NULL);

  copied = g_new0 (Copied, 1);
  copied->clipboard = g_object_ref (clipboard);
  copied->content = create_content (g_strdup (secret));
  copied->clock = g_object_ref (clock);
  copied->application = g_application_get_default ();
  if (copied->application != NULL)
    {
      g_object_ref (copied->application);
      copied->shutdown_handler =
        g_signal_connect (copied->application, "shutdown", G_CALLBACK (shutdown_cb), copied);
    }
  copied->timer =
    sotto_clock_add_timer (clock, SOTTO_SECRET_CLIPBOARD_SECONDS * 1000, timeout_cb, copied);
  gdk_clipboard_set_content (clipboard, copied->content);
}
