/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-token-list-window.h"

#include <glib/gi18n.h>

/* Rows that are shown: nobody reads thousands. Those that want to be taken for others come first.
 */
#define N_SHOWN 100

struct _SottoTokenListWindow
{
  AdwWindow parent_instance;

  SottoWallet *wallet;
  SottoWalletTokenPlan *plan;

  GtkLabel *heading;
  GtkLabel *summary;
  GtkLabel *warning;
  GtkListBox *list;
  GtkLabel *rest;
  GtkLabel *error;
  GtkWidget *add;
};

G_DEFINE_FINAL_TYPE (SottoTokenListWindow, sotto_token_list_window, ADW_TYPE_WINDOW)

static void
show_text (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), text[0] != '\0');
}

/* Takes @line. */
static void
append_line (GString *text, guint count, char *line)
{
  if (count > 0)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", line);
  g_free (line);
}

static void
show_summary (SottoTokenListWindow *self)
{
  const SottoWalletTokenPlan *plan = self->plan;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *warning = NULL;

  append_line (text, plan->n_known,
               g_strdup_printf (ngettext ("%u is in the wallet already.",
                                          "%u are in the wallet already.", plan->n_known),
                                plan->n_known));
  append_line (text, plan->n_elsewhere,
               g_strdup_printf (ngettext ("%u is of a network that the wallet does not have.",
                                          "%u are of networks that the wallet does not have.",
                                          plan->n_elsewhere),
                                plan->n_elsewhere));
  append_line (text, plan->n_skipped,
               g_strdup_printf (ngettext ("%u entry makes no sense.", "%u entries make no sense.",
                                          plan->n_skipped),
                                plan->n_skipped));
  show_text (self->summary, text->str);
  if (plan->n_namesakes > 0)
    warning = g_strdup_printf (
      ngettext ("%u has the name of another token. Anybody can give a token the name of another.",
                "%u have the names of other tokens. Anybody can give a token the name of another.",
                plan->n_namesakes),
      plan->n_namesakes);
  show_text (self->warning, warning != NULL ? warning : "");
}

static void
show_heading (SottoTokenListWindow *self)
{
  guint n_tokens = self->plan->tokens->len;
  g_autoptr (GString) text = g_string_new (NULL);

  if (n_tokens == 0)
    g_string_append (text, _ ("Nothing to Add"));
  else
    g_string_append_printf (text, ngettext ("Add %u Token?", "Add %u Tokens?", n_tokens), n_tokens);
  gtk_label_set_text (self->heading, text->str);
  gtk_widget_set_sensitive (self->add, n_tokens > 0);
  if (self->plan->name[0] == '\0')
    return;
  g_string_assign (text, self->plan->name);
  if (self->plan->version != NULL)
    g_string_append_printf (text, " %s", self->plan->version);
  gtk_window_set_title (GTK_WINDOW (self), text->str);
}

static void
append_row (SottoTokenListWindow *self, const SottoWalletTokenInfo *info, gboolean has_namesake)
{
  GtkWidget *row = adw_action_row_new ();
  SottoWalletNetwork *network = sotto_wallet_find_network (self->wallet, info->chain_id);
  g_autofree char *address = sotto_address_to_string (info->address);
  g_autofree char *title = g_strdup_printf ("%s · %s", info->symbol, info->name);
  g_autoptr (GString) subtitle = g_string_new (NULL);

  if (has_namesake)
    g_string_append_printf (subtitle, "%s\n", _ ("Has the name of another token"));
  g_string_append_printf (subtitle, "%s\n%s",
                          network != NULL ? sotto_wallet_network_get_name (network) : "", address);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle->str);
  if (has_namesake)
    adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                               gtk_image_new_from_icon_name ("dialog-warning-symbolic"));
  gtk_list_box_append (self->list, row);
}

static void
show_rows (SottoTokenListWindow *self)
{
  GPtrArray *tokens = self->plan->tokens;
  guint n_shown = MIN (tokens->len, N_SHOWN);
  g_autofree char *rest = NULL;

  for (guint i = 0; i < n_shown; i++)
    append_row (self, g_ptr_array_index (tokens, i), i < self->plan->n_namesakes);
  if (tokens->len > n_shown)
    rest = g_strdup_printf (ngettext ("And %u more", "And %u more", tokens->len - n_shown),
                            tokens->len - n_shown);
  show_text (self->rest, rest != NULL ? rest : "");
  gtk_widget_set_visible (GTK_WIDGET (self->list), n_shown > 0);
}

static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoTokenListWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (sotto_wallet_change_finish (SOTTO_WALLET (source), result, &error))
    {
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  show_text (self->error, error->message);
  gtk_widget_set_sensitive (self->add, TRUE);
}

static void
add_cb (SottoTokenListWindow *self)
{
  gtk_widget_set_sensitive (self->add, FALSE);
  sotto_wallet_add_tokens_async (self->wallet, self->plan, NULL, added_cb, g_object_ref (self));
}

static void
sotto_token_list_window_dispose (GObject *object)
{
  SottoTokenListWindow *self = SOTTO_TOKEN_LIST_WINDOW (object);

  g_clear_object (&self->wallet);
  g_clear_pointer (&self->plan, sotto_wallet_token_plan_free);
  G_OBJECT_CLASS (sotto_token_list_window_parent_class)->dispose (object);
}

static void
sotto_token_list_window_class_init (SottoTokenListWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sotto_token_list_window_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/sotto/Sotto/ui/token-list-window.ui");
  gtk_widget_class_bind_template_child (widget_class, SottoTokenListWindow, heading);
  gtk_widget_class_bind_template_child (widget_class, SottoTokenListWindow, summary);
  gtk_widget_class_bind_template_child (widget_class, SottoTokenListWindow, warning);
  gtk_widget_class_bind_template_child (widget_class, SottoTokenListWindow, list);
  gtk_widget_class_bind_template_child (widget_class, SottoTokenListWindow, rest);
  gtk_widget_class_bind_template_child (widget_class, SottoTokenListWindow, error);
  gtk_widget_class_bind_template_child (widget_class, SottoTokenListWindow, add);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
sotto_token_list_window_init (SottoTokenListWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Public. */

GtkWidget *
sotto_token_list_window_new (GtkWindow *parent, SottoWallet *wallet, SottoWalletTokenPlan *plan)
{
  SottoTokenListWindow *self =
    g_object_new (SOTTO_TYPE_TOKEN_LIST_WINDOW, "transient-for", parent, "modal", TRUE, NULL);

  self->wallet = g_object_ref (wallet);
  self->plan = plan;
  show_heading (self);
  show_summary (self);
  show_rows (self);
  return GTK_WIDGET (self);
}
