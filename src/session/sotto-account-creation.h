/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sotto-account-private.h"

G_BEGIN_DECLS

/* Makes the account of @candidate; @task (transfer full) returns its #SottoSession. */
void sotto_account_creation_run (GTask *task,
                                 SottoAccountManager *manager,
                                 SottoCandidate *candidate,
                                 const char *password);

G_END_DECLS
