#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person sees of the network, and decides about it: neighbours, mailservers, a proxy, being
offline, and messages that are not here.

Usage: test-network.py BUILD_FOLDER
"""

import re
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / 'layers'))
import atspi_driver as ui  # noqa: E402
import tap  # noqa: E402
from network_pages import (Mailserver, close_window, open_network, open_preferences,  # noqa: E402
                           submit, switch_row)
from people import Owner, private_folder  # noqa: E402
from sotto_process import Relay, run_cli  # noqa: E402

CHANNEL = 'bench-1'
PROXY_PORT = '19050'


def wait_for_words(window, contains):
    return ui.wait_for(window, contains=contains)


def check_page(alice, relay):
    """The relay is a neighbour, by a dialect, and what it cost is counted."""
    window = open_network(alice)
    place = relay.enode.split('@')[1]
    row = ui.wait_for(window, 'list item', contains=place.split(':')[0])
    details = wait_for_words(row, 'Waku 1').get_name()
    used = wait_for_words(ui.wait_for(window, 'list item', contains='Today'), 'received').get_name()
    wait_for_words(window, 'No mailserver is connected')
    close_window(alice)
    complaints = [] if details.startswith('Relay') else [f'the relay is called {details!r}']
    return complaints + (['nothing was used'] if used.startswith('0 bytes') else [])


def check_words(alice, _mailserver):
    """What a mailserver learns is said before one is added."""
    window = open_preferences(alice, 'Mailservers')
    missing = [words for words in ('your internet address', 'keep messages back',
                                   'read private messages')
               if not ui.find(window, 'label', contains=words)]
    close_window(alice)
    return [f'nothing says {words!r}' for words in missing]


def check_added(alice, mailserver):
    window = open_preferences(alice, 'Mailservers')
    submit(alice, window, 'http://example.org', 'Choose automatically')
    wait_for_words(window, 'This is not the address of a node')
    submit(alice, window, mailserver.enode, 'Choose automatically')
    row = ui.wait_for(window, 'list item', contains=mailserver.place)
    wait_for_words(row, 'last answer')
    complaints = []
    if ui.find(window, contains='This is not the address'):
        complaints.append('the complaint about the first address stayed')
    switch_row(window, mailserver.place)
    ui.wait_for(ui.wait_for(window, 'list item', contains=mailserver.place), 'label',
                contains='the only one that is asked')
    close_window(alice)
    window = open_network(alice)
    row = ui.wait_for(ui.wait_for(window, 'list', name='Mailservers'), 'list item',
                      contains=mailserver.place)
    wait_for_words(row, 'answers in')
    close_window(alice)
    return complaints


def oldest(alice):
    """The number of the message above which more can be loaded."""
    row = ui.wait_for(alice.app, 'list item', contains='Complete since')
    return int(re.search(r'Message (\d+) of those', row.get_name())[1])


def check_older(alice, _mailserver):
    """What is older comes when it is asked for, and then there is more to ask for."""
    alice.join(CHANNEL)
    before = oldest(alice)
    row = ui.wait_for(alice.app, 'list item', contains='Complete since')
    ui.activate(ui.wait_for(row, 'push button', name='Load Older Messages'))
    ui.wait_until(lambda: not any(f'Message {before} of' in row.get_name() for row in
                                  ui.find_all(alice.app, 'list item', contains='Complete since')),
                  'something above')
    alice.focus_newest('somebody missed')
    ui.press('Home')
    after = oldest(alice)
    return [] if after < before else [f'the oldest was {before}, and is {after}']


def check_nothing_older(alice, _mailserver):
    """In a channel without messages, too, until nothing older is kept."""
    alice.join('nobody-writes-here')

    def is_at_end():
        if ui.find(alice.app, 'label', contains='keep nothing older'):
            return True
        button = ui.find(alice.app, 'push button', name='Load Older Messages')
        if button:
            ui.activate(button)
        return False
    ui.wait_until(is_at_end, 'nothing older to be kept', 40)
    return []


def check_proxy(alice, _relay):
    window = open_preferences(alice, 'Network')
    submit(alice, window, 'none', 'Use a proxy', 2)
    switch = ui.wait_for(window, 'check box', contains='Use a proxy')
    switch_row(window, 'Use a proxy')
    wait_for_words(window, 'This is not the address of a proxy')
    complaints = []
    if ui.has_state(switch, ui.Atspi.StateType.CHECKED):
        complaints.append('a proxy without a port looks as if it were used')
    submit(alice, window, PROXY_PORT, 'Use a proxy', 2)
    switch_row(window, 'Use a proxy')
    wait_for_words(window, 'What would go around the proxy rests')
    if ui.is_sensitive(ui.wait_for(window, 'check box', contains='Discovery v5')):
        complaints.append('discovery can be switched on beside the proxy')
    close_window(alice)
    return complaints


def check_restart(alice, mailserver):
    """Both are there again: the pinned mailserver and the proxy."""
    alice.to_front()
    alice.quit()
    stored = run_cli(alice.build, alice.folder, 'node', 'set', 'discv5', 'off')[0]['proxy']
    alice.start()
    alice.open()
    window = open_preferences(alice, 'Network')
    switch = ui.wait_for(window, 'check box', contains='Use a proxy')
    complaints = [] if stored == f'socks5://127.0.0.1:{PROXY_PORT}' else [f'stored is {stored!r}']
    if not ui.has_state(switch, ui.Atspi.StateType.CHECKED):
        complaints.append('the proxy is not used any more')
    switch_row(window, 'Use a proxy')
    ui.wait_until(lambda: not ui.find(window, 'label', contains='What would go around'),
                  'the proxy to be gone')
    ui.activate(ui.wait_for(window, 'page tab', name='Mailservers'))
    row = ui.wait_for(window, 'list item', contains=mailserver.place)
    if not ui.has_state(ui.wait_for(row, 'check box'), ui.Atspi.StateType.CHECKED):
        complaints.append('the mailserver is not pinned any more')
    close_window(alice)
    return complaints


def check_offline(alice, relay):
    """With everybody gone a line says so, writing goes on, and the line goes with the reason."""
    port = int(relay.enode.rsplit(':', 1)[1].split('?')[0])
    alice.join('reading-room')
    ui.wait_until(lambda: not ui.find(alice.app, 'push button', contains='onnecting'), 'company')
    relay.close()
    ui.wait_for(alice.app, 'push button', contains='Reconnecting')
    alice.send('Written while nobody is there.')
    alice.wait_for_row('sending', 'Written while nobody is there.')
    again = Relay(alice.build, relay.folder, port)
    try:
        ui.wait_until(lambda: not ui.find(alice.app, 'push button', contains='Reconnecting'),
                      'the line to go', 60)
        alice.wait_for_row('sent', 'Written while nobody is there.', seconds=60)
    except BaseException:
        again.close()
        raise
    return again


def main():
    build = Path(sys.argv[1])
    with private_folder() as folder:
        state = {'relay': Relay(build, Path(folder) / 'relay')}
        mailserver = Mailserver(build)
        alice = Owner(build, folder, 'alice', [state['relay'].enode])

        def offline():
            mailserver.close()
            state['relay'] = check_offline(alice, state['relay'])
            return []

        try:
            alice.open()
            tap.run([('the page shows neighbours and use', lambda: check_page(alice, state['relay'])),
                     ('it is said what a mailserver learns', lambda: check_words(alice, mailserver)),
                     ('a mailserver is added and pinned', lambda: check_added(alice, mailserver)),
                     ('older messages are fetched', lambda: check_older(alice, mailserver)),
                     ('until there are none', lambda: check_nothing_older(alice, mailserver)),
                     ('a proxy is set', lambda: check_proxy(alice, state['relay'])),
                     ('both are kept', lambda: check_restart(alice, mailserver)),
                     ('being offline is seen and hinders nobody', offline)])
        finally:
            alice.stop()
            mailserver.close()
            if state['relay'].process.poll() is None:
                state['relay'].close()


if __name__ == '__main__':
    main()
