/* SPDX-License-Identifier: GPL-3.0-or-later */

/* SQLite's allocator: the C library's, with the size in front of each piece, so that it can be
 * wiped before it is given back. SQLCipher has the same as `cipher_memory_security`, which also
 * locks each piece by a system call and so costs too much. */

#include "sotto-store-memory.h"

#include <sqlcipher/sqlite3.h>
#include <stddef.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "sotto-secret.h"

typedef struct
{
  alignas (max_align_t) int size;
} Header;

static void *
wiping_malloc (int size)
{
  Header *header = malloc (sizeof *header + (gsize) size);

  if (header == NULL)
    return NULL;
  header->size = size;
  return header + 1;
}

static int
wiping_size (void *memory)
{
  return memory != NULL ? ((Header *) memory - 1)->size : 0;
}

static void
wiping_free (void *memory)
{
  Header *header = (Header *) memory - 1;

  sotto_wipe (memory, (gsize) header->size);
  free (header);
}

static void *
wiping_realloc (void *memory, int size)
{
  int old_size = wiping_size (memory);
  void *moved = wiping_malloc (size);

  if (moved == NULL)
    return NULL;
  memcpy (moved, memory, (gsize) MIN (old_size, size));
  wiping_free (memory);
  return moved;
}

static int
wiping_roundup (int size)
{
  return (size + 7) & ~7;
}

static int
wiping_init (void *data)
{
  return SQLITE_OK;
}

static void
wiping_shutdown (void *data)
{
}

/**
 * sotto_store_memory_init:
 *
 * When a library of this process used SQLite before us, its allocator stays as it is.
 */
void
sotto_store_memory_init (void)
{
  static const sqlite3_mem_methods methods = { wiping_malloc,   wiping_free,
                                               wiping_realloc,  wiping_size,
                                               wiping_roundup,  wiping_init,
                                               wiping_shutdown, NULL };
  static gsize done;

  if (g_once_init_enter (&done))
    {
      if (sqlite3_config (SQLITE_CONFIG_MALLOC, &methods) != SQLITE_OK)
        g_debug ("SQLite is in use already: memory that it frees is not wiped");
      g_once_init_leave (&done, 1);
    }
}
