#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Unlocking an account in the application, and deleting it.

Usage: test-accounts.py BUILD_FOLDER
"""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / 'layers'))
import atspi_driver as ui  # noqa: E402
import tap  # noqa: E402
from people import Owner, private_folder  # noqa: E402


def get_delay(alice):
    """The seconds that the refusal of the password names."""
    label = ui.wait_until(lambda: ui.find(alice.app, contains='Wrong password. Try again in'),
                          'the refusal')
    return int(re.search(r'in (\d+) second', label.get_name()).group(1))


def check_wrong_password(alice):
    delays = []
    for attempt in range(3):
        alice.unlock(f'not the password {attempt}')
        delays.append(get_delay(alice))
        ui.wait_until(lambda: not ui.find(alice.app, contains='Wrong password. Try again in'),
                      'the end of the delay')
    return [] if delays == [1, 2, 4] else [f'the delays were {delays}']


def check_right_password(alice):
    alice.open()
    ui.wait_for(alice.app, 'entry', name='Search chats')
    return []


def check_delete(alice):
    """Only who writes the name can delete the account, and then it is gone."""
    alice.stop()
    alice.start()
    ui.wait_for(alice.app, 'text', name='Password')
    alice.to_front()
    ui.press('F10')
    ui.activate(ui.wait_for(alice.app, 'menu item', contains='Delete This Account'))
    entry = ui.wait_for(alice.app, 'text', name='Name of the account')
    button = ui.wait_for(alice.app, 'push button', contains='Delete Account')
    complaints = []
    ui.write(entry, 'Somebody Else Entirely')
    if ui.is_sensitive(button):
        complaints.append('another name was enough')
    ui.write(entry, alice.name)
    ui.wait_until(lambda: ui.is_sensitive(button), 'the button to be enabled')
    ui.activate(button)
    alice.wait_until_alone()
    ui.wait_until(lambda: not ui.find(alice.app, 'list item', name=alice.name), 'it to go')
    ui.wait_until(lambda: not list(alice.folder.glob('accounts/*')), 'its files to go')
    return complaints


def main():
    build = Path(sys.argv[1])
    with private_folder() as folder:
        alice = Owner(build, folder, 'alice')
        try:
            tap.run([('a wrong password waits longer each time', lambda: check_wrong_password(alice)),
                     ('the right one opens', lambda: check_right_password(alice)),
                     ('deleting asks for the name', lambda: check_delete(alice))])
        finally:
            alice.stop()


if __name__ == '__main__':
    main()
