/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "sotto-random.h"
#include "sotto-secret.h"

G_BEGIN_DECLS

/* HKDF (RFC 5869). FALSE when @length > 255 * 32 or @info has more than 256 bytes. @info and @salt
 * may be empty. */
gboolean sotto_hkdf_sha256 (GBytes *key_material,
                            GBytes *salt,
                            GBytes *info,
                            guint8 *output,
                            gsize length) G_GNUC_WARN_UNUSED_RESULT;

/* The same over plain memory, without allocations, for the ratchet's hot path (@length <= 96). */
void sotto_hkdf_sha256_raw (const guint8 key_material[32],
                            const guint8 salt[32],
                            const guint8 info[32],
                            guint8 *output,
                            gsize length);

gboolean sotto_pbkdf2_sha256 (GBytes *password,
                              GBytes *salt,
                              guint iterations,
                              guint8 *output,
                              gsize length) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_pbkdf2_sha512 (GBytes *password,
                              GBytes *salt,
                              guint iterations,
                              guint8 *output,
                              gsize length) G_GNUC_WARN_UNUSED_RESULT;

/**
 * SottoPasswordCost:
 * @passes: Argon2id passes
 * @memory_kib: Argon2id memory in KiB
 */
typedef struct
{
  guint32 passes;
  guint32 memory_kib;
} SottoPasswordCost;

/* Bounds within which a stored cost is believed: 1..16 passes, 8 MiB..1 GiB. */
gboolean sotto_password_cost_is_sane (const SottoPasswordCost *cost);

/* The cost that takes about @target_ms on this machine, at least 64 MiB and 2 passes. Slow: run it
 * on a worker. */
void sotto_password_cost_tune (SottoPasswordCost *cost, guint target_ms);

/* Argon2id (RFC 9106) with one lane: @password is UTF-8. Slow: run it on a worker. */
SottoSecret *sotto_password_derive (const char *password,
                                    const guint8 salt[16],
                                    const SottoPasswordCost *cost,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A sub-key of @root for @purpose (HKDF-SHA256 with the purpose as info). */
SottoSecret *sotto_secret_derive (SottoSecret *root, const char *purpose) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
