/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A SQLite VFS over the default one in which a chosen operation fails. */

#include "sotto-test-fault-vfs.h"

#include <sqlcipher/sqlite3.h>
#include <string.h>

typedef struct
{
  sqlite3_file file;
  sqlite3_file *real;
} FaultFile;

static struct
{
  GMutex mutex;
  gboolean armed;
  SottoTestFault fault;
  guint countdown;
  gboolean lasting;
  gboolean failed;
} state;

static sqlite3_vfs *real_vfs;

static gboolean
strikes (SottoTestFault fault)
{
  gboolean now = FALSE;

  g_mutex_lock (&state.mutex);
  if (state.armed && state.fault == fault)
    {
      if (state.countdown > 0)
        state.countdown--;
      now = state.countdown == 0 && (state.lasting || !state.failed);
      state.failed = state.failed || now;
    }
  g_mutex_unlock (&state.mutex);
  return now;
}

static sqlite3_file *
real (sqlite3_file *file)
{
  return ((FaultFile *) file)->real;
}

static int
fault_close (sqlite3_file *file)
{
  return real (file)->pMethods->xClose (real (file));
}

static int
fault_read (sqlite3_file *file, void *data, int length, sqlite3_int64 offset)
{
  int result = real (file)->pMethods->xRead (real (file), data, length, offset);

  if (result != SQLITE_OK || !strikes (SOTTO_TEST_FAULT_READ))
    return result;
  memset ((guint8 *) data + length / 2, 0, (gsize) (length - length / 2));
  return SQLITE_IOERR_SHORT_READ;
}

static int
fault_write (sqlite3_file *file, const void *data, int length, sqlite3_int64 offset)
{
  if (strikes (SOTTO_TEST_FAULT_FULL))
    return SQLITE_FULL;
  if (strikes (SOTTO_TEST_FAULT_WRITE))
    {
      /* A torn write: the first half arrives. */
      real (file)->pMethods->xWrite (real (file), data, length / 2, offset);
      return SQLITE_IOERR_WRITE;
    }
  return real (file)->pMethods->xWrite (real (file), data, length, offset);
}

static int
fault_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  if (strikes (SOTTO_TEST_FAULT_WRITE))
    return SQLITE_IOERR_TRUNCATE;
  return real (file)->pMethods->xTruncate (real (file), size);
}

static int
fault_sync (sqlite3_file *file, int flags)
{
  if (strikes (SOTTO_TEST_FAULT_SYNC))
    return SQLITE_IOERR_FSYNC;
  return real (file)->pMethods->xSync (real (file), flags);
}

static int
fault_size (sqlite3_file *file, sqlite3_int64 *size)
{
  return real (file)->pMethods->xFileSize (real (file), size);
}

static int
fault_lock (sqlite3_file *file, int level)
{
  return real (file)->pMethods->xLock (real (file), level);
}

static int
fault_unlock (sqlite3_file *file, int level)
{
  return real (file)->pMethods->xUnlock (real (file), level);
}

static int
fault_check_lock (sqlite3_file *file, int *held)
{
  return real (file)->pMethods->xCheckReservedLock (real (file), held);
}

static int
fault_control (sqlite3_file *file, int operation, void *argument)
{
  return real (file)->pMethods->xFileControl (real (file), operation, argument);
}

static int
fault_sector_size (sqlite3_file *file)
{
  return real (file)->pMethods->xSectorSize (real (file));
}

static int
fault_characteristics (sqlite3_file *file)
{
  return real (file)->pMethods->xDeviceCharacteristics (real (file));
}

static int
fault_shm_map (sqlite3_file *file, int page, int size, int extend, void volatile **memory)
{
  return real (file)->pMethods->xShmMap (real (file), page, size, extend, memory);
}

static int
fault_shm_lock (sqlite3_file *file, int offset, int n, int flags)
{
  return real (file)->pMethods->xShmLock (real (file), offset, n, flags);
}

static void
fault_shm_barrier (sqlite3_file *file)
{
  real (file)->pMethods->xShmBarrier (real (file));
}

static int
fault_shm_unmap (sqlite3_file *file, int delete)
{
  return real (file)->pMethods->xShmUnmap (real (file), delete);
}

static const sqlite3_io_methods fault_methods = {
  .iVersion = 2,
  .xClose = fault_close,
  .xRead = fault_read,
  .xWrite = fault_write,
  .xTruncate = fault_truncate,
  .xSync = fault_sync,
  .xFileSize = fault_size,
  .xLock = fault_lock,
  .xUnlock = fault_unlock,
  .xCheckReservedLock = fault_check_lock,
  .xFileControl = fault_control,
  .xSectorSize = fault_sector_size,
  .xDeviceCharacteristics = fault_characteristics,
  .xShmMap = fault_shm_map,
  .xShmLock = fault_shm_lock,
  .xShmBarrier = fault_shm_barrier,
  .xShmUnmap = fault_shm_unmap,
};

static int
fault_open (sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
  FaultFile *self = (FaultFile *) file;
  int result;

  self->real = (sqlite3_file *) (self + 1);
  result = real_vfs->xOpen (real_vfs, name, self->real, flags, out_flags);
  self->file.pMethods = self->real->pMethods != NULL ? &fault_methods : NULL;
  return result;
}

void
sotto_test_fault_vfs_register (void)
{
  static sqlite3_vfs fault_vfs;

  g_assert_null (real_vfs);
  real_vfs = sqlite3_vfs_find (NULL);
  g_assert_nonnull (real_vfs);
  fault_vfs = *real_vfs;
  fault_vfs.zName = "sotto-fault";
  fault_vfs.szOsFile = (int) sizeof (FaultFile) + real_vfs->szOsFile;
  fault_vfs.xOpen = fault_open;
  fault_vfs.pNext = NULL;
  g_assert_cmpint (sqlite3_vfs_register (&fault_vfs, 1), ==, SQLITE_OK);
}

void
sotto_test_fault_vfs_arm (SottoTestFault fault, guint nth, gboolean lasting)
{
  g_mutex_lock (&state.mutex);
  state.armed = TRUE;
  state.fault = fault;
  state.countdown = nth;
  state.lasting = lasting;
  state.failed = FALSE;
  g_mutex_unlock (&state.mutex);
}

gboolean
sotto_test_fault_vfs_disarm (void)
{
  gboolean failed;

  g_mutex_lock (&state.mutex);
  failed = state.failed;
  state.armed = FALSE;
  g_mutex_unlock (&state.mutex);
  return failed;
}
