/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sotto-collection-list.h"

#include <glib/gi18n.h>
#include <string.h>

#include "sotto-collection-dialog.h"
#include "sotto-row-feed.h"
#include "sotto-wallet-collectibles.h"
#include "sotto-wallet-text.h"

/* Rows of one collection; numbers with more digits are written in full below their ends. */
#define MAX_ROWS 100
#define MAX_DIGITS 12

struct _SottoCollectionList
{
  AdwBin parent_instance;

  SottoWallet *wallet;
  SottoWalletAccount *account;
  GCancellable *cancellable;
  char *shown; /* what the rows say, so that they stay while nothing changes */

  GtkListBox *list;
  GtkLabel *note;
};

G_DEFINE_FINAL_TYPE (SottoCollectionList, sotto_collection_list, ADW_TYPE_BIN)

static void
show_note (SottoCollectionList *self, const char *text)
{
  gtk_label_set_text (self->note, text);
  gtk_widget_set_visible (GTK_WIDGET (self->note), text[0] != '\0');
}

static GtkWidget *
make_row (const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  return row;
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoCollectionList) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!sotto_wallet_change_finish (SOTTO_WALLET (source), result, &error))
    show_note (self, error->message);
}

static void
remove_cb (SottoCollectionList *self, GtkWidget *button)
{
  gint64 *id = g_object_get_data (G_OBJECT (button), "collection");

  gtk_widget_set_sensitive (button, FALSE);
  sotto_wallet_remove_collection_async (self->wallet, *id, NULL, removed_cb, g_object_ref (self));
}

static GtkWidget *
make_contract_row (SottoCollectionList *self, const SottoWalletCollection *collection)
{
  g_autofree char *address = sotto_address_to_string (collection->address);
  g_autofree char *groups = sotto_wallet_text_groups (address);
  GtkWidget *row = make_row (_ ("Contract"), groups);
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Remove Collection"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (button), "collection",
                          g_memdup2 (&collection->id, sizeof collection->id), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return row;
}

static GtkWidget *
make_item_row (const SottoWalletCollection *collection, const SottoWalletCollectible *item)
{
  char number[SOTTO_U256_DECIMAL_SIZE];
  char amount[SOTTO_U256_DECIMAL_SIZE];
  g_autofree char *title = NULL;
  GtkWidget *row;

  sotto_u256_to_decimal (&item->number, number);
  sotto_u256_to_decimal (&item->amount, amount);
  title = strlen (number) <= MAX_DIGITS
            ? g_strdup_printf ("#%s", number)
            : g_strdup_printf ("#%.4s…%s", number, number + strlen (number) - 4);
  row = make_row (title, strlen (number) > MAX_DIGITS ? number : NULL);
  if (collection->kind == SOTTO_WALLET_COLLECTION_SEVERAL)
    {
      g_autofree char *text = g_strdup_printf ("× %s", amount);

      adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_label_new (text));
    }
  return row;
}

static char *
describe (SottoCollectionList *self, const SottoWalletCollection *collection)
{
  SottoWalletNetwork *network = sotto_wallet_find_network (self->wallet, collection->chain_id);
  guint n_owned = collection->owned->len;
  g_autofree char *count =
    n_owned > 0 ? g_strdup_printf (ngettext ("%u collectible", "%u collectibles", n_owned), n_owned)
                : g_strdup (_ ("Nothing found"));

  return g_strjoin (" · ", network != NULL ? sotto_wallet_network_get_name (network) : "?", count,
                    NULL);
}

static char *
name_of (const SottoWalletCollection *collection)
{
  g_autofree char *address = sotto_address_to_string (collection->address);

  return collection->name != NULL ? g_strdup (collection->name) : sotto_wallet_text_short (address);
}

static void
add_collection_cb (gpointer item, gpointer user_data)
{
  SottoCollectionList *self = user_data;
  const SottoWalletCollection *collection = item;
  guint n_rows = MIN (collection->owned->len, MAX_ROWS);
  GtkWidget *row = adw_expander_row_new ();
  g_autofree char *name = name_of (collection);
  g_autofree char *subtitle = describe (self, collection);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), subtitle);
  for (guint i = 0; i < n_rows; i++)
    adw_expander_row_add_row (
      ADW_EXPANDER_ROW (row),
      make_item_row (collection, &g_array_index (collection->owned, SottoWalletCollectible, i)));
  if (collection->owned->len > n_rows)
    adw_expander_row_add_row (ADW_EXPANDER_ROW (row),
                              make_row (_ ("There are more, which are not shown"), NULL));
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), make_contract_row (self, collection));
  gtk_list_box_append (self->list, row);
}

static char *
write_down (GPtrArray *collections)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < collections->len; i++)
    {
      const SottoWalletCollection *collection = g_ptr_array_index (collections, i);

      g_string_append_printf (text, "%" G_GINT64_FORMAT ";", collection->id);
      for (guint j = 0; j < collection->owned->len; j++)
        {
          const SottoWalletCollectible *item =
            &g_array_index (collection->owned, SottoWalletCollectible, j);
          char number[SOTTO_U256_DECIMAL_SIZE];

          sotto_u256_to_decimal (&item->number, number);
          g_string_append_printf (text, "%s=", number);
          sotto_u256_to_decimal (&item->amount, number);
          g_string_append_printf (text, "%s,", number);
        }
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SottoCollectionList) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) collections =
    sotto_wallet_list_collectibles_finish (SOTTO_WALLET (source), result, &error);
  g_autofree char *text = collections != NULL ? write_down (collections) : NULL;

  if (collections == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_note (self, error->message);
  if (collections == NULL || self->wallet == NULL || g_strcmp0 (text, self->shown) == 0)
    return;
  g_free (self->shown);
  self->shown = g_steal_pointer (&text);
  gtk_widget_set_visible (GTK_WIDGET (self->list), collections->len > 0);
  sotto_row_feed_start (self->list, g_steal_pointer (&collections), add_collection_cb, self);
}

static void
list (SottoCollectionList *self)
{
  sotto_wallet_list_collectibles_async (self->wallet, self->account, self->cancellable, listed_cb,
                                        g_object_ref (self));
}

static void
add_cb (SottoCollectionList *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->wallet != NULL)
    gtk_window_present (
      GTK_WINDOW (sotto_collection_dialog_new (GTK_WINDOW (root), self->wallet, self->account)));
}

static void
forget_account (SottoCollectionList *self)
{
  if (self->wallet != NULL)
    g_signal_handlers_disconnect_by_data (self->wallet, self);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->shown, g_free);
  g_clear_object (&self->wallet);
  g_clear_object (&self->account);
}

static void
sotto_collection_list_dispose (GObject *object)
{
  forget_account (SOTTO_COLLECTION_LIST (object));
  G_OBJECT_CLASS (sotto_collection_list_parent_class)->dispose (object);
}

static void
sotto_collection_list_class_init (SottoCollectionListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sotto_collection_list_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/sotto/Sotto/ui/collection-list.ui");
  gtk_widget_class_bind_template_child (widget_class, SottoCollectionList, list);
  gtk_widget_class_bind_template_child (widget_class, SottoCollectionList, note);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
}

static void
sotto_collection_list_init (SottoCollectionList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Public, in the header's order. */

GtkWidget *
sotto_collection_list_new (void)
{
  return g_object_new (SOTTO_TYPE_COLLECTION_LIST, NULL);
}

void
sotto_collection_list_set_account (SottoCollectionList *self,
                                   SottoWallet *wallet,
                                   SottoWalletAccount *account)
{
  g_return_if_fail (SOTTO_IS_COLLECTION_LIST (self));

  forget_account (self);
  show_note (self, "");
  sotto_row_feed_clear (self->list);
  gtk_widget_set_visible (GTK_WIDGET (self->list), FALSE);
  if (wallet == NULL || account == NULL)
    return;
  self->wallet = g_object_ref (wallet);
  self->account = g_object_ref (account);
  self->cancellable = g_cancellable_new ();
  g_signal_connect_object (wallet, "assets-changed", G_CALLBACK (list), self, G_CONNECT_SWAPPED);
  list (self);
}
