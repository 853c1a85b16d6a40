/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "sotto-topic.h"

G_BEGIN_DECLS

#define SOTTO_BLOOM_LENGTH 64

/**
 * SottoBloom:
 * @bytes: bit n is in byte n / 8 under the mask 1 << (n % 8)
 *
 * A filter of 512 bits over topics, as a value. All bits set means "everything", none "nothing".
 */
typedef struct
{
  guint8 bytes[SOTTO_BLOOM_LENGTH];
} SottoBloom;

void sotto_bloom_init_full (SottoBloom *bloom);
gboolean sotto_bloom_is_full (const SottoBloom *bloom);
void sotto_bloom_add_topic (SottoBloom *bloom, const SottoTopic *topic);
void sotto_bloom_init_sample (SottoBloom *bloom, const SottoTopic *topic);
gboolean sotto_bloom_contains (const SottoBloom *filter, const SottoBloom *sample);
gboolean sotto_bloom_accepts_topic (const SottoBloom *filter, const SottoTopic *topic);

G_END_DECLS
