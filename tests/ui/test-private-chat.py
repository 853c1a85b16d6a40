#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A private chat between the application and a client in a terminal, and what is written in it.

Usage: test-private-chat.py BUILD_FOLDER
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / 'layers'))
import atspi_driver as ui  # noqa: E402
import tap  # noqa: E402
from people import Owner, private_folder  # noqa: E402
from sotto_process import Client, Relay  # noqa: E402

MAX_CHARACTERS = 4096
STATES = ('sending', 'sent', 'delivered')
RATCHETED = 'Encrypted with a key of its own, which is gone afterwards'


def watch_states(alice, text, last):
    """The states that the row of @text says one after the other, until @last."""
    seen = []

    def look():
        row = ui.find(alice.app, 'list item', contains=text)
        state = row.get_name().split(': ')[0].rsplit(', ', 1)[-1] if row else None
        if state and state not in seen:
            seen.append(state)
        return last in seen
    ui.wait_until(look, f'{text!r} to become {last}', 40)
    return seen


def check_states(alice, bob):
    alice.start_chat(bob.key)
    alice.send('Only for you.')
    seen = watch_states(alice, 'Only for you.', 'delivered')
    event = bob.wait('message', text='Only for you.')
    complaints = []
    if seen != sorted(seen, key=STATES.index):
        complaints.append(f'the states came as {seen}')
    if event['encryption'] != 'ratchet':
        complaints.append(f'the first message was sealed by {event["encryption"]}')
    return complaints


def check_answer(alice, bob):
    bob.send(alice.key, 'And this for you.')
    row = alice.wait_for_message('And this for you.')
    return [] if bob.alias in row.get_name() else [f'the row is called {row.get_name()}']


def check_private_line(alice, _bob):
    """The header says who can read it, and a private chat never says that anyone can."""
    if ui.find(alice.app, 'label', contains='Anyone who knows'):
        return ['the private chat is called public']
    return [] if ui.find(alice.app, 'label', name='Private chat') else ['nothing says private']


def check_details(alice, bob):
    alice.send('The last one.')
    bob.wait('message', text='The last one.')
    alice.choose_in_message_menu('The last one.', 'etails')
    ui.wait_for(alice.app, 'label', name=RATCHETED)
    ui.press('Escape')
    alice.wait_until_alone()
    return []


def check_offline(alice, bob, relay):
    """With the relay gone a message waits, and says so; it goes when the relay is back."""
    port = int(relay.enode.rsplit(':', 1)[1].split('?')[0])
    folder, build = relay.folder, alice.build
    relay.close()
    ui.wait_for(alice.app, 'label', contains='onnect')
    alice.send('Nobody hears this yet.')
    alice.wait_for_row('sending', 'Nobody hears this yet.')
    again = Relay(build, folder, port)
    try:
        alice.wait_for_row('sent', 'Nobody hears this yet.', seconds=60)
        bob.wait('message', 60, text='Nobody hears this yet.')
    except BaseException:
        again.close()
        raise
    return again


def check_draft(alice, bob):
    """Each chat has its own, also after a restart."""
    ui.write(alice.composer(), 'half a sentence')
    alice.join('drafts')
    complaints = []
    if ui.read(alice.composer('Message to #drafts')):
        complaints.append('the draft came along into another chat')
    ui.write(alice.composer('Message to #drafts'), 'another half')
    ui.press('alt+Down')
    ui.wait_until(lambda: ui.read(alice.composer()) == 'half a sentence', 'the draft')
    alice.quit()
    alice.start()
    alice.open()
    drafts = set()
    chats = ui.wait_for(alice.app, 'list', name='Chats')
    ui.wait_until(lambda: chats.get_child_count() >= 2, 'both chats')
    for place in (1, 2):
        alice.to_front()
        ui.press(f'ctrl+{place}')
        ui.wait_until(lambda: (box := ui.find(alice.app, 'text', contains='Message to'))
                      and ui.read(box) in {'another half', 'half a sentence'} - drafts, 'a draft')
        drafts.add(ui.read(alice.composer()))
    ui.write(alice.composer(), '')
    return complaints


def check_paste(alice, _bob):
    """Ten megabytes are cut before they get into the text, and nothing stands still."""
    composer = alice.composer()
    start = time.monotonic()
    ui.write(composer, 'ä' * 5_000_000)
    ui.wait_until(lambda: composer.get_text_iface().get_character_count() > 0, 'the text', 10)
    ui.wait_for(alice.app, 'label', contains='0 characters left', seconds=5)
    took = time.monotonic() - start
    count = composer.get_text_iface().get_character_count()
    ui.write(composer, '')
    complaints = [] if count == MAX_CHARACTERS else [f'{count} characters are in the text']
    if took > 5:
        complaints.append(f'it took {took:.1f} s')
    return complaints


def check_link(alice, bob):
    """What pretends to lead elsewhere is asked about, with the host that it really leads to."""
    bob.send(alice.key, 'see https://bank.example@thief.example/login')
    alice.wait_for_message('see https://bank')
    alice.choose_in_message_menu('see https://bank', 'Open https://')
    ui.wait_for(alice.app, 'label', contains='Open This Link?')
    body = ui.wait_for(alice.app, 'label', contains='It leads to:').get_name()
    alice.click('Cancel')
    alice.wait_until_alone()
    return [] if body.endswith('\nthief.example') else [f'the question says {body!r}']


def main():
    build = Path(sys.argv[1])
    with private_folder() as folder:
        relay = Relay(build, Path(folder) / 'relay')
        bob = Client('bob', build, Path(folder) / 'bob', [relay.enode])
        alice = Owner(build, folder, 'alice', [relay.enode])
        state = {'relay': relay}

        def offline():
            state['relay'] = check_offline(alice, bob, relay)
            return []

        try:
            bob.start()
            bob.wait_online(relay=True)
            alice.open()
            tap.run([('a private message is sent, then delivered', lambda: check_states(alice, bob)),
                     ('an answer arrives', lambda: check_answer(alice, bob)),
                     ('the chat says that it is private', lambda: check_private_line(alice, bob)),
                     ('the details say how it was protected', lambda: check_details(alice, bob)),
                     ('a deceptive link is asked about', lambda: check_link(alice, bob)),
                     ('a huge paste is cut', lambda: check_paste(alice, bob)),
                     ('drafts are kept for each chat', lambda: check_draft(alice, bob)),
                     ('a message waits for a connection', offline)])
        finally:
            alice.stop()
            bob.stop()
            if state['relay'].process.poll() is None:
                state['relay'].close()


if __name__ == '__main__':
    main()
