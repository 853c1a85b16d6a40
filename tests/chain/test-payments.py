#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two people who pay each other in a chat: a real relay, a real node of a chain of its own, each of
the two gone while the other acts, and killed at any moment.

Usage: test-payments.py SOTTO_CLI SOTTOD [--kills N] [--seed N]
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

PASSWORD = 'a password for tests 1'
ETHER = 10 ** 18


class Node:
    """A node of Ethereum's rules, that takes itself for the main network."""

    def __init__(self, program):
        self.process = subprocess.Popen(
            [program, '--host', '127.0.0.1', '--port', '0', '--chain-id', '1', '--accounts', '1',
             '--base-fee', '1000000000', '--hardfork', 'prague'],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.url = ''
        while not self.url:
            line = self.process.stdout.readline()
            if not line:
                raise RuntimeError('the node ended before it could be asked')
            if line.startswith('Listening on '):
                self.url = 'http://' + line.split()[-1]
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def ask(self, method, *params):
        question = {'jsonrpc': '2.0', 'id': 1, 'method': method, 'params': list(params)}
        request = urllib.request.Request(self.url, json.dumps(question).encode(),
                                         {'Content-Type': 'application/json'})
        with self.opener.open(request, timeout=10) as answer:
            return json.load(answer)['result']

    def balance(self, address):
        return int(self.ask('eth_getBalance', address, 'latest'), 16)

    def stop(self):
        self.process.terminate()
        self.process.wait()


class Person:
    def __init__(self, program, folder, relay, node):
        self.other = None
        self.start = [program, '--data-dir', folder, '--node', relay]
        _, made = self.run('account', 'create')
        self.key = made[0]['key']
        _, accounts = self.run('wallet', 'accounts')
        self.account = accounts[0]['address']
        status, _ = self.run('transfer', 'endpoint', '1', node.url)
        if status != 0:
            raise RuntimeError('no endpoint')

    def begin(self, *words):
        reader, writer = os.pipe()
        os.write(writer, (PASSWORD + '\n').encode() * 2)
        os.close(writer)
        try:
            return subprocess.Popen(self.start + ['--password-fd', str(reader)] + list(words),
                                    text=True, pass_fds=[reader], stdout=subprocess.PIPE,
                                    stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
        finally:
            os.close(reader)

    def run(self, *words):
        """(exit status, objects printed)."""
        process = self.begin(*words)
        out, _ = process.communicate(timeout=120)
        return process.returncode, [json.loads(line) for line in out.splitlines()]

    def payments(self):
        return self.run('pay', 'list')[1]

    def fetch(self, number, *states):
        """Payment @number once it is as far as that: both have to be there for what was lost."""
        lines = []
        for _ in range(20):
            lines = self.payments()
            if len(lines) > number and lines[number]['state'] in states:
                return lines[number]
            other = self.other.begin('--timeout', '3', 'watch')
            self.run('--timeout', '3', 'watch')
            other.communicate()
        return lines[number] if len(lines) > number else {'state': 'nothing'}


def as_paid(payment, amount, payer, payee):
    told = [payment.get(member) for member in ('verified', 'amount', 'payer', 'payee')]
    return told == [True, str(amount), payer.account.lower(), payee.account.lower()]


def flows(node, alice, bob):
    """(name, whether it is as it should be, what it was). Alice pays."""
    node.ask('anvil_setBalance', alice.account, hex(100 * ETHER))

    # She asks where to.
    _, lines = alice.run('pay', 'ask', bob.key, str(ETHER // 10))
    payment = lines[0]['payment']['id']
    bob.fetch(0, 'address-asked')
    bob.run('pay', 'accept', payment, bob.account)
    alice.fetch(0, 'address-shared')
    status, lines = alice.run('transfer', 'settle', payment, alice.account)
    yield 'paid where he said', status == 0 and lines[0]['told'], lines
    yield 'arrived', node.balance(bob.account) == ETHER // 10, node.balance(bob.account)
    seen = bob.fetch(0, 'pending')
    yield 'seen by his own node', seen['state'] == 'pending' and as_paid(seen, ETHER // 10, alice, bob), seen
    status, lines = alice.run('transfer', 'settle', payment, alice.account)
    yield 'not twice', status == 1 and node.balance(bob.account) == ETHER // 10, lines
    node.ask('anvil_mine', hex(12))
    for person, name in ((alice, 'payer'), (bob, 'payee')):
        seen = person.fetch(0, 'confirmed')
        yield f'confirmed for the {name}', seen['state'] == 'confirmed', seen

    # He asks for it.
    _, lines = bob.run('pay', 'request', alice.key, bob.account, str(ETHER))
    payment = lines[0]['payment']['id']
    alice.fetch(1, 'asked')
    status, lines = alice.run('transfer', 'settle', payment, alice.account)
    seen = bob.fetch(1, 'pending')
    yield 'requested and paid', status == 0 and as_paid(seen, ETHER, alice, bob), seen

    # Nobody asked.
    status, lines = alice.run('transfer', 'direct', bob.key, alice.account, bob.account, '5')
    seen = bob.fetch(2, 'pending')
    yield 'given', status == 0 and as_paid(seen, 5, alice, bob), seen

    # He has not got it.
    _, lines = alice.run('pay', 'request', bob.key, alice.account, str(50 * ETHER))
    payment = lines[0]['payment']['id']
    bob.fetch(3, 'asked')
    status, lines = bob.run('transfer', 'settle', payment, bob.account)
    yield 'too much', status == 1 and not lines, lines
    status, lines = bob.run('pay', 'decline', payment)
    seen = alice.fetch(3, 'declined')
    yield 'declined', status == 0 and seen['state'] == 'declined', seen


def settle_whatever_happens(alice, payment, number, generator):
    """Killed once, at any moment; begun again until the other was told."""
    process = alice.begin('transfer', 'settle', payment, alice.account)
    try:
        process.wait(timeout=generator.uniform(0.1, 1.2))
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
    process.communicate()
    for _ in range(10):
        if alice.payments()[number]['state'] != 'asked':
            return
        alice.run('transfer', 'settle', payment, alice.account)
        alice.run('--timeout', '1', 'watch')


def kills(node, alice, bob, count, generator):
    """Each request is paid once. There are five at a time: more are not taken from one person."""
    first = len(alice.payments())
    paid = node.balance(bob.account)
    for start in range(0, count, 5):
        requests = [bob.run('pay', 'request', alice.key, bob.account, '1000')[1][0]['payment']['id']
                    for _ in range(start, min(start + 5, count))]
        alice.fetch(first + start + len(requests) - 1, 'asked')
        for payment in alice.payments()[first + start:]:
            settle_whatever_happens(alice, payment['id'],
                                    [p['id'] for p in alice.payments()].index(payment['id']), generator)
        bob.fetch(first + start + len(requests) - 1, 'pending', 'confirmed')
    gained = node.balance(bob.account) - paid
    yield f'{count} kills, each paid once', gained == 1000 * count, gained
    for number in range(count):
        bob.fetch(first + number, 'pending', 'confirmed')
    seen = [p['state'] for p in bob.payments()[first:]]
    yield 'each told once', len(seen) == count and set(seen) <= {'pending', 'confirmed'}, seen


def run_all(arguments, folder, relay, node):
    seed = arguments.seed if arguments.seed is not None else int(time.time())
    print(f'# seed {seed}', flush=True)
    alice = Person(arguments.cli, os.path.join(folder, 'alice'), relay, node)
    bob = Person(arguments.cli, os.path.join(folder, 'bob'), relay, node)
    alice.other, bob.other = bob, alice
    steps = list_steps(node, alice, bob, arguments.kills, random.Random(seed))
    good = True
    number = 0
    for number, (name, passed, detail) in enumerate(steps, 1):
        print(f"{'ok' if passed else 'not ok'} {number} - {name}", flush=True)
        if not passed:
            print(f'# {detail}'.replace('\n', ' '))
            good = False
    print(f'1..{number}')
    return good


def list_steps(node, alice, bob, count, generator):
    yield from flows(node, alice, bob)
    if count:
        yield from kills(node, alice, bob, count, generator)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('cli')
    parser.add_argument('sottod')
    parser.add_argument('--kills', type=int, default=0)  # SOTTO_PAYMENT_KILLS wins
    parser.add_argument('--seed', type=int)
    arguments = parser.parse_args()
    arguments.kills = int(os.environ.get('SOTTO_PAYMENT_KILLS', arguments.kills))
    program = os.path.join(os.environ.get('SOTTO_TEST_NODE_MODULES', ''), '.bin/anvil')
    if not os.access(program, os.X_OK):
        print('1..0 # SKIP anvil is not installed; ./dev test does it')
        return 0
    with tempfile.TemporaryDirectory(prefix='sotto-payments-') as folder:
        node = Node(program)
        relay = subprocess.Popen(
            [arguments.sottod, '--listen', '127.0.0.1', '--port', '0', '--data-dir',
             os.path.join(folder, 'relay'), '--no-lan'],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            good = run_all(arguments, folder, relay.stdout.readline().strip(), node)
        finally:
            relay.terminate()
            relay.wait()
            node.stop()
    return 0 if good else 1


if __name__ == '__main__':
    sys.exit(main())
