/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-clock.h"
#include "sotto-waku-node.h"

G_BEGIN_DECLS

/**
 * SottoTestMailserverManner:
 *
 * How a mailserver answers: as it should, newest or oldest first, or as a test wants it to.
 */
typedef enum
{
  SOTTO_TEST_MAILSERVER_NEWEST_FIRST,
  SOTTO_TEST_MAILSERVER_OLDEST_FIRST,
  SOTTO_TEST_MAILSERVER_SILENT,         /* nothing */
  SOTTO_TEST_MAILSERVER_NO_END,         /* envelopes, but no trailer */
  SOTTO_TEST_MAILSERVER_OTHER_TOPIC,    /* what nobody asked for */
  SOTTO_TEST_MAILSERVER_OTHER_TIME,     /* what lies outside of the time that was asked for */
  SOTTO_TEST_MAILSERVER_SAME_CURSOR,    /* the same cursor for ever */
  SOTTO_TEST_MAILSERVER_EMPTY_PAGES,    /* new cursors for ever, with nothing on the pages */
  SOTTO_TEST_MAILSERVER_BACK_AND_FORTH, /* cursors that go to and fro */
  SOTTO_TEST_MAILSERVER_FLOOD,          /* more envelopes than a page may have */
  SOTTO_TEST_MAILSERVER_MALFORMED,      /* a trailer that is none */
  SOTTO_TEST_MAILSERVER_REFUSE,         /* an error */
  SOTTO_TEST_MAILSERVER_TOO_SOON,       /* wait, three times; then as it should */
} SottoTestMailserverManner;

/**
 * SottoTestMailserver:
 *
 * The server's role of a node, over envelopes in memory.
 */
typedef struct _SottoTestMailserver SottoTestMailserver;

/* @password_key: (nullable): 32 bytes; @node_key: for what is sealed to it. */
SottoTestMailserver *
sotto_test_mailserver_new (SottoWakuNode *node,
                           SottoPrivateKey *node_key,
                           const guint8 *password_key) G_GNUC_WARN_UNUSED_RESULT;
void sotto_test_mailserver_free (SottoTestMailserver *self);
void sotto_test_mailserver_set_manner (SottoTestMailserver *self, SottoTestMailserverManner manner);

/* Archives an envelope that was sent then; @length of its data, which is all @fill. */
void sotto_test_mailserver_put (SottoTestMailserver *self,
                                const SottoTopic *topic,
                                guint32 sent,
                                GBytes *data);

/* Sends envelopes that nobody asked for to everybody. */
void sotto_test_mailserver_push (SottoTestMailserver *self);

/* Requests that it opened, and of the last one: the number of topics and the limit. */
guint sotto_test_mailserver_get_n_requests (SottoTestMailserver *self);
guint sotto_test_mailserver_get_limit (SottoTestMailserver *self);
guint sotto_test_mailserver_get_n_archived (SottoTestMailserver *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SottoTestMailserver, sotto_test_mailserver_free)

G_END_DECLS
