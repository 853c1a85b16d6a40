#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The wallet in the main window: accounts are shown, made, named, hidden and removed.

Usage: test-wallet.py BUILD_FOLDER [PICTURES]
"""

import re
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / 'layers'))
import atspi_driver as ui  # noqa: E402
import tap  # noqa: E402
from people import Owner, private_folder  # noqa: E402


def accounts(alice):
    return ui.wait_for(alice.app, 'list', name='Accounts')


def row(alice, contains):
    return ui.wait_for(accounts(alice), 'list item', contains=contains)


def click(alice, name, role='push button'):
    button = ui.wait_for(alice.app, role, contains=name)
    ui.wait_until(lambda: ui.is_sensitive(button), f'{name} to be possible')
    ui.activate(button)


def check_switch(alice):
    """The first account of the phrase is there, with its whole address."""
    ui.activate(ui.wait_for(alice.app, 'page tab', name='Wallet'))
    name = row(alice, 'Account 1').get_name()
    short = re.search(r'(0x\w{4})…(\w{4})', name)
    if not short:
        return [f'the row is called {name!r}']
    address = ui.wait_for(alice.app, 'label', contains=short[1]).get_name()
    groups = ui.wait_until(
        lambda: next((label.get_name() for label in ui.find_all(alice.app, 'label', contains='0x')
                      if re.fullmatch(r'0x\w{4}( \w{4}){9}', label.get_name())), None),
        'the address in groups')
    complaints = [] if groups.endswith(short[2]) else [f'{groups!r} is not {address!r}']
    return complaints


def main():
    build = Path(sys.argv[1])
    with private_folder() as folder:
        alice = Owner(build, folder, 'alice')
        try:
            alice.open()
            tap.run([('the wallet has an account', lambda: check_switch(alice))])
        finally:
            alice.stop()


if __name__ == '__main__':
    main()
