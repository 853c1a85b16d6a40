/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-network-text.h"

#include <glib/gi18n.h>

/* Below this nobody has to know: envelopes tolerate more. */
#define CLOCK_UNREMARKABLE 5

char *
sotto_network_text_short (SottoTransportState *state, gboolean was_online)
{
  switch (sotto_transport_state_get_problem (state))
    {
    case SOTTO_TRANSPORT_PROBLEM_NO_NODES:
      return g_strdup (_ ("Nobody found yet"));
    case SOTTO_TRANSPORT_PROBLEM_UNREACHABLE:
      return g_strdup (was_online ? _ ("Reconnecting: nobody answers")
                                  : _ ("The nodes do not answer"));
    case SOTTO_TRANSPORT_PROBLEM_REFUSED:
      return g_strdup (was_online ? _ ("Reconnecting: the nodes refuse")
                                  : _ ("The nodes refuse the connection"));
    case SOTTO_TRANSPORT_PROBLEM_CLOCK:
      return g_strdup (_ ("The clock of this computer is wrong"));
    case SOTTO_TRANSPORT_PROBLEM_NO_NETWORK:
      return g_strdup (_ ("Offline: no network"));
    case SOTTO_TRANSPORT_PROBLEM_NONE:
      break;
    }
  if (sotto_transport_state_get_status (state) == SOTTO_TRANSPORT_STATUS_SEARCHING)
    return g_strdup (was_online ? _ ("Reconnecting…") : _ ("Connecting…"));
  if (sotto_transport_state_get_status (state) == SOTTO_TRANSPORT_STATUS_OFFLINE)
    return g_strdup (_ ("Offline"));
  return NULL;
}

char *
sotto_network_text_long (SottoTransportState *state)
{
  guint n_peers = sotto_transport_state_get_n_peers (state);

  switch (sotto_transport_state_get_problem (state))
    {
    case SOTTO_TRANSPORT_PROBLEM_NO_NODES:
      return g_strdup (
        _ ("No node is known, and nobody was found on this network. Add the address "
           "of a node, or ask a friend nearby to start Sotto. What you write is kept "
           "and sent as soon as somebody is there."));
    case SOTTO_TRANSPORT_PROBLEM_UNREACHABLE:
      return g_strdup (_ ("The nodes that you added do not answer. They may be switched off, or a "
                          "firewall may stand between. Sotto keeps trying."));
    case SOTTO_TRANSPORT_PROBLEM_REFUSED:
      return g_strdup (
        _ ("Nodes answer, but do not keep the connection: they have too many others, "
           "or speak another protocol. Sotto keeps trying."));
    case SOTTO_TRANSPORT_PROBLEM_CLOCK:
      return g_strdup (_ ("Messages live for seconds only, so your computer and the others have to "
                          "agree on the time. Set the clock, best automatically, or nothing will "
                          "arrive."));
    case SOTTO_TRANSPORT_PROBLEM_NO_NETWORK:
      return g_strdup (_ ("This computer has no network. What you write is kept and sent later."));
    case SOTTO_TRANSPORT_PROBLEM_NONE:
      break;
    }
  if (n_peers == 0)
    return g_strdup (_ ("Looking for others…"));
  if (!sotto_transport_state_get_has_relay (state))
    return g_strdup (
      _ ("Connected with people nearby, but with no relay: only they can be reached."));
  return g_strdup_printf (
    g_dngettext (NULL, "Connected with %u node.", "Connected with %u nodes.", n_peers), n_peers);
}

char *
sotto_network_text_clock (SottoTransportState *state)
{
  gint64 offset = sotto_transport_state_get_clock_offset (state);
  guint seconds = (guint) MIN (ABS (offset), G_MAXINT32);

  if (!sotto_transport_state_get_clock_offset_known (state))
    return g_strdup (_ ("Nothing to compare with yet"));
  if (seconds <= CLOCK_UNREMARKABLE)
    return g_strdup (_ ("Agrees with the others"));
  if (offset > 0)
    return g_strdup_printf (g_dngettext (NULL, "%u second ahead of the others",
                                         "%u seconds ahead of the others", seconds),
                            seconds);
  return g_strdup_printf (
    g_dngettext (NULL, "%u second behind the others", "%u seconds behind the others", seconds),
    seconds);
}

char *
sotto_network_text_role (SottoTransportPeer *peer)
{
  gboolean is_relay = sotto_transport_peer_get_role (peer) == SOTTO_TRANSPORT_PEER_ROLE_RELAY;
  gboolean is_nearby = sotto_transport_peer_get_nearby (peer);

  if (sotto_transport_peer_get_keeps_history (peer))
    {
      if (is_relay)
        return g_strdup (is_nearby ? _ ("Relay and mailserver nearby")
                                   : _ ("Relay and mailserver"));
      return g_strdup (is_nearby ? _ ("Mailserver nearby") : _ ("Mailserver"));
    }
  if (is_relay)
    return g_strdup (is_nearby ? _ ("Relay nearby") : _ ("Relay"));
  return g_strdup (is_nearby ? _ ("Person nearby") : _ ("Another person"));
}

char *
sotto_network_text_dialect (SottoTransportPeer *peer)
{
  /* Names of protocols are the same in all languages. */
  static const struct
  {
    const char *dialect;
    const char *name;
  } names[] = { { "shh/6", "Whisper 6" }, { "waku/0", "Waku 0" }, { "waku/1", "Waku 1" } };
  const char *dialect = sotto_transport_peer_get_dialect (peer);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (dialect, names[i].dialect) == 0)
      return g_strdup (names[i].name);
  return g_strdup (dialect);
}

char *
sotto_network_text_volume (guint64 received, guint64 sent)
{
  g_autofree char *in = g_format_size (received);
  g_autofree char *out = g_format_size (sent);

  /* Translators: two numbers of bytes, such as "1.3 MB". */
  return g_strdup_printf (_ ("%s received, %s sent"), in, out);
}
