#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Money in a chat as two people see it: two applications, a relay, and a node of a chain of its own.

Usage: test-payments.py BUILD_FOLDER [PICTURE_FOLDER [light|dark]]
"""

import time
from pathlib import Path

import atspi_driver as ui
from network_pages import tab_to
from people import Owner
from sotto_payments import ETHER, Node
import sotto_process
from stage import run_with_node


class Deal:
    """Alice is paid, Bob pays."""

    def __init__(self, build, folder, program, camera):
        self.node = node = Node(program)
        self.relay = sotto_process.Relay(build, Path(folder) / 'relay')
        self.camera = camera
        self.people = []
        for name in ('alice', 'bob'):
            sotto_process.run_cli(build, Path(folder) / name, 'account', 'create')
            sotto_process.run_cli(build, Path(folder) / name, 'transfer', 'endpoint', '1', node.url)
            account = sotto_process.run_cli(build, Path(folder) / name, 'wallet', 'accounts')[0]
            node.ask('anvil_setBalance', account['address'], hex(3 * ETHER))
            self.people.append(Owner(build, folder, name, [self.relay.enode], **camera.env()))
        self.alice, self.bob = self.people

    def stop(self):
        for person in self.people:
            person.stop()
        self.relay.close()
        self.node.stop()


def choose_money(person, item):
    person.to_front()
    ui.wait_for(person.app, 'push button', name='Money')
    ui.activate(ui.find_all(person.app, 'push button', name='Money')[-1])
    ui.activate(ui.wait_for(person.app, 'menu item', contains=item))


def get_window(person, title):
    return ui.wait_until(
        lambda: next((node for node in ui.children(person.app) if node.get_name() == title), None),
        f'the window {title}')


def check_open(deal):
    for person in deal.people:
        person.open()
    return []


def check_request(deal):
    alice, bob = deal.people
    alice.start_chat(bob.key)
    alice.send('Shall we share the tickets?')
    choose_money(alice, 'Request')
    ui.write(ui.wait_for(get_window(alice, 'Request Money'), 'text', name='Amount'), '0.1')
    deal.camera.take('request-money', alice)
    ui.activate(ui.wait_for(get_window(alice, 'Request Money'), 'push button', contains='Ask'))
    alice.wait_until_alone()
    alice.wait_for_row('You asked for 0.1 ETH', 'Waiting for the other')
    return []


def check_pay(deal):
    alice, bob = deal.people
    bob.start_chat(alice.key)
    bob.wait_for_row('Asks you for 0.1 ETH', 'Waiting for you')
    deal.camera.take('payment-asked', bob)
    ui.activate(ui.wait_for(bob.app, 'push button', contains='Pay…'))
    button = ui.wait_for(bob.app, 'push button', contains='Review')
    deal.camera.take('send', bob)
    ui.activate(button)
    ui.wait_for(bob.app, 'label', name='Send 0.1 ETH?')
    window = get_window(bob, 'Send Money')
    ui.write(ui.wait_for(window, 'text', name='Password'), 'not the password')
    deal.camera.take('send-review', bob)
    button = ui.wait_for(bob.app, 'push button', contains='Send 0.1 ETH')
    ui.activate(button)
    ui.wait_until(lambda: not ui.is_sensitive(button), 'the password to be tried')
    ui.wait_until(lambda: ui.is_sensitive(button), 'the password to be refused')
    before = int(deal.node.ask('eth_blockNumber'), 16)
    time.sleep(2)
    if int(deal.node.ask('eth_blockNumber'), 16) != before:
        return ['a wrong password sent money']
    ui.write(ui.wait_for(window, 'text', name='Password'), sotto_process.PASSWORD)
    ui.activate(ui.wait_for(bob.app, 'push button', contains='Send 0.1 ETH'))
    ui.wait_until(lambda: ui.find(bob.app, 'label', name='Sent') or
                  ui.find(bob.app, 'label', name='In a Block'), 'the money to be sent')
    deal.camera.take('send-done', bob)
    ui.press('Escape')
    bob.wait_until_alone()
    return []


def check_confirmed(deal):
    alice, bob = deal.people
    alice.wait_for_row('Sends you 0.1 ETH', 'Pending', seconds=60)
    deal.camera.take('payment-pending', alice)
    deal.node.ask('anvil_mine', hex(12))
    alice.wait_for_row('You received 0.1 ETH', 'Confirmed', seconds=60)
    bob.wait_for_row('You sent 0.1 ETH', 'Confirmed', seconds=60)
    deal.camera.take('payment-received', alice)
    deal.camera.take('payment-sent', bob)
    return []


def sent_hashes(node):
    """Of all that is in a block."""
    newest = int(node.ask('eth_blockNumber'), 16)
    return [found for number in range(newest + 1)
            for found in node.ask('eth_getBlockByNumber', hex(number), False)['transactions']]


def check_details(deal):
    """What the chain calls it, behind a fold that opens by keys."""
    hashes = sent_hashes(deal.node)
    for person in deal.people:
        person.to_front()
        tab_to(person.app, 'Details')
        ui.press('space')
        shown = ui.wait_until(
            lambda app=person.app: next((found for found in hashes
                                         if ui.find(app, 'label', name=found)), None),
            'the transaction')
        if not ui.find(person.app, 'push button', name='Open in the Block Explorer'):
            return [f'nothing leads from {shown} to an explorer']
        deal.camera.take('payment-details', person)
        tab_to(person.app, 'Details')
        ui.press('space')
    return []


def check_decline(deal):
    alice, bob = deal.people
    choose_money(bob, 'Send')
    ui.write(ui.wait_for(get_window(bob, 'Send Money'), 'text', name='Amount'), '2')
    ui.activate(ui.wait_for(get_window(bob, 'Send Money'), 'push button', contains='Ask'))
    bob.wait_until_alone()
    alice.wait_for_row('Wants to send you 2 ETH', 'Waiting for your address')
    ui.activate(ui.wait_for(alice.app, 'push button', contains='Decline'))
    alice.wait_for_row('Wants to send you 2 ETH', 'Declined')
    bob.wait_for_row('You want to send 2 ETH', 'Declined', seconds=40)
    deal.camera.take('payment-declined', alice)
    return []


def check_share(deal):
    """An offer to pay is answered with an address, and the offer that is paid is told of."""
    alice, bob = deal.people
    choose_money(bob, 'Send')
    ui.write(ui.wait_for(get_window(bob, 'Send Money'), 'text', name='Amount'), '0.25')
    ui.activate(ui.wait_for(get_window(bob, 'Send Money'), 'push button', contains='Ask'))
    bob.wait_until_alone()
    alice.wait_for_row('Wants to send you 0.25 ETH', 'Waiting for your address')
    ui.activate(ui.wait_for(alice.app, 'push button', contains='Share Address…'))
    deal.camera.take('payment-share', alice)
    dialog = ui.wait_until(
        lambda: next((button for button in ui.find_all(alice.app, 'push button')
                      if button.get_name().replace('_', '').startswith('Share Address')
                      and '…' not in button.get_name()), None), 'the question')
    ui.activate(dialog)
    bob.wait_for_row('You want to send 0.25 ETH', 'The address is there', seconds=40)
    return []


def check_direct(deal):
    """Whoever shared an address before is paid without a question, and told of it."""
    alice, bob = deal.people
    choose_money(bob, 'Send')
    window = get_window(bob, 'Send Money')
    ui.write(ui.wait_for(window, 'text', name='Amount'), '0.3')
    ui.wait_for(window, 'combo box', name='To')
    bob.to_front()
    tab_to(window, 'To')
    ui.press('Return')
    time.sleep(0.5)
    ui.press('Down', 'Return')
    button = ui.wait_for(window, 'push button', contains='Review')
    deal.camera.take('send-direct', bob)
    ui.activate(button)
    time.sleep(1)
    ui.activate(ui.wait_for(get_window(bob, 'Send Money'), 'push button', contains='Review'))
    ui.wait_for(bob.app, 'label', name='Send 0.3 ETH?')
    ui.write(ui.wait_for(get_window(bob, 'Send Money'), 'text', name='Password'),
             sotto_process.PASSWORD)
    ui.activate(ui.wait_for(bob.app, 'push button', contains='Send 0.3 ETH'))
    ui.wait_for(get_window(bob, 'Send Money'), 'label', name='In a Block', seconds=40)
    ui.press('Escape')
    bob.wait_until_alone()
    deal.node.ask('anvil_mine', hex(12))
    alice.wait_for_row('You received 0.3 ETH', 'Confirmed', seconds=90)
    return []


def check_wallet(deal):
    """What is left, and what was sent."""
    bob = deal.bob
    bob.to_front()
    ui.activate(ui.wait_for(bob.app, 'page tab', name='Wallet'))
    ui.wait_for(ui.wait_for(bob.app, 'list', name='Balances'), contains='2.59')
    ui.wait_for(ui.wait_for(bob.app, 'list', name='Sent'), contains='0.1 ETH')
    deal.camera.take('wallet-account', bob)
    return []


if __name__ == '__main__':
    run_with_node(
        Deal,
        ('both are there', check_open),
        ('asked for money', check_request),
        ('paid after a review', check_pay),
        ('confirmed on both sides', check_confirmed),
        ('details', check_details),
        ('declined', check_decline),
        ('an address is shared', check_share),
        ('paid at once', check_direct),
        ('in the wallet', check_wallet),
    )
