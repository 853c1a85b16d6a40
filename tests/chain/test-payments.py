#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two people who pay each other in a chat: a real relay, a real node of a chain of its own, each of
the two gone while the other acts, and killed at any moment.

Usage: test-payments.py SOTTO_CLI SOTTOD [--kills N] [--seed N]
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / 'support'))
from sotto_payments import ETHER, Node, Person, find_node  # noqa: E402


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


KILLS_OF_EACH = 3


def settle_with_kills(alice, payment, generator):
    """Killed at three moments, unless it ends before, and begun again. What was sent by then is told,
    not sent again. Returns how often it was killed."""
    n_killed = 0
    for _ in range(KILLS_OF_EACH):
        process = alice.begin('transfer', 'settle', payment, alice.account)
        try:
            process.wait(timeout=generator.uniform(0.1, 1.2))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        process.communicate()
        n_killed += process.returncode == -signal.SIGKILL
    alice.run('transfer', 'settle', payment, alice.account)
    return n_killed


def wait_for_all(person, first, count, *states):
    """The states of @count payments from @first on, once each is one of @states."""
    for number in range(first, first + count):
        if [p['state'] for p in person.payments()[number:number + 1]] != [states[0]]:
            person.fetch(number, *states, seconds=8)
    return [p['state'] for p in person.payments()[first:first + count]]


def kills(node, alice, bob, count, generator):
    """Each request is paid once. There are five at a time: more are not taken from one person."""
    first = len(alice.payments())
    paid = node.balance(bob.account)
    n_killed, count = 0, count // KILLS_OF_EACH
    for start in range(first, first + count, 5):
        n_now = min(5, first + count - start)
        with alice.online():
            for _ in range(n_now):
                bob.run('pay', 'request', alice.key, bob.account, '1000')
        alice.fetch(start + n_now - 1, 'asked')
        asked = alice.payments()[start:]
        with bob.online():
            for payment in asked:
                n_killed += settle_with_kills(alice, payment['id'], generator)
        # What is confirmed is not asked about any more: an endpoint is not asked faster than it likes.
        node.ask('anvil_mine', hex(12))
        wait_for_all(alice, start, n_now, 'confirmed')
    gained = node.balance(bob.account) - paid
    yield f'{n_killed} kills, each of {count} requests paid once', gained == 1000 * count, gained
    seen = wait_for_all(bob, first, count, 'confirmed')
    yield 'each told once', seen == ['confirmed'] * count, seen


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
    program = find_node()
    if program is None:
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
