/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-onboarding.h"

#include <glib/gi18n.h>

#include "sotto-avatar.h"
#include "sotto-password-fields.h"
#include "sotto-phrase-entry.h"
#include "sotto-session.h"

#define N_CANDIDATES 5

struct _SottoOnboarding
{
  AdwBin parent_instance;

  SottoAccountManager *accounts;
  SottoCandidate *candidate;
  SottoSession *session;
  GCancellable *cancellable;

  GtkStack *stack;
  GtkButton *back;
  GtkListBox *candidates;
  GtkButton *choose;
  SottoPhraseEntry *phrase;
  AdwEntryRow *passphrase;
  GtkButton *recover;
  SottoPasswordFields *password;
  GtkButton *create;
  GtkSpinner *spinner;
  GtkLabel *error;
  AdwStatusPage *password_page;
};

G_DEFINE_FINAL_TYPE (SottoOnboarding, sotto_onboarding, ADW_TYPE_BIN)

enum
{
  SIGNAL_FINISHED,
  SIGNAL_CANCELLED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
show_page (SottoOnboarding *self, const char *name)
{
  gboolean has_accounts = g_list_model_get_n_items (G_LIST_MODEL (self->accounts)) > 0;
  gboolean is_first = g_str_equal (name, "welcome");

  gtk_label_set_text (self->error, "");
  gtk_stack_set_visible_child_name (self->stack, name);
  gtk_widget_set_visible (GTK_WIDGET (self->back),
                          is_first ? has_accounts : !g_str_equal (name, "network"));
}

static void
set_busy (SottoOnboarding *self, gboolean busy)
{
  gtk_spinner_set_spinning (self->spinner, busy);
  /* An entry that is switched off with the focus in it complains. */
  if (busy && gtk_widget_get_root (GTK_WIDGET (self)))
    gtk_root_set_focus (gtk_widget_get_root (GTK_WIDGET (self)), NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->stack), !busy);
}

static void
show_error (SottoOnboarding *self, const GError *error)
{
  gtk_label_set_text (self->error, error->message);
}

static void
show_password_page (SottoOnboarding *self)
{
  adw_status_page_set_title (self->password_page, sotto_candidate_get_name (self->candidate));
  show_page (self, "password");
  gtk_widget_grab_focus (GTK_WIDGET (self->password));
}

static GtkWidget *
create_candidate_row (SottoCandidate *candidate)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *avatar = sotto_avatar_new (48);

  sotto_avatar_set_key (SOTTO_AVATAR (avatar), sotto_candidate_get_key (candidate));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), sotto_candidate_get_name (candidate));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  sotto_candidate_get_name (candidate), -1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), avatar);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "candidate", g_object_ref (candidate), g_object_unref);
  return row;
}

static void
clear_candidates (SottoOnboarding *self)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->candidates))) != NULL)
    gtk_list_box_remove (self->candidates, row);
}

static void
proposed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoOnboarding) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) candidates = NULL;

  candidates =
    sotto_account_manager_propose_finish (SOTTO_ACCOUNT_MANAGER (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  set_busy (self, FALSE);
  if (candidates == NULL)
    {
      show_error (self, error);
      return;
    }
  clear_candidates (self);
  for (guint i = 0; i < candidates->len; i++)
    gtk_list_box_append (self->candidates,
                         create_candidate_row (g_ptr_array_index (candidates, i)));
  gtk_list_box_select_row (self->candidates, gtk_list_box_get_row_at_index (self->candidates, 0));
  gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (self->candidates, 0)));
}

static void
propose (SottoOnboarding *self)
{
  set_busy (self, TRUE);
  sotto_account_manager_propose_async (self->accounts, N_CANDIDATES, self->cancellable, proposed_cb,
                                       g_object_ref (self));
}

static void
new_identity_cb (GtkButton *button, SottoOnboarding *self)
{
  show_page (self, "identities");
  propose (self);
}

static void
more_identities_cb (GtkButton *button, SottoOnboarding *self)
{
  propose (self);
}

static void
candidate_selected_cb (GtkListBox *list, GtkListBoxRow *row, SottoOnboarding *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->choose), row != NULL);
}

static void
choose_cb (SottoOnboarding *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->candidates);

  if (row == NULL)
    return;
  g_set_object (&self->candidate, g_object_get_data (G_OBJECT (row), "candidate"));
  show_password_page (self);
}

static void
have_phrase_cb (GtkButton *button, SottoOnboarding *self)
{
  show_page (self, "recover");
  gtk_widget_grab_focus (GTK_WIDGET (self->phrase));
}

static void
recovered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoOnboarding) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoCandidate) candidate = NULL;

  candidate = sotto_account_manager_recover_finish (SOTTO_ACCOUNT_MANAGER (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  set_busy (self, FALSE);
  if (candidate == NULL)
    {
      show_error (self, error);
      return;
    }
  g_set_object (&self->candidate, candidate);
  show_password_page (self);
}

static void
recover_cb (SottoOnboarding *self)
{
  const char *passphrase = gtk_editable_get_text (GTK_EDITABLE (self->passphrase));
  g_autoptr (GError) error = NULL;
  g_autoptr (SottoMnemonic) mnemonic = sotto_phrase_entry_parse (self->phrase, &error);

  if (mnemonic == NULL)
    {
      show_error (self, error);
      return;
    }
  set_busy (self, TRUE);
  sotto_account_manager_recover_async (self->accounts, mnemonic,
                                       *passphrase != '\0' ? passphrase : NULL, self->cancellable,
                                       recovered_cb, g_object_ref (self));
}

static void
phrase_completeness_cb (SottoPhraseEntry *phrase, GParamSpec *pspec, SottoOnboarding *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->recover), sotto_phrase_entry_get_complete (phrase));
}

static void
password_acceptable_cb (SottoPasswordFields *fields, GParamSpec *pspec, SottoOnboarding *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->create),
                            sotto_password_fields_get_acceptable (fields));
}

static void
created_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoOnboarding) self = user_data;
  g_autoptr (GError) error = NULL;
  SottoSession *session;

  session = sotto_account_manager_create_finish (SOTTO_ACCOUNT_MANAGER (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  set_busy (self, FALSE);
  if (session == NULL)
    {
      show_error (self, error);
      return;
    }
  sotto_password_fields_clear (self->password);
  g_clear_object (&self->session);
  self->session = session;
  show_page (self, "network");
}

static void
create_cb (SottoOnboarding *self)
{
  if (!sotto_password_fields_get_acceptable (self->password))
    return;
  set_busy (self, TRUE);
  sotto_account_manager_create_async (self->accounts, self->candidate,
                                      sotto_password_fields_get_password (self->password),
                                      self->cancellable, created_cb, g_object_ref (self));
}

static void
finish (SottoOnboarding *self, SottoLanConsent consent)
{
  g_autoptr (SottoSession) session = g_steal_pointer (&self->session);

  if (session == NULL)
    return;
  sotto_session_set_lan_consent (session, consent);
  g_signal_emit (self, signals[SIGNAL_FINISHED], 0, session);
  sotto_onboarding_reset (self);
}

static void
allow_lan_cb (GtkButton *button, SottoOnboarding *self)
{
  finish (self, SOTTO_LAN_CONSENT_YES);
}

static void
refuse_lan_cb (GtkButton *button, SottoOnboarding *self)
{
  finish (self, SOTTO_LAN_CONSENT_NO);
}

static void
back_cb (GtkButton *button, SottoOnboarding *self)
{
  const char *page = gtk_stack_get_visible_child_name (self->stack);

  if (g_str_equal (page, "welcome"))
    g_signal_emit (self, signals[SIGNAL_CANCELLED], 0);
  else
    show_page (self, "welcome");
}

static void
sotto_onboarding_dispose (GObject *object)
{
  SottoOnboarding *self = SOTTO_ONBOARDING (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->candidate);
  g_clear_object (&self->session);
  g_clear_object (&self->accounts);
  G_OBJECT_CLASS (sotto_onboarding_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, SottoOnboarding, stack);
  gtk_widget_class_bind_template_child (widget_class, SottoOnboarding, back);
  gtk_widget_class_bind_template_child (widget_class, SottoOnboarding, candidates);
  gtk_widget_class_bind_template_child (widget_class, SottoOnboarding, choose);
  gtk_widget_class_bind_template_child (widget_class, SottoOnboarding, phrase);
  gtk_widget_class_bind_template_child (widget_class, SottoOnboarding, passphrase);
  gtk_widget_class_bind_template_child (widget_class, SottoOnboarding, recover);
  gtk_widget_class_bind_template_child (widget_class, SottoOnboarding, password);
  gtk_widget_class_bind_template_child (widget_class, SottoOnboarding, create);
  gtk_widget_class_bind_template_child (widget_class, SottoOnboarding, spinner);
  gtk_widget_class_bind_template_child (widget_class, SottoOnboarding, error);
  gtk_widget_class_bind_template_child (widget_class, SottoOnboarding, password_page);
}

static void
sotto_onboarding_class_init (SottoOnboardingClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sotto_onboarding_dispose;
  signals[SIGNAL_FINISHED] = g_signal_new ("finished", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                           0, NULL, NULL, NULL, G_TYPE_NONE, 1, SOTTO_TYPE_SESSION);
  signals[SIGNAL_CANCELLED] = g_signal_new ("cancelled", G_TYPE_FROM_CLASS (klass),
                                            G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (SOTTO_TYPE_PHRASE_ENTRY);
  g_type_ensure (SOTTO_TYPE_PASSWORD_FIELDS);
  gtk_widget_class_set_template_from_resource (widget_class, "/im/sotto/Sotto/ui/onboarding.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, new_identity_cb);
  gtk_widget_class_bind_template_callback (widget_class, more_identities_cb);
  gtk_widget_class_bind_template_callback (widget_class, candidate_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_cb);
  gtk_widget_class_bind_template_callback (widget_class, have_phrase_cb);
  gtk_widget_class_bind_template_callback (widget_class, recover_cb);
  gtk_widget_class_bind_template_callback (widget_class, phrase_completeness_cb);
  gtk_widget_class_bind_template_callback (widget_class, password_acceptable_cb);
  gtk_widget_class_bind_template_callback (widget_class, create_cb);
  gtk_widget_class_bind_template_callback (widget_class, allow_lan_cb);
  gtk_widget_class_bind_template_callback (widget_class, refuse_lan_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
}

static void
sotto_onboarding_init (SottoOnboarding *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
sotto_onboarding_new (SottoAccountManager *accounts)
{
  SottoOnboarding *self = g_object_new (SOTTO_TYPE_ONBOARDING, NULL);

  self->accounts = g_object_ref (accounts);
  show_page (self, "welcome");
  return GTK_WIDGET (self);
}

void
sotto_onboarding_reset (SottoOnboarding *self)
{
  g_clear_object (&self->candidate);
  sotto_password_fields_clear (self->password);
  sotto_phrase_entry_clear (self->phrase);
  gtk_editable_set_text (GTK_EDITABLE (self->passphrase), "");
  clear_candidates (self);
  show_page (self, "welcome");
}
