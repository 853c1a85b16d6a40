#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two real applications and a relay, used as two people would: by keys and by accessible names.

Usage: test-application.py BUILD_FOLDER
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / 'layers'))
import atspi_driver as ui  # noqa: E402
import tap  # noqa: E402
from people import Person, Relay, environment, private_folder  # noqa: E402

# What a person can operate must have a name. Toolkit classes stand for a missing one.
CONTROLS = {'push button', 'toggle button', 'check box', 'text', 'password text', 'list item',
            'combo box', 'menu item', 'radio button'}


def unnamed_controls(app):
    complaints = []
    for node, _depth in ui.walk(app):
        name = node.get_name() or ''
        if node.get_role_name() in CONTROLS and (not name or name.startswith('Sotto')):
            parent = node.get_parent()
            where = parent.get_name() if parent else '?'
            complaints.append(f'{node.get_role_name()} “{name}” in “{where}” has no name')
    return complaints


def check_channel(alice, bob):
    alice.join('reading-room')
    bob.join('reading-room')
    alice.say('Has anybody read it?')
    bob.wait_for_message('Has anybody read it?')
    bob.say('Twice.')
    row = alice.wait_for_message('Twice.')
    ui.wait_until(lambda: ', sent' in (bob.wait_for_message('Twice.').get_name() or ''),
                  'the message to become sent')
    return [] if row.get_name().endswith(': Twice.') else [f'the row is called {row.get_name()}']


def check_reply(alice, bob):
    """From the composer up to the newest message, Ctrl+R, and back."""
    alice.to_front()
    ui.press('shift+Tab', 'shift+Tab')
    ui.wait_until(lambda: ui.focused(alice.app) and 'Twice.' in ui.focused(alice.app).get_name(),
                  'the newest message to have the focus')
    ui.press('ctrl+r')
    ui.wait_for(alice.app, 'push button', contains='Do Not Reply')
    alice.type('Then tell me.')
    ui.press('Return')
    # The chat's own row has the newest message in its name as well, but not what it answers.
    bob.wait_for_message('Then tell me., in reply to: Twice.')
    return []


def main():
    build = Path(sys.argv[1])
    with private_folder() as folder:
        relay = Relay(str(build / 'src/daemon/sottod'), folder)
        people = []
        try:
            for name in ('alice', 'bob'):
                people.append(Person(str(build / 'src/app/sotto'), folder, name, relay.enode,
                                     **environment(build)))
                people[-1].create_account()
            alice, bob = people
            tap.run([('two people talk in a channel', lambda: check_channel(alice, bob)),
                     ('a reply by keys alone', lambda: check_reply(alice, bob)),
                     ('every control has a name', lambda: unnamed_controls(alice.app))])
        finally:
            for person in people:
                person.stop()
            relay.stop()


if __name__ == '__main__':
    main()
