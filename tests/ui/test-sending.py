#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sending from the wallet: a link fills in the form, fees of one's own, another thought, names.

Usage: test-sending.py BUILD_FOLDER [PICTURE_FOLDER [light|dark]]
"""

import csv
import json
import os
import subprocess
import time
from pathlib import Path

import atspi_driver as ui
from buttons import choose_path, click, find_button, type_path
from network_pages import tab_to
from people import Owner
from sotto_payments import ETHER, Node
import sotto_process
from stage import run_with_node

# An example of EIP-55, which has nothing.
FRIEND = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'
TOKEN = '0x744d70FDBE2Ba4CF95131626614a1763DF805B9E'
TRANSFER = 'ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef'
LINK = f'ethereum:{FRIEND}@1?value=1.5e17'


def window(person):
    return ui.wait_until(
        lambda: next((node for node in ui.children(person.app) if node.get_name() in
                      ('Send Money', 'Speed Up', 'Cancel a Payment')), None), 'the window')


def entry(person, name):
    return ui.wait_for(window(person), 'text', name=name)


def wait_for_text(person, text):
    ui.wait_until(lambda: ui.find(person.app, 'label', contains=text), f'the words {text!r}')


def agree(person, label):
    ui.write(entry(person, 'Password'), sotto_process.PASSWORD)
    click(window(person), label)
    ui.wait_for(window(person), 'label', name='Sent')
    ui.press('Escape')
    person.wait_until_alone()


def choose_own_fee(person):
    """By keys: the password has the focus, and the speeds are before it."""
    person.to_front()
    ui.press('shift+Tab')
    ui.press('Return')
    time.sleep(0.5)
    ui.press('End', 'Return')
    return (entry(person, 'At most for a unit of gas, in gwei'),
            entry(person, 'Of it as a tip, in gwei'))


def balance(world):
    return world.node.balance(FRIEND)


class World:
    def __init__(self, build, folder, program, camera):
        self.node = node = Node(program)
        self.camera = camera
        self.home = folder
        home = Path(folder) / 'alice'
        sotto_process.run_cli(build, home, 'account', 'create')
        sotto_process.run_cli(build, home, 'transfer', 'endpoint', '1', node.url)
        account = sotto_process.run_cli(build, home, 'wallet', 'accounts')[0]
        self.address = account['address']
        node.ask('anvil_setBalance', self.address, hex(3 * ETHER))
        node.ask('evm_setAutomine', False)
        self.alice = Owner(build, folder, 'alice', links=[LINK], **camera.env())

    def stop(self):
        self.alice.stop()
        self.node.stop()


def check_link(world):
    """A link that was opened before the account was waits for it, and fills in what it asks for."""
    alice = world.alice
    alice.open()
    button = ui.wait_until(lambda: find_button(window(alice), 'Review'), 'the form')
    world.camera.take('send-link', alice)
    ui.activate(button)
    ui.wait_for(alice.app, 'label', name='Send 0.15 ETH?')
    ui.wait_for(alice.app, 'label', contains=f'{FRIEND[-8:-4]} {FRIEND[-4:]}')
    ui.activate(ui.wait_for(alice.app, 'push button', name='Back'))
    return []


def check_names(world):
    """What is no name, and what leads nowhere, is said."""
    alice = world.alice
    for typed, words in (('алиса.eth', 'needs checks'), ('nobody.eth', '')):
        ui.write(entry(alice, 'To: an address or a name'), typed)
        click(window(alice), 'Review')
        button = find_button(window(alice), 'Review')
        ui.wait_until(lambda: ui.is_sensitive(button), 'an answer')
        time.sleep(0.3)
        if not ui.find(alice.app, 'label', contains=words or 'name'):
            return [f'nothing is said of {typed}']
        world.camera.take(f'send-name-{"odd" if words else "nobody"}', alice)
    ui.write(entry(alice, 'To: an address or a name'), LINK)
    return []


def check_fee(world):
    """A fee that no block takes is refused; another is what is sent."""
    alice = world.alice
    click(window(alice), 'Review')
    ui.wait_for(alice.app, 'label', name='Send 0.15 ETH?')
    highest, tip = choose_own_fee(alice)
    ui.write(tip, '99')
    wait_for_text(alice, 'The tip cannot be more')
    if ui.is_sensitive(find_button(window(alice), 'Send 0.15 ETH')):
        return ['a wrong fee can be agreed to']
    ui.write(tip, '1')
    ui.write(highest, '10')
    ui.wait_until(lambda: ui.is_sensitive(find_button(window(alice), 'Send 0.15 ETH')), 'a right fee')
    # 21,000 times ten gwei
    wait_for_text(alice, 'at most 0.00021 ETH')
    world.camera.take('send-own-fee', alice)
    agree(alice, 'Send 0.15 ETH')
    return []


def check_speed_up(world):
    alice = world.alice
    alice.to_front()
    ui.activate(ui.wait_for(alice.app, 'page tab', name='Wallet'))
    # A click while the pages change, and the rows with them, is lost.
    time.sleep(1)
    world.camera.take('wallet-waiting', alice)
    click(alice.app, 'Speed Up…')
    ui.wait_for(alice.app, 'label', name='Send 0.15 ETH with a Higher Fee?')
    world.camera.take('send-faster', alice)
    agree(alice, 'Speed Up')
    world.node.ask('anvil_mine', hex(1))
    ui.wait_until(lambda: ui.find(alice.app, 'label', name='Replaced'), 'the first to be replaced',
                  seconds=60)
    return [] if balance(world) == 15 * ETHER // 100 else ['it was not sent once']


def check_cancel(world):
    """What is cancelled moves nothing. Who was sent to is offered again."""
    alice = world.alice
    click(alice.app, 'Send Send')
    ui.write(entry(alice, 'To: an address or a name'), FRIEND)
    ui.write(entry(alice, 'Amount'), '1')
    click(window(alice), 'Review')
    ui.wait_for(alice.app, 'label', name='Send 1 ETH?')
    wait_for_text(alice, 'Sent to before')
    agree(alice, 'Send 1 ETH')
    click(alice.app, 'Cancel…')
    ui.wait_for(alice.app, 'label', name='Pay Nobody Instead?')
    world.camera.take('send-cancel', alice)
    agree(alice, 'Cancel the Payment')
    world.node.ask('anvil_mine', hex(1))
    ui.wait_until(lambda: len(ui.find_all(alice.app, 'label', name='Replaced')) == 2,
                  'the payment to be replaced', seconds=60)
    return [] if balance(world) == 15 * ETHER // 100 else ['it was not cancelled']


def write_log(world, recipient, amount):
    """A contract in the place of a token that says of each call that it moved @amount."""
    code = (f'0x67{amount:016x}600052' f'73{recipient[2:]}' '33' f'7f{TRANSFER}' '60206000a300')
    rich = world.node.ask('eth_accounts')[0]
    world.node.ask('anvil_setCode', TOKEN, code)
    sent = world.node.ask('eth_sendTransaction', {'from': rich, 'to': TOKEN, 'gas': '0x186a0'})
    world.node.ask('anvil_mine', hex(1))
    return rich, sent


def check_received(world):
    """What came is found when somebody looks, and told of with everything that is known."""
    alice = world.alice
    sender, sent = write_log(world, world.address, 5 * ETHER)
    alice.to_front()
    ui.activate(ui.wait_for(alice.app, 'page tab', name='Chats'))
    ui.activate(ui.wait_for(alice.app, 'page tab', name='Wallet'))
    activity = ui.wait_for(alice.app, 'list', name='Activity of tokens')
    ui.wait_for(activity, 'list item', contains='+5 SNT')
    tab_to(alice.app, '+5 SNT')
    ui.press('Return')
    ui.wait_for(activity, 'label', name=sent)
    shown = [node.get_name().replace(' ', '').lower() for node in ui.find_all(activity, 'label')]
    block = str(int(world.node.ask('eth_blockNumber'), 16))
    complaints = [f'{text} is not there' for text in (sender, block) if text not in shown]
    subprocess.run(['xdotool', 'getactivewindow', 'windowsize', '--sync', '760', '1100'],
                   check=True)
    tab_to(alice.app, 'Copy the Transaction')
    world.camera.take('wallet-received', alice)
    return complaints


def check_table(world):
    """Everything is in the table that is saved, to the last unit."""
    alice = world.alice
    path = Path(world.home) / 'activity.csv'
    click(alice.app, 'Save as a Table (CSV)')
    choose_path(alice, path, 2)
    ui.wait_until(path.exists, 'the table')
    with path.open(newline='', encoding='utf-8') as file:
        rows = list(csv.DictReader(file))
    found = sorted((row['kind'], row['amount'], row['currency'], row['state']) for row in rows)
    if found != [('received', '5', 'SNT', 'confirmed'), ('sent', '0', 'ETH', 'confirmed'),
                 ('sent', '0.15', 'ETH', 'confirmed'), ('sent', '0.15', 'ETH', 'replaced'),
                 ('sent', '1', 'ETH', 'replaced')]:
        return [f'the table says {found}']
    return [] if {row['network'] for row in rows} == {'Ethereum'} else ['of another network']


def check_tokens(world):
    """What is no token is not added, and why is said."""
    alice = world.alice
    alice.to_front()
    click(alice.app, 'Tokens…')
    dialog = ui.wait_until(lambda: next((node for node in ui.children(alice.app)
                                         if node.get_name() == 'Tokens'), None), 'the window')
    for address, words in ((FRIEND.lower()[:-1], 'address'), (FRIEND, 'no contract'),
                           (TOKEN, 'already')):
        ui.write(ui.wait_for(dialog, 'text', name='Address of the contract'), address)
        click(alice.app, 'Look It Up')
        ui.wait_for(dialog, 'label', contains=words)
    world.camera.take('wallet-tokens', alice)
    ui.press('Escape')
    alice.wait_until_alone()
    return []


def check_list(world):
    """A list says what it would do, and what wants to be taken for another; it can be taken back."""
    alice = world.alice
    path = Path(world.home) / 'list.json'
    path.write_text(json.dumps({'name': 'Some Tokens', 'version': dict(major=1, minor=0, patch=2), 'tokens': [
        {'chainId': 1, 'address': '0x' + '11' * 20, 'symbol': 'SNT', 'name': 'Not the one', 'decimals': 18},
        {'chainId': 10, 'address': '0x' + '22' * 20, 'symbol': 'NEW', 'name': 'New', 'decimals': 6},
        {'chainId': 77, 'address': '0x' + '22' * 20, 'symbol': 'NEW', 'name': 'New', 'decimals': 6},
        {'chainId': 1, 'symbol': 'NONE'}]}))
    alice.to_front()
    click(alice.app, 'Tokens…')
    click(alice.app, 'Open a List…')
    type_path(alice, path, 3)
    ui.wait_for(alice.app, 'label', name='Add 2 Tokens?')
    complaints = [f'nothing says {words!r}' for words in
                  ('1 has the name of another token', 'of a network that',
                   '1 entry makes no sense', '0x1111')
                  if not ui.find(alice.app, contains=words)]
    world.camera.take('wallet-token-list', alice)
    click(alice.app, 'Add Tokens')
    ui.wait_for(alice.app, 'label', name='2 tokens of lists')
    click(alice.app, 'Remove')
    ui.wait_for(alice.app, 'label', name='None yet')
    ui.press('Escape')
    alice.wait_until_alone()
    return complaints


def make_collection(world):
    """Where a contract of collectibles is, that gave number 7 to the account."""
    folder = Path(world.home) / 'contracts'
    folder.mkdir()
    subprocess.run(['node', Path(__file__).parents[1] / 'chain/compile.js',
                    os.environ['SOTTO_TEST_NODE_MODULES'], folder], check=True)
    rich = world.node.ask('eth_accounts')[0]

    def send(**members):
        sent = world.node.ask('eth_sendTransaction', {'from': rich, 'gas': '0x2dc6c0', **members})
        world.node.ask('anvil_mine', hex(1))
        return world.node.ask('eth_getTransactionReceipt', sent)

    contract = send(data='0x' + (folder / 'UniqueThings.hex').read_text())['contractAddress']
    selector = world.node.ask('web3_sha3', '0x' + b'give(address,uint256)'.hex())[:10]
    send(to=contract, data=selector + '00' * 12 + world.address[2:] + f'{7:064x}')
    return contract


def check_collection(world):
    """A collection is added by its contract, shows what one has of it, and can be removed."""
    alice = world.alice
    contract = make_collection(world)
    alice.to_front()
    click(alice.app, 'Add a Collection…')
    dialog = ui.wait_until(lambda: next((node for node in ui.children(alice.app)
                                         if node.get_name() == 'Collection'), None), 'the window')
    address = ui.wait_for(dialog, 'text', name='Address of the contract')
    number = ui.wait_for(dialog, 'text', name='Number, if one is to be found by it')
    for written, named, words in ((FRIEND, '', 'no contract'), (TOKEN, '', 'does not say that'),
                                  (contract, 'seven', 'only digits')):
        ui.write(address, written)
        ui.write(number, named)
        click(alice.app, 'Look It Up')
        ui.wait_for(dialog, 'label', contains=words)
    ui.write(number, '')
    click(alice.app, 'Look It Up')
    ui.wait_for(dialog, 'label', name='Odd Things')
    world.camera.take('collection-dialog', alice)
    click(alice.app, 'Add')
    alice.wait_until_alone()
    shown = ui.wait_for(alice.app, 'list', name='Collectibles')
    ui.wait_for(shown, 'label', name='Ethereum · 1 collectible')
    tab_to(alice.app, 'Odd Things')
    ui.press('Return')
    ui.wait_for(shown, 'label', name='#7')
    tab_to(alice.app, 'Remove Collection')
    world.camera.take('wallet-collectibles', alice)
    ui.press('Return')
    ui.wait_until(lambda: not ui.find(alice.app, 'label', name='Odd Things'), 'an empty list')
    return []


if __name__ == '__main__':
    run_with_node(
        World,
        ('a link fills in the form', check_link),
        ('names that lead nowhere', check_names),
        ('a fee of my own', check_fee),
        ('sped up', check_speed_up),
        ('cancelled', check_cancel),
        ('received', check_received),
        ('saved as a table', check_table),
        ('no tokens', check_tokens),
        ('a list of tokens', check_list),
        ('a collection', check_collection),
    )
