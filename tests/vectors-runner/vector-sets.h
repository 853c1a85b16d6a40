/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "vector-run.h"

G_BEGIN_DECLS

/**
 * VectorSetEntry:
 * @file: base name of the file, as in the folders that the sets come in
 * @member: a member of the root that tells this shape from another of the same name; NULL: any
 * @run: walks all cases
 */
typedef struct
{
  const char *file;
  const char *member;
  VectorSet run;
} VectorSetEntry;

/* Each ends with an entry without a file. */
extern const VectorSetEntry vector_sets_base[];
extern const VectorSetEntry vector_sets_accounts[];
extern const VectorSetEntry vector_sets_wycheproof[];
extern const VectorSetEntry vector_sets_transport[];
extern const VectorSetEntry vector_sets_waku[];
extern const VectorSetEntry vector_sets_waku_wire[];
extern const VectorSetEntry vector_sets_mail[];
extern const VectorSetEntry vector_sets_devp2p[];
extern const VectorSetEntry vector_sets_discovery[];
extern const VectorSetEntry vector_sets_secure[];
extern const VectorSetEntry vector_sets_chat[];
extern const VectorSetEntry vector_sets_ethereum[];
extern const VectorSetEntry vector_sets_contracts[];
extern const VectorSetEntry vector_sets_eth_transactions[];
extern const VectorSetEntry vector_sets_rpc[];

G_END_DECLS
