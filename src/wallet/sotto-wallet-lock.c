/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Keeping the vault open for as long as the user chose. */

#include "sotto-wallet-private.h"

/* How often it is looked whether the time is over or the computer has slept. */
#define TICK_MS 5000

/* The clock that never jumps stands still while the computer sleeps, the other one does not; a
 * clock that was set looks the same, which costs a password. */
#define MAX_DIFFERENCE_US (30 * G_USEC_PER_SEC)

static gboolean
is_over (SottoWallet *self)
{
  gint64 elapsed = sotto_clock_get_monotonic_time (self->clock) - self->kept_since_us;
  gint64 elapsed_real = sotto_clock_get_real_time (self->clock) - self->kept_since_real_us;

  return elapsed >= (gint64) self->unlock_seconds * G_USEC_PER_SEC ||
         ABS (elapsed_real - elapsed) > MAX_DIFFERENCE_US;
}

static gboolean
tick_cb (gpointer user_data)
{
  SottoWallet *self = user_data;

  if (!is_over (self))
    return G_SOURCE_CONTINUE;
  self->lock_timer = 0;
  sotto_wallet_lock (self);
  return G_SOURCE_REMOVE;
}

/* For the rest of the layer. */

void
sotto_wallet_keep_key (SottoWallet *self, SottoSecret *key)
{
  gboolean was_unlocked = self->kept_key != NULL;

  if (self->unlock_seconds == 0)
    return;
  g_clear_pointer (&self->kept_key, sotto_secret_unref);
  self->kept_key = sotto_secret_ref (key);
  self->kept_since_us = sotto_clock_get_monotonic_time (self->clock);
  self->kept_since_real_us = sotto_clock_get_real_time (self->clock);
  if (self->lock_timer == 0)
    self->lock_timer = sotto_clock_add_timer (self->clock, TICK_MS, tick_cb, self);
  if (!was_unlocked)
    sotto_wallet_notify_unlocked (self);
}

SottoSecret *
sotto_wallet_dup_kept_key (SottoWallet *self)
{
  if (self->kept_key != NULL && is_over (self))
    sotto_wallet_lock (self);
  return self->kept_key != NULL ? sotto_secret_ref (self->kept_key) : NULL;
}

/* Public, in the order of sotto-wallet.h. */

/**
 * sotto_wallet_get_unlock_seconds:
 * @self: a wallet
 *
 * Returns: for how long a password that was given counts; 0: once
 */
guint
sotto_wallet_get_unlock_seconds (SottoWallet *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET (self), 0);

  return self->unlock_seconds;
}

/**
 * sotto_wallet_set_unlock_seconds:
 * @self: a wallet
 * @seconds: for how long a password counts, at most %SOTTO_WALLET_MAX_UNLOCK_SECONDS; 0: once
 *
 * Locks the wallet, so that the new length begins with the next password.
 */
void
sotto_wallet_set_unlock_seconds (SottoWallet *self, guint seconds)
{
  g_autofree char *text = NULL;

  g_return_if_fail (SOTTO_IS_WALLET (self));

  seconds = MIN (seconds, SOTTO_WALLET_MAX_UNLOCK_SECONDS);
  if (self->unlock_seconds == seconds)
    return;
  sotto_wallet_lock (self);
  self->unlock_seconds = seconds;
  text = g_strdup_printf ("%u", seconds);
  sotto_wallet_save_setting (self, "unlock-seconds", text);
  g_object_notify (G_OBJECT (self), "unlock-seconds");
}

/**
 * sotto_wallet_is_unlocked:
 * @self: a wallet
 *
 * Returns: whether it signs without a password now
 */
gboolean
sotto_wallet_is_unlocked (SottoWallet *self)
{
  g_return_val_if_fail (SOTTO_IS_WALLET (self), FALSE);

  return self->kept_key != NULL && !is_over (self);
}

/**
 * sotto_wallet_lock:
 * @self: a wallet
 *
 * The next signature asks for the password again.
 */
void
sotto_wallet_lock (SottoWallet *self)
{
  g_return_if_fail (SOTTO_IS_WALLET (self));

  sotto_clock_clear_timer (self->clock, &self->lock_timer);
  if (self->kept_key == NULL)
    return;
  g_clear_pointer (&self->kept_key, sotto_secret_unref);
  sotto_wallet_notify_unlocked (self);
}
