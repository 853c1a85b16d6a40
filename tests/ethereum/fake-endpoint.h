/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libsoup/soup.h>

#include "sotto-clock.h"

G_BEGIN_DECLS

/**
 * FakeManner:
 *
 * How an endpoint behaves.
 */
typedef enum
{
  FAKE_HONEST,
  FAKE_REVERSED,   /* answers of a batch in the other order */
  FAKE_FORGETFUL,  /* without the second answer of a batch */
  FAKE_NO_BATCHES, /* 400 for a list */
  FAKE_BUSY,       /* 429, to be asked again after two seconds */
  FAKE_BROKEN,     /* 500 */
  FAKE_DENYING,    /* 403 */
  FAKE_PAGE,       /* a page for people, with 200 */
  FAKE_SILENT,     /* never answers */
  FAKE_ENDLESS,    /* 100 MB */
  FAKE_ELSEWHERE,  /* sends one to another address */
  FAKE_TEXT,       /* what @text says */
  FAKE_SCRIPT,     /* what @script says, one after the other */
} FakeManner;

/**
 * FakeEndpoint:
 * @server: on loopback
 * @url: its address, with a key in it
 * @manner: how it behaves
 * @chain_id: what it says to be
 * @text: for %FAKE_TEXT
 * @script: (nullable) (array zero-terminated=1): for %FAKE_SCRIPT: hexadecimal behind `=` for a
 * result, behind `!` for what a contract failed with; @n_played of it are over
 * @n_requests: what it was sent
 * @methods: (element-type utf8): what it was asked
 *
 * A server of JSON-RPC that does what a test wants: every number that it is asked for is 0x2a.
 */
typedef struct
{
  SoupServer *server;
  char *url;
  FakeManner manner;
  guint64 chain_id;
  const char *text;
  const char *const *script;
  guint n_played;
  guint n_requests;
  GPtrArray *methods;
} FakeEndpoint;

FakeEndpoint *fake_endpoint_new (guint64 chain_id);
void fake_endpoint_free (FakeEndpoint *self);
guint fake_endpoint_count (FakeEndpoint *self, const char *method);

/* Until there is a result; lets time pass, @step_ms for each millisecond outside or less: a busy
 * machine must not come to a deadline that is not meant to be met. */
void fake_endpoint_wait (SottoTestClock *clock, guint step_ms, GAsyncResult **result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeEndpoint, fake_endpoint_free)

G_END_DECLS
