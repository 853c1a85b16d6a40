/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sottod-config.h"

G_BEGIN_DECLS

/* Groups of the file. */
#define SOTTOD_GROUP "sottod"
#define SOTTOD_DISCOVERY_GROUP "discovery"
#define SOTTOD_ARCHIVE_GROUP "archive"

/* Whether a key of a group is one of the options that are kept as text. */
gboolean sottod_options_know (const char *group, const char *key);

/* Takes over what @file says, unchecked. */
void sottod_options_read (SottodConfig *config, GKeyFile *file);

/* Adds the arguments; they are stored in @config. */
void sottod_options_add (SottodConfig *config, GOptionContext *context);

/* What was given in @given wins; its texts move. */
void sottod_options_override (SottodConfig *config, SottodConfig *given);

void sottod_options_clear (SottodConfig *config);

/* The items of a list, separated by semicolons. */
char **sottod_options_split (const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* Each sets an error that names @key. Nothing given is right. */
gboolean sottod_options_check_bool (const char *key,
                                    const char *text,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean sottod_options_parse_number (const char *key,
                                      const char *text,
                                      guint64 most,
                                      guint64 *number,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean sottod_options_parse_pow (const char *key, const char *text, double *pow, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
