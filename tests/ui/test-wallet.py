#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The wallet in the main window: accounts are shown, made, named, hidden and removed.

Usage: test-wallet.py BUILD_FOLDER
"""

import re
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / 'layers'))
import atspi_driver as ui  # noqa: E402
import tap  # noqa: E402
from network_pages import close_window, tab_to  # noqa: E402
from people import Owner, private_folder  # noqa: E402
from sotto_process import PASSWORD  # noqa: E402

# An example of EIP-55; the key with the number one.
ADDRESS = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'
GROUPS = '0x5aAe b605 3F3E 94C9 b9A0 9f33 6694 35E7 Ef1B eAed'
KEY = '0' * 63 + '1'
KEY_ADDRESS = '0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf'


def accounts(alice):
    return ui.wait_for(alice.app, 'list', name='Accounts')


def row(alice, contains):
    return ui.wait_for(accounts(alice), 'list item', contains=contains)


def find_button(alice, name):
    """GTK 4.8 names a button with a mnemonic after its label twice, once with the mark."""
    return next((button for button in ui.find_all(alice.app, 'push button')
                 if button.get_name().replace('_', '') == f'{name} {name}'), None)


def click(alice, name):
    button = ui.wait_until(lambda: find_button(alice, name), f'a button {name}')
    ui.wait_until(lambda: ui.is_sensitive(button), f'{name} to be possible')
    ui.activate(button)


def choose(alice, button, item):
    """A menu is opened by keys: GtkMenuButton has no action of its own."""
    alice.to_front()
    tab_to(alice.app, button)
    ui.press('Return')
    time.sleep(0.4)
    ui.activate(ui.wait_for(alice.app, 'menu item', contains=item))


def write(alice, name, text):
    ui.write(ui.wait_for(alice.app, 'text', name=name), text)


def has_send(alice):
    return find_button(alice, 'Send') is not None


def check_switch(alice):
    """The first account of the phrase is there, with its whole address."""
    ui.activate(ui.wait_for(alice.app, 'page tab', name='Wallet'))
    name = row(alice, 'Account 1').get_name()
    short = re.search(r'(0x\w{4})…(\w{4})', name)
    if not short:
        return [f'the row is called {name!r}']
    groups = ui.wait_until(
        lambda: next((label.get_name() for label in ui.find_all(alice.app, 'label', contains='0x')
                      if re.fullmatch(r'0x\w{4}( \w{4}){9}', label.get_name())), None),
        'the address in groups')
    complaints = [] if groups.endswith(short[2]) else [f'{groups!r} is not the address {name!r}']
    return complaints + ([] if has_send(alice) else ['nothing can be sent'])


def check_watch(alice):
    """A slip in an address is noticed; what is watched cannot send."""
    choose(alice, 'Add Account', 'Watch an')
    write(alice, 'Address', ADDRESS[:-1] + 'D')
    ui.press('Return')
    ui.wait_for(alice.app, 'label', contains='checksum')
    write(alice, 'Address', ADDRESS)
    write(alice, 'Name, if you like', 'Cold')
    ui.press('Return')
    alice.wait_until_alone()
    name = row(alice, 'Cold').get_name()
    complaints = [] if 'watched only' in name else [f'the row is called {name!r}']
    ui.wait_for(alice.app, 'label', name=GROUPS)
    return complaints + (['a watched address can send'] if has_send(alice) else [])


def check_new(alice):
    """The password is needed, and the right one."""
    choose(alice, 'Add Account', 'New Account')
    ui.wait_for(alice.app, 'text', name='Your Sotto password')
    write(alice, 'Your Sotto password', 'not this one')
    ui.press('Return')
    ui.wait_for(alice.app, 'label', contains='password does not open')
    write(alice, 'Name, if you like', 'Savings')
    time.sleep(1.5)  # which is asked for after a wrong one
    write(alice, 'Your Sotto password', PASSWORD)
    ui.press('Return')
    alice.wait_until_alone()
    row(alice, 'Savings')
    return ([] if has_send(alice) else ['nothing can be sent from the new account'])


def check_import(alice):
    choose(alice, 'Add Account', 'Private')
    write(alice, 'Private key', KEY)
    write(alice, 'Name, if you like', 'From elsewhere')
    write(alice, 'Your Sotto password', PASSWORD)
    ui.press('Return')
    alice.wait_until_alone()
    short = f'{KEY_ADDRESS[:6]}…{KEY_ADDRESS[-4:]}'
    name = row(alice, 'From elsewhere').get_name()
    return [] if short in name else [f'the row is called {name!r}']


def check_receive(alice):
    """A network makes a link of the address."""
    click(alice, 'Receive')
    window = ui.wait_for(alice.app, 'frame', name='Receive')
    complaints = ['there is a link for no network'] if find_button(alice, 'Copy the Link') else []
    tab_to(window, 'Network')
    ui.press('Return')
    time.sleep(0.4)
    ui.press('Down', 'Return')
    ui.wait_until(lambda: find_button(alice, 'Copy the Link'), 'a link')
    ui.wait_for(window, 'label', contains='on the network Ethereum')
    write(alice, 'Amount, if you like', '0.1.2')
    ui.wait_until(lambda: not ui.is_sensitive(find_button(alice, 'Copy the Link')), 'no link')
    write(alice, 'Amount, if you like', '0.25')
    click(alice, 'Copy the Link')
    close_window(alice)
    return complaints


def check_hide(alice):
    choose(alice, 'Account Menu', 'From the List')
    ui.wait_until(lambda: not ui.find(accounts(alice), 'list item', contains='elsewhere'),
                  'the account to be hidden')
    choose(alice, 'Wallet Menu', 'Hidden')
    name = row(alice, 'elsewhere').get_name()
    return [] if 'hidden' in name else [f'the row is called {name!r}']


def check_remove(alice):
    """The button names the act, and the list has one less."""
    choose(alice, 'Account Menu', 'move Account')
    ui.wait_for(alice.app, 'label', contains='Without a copy of the key')
    click(alice, 'Remove Account')
    alice.wait_until_alone()
    ui.wait_until(lambda: not ui.find(accounts(alice), 'list item', contains='elsewhere'),
                  'the account to be gone')
    row(alice, 'Account 1')
    return []


def main():
    build = Path(sys.argv[1])
    with private_folder() as folder:
        alice = Owner(build, folder, 'alice')
        try:
            alice.open()
            tap.run([('the wallet has an account', lambda: check_switch(alice)),
                     ('an address is watched', lambda: check_watch(alice)),
                     ('an account is made', lambda: check_new(alice)),
                     ('a key is imported', lambda: check_import(alice)),
                     ('money can be asked for', lambda: check_receive(alice)),
                     ('an account is hidden', lambda: check_hide(alice)),
                     ('an account is removed', lambda: check_remove(alice))])
        finally:
            alice.stop()


if __name__ == '__main__':
    main()
