/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-test-fault-proxy.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PIECE (16 * 1024)
#define MAX_WAITING (64 * 1024)
#define MAX_DRIP 64
#define DRIP_MS 2
#define TURN_MS 5

typedef struct
{
  gint64 due_us;
  gsize offset;
  GBytes *bytes;
} Piece;

/* One direction of a connection. */
typedef struct
{
  int from;
  int to;
  GQueue pieces; /* of Piece */
  gsize waiting;
  gboolean at_end;
  gboolean drips;
} Way;

typedef struct
{
  guint16 port;
  guint16 target;
  int listener;
  gboolean is_open;
  gboolean is_stalled;
  SottoTestFaults faults;
} Link;

typedef struct
{
  Link *link;
  Way ways[2];
  gboolean is_cut;
} Pair;

struct _SottoTestFaultProxy
{
  GMutex mutex;
  GThread *thread;
  gboolean stops;
  GRand *random;
  GPtrArray *links;
  GPtrArray *pairs;
};

static gboolean
happens (SottoTestFaultProxy *proxy, guint permille)
{
  return permille > 0 && (guint) g_rand_int_range (proxy->random, 0, 1000) < permille;
}

static gint64
up_to (SottoTestFaultProxy *proxy, guint ms)
{
  return ms > 0 ? (gint64) g_rand_int_range (proxy->random, 0, (gint32) ms) * 1000 : 0;
}

static void
piece_free (gpointer data)
{
  Piece *piece = data;

  g_bytes_unref (piece->bytes);
  g_free (piece);
}

static void
pair_free (gpointer data)
{
  Pair *pair = data;

  for (guint i = 0; i < G_N_ELEMENTS (pair->ways); i++)
    g_queue_clear_full (&pair->ways[i].pieces, piece_free);
  close (pair->ways[0].from);
  close (pair->ways[0].to);
  g_free (pair);
}

static void
link_free (gpointer data)
{
  Link *link = data;

  close (link->listener);
  g_free (link);
}

static struct sockaddr_in
loopback (guint16 port)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (port) };

  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);

  return address;
}

static void
set_non_blocking (int fd)
{
  g_assert_cmpint (fcntl (fd, F_SETFL, O_NONBLOCK), ==, 0);
}

static void
accept_one (SottoTestFaultProxy *proxy, Link *link)
{
  struct sockaddr_in address = loopback (link->target);
  int caller = accept4 (link->listener, NULL, NULL, SOCK_CLOEXEC);
  int callee = -1;
  Pair *pair;

  if (caller < 0)
    return;
  if (link->is_open && link->target != 0)
    callee = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (callee < 0 || connect (callee, (struct sockaddr *) &address, sizeof address) != 0)
    {
      if (callee >= 0)
        close (callee);
      close (caller);
      return;
    }

  set_non_blocking (caller);
  set_non_blocking (callee);
  pair = g_new0 (Pair, 1);
  pair->link = link;
  pair->ways[0].from = pair->ways[1].to = caller;
  pair->ways[0].to = pair->ways[1].from = callee;
  g_ptr_array_add (proxy->pairs, pair);
}

static void
read_piece (SottoTestFaultProxy *proxy, Pair *pair, Way *way, gint64 now)
{
  const SottoTestFaults *faults = &pair->link->faults;
  Piece *last = g_queue_peek_tail (&way->pieces);
  guint8 buffer[PIECE];
  gssize length;
  Piece *piece;

  if (way->at_end || way->waiting >= MAX_WAITING)
    return;
  length = read (way->from, buffer, sizeof buffer);
  if (length < 0 && errno == EAGAIN)
    return;
  if (length < 0 || happens (proxy, faults->cut_permille))
    {
      pair->is_cut = TRUE;
      return;
    }
  if (length == 0)
    {
      way->at_end = TRUE;
      return;
    }

  piece = g_new0 (Piece, 1);
  piece->bytes = g_bytes_new (buffer, (gsize) length);
  piece->due_us = now + (gint64) faults->delay_ms * 1000 + up_to (proxy, faults->jitter_ms);
  if (happens (proxy, faults->stall_permille))
    piece->due_us += up_to (proxy, faults->stall_ms);
  if (last != NULL)
    piece->due_us = MAX (piece->due_us, last->due_us);
  way->drips |= happens (proxy, faults->drip_permille);
  way->waiting += (gsize) length;
  g_queue_push_tail (&way->pieces, piece);
}

static void
write_pieces (SottoTestFaultProxy *proxy, Pair *pair, Way *way, gint64 now)
{
  Piece *piece;

  while ((piece = g_queue_peek_head (&way->pieces)) != NULL && piece->due_us <= now)
    {
      gsize length;
      const guint8 *data = g_bytes_get_data (piece->bytes, &length);
      gsize drip = (gsize) g_rand_int_range (proxy->random, 1, MAX_DRIP);
      gsize most = length - piece->offset;
      gssize written;

      if (way->drips)
        most = MIN (most, drip);
      written = send (way->to, data + piece->offset, most, MSG_NOSIGNAL);
      if (written < 0)
        {
          pair->is_cut |= errno != EAGAIN;
          return;
        }
      piece->offset += (gsize) written;
      way->waiting -= (gsize) written;
      piece->due_us = now + (way->drips ? DRIP_MS * 1000 : 0);
      if (piece->offset == length)
        {
          piece_free (g_queue_pop_head (&way->pieces));
          way->drips = FALSE;
        }
    }

  if (way->at_end && piece == NULL)
    shutdown (way->to, SHUT_WR);
}

static void
carry (SottoTestFaultProxy *proxy, Pair *pair, gint64 now)
{
  if (!pair->link->is_open)
    pair->is_cut = TRUE;
  if (pair->link->is_stalled)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (pair->ways) && !pair->is_cut; i++)
    {
      read_piece (proxy, pair, &pair->ways[i], now);
      write_pieces (proxy, pair, &pair->ways[i], now);
    }
  pair->is_cut |= pair->ways[0].at_end && pair->ways[1].at_end &&
                  g_queue_is_empty (&pair->ways[0].pieces) &&
                  g_queue_is_empty (&pair->ways[1].pieces);
}

static void
turn (SottoTestFaultProxy *proxy)
{
  gint64 now = g_get_monotonic_time ();

  for (guint i = 0; i < proxy->links->len; i++)
    accept_one (proxy, proxy->links->pdata[i]);
  for (guint i = proxy->pairs->len; i > 0; i--)
    {
      Pair *pair = proxy->pairs->pdata[i - 1];

      carry (proxy, pair, now);
      if (pair->is_cut)
        g_ptr_array_remove_index_fast (proxy->pairs, i - 1);
    }
}

static gpointer
run_thread (gpointer data)
{
  SottoTestFaultProxy *proxy = data;
  gboolean stops = FALSE;

  while (!stops)
    {
      g_mutex_lock (&proxy->mutex);
      turn (proxy);
      stops = proxy->stops;
      g_mutex_unlock (&proxy->mutex);
      poll (NULL, 0, TURN_MS);
    }

  return NULL;
}

/* To be called with the mutex held. */
static Link *
find_link (SottoTestFaultProxy *proxy, guint16 port)
{
  for (guint i = 0; i < proxy->links->len; i++)
    if (((Link *) proxy->links->pdata[i])->port == port)
      return proxy->links->pdata[i];

  g_assert_not_reached ();
}

SottoTestFaultProxy *
sotto_test_fault_proxy_new (guint32 seed)
{
  SottoTestFaultProxy *proxy = g_new0 (SottoTestFaultProxy, 1);

  g_mutex_init (&proxy->mutex);
  proxy->random = g_rand_new_with_seed (seed);
  proxy->links = g_ptr_array_new_with_free_func (link_free);
  proxy->pairs = g_ptr_array_new_with_free_func (pair_free);
  proxy->thread = g_thread_new ("fault proxy", run_thread, proxy);

  return proxy;
}

void
sotto_test_fault_proxy_free (SottoTestFaultProxy *proxy)
{
  g_mutex_lock (&proxy->mutex);
  proxy->stops = TRUE;
  g_mutex_unlock (&proxy->mutex);
  g_thread_join (proxy->thread);
  g_ptr_array_unref (proxy->pairs);
  g_ptr_array_unref (proxy->links);
  g_rand_free (proxy->random);
  g_mutex_clear (&proxy->mutex);
  g_free (proxy);
}

guint16
sotto_test_fault_proxy_add (SottoTestFaultProxy *proxy, const SottoTestFaults *faults)
{
  struct sockaddr_in address = loopback (0);
  socklen_t length = sizeof address;
  Link *link = g_new0 (Link, 1);

  link->listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (link->listener, >=, 0);
  g_assert_cmpint (bind (link->listener, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_cmpint (listen (link->listener, SOMAXCONN), ==, 0);
  g_assert_cmpint (getsockname (link->listener, (struct sockaddr *) &address, &length), ==, 0);
  set_non_blocking (link->listener);
  link->port = ntohs (address.sin_port);
  link->is_open = TRUE;
  link->faults = *faults;

  g_mutex_lock (&proxy->mutex);
  g_ptr_array_add (proxy->links, link);
  g_mutex_unlock (&proxy->mutex);

  return link->port;
}

void
sotto_test_fault_proxy_set_target (SottoTestFaultProxy *proxy, guint16 port, guint16 target_port)
{
  g_mutex_lock (&proxy->mutex);
  find_link (proxy, port)->target = target_port;
  g_mutex_unlock (&proxy->mutex);
}

void
sotto_test_fault_proxy_set_open (SottoTestFaultProxy *proxy, guint16 port, gboolean is_open)
{
  g_mutex_lock (&proxy->mutex);
  find_link (proxy, port)->is_open = is_open;
  g_mutex_unlock (&proxy->mutex);
}

void
sotto_test_fault_proxy_set_stalled (SottoTestFaultProxy *proxy, guint16 port, gboolean is_stalled)
{
  g_mutex_lock (&proxy->mutex);
  find_link (proxy, port)->is_stalled = is_stalled;
  g_mutex_unlock (&proxy->mutex);
}
