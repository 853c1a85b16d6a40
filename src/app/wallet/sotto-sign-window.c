/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-sign-window.h"

#include <glib/gi18n.h>
#include <string.h>

#include "sotto-exact-text.h"
#include "sotto-wallet-sign.h"
#include "sotto-wallet-text.h"

/* What a hash has, in bytes. */
#define HASH_LENGTH 32

struct _SottoSignWindow
{
  AdwWindow parent_instance;

  SottoWallet *wallet;
  SottoWalletAccount *account;
  GCancellable *cancellable;
  GBytes *message; /* nullable: what is on the page and will be signed */
  char *signature;

  AdwToastOverlay *toasts;
  GtkStack *stack;
  GtkWidget *back;
  GtkLabel *name;
  GtkLabel *address;
  GtkTextView *draft;
  GtkWidget *review;
  GtkTextView *exact;
  GtkLabel *size;
  GtkWidget *danger_row;
  GtkLabel *danger;
  GtkWidget *hidden_row;
  GtkWidget *password_list;
  AdwPasswordEntryRow *password;
  GtkLabel *error;
  GtkWidget *sign;
  GtkLabel *result;
  GtkWidget *copy;
};

G_DEFINE_FINAL_TYPE (SottoSignWindow, sotto_sign_window, ADW_TYPE_WINDOW)

static char *
dup_draft (SottoSignWindow *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->draft);
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
}

static void
show_error (SottoSignWindow *self, const char *text)
{
  gtk_label_set_text (self->error, text);
  gtk_widget_set_visible (GTK_WIDGET (self->error), *text != '\0');
}

static void
show_page (SottoSignWindow *self, const char *name)
{
  gtk_stack_set_visible_child_name (self->stack, name);
  gtk_widget_set_visible (self->back, g_str_equal (name, "review"));
  show_error (self, "");
}

static gboolean
needs_password (SottoSignWindow *self)
{
  return gtk_widget_get_visible (self->password_list);
}

static void
changed_cb (SottoSignWindow *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->draft);

  gtk_widget_set_sensitive (self->review, gtk_text_buffer_get_char_count (buffer) > 0);
  gtk_widget_set_sensitive (
    self->sign,
    self->cancellable == NULL &&
      (!needs_password (self) || *gtk_editable_get_text (GTK_EDITABLE (self->password)) != '\0'));
}

static void
review_cb (SottoSignWindow *self)
{
  g_autofree char *text = dup_draft (self);
  gsize length = strlen (text);
  g_autofree char *size = g_strdup_printf (ngettext ("%u byte", "%u bytes", (gulong) length),
                                           (guint) MIN (length, G_MAXUINT));
  const char *danger = sotto_sign_window_describe_danger (text);
  gboolean has_hidden = sotto_exact_text_fill (gtk_text_view_get_buffer (self->exact), text);

  gtk_label_set_text (self->size, size);
  gtk_label_set_text (self->danger, danger != NULL ? danger : "");
  gtk_widget_set_visible (self->danger_row, danger != NULL);
  gtk_widget_set_visible (self->hidden_row, has_hidden);
  gtk_widget_set_visible (self->password_list, !sotto_wallet_is_unlocked (self->wallet));
  g_clear_pointer (&self->message, g_bytes_unref);
  self->message = g_bytes_new_take (g_steal_pointer (&text), length);
  show_page (self, "review");
  changed_cb (self);
  gtk_widget_grab_focus (needs_password (self) ? GTK_WIDGET (self->password) : self->sign);
}

static void
back_cb (SottoSignWindow *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->password), "");
  show_page (self, "write");
  gtk_widget_grab_focus (GTK_WIDGET (self->draft));
}

static void
signed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoSignWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  guint8 signature[SOTTO_SIGNATURE_LENGTH];
  gboolean is_signed = sotto_wallet_sign_finish (SOTTO_WALLET (source), result, signature, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->cancellable);
  gtk_widget_set_sensitive (self->back, TRUE);
  gtk_editable_set_text (GTK_EDITABLE (self->password), "");
  if (!is_signed)
    {
      /* It can lock itself while one reads. */
      if (g_error_matches (error, SOTTO_WALLET_ERROR, SOTTO_WALLET_ERROR_LOCKED))
        gtk_widget_set_visible (self->password_list, TRUE);
      show_error (self, error->message);
      changed_cb (self);
      return;
    }
  g_free (self->signature);
  self->signature = sotto_wallet_format_signature (signature);
  gtk_label_set_text (self->result, self->signature);
  show_page (self, "done");
  gtk_widget_grab_focus (self->copy);
  /* The label, which had the focus in between, would look selected. */
  gtk_label_select_region (self->result, 0, 0);
}

static void
sign_cb (SottoSignWindow *self)
{
  if (!gtk_widget_get_sensitive (self->sign))
    return;
  show_error (self, "");
  self->cancellable = g_cancellable_new ();
  gtk_widget_set_sensitive (self->back, FALSE);
  sotto_wallet_sign_message_async (
    self->wallet, self->account, self->message,
    needs_password (self) ? gtk_editable_get_text (GTK_EDITABLE (self->password)) : NULL,
    self->cancellable, signed_cb, g_object_ref (self));
  changed_cb (self);
}

static void
copy_cb (SottoSignWindow *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->signature);
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (_ ("Signature copied")));
}

/* Not earlier, which would hide from assistive technology that this is a window. */
static void
mapped_cb (SottoSignWindow *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->draft));
}

static gboolean
sotto_sign_window_close_request (GtkWindow *window)
{
  SottoSignWindow *self = SOTTO_SIGN_WINDOW (window);

  g_cancellable_cancel (self->cancellable);
  gtk_editable_set_text (GTK_EDITABLE (self->password), "");
  return GTK_WINDOW_CLASS (sotto_sign_window_parent_class)->close_request (window);
}

static void
sotto_sign_window_dispose (GObject *object)
{
  SottoSignWindow *self = SOTTO_SIGN_WINDOW (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->account);
  g_clear_object (&self->wallet);
  g_clear_pointer (&self->message, g_bytes_unref);
  g_clear_pointer (&self->signature, g_free);
  G_OBJECT_CLASS (sotto_sign_window_parent_class)->dispose (object);
}

static void
sotto_sign_window_class_init (SottoSignWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sotto_sign_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = sotto_sign_window_close_request;
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/im/sotto/Sotto/ui/sign-window.ui");
  gtk_widget_class_bind_template_child (widget_class, SottoSignWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, SottoSignWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, SottoSignWindow, back);
  gtk_widget_class_bind_template_child (widget_class, SottoSignWindow, name);
  gtk_widget_class_bind_template_child (widget_class, SottoSignWindow, address);
  gtk_widget_class_bind_template_child (widget_class, SottoSignWindow, draft);
  gtk_widget_class_bind_template_child (widget_class, SottoSignWindow, review);
  gtk_widget_class_bind_template_child (widget_class, SottoSignWindow, exact);
  gtk_widget_class_bind_template_child (widget_class, SottoSignWindow, size);
  gtk_widget_class_bind_template_child (widget_class, SottoSignWindow, danger_row);
  gtk_widget_class_bind_template_child (widget_class, SottoSignWindow, danger);
  gtk_widget_class_bind_template_child (widget_class, SottoSignWindow, hidden_row);
  gtk_widget_class_bind_template_child (widget_class, SottoSignWindow, password_list);
  gtk_widget_class_bind_template_child (widget_class, SottoSignWindow, password);
  gtk_widget_class_bind_template_child (widget_class, SottoSignWindow, error);
  gtk_widget_class_bind_template_child (widget_class, SottoSignWindow, sign);
  gtk_widget_class_bind_template_child (widget_class, SottoSignWindow, result);
  gtk_widget_class_bind_template_child (widget_class, SottoSignWindow, copy);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, review_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, sign_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
}

static void
sotto_sign_window_init (SottoSignWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (gtk_text_view_get_buffer (self->draft), "changed",
                           G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "map", G_CALLBACK (mapped_cb), NULL);
}

GtkWidget *
sotto_sign_window_new (GtkWindow *parent, SottoWallet *wallet, SottoWalletAccount *account)
{
  SottoSignWindow *self;
  g_autofree char *groups = NULL;

  g_return_val_if_fail (SOTTO_IS_WALLET (wallet) && SOTTO_IS_WALLET_ACCOUNT (account), NULL);

  self = g_object_new (SOTTO_TYPE_SIGN_WINDOW, "transient-for", parent, "modal", TRUE, NULL);
  self->wallet = g_object_ref (wallet);
  self->account = g_object_ref (account);
  groups = sotto_wallet_text_groups (sotto_wallet_account_get_address (account));
  gtk_label_set_text (self->name, sotto_wallet_account_get_name (account));
  gtk_label_set_text (self->address, groups);
  show_page (self, "write");
  changed_cb (self);
  return GTK_WIDGET (self);
}

const char *
sotto_sign_window_describe_danger (const char *message)
{
  g_autofree char *stripped = NULL;
  const char *digits;

  g_return_val_if_fail (message != NULL, NULL);

  stripped = g_strstrip (g_strdup (message));
  digits = g_ascii_strncasecmp (stripped, "0x", 2) == 0 ? stripped + 2 : stripped;
  if (strlen (digits) == (gsize) 2 * HASH_LENGTH &&
      strspn (digits, "0123456789abcdefABCDEF") == (gsize) 2 * HASH_LENGTH)
    return _ ("This looks like the fingerprint of something that you do not see here. It may be a "
              "promise or a payment. Do not sign it for a stranger or a web page.");
  if (strlen (message) == HASH_LENGTH)
    return _ ("This message is as long as a fingerprint (32 bytes), and a program could take it "
              "for one. Sign it only if you wrote it yourself.");
  return NULL;
}
