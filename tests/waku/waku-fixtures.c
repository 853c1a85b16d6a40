/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "waku-fixtures.h"

#include <string.h>

static GBytes *
encode_items (const FixtureEnvelope *fields)
{
  guint8 *data = g_malloc (fields->data_length + 1);
  g_autoptr (GBytes) bytes = NULL;

  memset (data, fields->fill, fields->data_length + 1);
  bytes = g_bytes_new_take (data, fields->data_length);

  return sotto_envelope_encode_items (fields->expiry, fields->ttl, &fields->topic, bytes);
}

static SottoEnvelope *
decode (GBytes *raw)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (raw, &length);
  SottoEnvelope *envelope = sotto_envelope_new_from_bytes (data, length, NULL);

  g_assert_nonnull (envelope);

  return envelope;
}

GBytes *
fixture_encode (const FixtureEnvelope *fields)
{
  g_autoptr (GBytes) items = encode_items (fields);

  return sotto_envelope_encode (items, fields->nonce);
}

SottoEnvelope *
fixture_envelope (const FixtureEnvelope *fields)
{
  g_autoptr (GBytes) raw = fixture_encode (fields);

  return decode (raw);
}

SottoEnvelope *
fixture_worked (const FixtureEnvelope *fields, double pow)
{
  FixtureEnvelope worked = *fields;

  for (worked.nonce = 0;; worked.nonce++)
    {
      g_autoptr (SottoEnvelope) envelope = fixture_envelope (&worked);

      if (sotto_envelope_get_pow (envelope) >= pow)
        return g_steal_pointer (&envelope);
    }
}
