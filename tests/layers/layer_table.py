# SPDX-License-Identifier: GPL-3.0-or-later
"""The layers as data: which folder of src/ may include what. CONTRIBUTING.md says why."""

# layer -> layers whose public headers it may include directly, besides its own
LAYERS = {
    'base': [],
    'crypto': ['base'],
    'proto': ['base'],
    'store': ['base', 'crypto'],
    'transport': ['base', 'crypto'],
    'devp2p': ['base', 'crypto'],
    'waku': ['base', 'crypto', 'transport', 'devp2p'],
    'archive': ['base', 'waku'],
    'secure': ['base', 'crypto', 'proto', 'store'],
    'sync': ['base', 'crypto', 'proto', 'store'],
    'chat': ['base', 'crypto', 'proto', 'store', 'transport', 'secure', 'sync'],
    'ethereum': ['base', 'crypto'],
    'wallet': ['base', 'crypto', 'store', 'ethereum'],
    'session': ['base', 'crypto', 'proto', 'store', 'transport', 'devp2p', 'waku', 'secure',
                'sync', 'chat', 'ethereum', 'wallet'],
    'app': ['session'],
    'daemon': ['base', 'crypto', 'devp2p', 'waku', 'archive'],
    'cli': ['session'],
}

# The front ends see models and values, never the machinery behind them. Headers of base, crypto
# and ethereum are open to them only where one of these headers, or one of session/, includes it.
FRONT_ENDS = ['app', 'cli']
MODEL_HEADERS = {
    # What of a text cannot be seen.
    'base': ['sotto-text.h'],
    'chat': [
        'sotto-chat.h', 'sotto-chat-list.h', 'sotto-contact.h', 'sotto-contact-list.h',
        'sotto-emoji*.h', 'sotto-history-sync.h', 'sotto-identicon.h', 'sotto-message.h',
        'sotto-message-history.h', 'sotto-messenger.h', 'sotto-messenger-payments.h', 'sotto-name-generator.h',
        'sotto-payment.h',
    ],
    # Amounts as people write them, and links that ask for some: values, not machinery.
    'ethereum': ['sotto-amount.h', 'sotto-payment-link.h'],
    'wallet': [
        'sotto-wallet.h', 'sotto-wallet-account.h', 'sotto-wallet-activity.h',
        'sotto-wallet-assets.h', 'sotto-wallet-collectibles.h', 'sotto-wallet-error.h', 'sotto-wallet-keys.h',
        'sotto-wallet-lookout.h',
        'sotto-wallet-names.h', 'sotto-wallet-network.h', 'sotto-wallet-networks.h',
        'sotto-wallet-prices.h', 'sotto-wallet-recipients.h', 'sotto-wallet-review.h',
        'sotto-wallet-send.h', 'sotto-wallet-sign.h', 'sotto-wallet-token.h',
        'sotto-wallet-token-lists.h', 'sotto-wallet-token-reading.h',
        'sotto-wallet-transaction.h', 'sotto-wallet-trial.h',
    ],
    'transport': ['sotto-transport-peer.h', 'sotto-transport-state.h', 'sotto-transport-store.h'],
}
VALUE_LAYERS = ['base', 'crypto', 'ethereum']

# Patterns of system headers that every layer may include. The clock (time.h, sys/time.h) and
# stdio are missing on purpose: time comes from SottoClock, and an engine does not print.
COMMON_SYSTEM_HEADERS = [
    'errno.h', 'fcntl.h', 'float.h', 'inttypes.h', 'limits.h', 'locale.h', 'math.h', 'signal.h',
    'stdalign.h', 'stdarg.h', 'stdbool.h', 'stddef.h', 'stdint.h', 'stdlib.h', 'string.h', 'unistd.h',
    'arpa/*', 'netinet/*', 'sys/file.h', 'sys/mman.h', 'sys/prctl.h', 'sys/random.h',
    'sys/resource.h', 'sys/socket.h', 'sys/stat.h', 'sys/types.h', 'sys/utsname.h',
    'gio/*', 'glib-object.h', 'glib-unix.h', 'glib.h', 'glib/*',
]

# pattern of a system header -> the only layers that may include it
OWNED_SYSTEM_HEADERS = {
    'sodium.h': ['base', 'crypto'],
    'sodium/*': ['base', 'crypto'],
    'time.h': ['base'],
    'secp256k1*.h': ['crypto'],
    'openssl/*': ['crypto'],
    'immintrin.h': ['crypto'],
    'protobuf-c/*': ['proto', 'secure', 'sync', 'chat'],
    'sqlcipher/*': ['store', 'archive'],
    'sqlite3.h': ['store'],
    'libpq-fe.h': ['archive'],
    'snappy-c.h': ['devp2p'],
    'miniupnpc/*': ['devp2p'],
    'natpmp.h': ['devp2p'],
    'json-glib/*': ['ethereum', 'session', 'cli'],
    'libsoup/*': ['ethereum'],
    'stdio.h': ['daemon', 'cli'],
    'termios.h': ['cli'],
    'qrencode.h': ['app'],
    'adwaita.h': ['app'],
    'gtk/*': ['app'],
    'gdk/*': ['app'],
    'gsk/*': ['app'],
    'graphene*.h': ['app'],
    'pango/*': ['app'],
    'cairo*.h': ['app'],
}
