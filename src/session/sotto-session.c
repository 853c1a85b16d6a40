/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One unlocked account: makes all that it owns, in the order in which the parts need each other.
 * sotto-session-life.c starts and stops it, sotto-session-keys.c asks for the password again,
 * sotto-session-nodes.c leads to the network. */

#include "sotto-session-private.h"

#include "sotto-account-private.h"
#include "sotto-proxy.h"
#include "sotto-session-payments-private.h"
#include "sotto-session-wallet-vault-private.h"
#include "sotto-waku-node.h"
#include "sotto-wallet-chains.h"
#include "sotto-wallet-services.h"

G_DEFINE_ENUM_TYPE (SottoLanConsent,
                    sotto_lan_consent,
                    G_DEFINE_ENUM_VALUE (SOTTO_LAN_CONSENT_UNASKED, "unasked"),
                    G_DEFINE_ENUM_VALUE (SOTTO_LAN_CONSENT_NO, "no"),
                    G_DEFINE_ENUM_VALUE (SOTTO_LAN_CONSENT_YES, "yes"))

G_DEFINE_FINAL_TYPE (SottoSession, sotto_session, G_TYPE_OBJECT)

enum
{
  PROP_NEEDS_BACKUP = 1,
  PROP_LAN_CONSENT,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];
static guint nodes_changed_signal;

static void
build (SottoSession *self, SottoRandom *random)
{
  SottoSessionData *data = self->data;
  SottoMessengerServices services;
  SottoWakuLimits limits;

  self->net_state = sotto_store_net_state_new (self->store, data->net_state, self->clock);
  self->host = sotto_host_new (data->node_key, self->clock, random);
  sotto_waku_limits_init (&limits);
  self->transport = SOTTO_TRANSPORT (
    sotto_waku_node_new (self->host, SOTTO_WAKU_ROLE_CLIENT, &limits, self->clock, random));
  self->secure =
    sotto_secure_channel_new (data->identity, data->installation_id, self->clock, random);
  self->mvds = sotto_mvds_new (sotto_private_key_get_public (data->identity), self->clock, random);
  self->mail_client = sotto_waku_mail_client_new (
    &(SottoWakuMailServices){ .node = SOTTO_WAKU_NODE (self->transport),
                              .node_key = data->node_key,
                              .net_state = SOTTO_NET_STATE (self->net_state),
                              .clock = self->clock,
                              .random = random });
  services = (SottoMessengerServices){
    .identity = data->identity,
    .store = self->store,
    .transport = self->transport,
    .history = SOTTO_HISTORY_SOURCE (self->mail_client),
    .secure = self->secure,
    .mvds = self->mvds,
    .net_state = SOTTO_NET_STATE (self->net_state),
    .clock = self->clock,
    .random = random,
  };
  self->messenger = sotto_messenger_new (&services);
  self->discovery = sotto_session_discovery_new (
    self->host, data->node_key, SOTTO_NET_STATE (self->net_state), self->clock, random);
  self->network = sotto_session_network_new (SOTTO_WAKU_NODE (self->transport), self->host,
                                             self->store, data, self->discovery);
  self->mailservers =
    sotto_session_mailservers_new (self->mail_client, self->network, self->store, data);
  self->traffic = sotto_session_traffic_new (sotto_transport_get_state (self->transport),
                                             SOTTO_NET_STATE (self->net_state), self->clock);
}

/* What asks networks goes the way that everything else goes. */
static void
apply_wallet_proxy (SottoSession *self)
{
  g_autofree char *url = sotto_session_discovery_dup_proxy (self->discovery);
  g_autoptr (GProxyResolver) proxy = url != NULL ? sotto_proxy_new (url, NULL) : NULL;

  sotto_wallet_set_proxy (self->wallet, proxy);
}

static void
build_wallet (SottoSession *self, SottoRandom *random)
{
  self->wallet_vault = sotto_session_wallet_vault_new (self->account, self->data);
  self->wallet =
    sotto_wallet_new (&(SottoWalletServices){ .store = self->store,
                                              .vault = SOTTO_WALLET_VAULT (self->wallet_vault),
                                              .clock = self->clock,
                                              .random = random });
  self->payments = sotto_session_payments_new (self->messenger, self->wallet, self->clock,
                                               sotto_account_get_key (self->account));
  apply_wallet_proxy (self);
  g_signal_connect_object (self->discovery, "changed", G_CALLBACK (apply_wallet_proxy), self,
                           G_CONNECT_SWAPPED);
}

static void
nodes_changed_cb (SottoSession *self)
{
  g_signal_emit (self, nodes_changed_signal, 0);
}

static void
sotto_session_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  SottoSession *self = SOTTO_SESSION (object);

  switch (id)
    {
    case PROP_NEEDS_BACKUP:
      g_value_set_boolean (value, sotto_session_get_needs_backup (self));
      break;
    case PROP_LAN_CONSENT:
      g_value_set_enum (value, sotto_session_get_lan_consent (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
sotto_session_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  switch (id)
    {
    case PROP_LAN_CONSENT:
      sotto_session_set_lan_consent (SOTTO_SESSION (object), g_value_get_enum (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

/* Whoever drops a session that was not stopped has its database closed properly, and peers that
 * wonder. */
static void
sotto_session_dispose (GObject *object)
{
  SottoSession *self = SOTTO_SESSION (object);

  if (self->clock != NULL)
    sotto_clock_clear_timer (self->clock, &self->stop_timer);
  if (self->wallet_vault != NULL)
    sotto_session_wallet_vault_close (self->wallet_vault);
  g_clear_object (&self->payments);
  g_clear_object (&self->wallet);
  g_clear_object (&self->wallet_vault);
  g_clear_object (&self->traffic);
  g_clear_object (&self->mailservers);
  g_clear_object (&self->network);
  g_clear_object (&self->discovery);
  g_clear_object (&self->messenger);
  if (self->mail_client != NULL)
    sotto_waku_mail_client_stop (self->mail_client);
  g_clear_object (&self->mail_client);
  g_clear_object (&self->mvds);
  g_clear_object (&self->secure);
  g_clear_object (&self->transport);
  g_clear_object (&self->host);
  g_clear_object (&self->net_state);
  g_clear_object (&self->store);
  g_clear_pointer (&self->data, sotto_session_data_free);
  g_clear_pointer (&self->lock, sotto_folder_lock_release);
  g_clear_object (&self->clock);
  g_clear_object (&self->account);
  G_OBJECT_CLASS (sotto_session_parent_class)->dispose (object);
}

static void
sotto_session_class_init (SottoSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sotto_session_get_property;
  object_class->set_property = sotto_session_set_property;
  object_class->dispose = sotto_session_dispose;

  /**
   * SottoSession:needs-backup:
   *
   * Whether the recovery phrase has still to be written down.
   */
  properties[PROP_NEEDS_BACKUP] =
    g_param_spec_boolean ("needs-backup", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * SottoSession:lan-consent:
   *
   * Whether to listen and announce on the local network.
   */
  properties[PROP_LAN_CONSENT] =
    g_param_spec_enum ("lan-consent", NULL, NULL, SOTTO_TYPE_LAN_CONSENT, SOTTO_LAN_CONSENT_UNASKED,
                       G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  /**
   * SottoSession::nodes-changed:
   *
   * sotto_session_dup_nodes () answers something else now.
   */
  nodes_changed_signal = g_signal_new ("nodes-changed", SOTTO_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sotto_session_init (SottoSession *self)
{
}

/* Private to the folder. */

SottoSession *
sotto_session_new (SottoAccount *account,
                   SottoStore *store,
                   SottoFolderLock *lock,
                   SottoSessionData *data)
{
  SottoSession *self = g_object_new (SOTTO_TYPE_SESSION, NULL);

  self->account = g_object_ref (account);
  self->store = g_object_ref (store);
  self->lock = lock;
  self->data = data;
  self->clock = g_object_ref (sotto_account_get_clock (account));
  build (self, sotto_account_get_random (account));
  build_wallet (self, sotto_account_get_random (account));
  g_signal_connect_object (self->network, "nodes-changed", G_CALLBACK (nodes_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}

/* Public, in the header's order. */

/**
 * sotto_session_get_account:
 * @self: a session
 *
 * Returns: (transfer none): whose it is
 */
SottoAccount *
sotto_session_get_account (SottoSession *self)
{
  g_return_val_if_fail (SOTTO_IS_SESSION (self), NULL);

  return self->account;
}

/**
 * sotto_session_get_messenger:
 * @self: a session
 *
 * Returns: (transfer none): its conversations
 */
SottoMessenger *
sotto_session_get_messenger (SottoSession *self)
{
  g_return_val_if_fail (SOTTO_IS_SESSION (self), NULL);

  return self->messenger;
}

/**
 * sotto_session_get_transport_state:
 * @self: a session
 *
 * Returns: (transfer none): how the network is
 */
SottoTransportState *
sotto_session_get_transport_state (SottoSession *self)
{
  g_return_val_if_fail (SOTTO_IS_SESSION (self), NULL);

  return sotto_transport_get_state (self->transport);
}

/**
 * sotto_session_get_wallet:
 * @self: a session
 *
 * Returns: (transfer none): its money
 */
SottoWallet *
sotto_session_get_wallet (SottoSession *self)
{
  g_return_val_if_fail (SOTTO_IS_SESSION (self), NULL);

  return self->wallet;
}

/**
 * sotto_session_get_needs_backup:
 * @self: a session
 *
 * Returns: whether the phrase has still to be written down
 */
gboolean
sotto_session_get_needs_backup (SottoSession *self)
{
  g_return_val_if_fail (SOTTO_IS_SESSION (self), FALSE);

  return self->data->needs_backup;
}

/**
 * sotto_session_confirm_backup:
 * @self: a session
 *
 * The phrase has been written down. It stays in the vault, to be shown again.
 */
void
sotto_session_confirm_backup (SottoSession *self)
{
  g_return_if_fail (SOTTO_IS_SESSION (self));

  if (!self->data->needs_backup)
    return;
  self->data->needs_backup = FALSE;
  sotto_session_data_save_setting (self->store, SOTTO_SETTING_NEEDS_BACKUP, FALSE);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NEEDS_BACKUP]);
}

/**
 * sotto_session_get_lan_consent:
 * @self: a session
 *
 * Returns: what the user answered
 */
SottoLanConsent
sotto_session_get_lan_consent (SottoSession *self)
{
  g_return_val_if_fail (SOTTO_IS_SESSION (self), SOTTO_LAN_CONSENT_UNASKED);

  return self->data->lan_consent;
}

/**
 * sotto_session_set_lan_consent:
 * @self: a session
 * @consent: the user's answer
 */
void
sotto_session_set_lan_consent (SottoSession *self, SottoLanConsent consent)
{
  g_return_if_fail (SOTTO_IS_SESSION (self));

  if (self->data->lan_consent == consent)
    return;
  sotto_session_network_set_consent (self->network, consent);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LAN_CONSENT]);
}

/**
 * sotto_session_get_payments:
 * @self: a session
 *
 * Returns: (transfer none): what joins chats and the wallet
 */
SottoSessionPayments *
sotto_session_get_payments (SottoSession *self)
{
  g_return_val_if_fail (SOTTO_IS_SESSION (self), NULL);

  return self->payments;
}
