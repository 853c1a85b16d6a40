#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the desktop is told: requests, messages and money, no more of it than was allowed, nothing
that somebody looks at already; where it leads to, and that it is taken back.

Usage: test-notifications.py BUILD_FOLDER [PICTURE_FOLDER [light|dark]]
"""

import time
from pathlib import Path

import atspi_driver as ui
from network_pages import close_window, open_preferences, tab_to
from notification_server import NotificationServer
from people import Owner
from sotto_payments import ETHER, Node
from sotto_process import Client, Relay, run_cli
from stage import run_with_node

SECRET = 'Nobody else may read this.'
MARKUP = '<b>bold</b> & <a href="http://example.com/">here</a>'


class World:
    def __init__(self, build, folder, program, camera):
        self.camera = camera
        self.server = NotificationServer()
        self.node = Node(program)
        self.relay = Relay(build, Path(folder) / 'relay')
        home = Path(folder) / 'alice'
        run_cli(build, home, 'account', 'create')
        run_cli(build, home, 'transfer', 'endpoint', '1', self.node.url)
        self.address = run_cli(build, home, 'wallet', 'accounts')[0]['address']
        self.node.ask('anvil_setBalance', self.address, hex(2 * ETHER))
        self.bob = Client('bob', build, Path(folder) / 'bob', [self.relay.enode])
        self.bob.start()
        self.alice = Owner(build, folder, 'alice', [self.relay.enode], **camera.env())

    def stop(self):
        self.alice.stop()
        self.bob.stop()
        self.relay.close()
        self.node.stop()
        self.server.stop()

    def wait_for(self, *parts, seconds=30):
        return ui.wait_until(lambda: self.server.find(*parts), f'a notification with {parts}', seconds)

    def wait_until_gone(self, notification):
        ui.wait_until(lambda: notification.number not in self.server.shown,
                      f'{notification.body!r} to be taken back')

    def spoken(self):
        return '\n'.join(f'{each.title}\n{each.body}' for each in self.server.told)


def check_request(world):
    """A stranger's first words are not shown, nor the name that goes with them."""
    alice, bob = world.alice, world.bob
    alice.open()
    bob.send(alice.key, SECRET)
    notification = world.wait_for('Somebody who is not among your contacts')
    spoken = world.spoken()
    if SECRET in spoken or bob.alias in spoken:
        return ['a stranger chose what the screen says']
    world.server.invoke(notification, 'default')
    alice.wait_for_message(SECRET)
    return []


def check_looked_at(world):
    """Nothing is told of what is on the screen anyway."""
    alice, bob = world.alice, world.bob
    alice.start_chat(bob.key)
    alice.send('Now we know each other.')
    before = len(world.server.told)
    bob.send(alice.key, 'Seen at once.')
    alice.wait_for_message('Seen at once.')
    time.sleep(2)
    return [] if len(world.server.told) == before else ['what was on the screen was told of']


def check_sender(world):
    """At first: from whom, not what. Many at once are one; it leads to the chat and is taken back."""
    alice, bob = world.alice, world.bob
    alice.join('elsewhere')
    before = len(world.server.told)
    for text in (SECRET, 'Another one.', 'And one more.'):
        bob.send(alice.key, text)
    notification = world.wait_for(bob.alias, '3 new messages')
    complaints = [] if SECRET not in world.spoken() else ['what was written is on the screen']
    if len(world.server.told) - before > 3 or len(world.server.shown) != 1:
        complaints.append('there is more than one')
    alice.start_chat(bob.key)
    world.wait_until_gone(notification)
    return complaints


def choose_content(alice):
    window = open_preferences(alice, 'General')
    alice.to_front()
    tab_to(window, 'They show')
    ui.press('Return')
    time.sleep(0.5)
    ui.press('End', 'Return')
    time.sleep(0.5)
    return window


def check_content(world):
    """With what was written, if that is wanted; it is no markup. A button marks it as read."""
    alice, bob = world.alice, world.bob
    choose_content(alice)
    world.camera.take('preferences-notifications')
    close_window(alice)
    alice.join('elsewhere')
    bob.send(alice.key, MARKUP)
    notification = world.wait_for(bob.alias, 'bold')
    complaints = [] if '<' not in notification.body and '&' not in notification.body else \
        [f'this is markup: {notification.body}']
    ui.wait_for(alice.app, 'list item', contains='1 unread')
    world.server.invoke(notification, notification.actions['Mark as Read'])
    ui.wait_until(lambda: not ui.find(alice.app, 'list item', contains='1 unread'), 'it to be read')
    if ui.find(alice.app, 'text', contains=f'Message to {bob.alias}'):
        complaints.append('marking it as read opened the chat')
    return complaints


def check_money(world):
    """What came to an account while its page is not open."""
    ui.wait_until(lambda: world.node.ask('eth_blockNumber') is not None, 'the node')
    # The first look only learns what is there.
    time.sleep(35)
    complaints = ['what was there before was told of'] if 'ETH' in world.spoken() else []
    world.node.ask('anvil_setBalance', world.address, hex(2 * ETHER + ETHER // 2))
    world.node.ask('anvil_mine', '0x1')
    notification = world.wait_for('0.5 ETH more on Ethereum', seconds=70)
    world.server.invoke(notification, 'default')
    ui.wait_for(world.alice.app, 'list item', contains='2.5 ETH')
    return complaints


def check_end(world):
    """Nothing stays on the screen of somebody who left."""
    alice, bob = world.alice, world.bob
    bob.send(alice.key, 'The last one.')
    notification = world.wait_for('The last one.')
    alice.quit()
    world.wait_until_gone(notification)
    return []


if __name__ == '__main__':
    run_with_node(World,
                  ('a stranger wrote', check_request),
                  ('what is looked at is not told of', check_looked_at),
                  ('from whom, once a chat', check_sender),
                  ('and what, without markup', check_content),
                  ('money that arrived', check_money),
                  ('everything is taken back at the end', check_end))
