/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SottoTestFault:
 * @SOTTO_TEST_FAULT_WRITE: a write fails with an I/O error
 * @SOTTO_TEST_FAULT_FULL: a write finds the disk full
 * @SOTTO_TEST_FAULT_SYNC: an fsync fails
 * @SOTTO_TEST_FAULT_READ: a read brings half of the bytes
 */
typedef enum
{
  SOTTO_TEST_FAULT_WRITE,
  SOTTO_TEST_FAULT_FULL,
  SOTTO_TEST_FAULT_SYNC,
  SOTTO_TEST_FAULT_READ,
} SottoTestFault;

/* Puts a layer that can fail below every database that this process opens from now on. */
void sotto_test_fault_vfs_register (void);

/* Lets the @nth operation of that kind from now on (counting from 1) fail, and, if @lasting, all
 * after it too. */
void sotto_test_fault_vfs_arm (SottoTestFault fault, guint nth, gboolean lasting);

/* Nothing fails any more. Returns whether anything has failed since the arming. */
gboolean sotto_test_fault_vfs_disarm (void);

G_END_DECLS
