/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-engine-edit-private.h"
#include "sotto-history-sync.h"
#include "sotto-message-history-private.h"
#include "sotto-messenger-services.h"
#include "sotto-models-private.h"

G_BEGIN_DECLS

/* What was received and is not on the disk yet; more is dropped, and comes again by
 * retransmission. */
#define SOTTO_MAX_RECEIVED 20000

typedef void (*SottoJobDoneFunc) (SottoMessenger *self, gpointer data, const GError *error);

/**
 * SottoMessengerJob:
 * @function: what runs on the writer thread; again from the start if the disk was full
 * @data: for @function and @done
 * @data_free: (nullable): frees @data, on the main context
 * @done: (nullable): called on the main context after the commit, or with the error of this job
 * @impatient: whether it fails at once while the disk is full, since somebody waits for it
 */
typedef struct
{
  SottoWorkFunc function;
  gpointer data;
  GDestroyNotify data_free;
  SottoJobDoneFunc done;
  gboolean impatient;
  /*< private >*/
  GError *error;
} SottoMessengerJob;

/* Something in the outbox, as the main context knows it. */
typedef struct
{
  gint64 row;
  SottoTopic topic;
  GBytes *data;
  gboolean busy;
  gboolean published;
  SottoHash id;
} SottoOutboxEntry;

struct _SottoMessenger
{
  GObject parent_instance;

  SottoStore *store;
  SottoTransport *transport;
  SottoNetState *net_state;
  SottoClock *clock;
  SottoEngine engine;
  SottoModels *models;
  GPtrArray *histories;

  gboolean running;
  gboolean online;
  gboolean healthy;
  char *trouble;
  GTask *stop_task;

  /* sotto-messenger-jobs.c */
  GQueue jobs;
  gboolean writing;
  guint single_jobs;

  /* Messages of the last commit, alive until its jobs are done. */
  GPtrArray *fresh;
  guint retry_timer;

  /* sotto-messenger-receive.c */
  GPtrArray *received;
  GPtrArray *held;
  guint received_timer;
  GArray *leftovers;

  /* sotto-messenger-topics.c */
  GHashTable *wanted;
  SottoSubscriptions *subscriptions;
  gboolean topics_changed;
  GQueue without_key;
  guint n_deriving;
  GCancellable *deriving;

  /* sotto-messenger-outbox.c */
  GHashTable *outbox;
  GHashTable *in_flight;
  guint n_publishing;
  /* What was confirmed before its publishing had ended. */
  GHashTable *confirmed_early;

  /* sotto-messenger-send.c */
  guint sync_timer;
  guint send_timer;
  gboolean compose_queued;
  gboolean compose_again;
  guint code_timer;
  gboolean code_was_published;
  gint64 code_published_us;

  SottoHistorySync *history;

  /* sotto-messenger-actions.c */
  GHashTable *drafts;
  guint draft_timer;
  guint mute_timer;
  gboolean trimming;
  guint prune_timer;
};

/* sotto-messenger-jobs.c */
void sotto_messenger_queue (SottoMessenger *self, const SottoMessengerJob *job);
void sotto_messenger_jobs_clear (SottoMessenger *self);

/* sotto-messenger-changes.c */
void sotto_messenger_apply_changes (SottoMessenger *self, SottoChanges *changes);

/* sotto-messenger.c */
void sotto_messenger_set_trouble (SottoMessenger *self, const char *trouble);
void sotto_messenger_emit_received (SottoMessenger *self, SottoChat *chat, SottoMessage *message);
void sotto_messenger_emit_found (SottoMessenger *self, SottoChat *chat, SottoMessage *message);
void sotto_messenger_emit_changed (SottoMessenger *self, SottoChat *chat, SottoMessage *message);
/* It changed; @told: there is a transaction to look for. */
void sotto_messenger_emit_payment (SottoMessenger *self, SottoPayment *payment, gboolean told);
void sotto_messenger_check_stopped (SottoMessenger *self);

/* sotto-messenger-life.c */
void sotto_messenger_life_clear (SottoMessenger *self);

/* sotto-messenger-receive.c */
void sotto_messenger_receive (SottoMessenger *self, SottoReceivedPayload *payload);
void sotto_messenger_receive_held (SottoMessenger *self);
void sotto_messenger_receive_now (SottoMessenger *self);
void sotto_messenger_receive_leftovers (SottoMessenger *self);

/* sotto-messenger-topics.c */
void sotto_messenger_follow_contact (SottoMessenger *self, const SottoContactRow *row);
void sotto_messenger_follow_chat (SottoMessenger *self, const SottoChatRow *row);
void sotto_messenger_follow (SottoMessenger *self, SottoSubscription *subscription);
void sotto_messenger_update_topics (SottoMessenger *self);

/* sotto-messenger-outbox.c */
void sotto_messenger_outbox_add (SottoMessenger *self, const SottoChange *change);
void sotto_messenger_outbox_remove (SottoMessenger *self, gint64 row);
void sotto_messenger_outbox_publish_all (SottoMessenger *self);
void sotto_messenger_outbox_confirmed (SottoMessenger *self, const SottoHash *id);
void sotto_messenger_outbox_expired (SottoMessenger *self, const SottoHash *id);
void sotto_outbox_entry_free (SottoOutboxEntry *entry);

/* sotto-messenger-send.c */
void sotto_messenger_compose (SottoMessenger *self);
void sotto_messenger_set_sync_due (SottoMessenger *self, gint64 due_ms);
void sotto_messenger_set_send_due (SottoMessenger *self, gint64 due_ms);
void sotto_messenger_online_changed (SottoMessenger *self);

/* Publishes our contact code, now or as soon as the pause after the last time is over. */
void sotto_messenger_want_code (SottoMessenger *self);

/* sotto-messenger-actions.c */
void sotto_messenger_flush_drafts (SottoMessenger *self);
void sotto_messenger_trim (SottoMessenger *self);
void sotto_messenger_check_mutes (SottoMessenger *self);
void sotto_edit_free (SottoEdit *edit);

G_END_DECLS
