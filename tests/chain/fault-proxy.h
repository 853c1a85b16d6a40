/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * FaultKind:
 *
 * What happens to requests that send a transaction (or to all, where that is said).
 */
typedef enum
{
  FAULT_NONE,
  FAULT_LOST,      /* they do not arrive */
  FAULT_UNHEARD,   /* they arrive, and the answer does not */
  FAULT_DEAD,      /* nothing arrives, of all requests */
  FAULT_ELSEWHERE, /* all answers name another chain */
  FAULT_NARROW,    /* logs of more than eight blocks are refused */
  FAULT_AHEAD      /* the newest block is said to be FAULT_FAR */
} FaultKind;

#define FAULT_FAR 9000

/* What stands between us and a node, and can be told to fail. */
typedef struct
{
  SoupServer *server;
  SoupSession *session;
  char *node;
  char *url;
  FaultKind kind;
  guint n_requests;
  guint n_sent; /* transactions that the node was given */
} FaultProxy;

FaultProxy *fault_proxy_new (const char *node);
void fault_proxy_free (FaultProxy *proxy);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FaultProxy, fault_proxy_free)

G_END_DECLS
