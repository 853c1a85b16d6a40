/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * SottoRandom:
 *
 * The one source of entropy. The real one is the kernel's; a seeded one makes simulations
 * repeatable. Implementations are safe to call from any thread.
 */
#define SOTTO_TYPE_RANDOM (sotto_random_get_type ())
G_DECLARE_INTERFACE (SottoRandom, sotto_random, SOTTO, RANDOM, GObject)

struct _SottoRandomInterface
{
  GTypeInterface parent_interface;

  void (*fill) (SottoRandom *self, guint8 *data, gsize length);
};

SottoRandom *sotto_random_new_system (void) G_GNUC_WARN_UNUSED_RESULT;
SottoRandom *sotto_random_new_seeded (guint64 seed) G_GNUC_WARN_UNUSED_RESULT;

void sotto_random_fill (SottoRandom *self, guint8 *data, gsize length);
guint32 sotto_random_uniform (SottoRandom *self, guint32 upper_bound);
char *sotto_random_uuid (SottoRandom *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
