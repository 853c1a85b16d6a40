/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SottoLink:
 * @start: first byte in the text
 * @end: first byte behind it
 *
 * A web address in a text.
 */
typedef struct
{
  guint start;
  guint end;
} SottoLink;

/**
 * sotto_links_find:
 * @text: valid UTF-8
 *
 * Finds addresses that begin with "http://" or "https://" and have a host. Nothing else is ever a
 * link. Punctuation that ends a sentence, and brackets and quotation marks around an address, do
 * not belong to it.
 *
 * Returns: (transfer full) (element-type SottoLink): in the order of the text
 */
GArray *sotto_links_find (const char *text) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_links_dup_host:
 * @url: an address that sotto_links_find () found
 *
 * The host that a browser would really visit, for a person to read: without what stands before an
 * '@', and in its ASCII form, so that letters of different scripts that look alike are told apart.
 *
 * Returns: (transfer full) (nullable): the host, or %NULL if @url is no valid address
 */
char *sotto_links_dup_host (const char *url) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_links_is_plain:
 * @url: an address that sotto_links_find () found
 *
 * Returns: %TRUE if what is written says where it leads: no user name, no letters outside of ASCII
 *   in the host, no number instead of a name
 */
gboolean sotto_links_is_plain (const char *url);

G_END_DECLS
