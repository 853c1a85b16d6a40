#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prices: nobody is asked before a currency is chosen and that is agreed to; then balances, their
sum and what is about to be sent are shown in it as well.

Usage: test-prices.py BUILD_FOLDER [PICTURE_FOLDER [light|dark]]
"""

import http.server
import threading
import time
from pathlib import Path

import atspi_driver as ui
from buttons import click
from network_pages import close_window, open_preferences, submit, tab_to
from people import Owner
from sotto_payments import ETHER, Node
from sotto_process import run_cli
from stage import run_with_node

FRIEND = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'
LINK = f'ethereum:{FRIEND}@1?value=1.5e17'
# As a provider's key is: in the address.
KEY = 'canary-of-a-key'


class Service:
    """Says that ether costs 2000 of whatever, to whoever asks for it."""

    def __init__(self):
        self.asked = []
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                service.asked.append(self.path)
                body = b'{"ethereum":{"eur":2000.5},"status":{"eur":0.025}}'
                self.send_response(200)
                self.send_header('Content-Length', str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *words):
                pass

        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        self.url = f'http://127.0.0.1:{self.server.server_port}/prices?key={KEY}'

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


class World:
    def __init__(self, build, folder, program, camera):
        self.camera = camera
        self.node = Node(program)
        self.service = Service()
        home = Path(folder) / 'alice'
        run_cli(build, home, 'account', 'create')
        run_cli(build, home, 'transfer', 'endpoint', '1', self.node.url)
        address = run_cli(build, home, 'wallet', 'accounts')[0]['address']
        self.node.ask('anvil_setBalance', address, hex(3 * ETHER))
        self.alice = Owner(build, folder, 'alice', **camera.env())

    def stop(self):
        self.alice.stop()
        self.service.stop()
        self.node.stop()


def open_wallet(alice):
    ui.activate(ui.wait_for(alice.app, 'page tab', name='Wallet'))


def choose_currency(alice, window, *keys):
    alice.to_front()
    tab_to(window, 'Currency')
    ui.press('Return')
    time.sleep(0.5)
    ui.press(*keys, 'Return')


def check_silence(world):
    """A balance is there, and nothing that costs a question to somebody else."""
    alice = world.alice
    alice.open()
    open_wallet(alice)
    ui.wait_for(alice.app, 'list item', contains='3 ETH')
    if ui.find(alice.app, 'label', contains='≈'):
        return ['something has a price']
    return ['somebody was asked'] if world.service.asked else []


def check_agreement(world):
    """Choosing asks first, in words that say who learns what."""
    alice, service = world.alice, world.service
    window = open_preferences(alice, 'Wallet')
    submit(alice, window, 'http://prices.example/', 'Currency')
    ui.wait_for(window, contains='has to begin with https://')
    submit(alice, window, service.url, 'Currency')
    choose_currency(alice, window, 'Home', 'Down', 'Down')
    ui.wait_for(alice.app, contains='Ask 127.0.0.1 for Prices?')
    complaints = [f'nothing says {words!r}' for words in ('your internet address', 'any price')
                  if not ui.find(alice.app, 'label', contains=words)]
    world.camera.take('prices-question')
    click(alice.app, 'Not Now')
    ui.wait_for(window, 'label', contains='Nobody is asked')
    if service.asked:
        complaints.append('somebody was asked before that was agreed to')
    time.sleep(0.5)
    choose_currency(alice, window, 'Home', 'Down', 'Down')
    click(alice.app, 'Allow That')
    ui.wait_for(window, 'label', contains='127.0.0.1 is asked')
    ui.wait_until(lambda: service.asked, 'a question')
    if ui.find(window, 'label', contains=KEY):
        complaints.append('the page tells the key')
    time.sleep(0.5)
    world.camera.take('preferences-prices')
    return complaints


def check_other_service(world):
    """Another one is asked nothing before that, too, is agreed to."""
    alice, service = world.alice, world.service
    window = ui.wait_for(alice.app, 'frame', name='Preferences')
    asked = len(service.asked)
    submit(alice, window, service.url.replace('127.0.0.1', 'localhost'), 'Currency')
    ui.wait_for(alice.app, contains='Ask localhost for Prices?')
    time.sleep(0.5)
    complaints = ['it was asked at once'] if len(service.asked) != asked else []
    click(alice.app, 'Not Now')
    ui.wait_for(window, 'label', contains='Nobody is asked')
    time.sleep(0.5)
    submit(alice, window, service.url, 'Currency')
    choose_currency(alice, window, 'Home', 'Down', 'Down')
    ui.wait_for(alice.app, contains='Ask 127.0.0.1 for Prices?')
    click(alice.app, 'Allow That')
    ui.wait_for(window, 'label', contains='127.0.0.1 is asked')
    ui.wait_until(lambda: len(service.asked) == asked + 1, 'a question')
    close_window(alice)
    return complaints


def check_balances(world):
    alice = world.alice
    ui.wait_for(alice.app, 'label', contains='≈ 6001.50 EUR in all')
    ui.wait_for(alice.app, 'label', contains='Ethereum · ≈ 6001.50 EUR')
    world.camera.take('wallet-prices', alice)
    asked = world.service.asked
    if len(asked) != 2:
        return [f'asked {len(asked)} times']
    return [f'asked {asked[0]}'] if '0x' in asked[0].lower() or 'eur' not in asked[0] else []


def check_review(world):
    """What is sent, and what it costs, in both."""
    alice = world.alice
    # The composer of the other page has one, too.
    button = ui.wait_until(
        lambda: next((node for node in ui.find_all(alice.app, 'push button')
                      if node.get_name().lstrip('_').startswith('Send') and ui.is_sensitive(node)), None),
        'a button Send')
    ui.activate(button)
    window = ui.wait_for(alice.app, 'frame', name='Send Money')
    ui.write(ui.wait_for(window, 'text', name='To: an address or a name'), LINK)
    click(window, 'Review')
    ui.wait_for(alice.app, 'label', name='Send 0.15 ETH?')
    ui.wait_for(alice.app, 'label', contains='≈ 300.08 EUR')
    ui.wait_for(alice.app, 'label', contains='ETH (≈ 0.')
    world.camera.take('send-prices', alice)
    ui.press('Escape')
    alice.wait_until_alone()
    return []


def check_total(world):
    """What all accounts have together, once there is more than one."""
    alice = world.alice
    if ui.find(alice.app, 'label', contains='≈ 12003.00 EUR in all'):
        return ['one account counts as two']
    other = '0x' + '77' * 20
    world.node.ask('anvil_setBalance', other, hex(3 * ETHER))
    alice.to_front()
    tab_to(alice.app, 'Add Account')
    ui.press('Return')
    time.sleep(0.4)
    ui.activate(ui.wait_for(alice.app, 'menu item', contains='Watch an'))
    ui.write(ui.wait_for(alice.app, 'text', name='Address'), other)
    ui.press('Return')
    alice.wait_until_alone()
    ui.wait_for(alice.app, 'label', contains='≈ 12003.00 EUR in all')
    world.camera.take('wallet-total', alice)
    return []


def check_restart(world):
    """The choice is kept; a service that is gone takes only the prices with it."""
    alice = world.alice
    alice.quit()
    world.service.server.shutdown()
    world.service.server.server_close()
    alice.start()
    alice.open()
    open_wallet(alice)
    ui.wait_for(alice.app, 'list item', contains='3 ETH')
    window = open_preferences(alice, 'Wallet')
    ui.wait_for(window, 'label', contains='was asked in vain')
    complaints = ['a price out of nowhere'] if ui.find(alice.app, 'label', contains='≈') else []
    choose_currency(alice, window, 'Home')
    ui.wait_for(window, 'label', contains='Nobody is asked')
    close_window(alice)
    return complaints


if __name__ == '__main__':
    run_with_node(
        World,
        ('nobody is asked', check_silence),
        ('agreed to', check_agreement),
        ('another service', check_other_service),
        ('balances and their sum', check_balances),
        ('before it is sent', check_review),
        ('all accounts together', check_total),
        ('kept, and gone', check_restart),
    )
