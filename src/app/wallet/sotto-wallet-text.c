/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-wallet-text.h"

#include <glib/gi18n.h>
#include <string.h>

#define ADDRESS_CHARACTERS (2 + 2 * SOTTO_ADDRESS_LENGTH)
#define GROUP 4

/* Characters at either end of a short address, "0x" apart. */
#define END GROUP

static gboolean
is_whole (const char *address)
{
  return strlen (address) == ADDRESS_CHARACTERS && g_str_has_prefix (address, "0x");
}

char *
sotto_wallet_text_groups (const char *address)
{
  GString *text;

  g_return_val_if_fail (address != NULL, NULL);

  if (!is_whole (address))
    return g_strdup (address);
  text = g_string_new ("0x");
  for (const char *group = address + 2; *group != '\0'; group += GROUP)
    {
      if (group > address + 2)
        g_string_append_c (text, ' ');
      g_string_append_len (text, group, GROUP);
    }
  return g_string_free (text, FALSE);
}

char *
sotto_wallet_text_short (const char *address)
{
  g_return_val_if_fail (address != NULL, NULL);

  if (!is_whole (address))
    return g_strdup (address);
  return g_strdup_printf ("%.*s…%s", 2 + END, address, address + ADDRESS_CHARACTERS - END);
}

const char *
sotto_wallet_text_kind (SottoWalletAccount *account)
{
  g_return_val_if_fail (SOTTO_IS_WALLET_ACCOUNT (account), NULL);

  switch (sotto_wallet_account_get_kind (account))
    {
    case SOTTO_WALLET_ACCOUNT_DERIVED:
      return _ ("From your recovery phrase");
    case SOTTO_WALLET_ACCOUNT_PHRASE:
      return _ ("From an imported recovery phrase");
    case SOTTO_WALLET_ACCOUNT_KEY:
      return _ ("From an imported key");
    case SOTTO_WALLET_ACCOUNT_WATCHED:
      return _ ("Watched only: its key is not on this computer");
    }
  return "";
}

/* The palette is that of the classes wallet-colour-N in the style sheet. */
static const char *const colours[SOTTO_WALLET_N_COLOURS] = {
  N_ ("Blue"), N_ ("Green"),  N_ ("Yellow"), N_ ("Orange"),
  N_ ("Red"),  N_ ("Purple"), N_ ("Brown"),  N_ ("Grey"),
};

const char *
sotto_wallet_text_colour (guint colour)
{
  g_return_val_if_fail (colour < SOTTO_WALLET_N_COLOURS, NULL);

  return _ (colours[colour]);
}

void
sotto_wallet_text_apply_colour (GtkWidget *widget, guint colour)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));

  for (guint i = 0; i < SOTTO_WALLET_N_COLOURS; i++)
    {
      g_autofree char *name = g_strdup_printf ("wallet-colour-%u", i);

      if (i == colour)
        gtk_widget_add_css_class (widget, name);
      else
        gtk_widget_remove_css_class (widget, name);
    }
}
