/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-archive.h"
#include "sotto-waku-direct.h"

G_BEGIN_DECLS

/**
 * SottoMailAnswer:
 *
 * One answer on its way to one client: packets with envelopes (127) and the trailer (125).
 */
typedef struct _SottoMailAnswer SottoMailAnswer;

/* Nothing more will be done for @answer; @n_envelopes were sent, and an error if @failed. */
typedef void (*SottoMailAnswerDoneFunc) (SottoMailAnswer *answer,
                                         guint64 n_envelopes,
                                         gboolean failed,
                                         gpointer user_data);

/* @query, which has its defaults, is taken over and left empty. */
SottoMailAnswer *sotto_mail_answer_new (SottoWakuNode *node,
                                        SottoWakuLink *link,
                                        SottoArchive *archive,
                                        SottoClock *clock,
                                        const SottoHash *request,
                                        SottoMailQuery *query) G_GNUC_WARN_UNUSED_RESULT;

/* @done is called once, but not from within this. */
void
sotto_mail_answer_start (SottoMailAnswer *self, SottoMailAnswerDoneFunc done, gpointer user_data);

/* Drops it; if it runs, it ends without another word, and without its function being called. */
void sotto_mail_answer_free (SottoMailAnswer *self);

/* Says why a request is not answered. */
void sotto_mail_answer_refuse (SottoWakuNode *node,
                               SottoWakuLink *link,
                               const SottoHash *request,
                               const char *error);

G_END_DECLS
