/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "sotto-keys.h"

G_BEGIN_DECLS

#define SOTTO_TOPIC_LENGTH 4

/**
 * SottoTopic:
 * @bytes: first four bytes of the Keccak-256 of a channel's name
 */
typedef struct
{
  guint8 bytes[SOTTO_TOPIC_LENGTH];
} SottoTopic;

guint sotto_topic_hash (gconstpointer topic);
gboolean sotto_topic_equal (gconstpointer a, gconstpointer b);
void sotto_topic_from_name (SottoTopic *topic, const char *name);

/* Names of the channels that a key implies (whisper-waku.md section 6.1), all (transfer full). */
char *sotto_channel_name_contact_code (const SottoPublicKey *key) G_GNUC_WARN_UNUSED_RESULT;
char *sotto_channel_name_partitioned (const SottoPublicKey *key) G_GNUC_WARN_UNUSED_RESULT;
char *sotto_channel_name_personal (const SottoPublicKey *key) G_GNUC_WARN_UNUSED_RESULT;

/* 64 digits of the shared secret: itself a secret. */
char *sotto_channel_name_negotiated (const guint8 shared_secret[32]) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
