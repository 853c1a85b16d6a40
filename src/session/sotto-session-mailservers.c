/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which mailservers are asked, as a person decides it: kept in the store, told to the mail client,
 * and called by the host.
 */

#include "sotto-session-mailservers-private.h"

#include <glib/gi18n-lib.h>

struct _SottoSessionMailservers
{
  GObject parent_instance;

  SottoWakuMailClient *client;
  SottoSessionNetwork *network;
  SottoStore *store;
  SottoSessionData *data;
};

G_DEFINE_FINAL_TYPE (SottoSessionMailservers, sotto_session_mailservers, G_TYPE_OBJECT)

static guint changed_signal;

static SottoSessionMailserver *
find (SottoSessionMailservers *self, const char *url, guint *index)
{
  g_autoptr (SottoEnode) enode = sotto_enode_parse (url, NULL);
  g_autofree char *canonical = enode != NULL ? sotto_enode_to_string (enode) : g_strdup (url);

  for (guint i = 0; i < self->data->mailservers->len; i++)
    {
      SottoSessionMailserver *server = g_ptr_array_index (self->data->mailservers, i);

      if (!g_str_equal (server->url, canonical))
        continue;
      if (index != NULL)
        *index = i;
      return server;
    }

  return NULL;
}

static void
apply_pin (SottoSessionMailservers *self)
{
  const char *url = sotto_session_mailservers_get_pinned (self);
  g_autoptr (SottoEnode) enode = url != NULL ? sotto_enode_parse (url, NULL) : NULL;

  sotto_waku_mail_client_pin_server (self->client, enode);
}

static void
emit_changed (SottoSessionMailservers *self)
{
  g_signal_emit (self, changed_signal, 0);
}

static void
sotto_session_mailservers_dispose (GObject *object)
{
  SottoSessionMailservers *self = SOTTO_SESSION_MAILSERVERS (object);

  g_clear_object (&self->client);
  g_clear_object (&self->network);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (sotto_session_mailservers_parent_class)->dispose (object);
}

static void
sotto_session_mailservers_class_init (SottoSessionMailserversClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sotto_session_mailservers_dispose;

  /**
   * SottoSessionMailservers::changed:
   * @self: the mailservers
   *
   * What a person decided is another.
   */
  changed_signal = g_signal_new ("changed", SOTTO_TYPE_SESSION_MAILSERVERS, G_SIGNAL_RUN_LAST, 0,
                                 NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sotto_session_mailservers_init (SottoSessionMailservers *self)
{
}

/* Private to the folder. */

SottoSessionMailservers *
sotto_session_mailservers_new (SottoWakuMailClient *client,
                               SottoSessionNetwork *network,
                               SottoStore *store,
                               SottoSessionData *data)
{
  SottoSessionMailservers *self = g_object_new (SOTTO_TYPE_SESSION_MAILSERVERS, NULL);

  self->client = g_object_ref (client);
  self->network = g_object_ref (network);
  self->store = g_object_ref (store);
  self->data = data;
  for (guint i = 0; i < data->mailservers->len; i++)
    {
      SottoSessionMailserver *server = g_ptr_array_index (data->mailservers, i);
      g_autoptr (SottoEnode) enode = sotto_enode_parse (server->url, NULL);

      if (enode == NULL)
        continue;
      sotto_session_network_call (network, enode);
      sotto_waku_mail_client_add_server (client, enode, server->to_key);
    }
  apply_pin (self);
  sotto_waku_mail_client_set_try_relays (client, data->try_relays);

  return self;
}

/* Public, in the header's order. */

/**
 * sotto_session_mailservers_get_stores:
 * @self: the mailservers
 *
 * Returns: (transfer none): those that are asked, and how they are
 */
GListModel *
sotto_session_mailservers_get_stores (SottoSessionMailservers *self)
{
  g_return_val_if_fail (SOTTO_IS_SESSION_MAILSERVERS (self), NULL);

  return sotto_waku_mail_client_get_stores (self->client);
}

/**
 * sotto_session_mailservers_dup_urls:
 * @self: the mailservers
 *
 * Returns: (transfer full) (array zero-terminated=1): enode URLs, in the order of adding
 */
char **
sotto_session_mailservers_dup_urls (SottoSessionMailservers *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_return_val_if_fail (SOTTO_IS_SESSION_MAILSERVERS (self), NULL);

  for (guint i = 0; i < self->data->mailservers->len; i++)
    {
      SottoSessionMailserver *server = g_ptr_array_index (self->data->mailservers, i);

      g_strv_builder_add (builder, server->url);
    }

  return g_strv_builder_end (builder);
}

/**
 * sotto_session_mailservers_add:
 * @self: the mailservers
 * @url: an enode URL
 * @to_key: whether questions are sealed to its key
 * @error: return location for %SOTTO_SESSION_ERROR_ADDRESS
 *
 * Adding one that is there already changes nothing.
 *
 * Returns: whether it was taken
 */
gboolean
sotto_session_mailservers_add (SottoSessionMailservers *self,
                               const char *url,
                               gboolean to_key,
                               GError **error)
{
  g_autoptr (SottoEnode) enode = NULL;
  SottoSessionMailserver *server;

  g_return_val_if_fail (SOTTO_IS_SESSION_MAILSERVERS (self), FALSE);
  g_return_val_if_fail (url != NULL, FALSE);

  enode = sotto_session_network_parse_address (url, error);
  if (enode == NULL)
    return FALSE;
  if (find (self, url, NULL) != NULL)
    return TRUE;
  if (self->data->mailservers->len >= SOTTO_MAX_MAILSERVERS)
    {
      g_set_error (error, SOTTO_SESSION_ERROR, SOTTO_SESSION_ERROR_ADDRESS,
                   _ ("There are %d mailservers already. Remove one first."),
                   SOTTO_MAX_MAILSERVERS);
      return FALSE;
    }

  server = g_new0 (SottoSessionMailserver, 1);
  server->url = sotto_enode_to_string (enode);
  server->to_key = to_key;
  g_ptr_array_add (self->data->mailservers, server);
  sotto_session_data_save_mailserver (self->store, server);
  sotto_session_network_call (self->network, enode);
  sotto_waku_mail_client_add_server (self->client, enode, to_key);
  emit_changed (self);

  return TRUE;
}

/**
 * sotto_session_mailservers_remove:
 * @self: the mailservers
 * @url: one of them
 *
 * It is not asked any more, nor called unless it is one of the nodes.
 */
void
sotto_session_mailservers_remove (SottoSessionMailservers *self, const char *url)
{
  g_autoptr (SottoEnode) enode = NULL;
  SottoSessionMailserver *server;
  guint index;

  g_return_if_fail (SOTTO_IS_SESSION_MAILSERVERS (self));
  g_return_if_fail (url != NULL);

  server = find (self, url, &index);
  if (server == NULL)
    return;

  enode = sotto_enode_parse (server->url, NULL);
  sotto_session_data_delete_mailserver (self->store, server->url);
  g_ptr_array_remove_index (self->data->mailservers, index);
  if (enode != NULL)
    {
      sotto_waku_mail_client_remove_server (self->client, enode);
      sotto_session_network_hang_up (self->network, enode);
    }
  emit_changed (self);
}

/**
 * sotto_session_mailservers_pin:
 * @self: the mailservers
 * @url: (nullable): one of them
 *
 * From now on this one alone is asked; with %NULL the one that answers fastest.
 */
void
sotto_session_mailservers_pin (SottoSessionMailservers *self, const char *url)
{
  SottoSessionMailserver *chosen;

  g_return_if_fail (SOTTO_IS_SESSION_MAILSERVERS (self));

  chosen = url != NULL ? find (self, url, NULL) : NULL;
  for (guint i = 0; i < self->data->mailservers->len; i++)
    {
      SottoSessionMailserver *server = g_ptr_array_index (self->data->mailservers, i);

      if (server->pinned == (server == chosen))
        continue;
      server->pinned = server == chosen;
      sotto_session_data_save_mailserver (self->store, server);
    }
  apply_pin (self);
  emit_changed (self);
}

/**
 * sotto_session_mailservers_get_pinned:
 * @self: the mailservers
 *
 * Returns: (transfer none) (nullable): the only one that is asked
 */
const char *
sotto_session_mailservers_get_pinned (SottoSessionMailservers *self)
{
  g_return_val_if_fail (SOTTO_IS_SESSION_MAILSERVERS (self), NULL);

  for (guint i = 0; i < self->data->mailservers->len; i++)
    {
      SottoSessionMailserver *server = g_ptr_array_index (self->data->mailservers, i);

      if (server->pinned)
        return server->url;
    }

  return NULL;
}

/**
 * sotto_session_mailservers_get_try_relays:
 * @self: the mailservers
 *
 * Returns: whether connected relays are asked as well, if they keep messages
 */
gboolean
sotto_session_mailservers_get_try_relays (SottoSessionMailservers *self)
{
  g_return_val_if_fail (SOTTO_IS_SESSION_MAILSERVERS (self), FALSE);

  return self->data->try_relays;
}

/**
 * sotto_session_mailservers_set_try_relays:
 * @self: the mailservers
 * @try_relays: whether connected relays are asked as well
 */
void
sotto_session_mailservers_set_try_relays (SottoSessionMailservers *self, gboolean try_relays)
{
  g_return_if_fail (SOTTO_IS_SESSION_MAILSERVERS (self));

  if (self->data->try_relays == try_relays)
    return;
  self->data->try_relays = try_relays;
  sotto_session_data_save_setting (self->store, SOTTO_SETTING_TRY_RELAYS, try_relays);
  sotto_waku_mail_client_set_try_relays (self->client, try_relays);
  emit_changed (self);
}
