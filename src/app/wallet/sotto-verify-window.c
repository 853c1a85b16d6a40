/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-verify-window.h"

#include <glib/gi18n.h>
#include <string.h>

#include "sotto-wallet-sign.h"
#include "sotto-wallet-text.h"

struct _SottoVerifyWindow
{
  AdwWindow parent_instance;

  SottoWallet *wallet;

  GtkTextView *message;
  AdwEntryRow *signature;
  AdwEntryRow *address;
  GtkWidget *verify;
  GtkWidget *verdict_row;
  GtkImage *icon;
  GtkLabel *verdict;
};

G_DEFINE_FINAL_TYPE (SottoVerifyWindow, sotto_verify_window, ADW_TYPE_WINDOW)

static const char *
read_row (AdwEntryRow *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static char *
dup_message (SottoVerifyWindow *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->message);
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
}

/* A verdict is about what stands there now. */
static void
changed_cb (SottoVerifyWindow *self)
{
  gtk_widget_set_visible (self->verdict_row, FALSE);
  gtk_widget_set_sensitive (self->verify, *read_row (self->signature) != '\0');
}

/* @style: of the theme, "success", "error" or NULL. */
static void
show_verdict (SottoVerifyWindow *self, const char *text, const char *icon, const char *style)
{
  const char *styles[] = { style, NULL };

  gtk_image_set_from_icon_name (self->icon, icon);
  gtk_widget_set_css_classes (self->verdict_row, styles);
  gtk_label_set_text (self->verdict, text);
  gtk_widget_set_visible (self->verdict_row, TRUE);
}

/* (transfer full): an address, and the name of the account if it is one's own. */
static char *
describe_signer (SottoVerifyWindow *self, const char *signer)
{
  guint8 bytes[SOTTO_ADDRESS_LENGTH];
  SottoWalletAccount *account = NULL;

  if (sotto_address_parse (signer, bytes, NULL))
    account = sotto_wallet_find_account (self->wallet, bytes);
  if (account == NULL)
    return g_strdup (signer);
  /* Translators: an address, and what the user calls this account. */
  return g_strdup_printf (_ ("%s (your account “%s”)"), signer,
                          sotto_wallet_account_get_name (account));
}

/* The usual reason why a right signature is not one of what was pasted. */
static gboolean
ends_in_space (const char *message)
{
  gsize length = strlen (message);

  return length > 0 && g_ascii_isspace (message[length - 1]);
}

/* @expected: (nullable): who is said to have signed. */
static void
show_signer (SottoVerifyWindow *self, const char *message, const char *signer, const char *expected)
{
  g_autofree char *who = describe_signer (self, signer);
  g_autofree char *refusal = NULL;
  g_autofree char *text = NULL;

  if (expected == NULL)
    {
      text =
        g_strdup_printf (_ ("Signed by %s. Compare this with the address that you expect."), who);
      show_verdict (self, text, "dialog-information-symbolic", NULL);
      return;
    }
  if (g_str_equal (signer, expected))
    {
      text = g_strdup_printf (_ ("Signed by %s. The signature is right."), who);
      show_verdict (self, text, "emblem-ok-symbolic", "success");
      return;
    }
  refusal = g_strdup_printf (_ ("Not signed by this address, but by %s: the message is not the one "
                                "that was signed, or somebody else signed it."),
                             who);
  /* NULL ends the list. */
  text = g_strjoin (" ", refusal,
                    ends_in_space (message)
                      ? _ ("The message ends in a space or a line break, which counts.")
                      : NULL,
                    NULL);
  show_verdict (self, text, "dialog-error-symbolic", "error");
}

/* (transfer full): the address in the form that signers have. */
static char *
read_expected (SottoVerifyWindow *self, GError **error)
{
  g_autofree char *typed = g_strstrip (g_strdup (read_row (self->address)));
  guint8 bytes[SOTTO_ADDRESS_LENGTH];

  return sotto_address_parse (typed, bytes, error) ? sotto_address_to_string (bytes) : NULL;
}

static void
verify_cb (SottoVerifyWindow *self)
{
  g_autofree char *text = dup_message (self);
  g_autoptr (GBytes) message = g_bytes_new (text, strlen (text));
  g_autofree char *expected = NULL;
  g_autofree char *signer = NULL;
  g_autoptr (GError) error = NULL;

  if (*read_row (self->signature) == '\0')
    return;
  if (*read_row (self->address) != '\0')
    expected = read_expected (self, &error);
  if (error == NULL)
    signer = sotto_wallet_recover_message (message, read_row (self->signature), &error);
  if (error != NULL)
    show_verdict (self, error->message, "dialog-error-symbolic", "error");
  else
    show_signer (self, text, signer, expected);
}

/* Not earlier, which would hide from assistive technology that this is a window. */
static void
mapped_cb (SottoVerifyWindow *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->message));
}

static void
sotto_verify_window_dispose (GObject *object)
{
  SottoVerifyWindow *self = SOTTO_VERIFY_WINDOW (object);

  g_clear_object (&self->wallet);
  G_OBJECT_CLASS (sotto_verify_window_parent_class)->dispose (object);
}

static void
sotto_verify_window_class_init (SottoVerifyWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sotto_verify_window_dispose;
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/im/sotto/Sotto/ui/verify-window.ui");
  gtk_widget_class_bind_template_child (widget_class, SottoVerifyWindow, message);
  gtk_widget_class_bind_template_child (widget_class, SottoVerifyWindow, signature);
  gtk_widget_class_bind_template_child (widget_class, SottoVerifyWindow, address);
  gtk_widget_class_bind_template_child (widget_class, SottoVerifyWindow, verify);
  gtk_widget_class_bind_template_child (widget_class, SottoVerifyWindow, verdict_row);
  gtk_widget_class_bind_template_child (widget_class, SottoVerifyWindow, icon);
  gtk_widget_class_bind_template_child (widget_class, SottoVerifyWindow, verdict);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, verify_cb);
}

static void
sotto_verify_window_init (SottoVerifyWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (gtk_text_view_get_buffer (self->message), "changed",
                           G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "map", G_CALLBACK (mapped_cb), NULL);
}

GtkWidget *
sotto_verify_window_new (GtkWindow *parent, SottoWallet *wallet)
{
  SottoVerifyWindow *self;

  g_return_val_if_fail (SOTTO_IS_WALLET (wallet), NULL);

  self = g_object_new (SOTTO_TYPE_VERIFY_WINDOW, "transient-for", parent, "modal", TRUE, NULL);
  self->wallet = g_object_ref (wallet);
  changed_cb (self);
  return GTK_WIDGET (self);
}
