#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds a real conversation of two accounts through a relay on loopback TCP, and writes down what happened.

A public channel, a private chat in both directions, a reply, and a message written while the other side was away, which
the data synchronisation delivers later; then a payment, asked for and made on a chain of its own. Then both accounts are opened in the application and photographed, where the
packages for that are installed.

    demo.py BUILD [FOLDER]
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'support'))
from sotto_payments import ETHER, Node, Person, find_node  # noqa: E402
from sotto_process import Client, Failure, Relay  # noqa: E402

CHANNEL = '#linux'


class Transcript:
    """Says everything on the terminal and in a file."""

    def __init__(self, path):
        self.path = path
        self.file = open(path, 'w', encoding='utf-8')
        self.start = time.monotonic()

    def say(self, text=''):
        stamp = f'{time.monotonic() - self.start:7.2f} s  ' if text else ''
        print(stamp + text, flush=True)
        self.file.write(stamp + text + '\n')
        self.file.flush()


class Conversation:
    def __init__(self, transcript, anna, bert):
        self.transcript = transcript
        self.anna = anna
        self.bert = bert
        self.sent = []

    def write(self, sender, receiver, chat, text, **members):
        """`sender` writes, `receiver` reads it; both sides' view goes into the transcript."""
        where = chat if chat.startswith('#') else 'private'
        message_id = sender.send(chat, text, **members)
        self.sent.append((sender, where, message_id, text))
        event = receiver.wait('message', 60, id=message_id)
        if event['text'] != text:
            raise Failure(f'{receiver.name} read {event["text"]!r} instead of {text!r}')
        sealed = 'readable by anyone' if event['encryption'] == 'none' else event['encryption']
        self.transcript.say(f'{where:>8}  {sender.name} → {receiver.name}: {text}  [{sealed}]')
        if where == 'private' and event['encryption'] != 'ratchet':
            raise Failure('the private message was not ratcheted')
        return message_id

    def public_channel(self):
        for client in (self.anna, self.bert):
            client.request(do='join', chat=CHANNEL)
        self.write(self.anna, self.bert, CHANNEL, 'Hello, is anybody here? 👋')
        self.write(self.bert, self.anna, CHANNEL, 'Yes: everybody who knows the name of this channel.')

    def private_chat(self):
        question = self.write(self.anna, self.bert, self.bert.key, 'This one is for you alone.')
        self.write(self.bert, self.anna, self.anna.key, 'And this is my answer.',
                   reply_to=question)

    def while_away(self):
        self.transcript.say('          Bert closes his laptop.')
        self.bert.stop()
        text = 'Read this when you are back.'
        message_id = self.anna.send(self.bert.key, text)
        self.sent.append((self.anna, 'private', message_id, text))
        self.transcript.say(f' private  Anna → (away): {text}')
        # Envelopes live for 15 seconds: after that, nobody but Anna has it.
        time.sleep(22)
        self.transcript.say('          The envelope has expired. Bert comes back.')
        self.bert.start()
        event = self.bert.wait('message', 120, id=message_id)
        self.transcript.say(f' private  Bert reads: {event["text"]}  [{event["encryption"]}, '
                            'retransmitted]')

    def states(self):
        self.transcript.say()
        self.transcript.say('State of each message at its sender:')
        for sender, where, message_id, text in self.sent:
            wanted = 'sent' if where.startswith('#') else 'delivered'
            sender.wait_state(message_id, wanted, 60)
            self.transcript.say(f'{wanted:>10}  {sender.name:<5} {where:<8} {text}')


def pay(build, folder, transcript, relay):
    """Bert asks, Anna pays, and each believes their own node only."""
    program = find_node()
    if program is None:
        transcript.say('No payment: there is no node of Ethereum here to make one on.')
        return
    node = Node(program)
    try:
        anna, bert = (Person(str(build / 'src/cli/sotto-cli'), str(folder / name), relay.enode, node)
                      for name in ('anna', 'bert'))
        anna.other, bert.other = bert, anna
        node.ask('anvil_setBalance', anna.account, hex(ETHER))
        transcript.say()
        transcript.say('A chain of its own runs here; Anna has 1 ETH on it.')
        bert.run('pay', 'request', anna.key, bert.account, str(ETHER // 10))
        asked = anna.fetch(0, 'asked')
        transcript.say(' private  Bert asks Anna for 0.1 ETH.')
        status, sent = anna.run('transfer', 'settle', asked['id'], anna.account)
        if status != 0:
            raise Failure('the payment could not be made')
        transcript.say(f' private  Anna pays: transaction {sent[0]["hash"]}')
        bert.fetch(0, 'pending')
        transcript.say('          Bert\'s node has it: pending.')
        node.ask('anvil_mine', hex(12))
        for name, person in (('Anna', anna), ('Bert', bert)):
            seen = person.fetch(0, 'confirmed')
            if seen['state'] != 'confirmed':
                raise Failure(f'the payment is {seen["state"]} for {name}')
            transcript.say(f'          Confirmed for {name}: {seen["confirmations"]} blocks.')
        transcript.say(f'          Bert has {node.balance(bert.account) / ETHER} ETH.')
    finally:
        node.stop()


def take_screenshots(build, folder, transcript, clients):
    script = HERE.parent / 'ui' / 'photograph.py'
    pictures = []
    for client in clients:
        picture = folder / f'{client.name.lower()}.png'
        done = subprocess.run(['/usr/bin/python3', str(script), str(build), str(client.folder),
                               str(picture)], timeout=180, capture_output=True, text=True)
        if done.returncode == 77:
            transcript.say(f'No screenshot: {done.stdout.strip()}')
            return
        if done.returncode != 0:
            raise Failure(f'the application could not be photographed: {done.stderr[-2000:]}')
        pictures.append(picture)
    for picture in pictures:
        transcript.say(f'Screenshot: {picture}')


def converse(build, folder, transcript):
    relay = Relay(build, folder / 'relay')
    transcript.say(f'Relay: {relay.enode}')
    clients = []
    try:
        for name in ('Anna', 'Bert'):
            client = Client(name, build, folder / name.lower(), [relay.enode])
            clients.append(client)
            transcript.say(f'{name} is {client.alias}, {client.key[:14]}…{client.key[-6:]}')
        for client in clients:
            client.start()
            client.wait_online(30, relay=True)
        transcript.say('Both are connected to the relay.')
        conversation = Conversation(transcript, *clients)
        conversation.public_channel()
        conversation.private_chat()
        conversation.while_away()
        conversation.states()
        for client in clients:
            if client.stop() != 0:
                raise Failure(f'{client.name} did not stop cleanly')
        pay(build, folder, transcript, relay)
        take_screenshots(build, folder, transcript, clients)
    finally:
        for client in clients:
            client.stop()
        relay.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('build', type=Path)
    parser.add_argument('folder', type=Path, nargs='?')
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp(prefix='sotto-demo-'))
    folder.mkdir(parents=True, exist_ok=True)
    transcript = Transcript(folder / 'transcript.txt')
    try:
        converse(options.build.resolve(), folder, transcript)
    except Failure as failure:
        transcript.say(f'FAILED: {failure}')
        return 1
    transcript.say()
    print(f'Transcript: {transcript.path}')
    return 0


if __name__ == '__main__':
    sys.exit(main())
