/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LoadRelay:
 * @folder: its data
 * @port: where it listens, the same after a restart
 * @enode: its URL
 *
 * `sottod` as a process, with an archive if it is to have one.
 */
typedef struct
{
  const char *program;
  const char *archive; /* (nullable) */
  guint max_peers;
  char *folder;
  guint16 port;
  char *enode;
  GSubprocess *process; /* (nullable) */
} LoadRelay;

typedef struct
{
  guint64 rss_kib;
  double cpu_seconds;
} LoadFigures;

void load_relay_init (LoadRelay *relay, const char *program, const char *archive, guint max_peers);
void load_relay_start (LoadRelay *relay);

/* Asks it to end, and waits. */
void load_relay_stop (LoadRelay *relay);

/* As /proc has it. FALSE if it does not run. */
gboolean load_relay_measure (LoadRelay *relay, LoadFigures *figures);
void load_relay_clear (LoadRelay *relay);

G_END_DECLS
