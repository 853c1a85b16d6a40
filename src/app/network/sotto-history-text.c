/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-history-text.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "sotto-time-text.h"

#define MS 1000

char *
sotto_history_text_progress (SottoHistorySync *sync, gint64 now_ms)
{
  int percent = (int) floor (100 * sotto_history_sync_get_fraction (sync));
  gint64 until = sotto_history_sync_get_complete_until (sync);
  g_autofree char *since = NULL;

  if (until <= 0)
    /* Translators: how much has come, in percent. */
    return g_strdup_printf (_ ("Fetching messages: %d %%"), percent);
  since = sotto_time_text_since (until * MS, now_ms);
  /* Translators: a day or a time, and how much has come, in percent. */
  return g_strdup_printf (_ ("Fetching messages since %s: %d %%"), since, percent);
}

char *
sotto_history_text_state (SottoHistorySync *sync, gint64 now_ms)
{
  gint64 until = sotto_history_sync_get_complete_until (sync);
  const char *problem = sotto_history_sync_get_problem (sync);
  g_autofree char *since = until > 0 ? sotto_time_text_since (until * MS, now_ms) : NULL;

  switch (sotto_history_sync_get_status (sync))
    {
    case SOTTO_HISTORY_STATUS_FETCHING:
      return sotto_history_text_progress (sync, now_ms);
    case SOTTO_HISTORY_STATUS_COMPLETE:
      return g_strdup (_ ("All that the mailservers have is here."));
    case SOTTO_HISTORY_STATUS_WAITING:
      return g_strdup (problem != NULL ? problem : _ ("Sotto asks again soon."));
    case SOTTO_HISTORY_STATUS_UNAVAILABLE:
      break;
    }
  if (since == NULL)
    return g_strdup (_ ("No mailserver is connected: what is sent while you are away is missed."));
  /* Translators: a day or a time. */
  return g_strdup_printf (_ ("No mailserver is connected. What was sent since %s may be missing."),
                          since);
}

char *
sotto_history_text_store_name (const char *address)
{
  const char *at = strchr (address, '@');
  const char *name = at != NULL ? at + 1 : address;

  return g_strndup (name, strcspn (name, "?"));
}

static const char *
describe_status (SottoTransportStore *store)
{
  switch (sotto_transport_store_get_status (store))
    {
    case SOTTO_TRANSPORT_STORE_STATUS_OFFLINE:
      return _ ("Not connected");
    case SOTTO_TRANSPORT_STORE_STATUS_ASKED:
      return _ ("Being asked now");
    case SOTTO_TRANSPORT_STORE_STATUS_RESTING:
      return _ ("Left alone for a while");
    case SOTTO_TRANSPORT_STORE_STATUS_READY:
      break;
    }
  return sotto_transport_store_get_chosen (store) ? _ ("In use") : _ ("Ready");
}

static const char *
describe_failure (SottoTransportStore *store)
{
  switch (sotto_transport_store_get_failure (store))
    {
    case SOTTO_TRANSPORT_STORE_FAILURE_SILENT:
      return _ ("it did not answer in time");
    case SOTTO_TRANSPORT_STORE_FAILURE_REFUSED:
      return _ ("it refused to answer");
    case SOTTO_TRANSPORT_STORE_FAILURE_LIED:
      return _ ("it answered something else than was asked");
    case SOTTO_TRANSPORT_STORE_FAILURE_NONE:
      break;
    }
  return NULL;
}

static void
append (GString *text, char *part)
{
  if (text->len > 0)
    g_string_append (text, " · ");
  g_string_append (text, part);
  g_free (part);
}

char *
sotto_history_text_store (SottoTransportStore *store, gint64 now_ms)
{
  GString *text = g_string_new (describe_status (store));
  guint latency = sotto_transport_store_get_latency (store);
  gint64 answered_at = sotto_transport_store_get_answered_at (store);
  guint n_failures = sotto_transport_store_get_n_failures (store);
  const char *failure = describe_failure (store);
  g_autofree char *when = sotto_time_text_since (answered_at * MS, now_ms);

  if (sotto_transport_store_get_pinned (store))
    append (text, g_strdup (_ ("the only one that is asked")));
  if (latency > 0)
    /* Translators: how long a mailserver takes to answer, in milliseconds. */
    append (text, g_strdup_printf (_ ("answers in %u ms"), latency));
  if (answered_at > 0)
    /* Translators: a time or a day. */
    append (text, g_strdup_printf (_ ("last answer: %s"), when));
  if (failure != NULL)
    append (text, g_strdup (failure));
  if (n_failures > 1)
    append (text, g_strdup_printf (ngettext ("failed %u time", "failed %u times", n_failures),
                                   n_failures));
  return g_string_free (text, FALSE);
}
