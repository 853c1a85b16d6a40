#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The networks of the wallet in the preferences: one is added, tried, asked in another order and
removed; an endpoint that lies about its chain is told from one that does not.

Usage: test-wallet-networks.py BUILD_FOLDER [PICTURE_FOLDER [light|dark]]
"""

import time
from pathlib import Path

import atspi_driver as ui
from buttons import click, find_button
from network_pages import close_window, open_preferences, submit, tab_to
from people import Owner
from sotto_payments import Node
from sotto_process import run_cli
from stage import run_with_node

CHAIN = 31337
NAME = 'At Home'
# As a provider's key is: in the address.
KEY = 'canary-of-a-key'


class Desk:
    """Alice, a node of her own, and one of another chain."""

    def __init__(self, build, folder, program, camera):
        self.camera = camera
        self.honest = Node(program, CHAIN)
        self.liar = Node(program)
        self.alice = Owner(build, folder, 'alice', **camera.env())

    def stop(self):
        self.alice.stop()
        self.honest.stop()
        self.liar.stop()

    def frame(self, name):
        return ui.wait_for(self.alice.app, 'frame', name=name)


def place(node):
    return node.url.removeprefix('http://')


def can(window, name):
    button = ui.wait_until(lambda: find_button(window, name), f'a button {name}')
    return ui.is_sensitive(button)


def write(window, name, text):
    ui.write(ui.wait_for(window, 'text', name=name), text)


def endpoints(window):
    """What the rows are called, in their order."""
    rows = ui.find_all(ui.wait_for(window, 'list', name='Endpoints'), 'list item')
    return [row.get_name() for row in rows]


def choose(desk, window, node, item):
    """A menu is opened by keys: GtkMenuButton has no action of its own."""
    desk.alice.to_front()
    tab_to(window, f'Order and Removal of {place(node)}')
    ui.press('Return')
    time.sleep(0.4)
    ui.activate(ui.wait_for(window, 'menu item', contains=item))


def check_list(desk):
    """None may be asked yet; what is a test network is called one."""
    desk.alice.open()
    window = open_preferences(desk.alice, 'Wallet')
    networks = ui.wait_for(window, 'list', name='Networks')
    complaints = []
    for name, *words in (('Ethereum', 'Not agreed', '1 endpoint'), ('Base', 'Not agreed'),
                         ('Sepolia', 'Test network')):
        row = ui.wait_for(networks, 'list item', contains=name)
        complaints += [f'{name} does not say {word!r}' for word in words
                       if not ui.find(row, 'label', contains=word)]
    complaints += [f'nothing says {words!r}' for words in
                   ('your internet address', 'spend anything', 'the wallet goes through it')
                   if not ui.find(window, 'label', contains=words)]
    desk.camera.take('preferences-wallet')
    if not desk.camera.suffix:
        desk.camera.take('narrow-preferences-wallet', size=(360, 640))
    switch = ui.wait_for(networks, 'check box', name='Use Sepolia')
    ui.activate(switch)
    ui.wait_until(lambda: ui.has_state(switch, ui.Atspi.StateType.CHECKED), 'Sepolia to be used')
    return complaints


def check_slips(desk):
    """What is wrong is said, and nothing is added."""
    window = desk.frame('Preferences')
    click(window, 'Add…')
    dialog = desk.frame('Add a Network')
    complaints = ['an empty network can be added'] if can(dialog, 'Add') else []
    for name, text in (('Number of the chain', 'thirteen'), ('Name', NAME),
                       ('Endpoint: https://…', 'http://rpc.example/' + KEY),
                       ('Symbol of its coin', 'HOME')):
        write(dialog, name, text)
    click(dialog, 'Add')
    ui.wait_for(dialog, contains='written with digits only')
    write(dialog, 'Number of the chain', '1')
    click(dialog, 'Add')
    error = ui.wait_for(dialog, contains='Only an endpoint on this computer').get_name()
    if KEY in error:
        complaints.append('the error tells the key')
    write(dialog, 'Endpoint: https://…', 'ws://' + place(desk.honest))
    click(dialog, 'Add')
    ui.wait_for(dialog, contains='is there already')
    return complaints


def check_added(desk):
    """Its window opens, and nothing was asked."""
    dialog = desk.frame('Add a Network')
    write(dialog, 'Number of the chain', str(CHAIN))
    desk.camera.take('preferences-wallet-add')
    click(dialog, 'Add')
    window = desk.frame(NAME)
    ui.wait_for(window, 'label', name='Not agreed')
    ui.wait_for(window, 'label', contains='It learns your IP address')
    is_early = can(window, f'Test {place(desk.honest)}')
    return ['it can be tested before one agreed'] if is_early else []


def check_tested(desk):
    window = desk.frame(NAME)
    click(window, 'Agree')
    ui.wait_for(window, 'label', name='May be asked')
    click(window, f'Test {place(desk.honest)}')
    ui.wait_for(window, 'label', contains='It belongs to this network; its newest block is 0')
    return []


def check_liar(desk):
    """A new endpoint takes the agreement back; one of another chain is refused in words."""
    window = desk.frame(NAME)
    desk.alice.to_front()
    submit(desk.alice, window, f'{desk.liar.url}/?key={KEY}',
           f'Order and Removal of {place(desk.honest)}')
    ui.wait_until(lambda: len(endpoints(window)) == 2, 'two endpoints')
    ui.wait_for(window, 'label', name='Not agreed')
    ui.wait_for(window, 'label', contains=f'the same goes for: {place(desk.liar)}')
    complaints = []
    if can(window, f'Test {place(desk.liar)}'):
        complaints.append('the new endpoint can be tested before one agreed')
    if ui.find(window, contains=KEY):
        complaints.append('the key of the endpoint is seen')
    click(window, 'Agree')
    click(window, f'Test {place(desk.liar)}')
    ui.wait_for(window, 'label', contains='belongs to another network, number 1. This one is '
                                          f'number {CHAIN}: the endpoint is not used.')
    desk.camera.take('preferences-wallet-network')
    if not desk.camera.suffix:
        desk.camera.take('narrow-preferences-wallet-network', size=(360, 640))
    return complaints


def check_revealed(desk):
    """The key is shown on purpose only."""
    window = desk.frame(NAME)
    toggle = ui.wait_for(window, 'push button', name=f'Show the Address of {place(desk.liar)}')
    ui.activate(toggle)
    ui.wait_for(window, 'label', contains=KEY)
    ui.activate(toggle)
    ui.wait_until(lambda: not ui.find(window, contains=KEY), 'the key to be hidden again')
    return []


def check_order(desk):
    """The order is stored; without one of them the rest may still be asked."""
    window = desk.frame(NAME)
    before = endpoints(window)
    choose(desk, window, desk.liar, 'Earlier')
    ui.wait_until(lambda: endpoints(window) == before[::-1], 'the other order')
    ui.wait_for(window, 'label', name='May be asked')
    choose(desk, window, desk.liar, 'Remove')
    ui.wait_until(lambda: endpoints(window) == before[:1], 'one endpoint')
    ui.wait_for(window, 'label', name='May be asked')
    return []


def check_withdrawn(desk):
    window = desk.frame(NAME)
    click(window, 'Withdraw')
    ui.wait_for(window, 'label', name='Not agreed')
    return ['it can be tested'] if can(window, f'Test {place(desk.honest)}') else []


def check_removed(desk):
    """What is stored says the same as the page."""
    window = desk.frame(NAME)
    click(window, 'Remove Network…')
    ui.wait_for(desk.alice.app, contains='What your accounts')
    before = len(desk.alice.windows())
    click(desk.alice.app, 'Remove Network')
    ui.wait_until(lambda: len(desk.alice.windows()) < before - 1, 'both windows to close')
    preferences = desk.frame('Preferences')
    ui.wait_until(lambda: not ui.find(preferences, 'list item', contains=NAME), 'it to be gone')
    close_window(desk.alice)
    desk.alice.to_front()
    desk.alice.quit()
    stored = {network['chain_id']: network for network in
              run_cli(desk.alice.build, desk.alice.folder, 'wallet', 'networks')}
    desk.alice.start()
    complaints = ['it is still stored'] if CHAIN in stored else []
    return complaints + ([] if stored[11155111]['enabled'] else ['Sepolia is not used'])


def check_link(desk):
    """From an account, the page is one button away, and what it changes is seen there."""
    desk.alice.open()
    ui.activate(ui.wait_for(desk.alice.app, 'page tab', name='Wallet'))
    ui.wait_for(desk.alice.app, 'label', contains='Not asked')
    time.sleep(0.5)  # what slides in takes no click
    click(desk.alice.app, 'Networks…')
    networks = ui.wait_for(desk.frame('Preferences'), 'list', name='Networks')
    ui.activate(ui.wait_for(networks, 'check box', name='Use Base'))
    balances = ui.wait_for(desk.alice.app, 'list', name='Balances')
    ui.wait_until(lambda: not ui.find(balances, 'list item', contains='Base'), 'Base to be gone')
    close_window(desk.alice)
    return []


if __name__ == '__main__':
    run_with_node(
        Desk,
        ('networks are listed', check_list),
        ('slips are noticed', check_slips),
        ('a network is added', check_added),
        ('agreed and tested', check_tested),
        ('an endpoint lies', check_liar),
        ('an address is shown', check_revealed),
        ('endpoints are put in order', check_order),
        ('agreement is withdrawn', check_withdrawn),
        ('a network is removed', check_removed),
        ('an account leads there', check_link),
    )
