#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Payments as scripts see them: two people with a relay between them, over `sotto-cli pay`.

Usage: test-pay-cli.py SOTTO_CLI SOTTOD
"""

import json
import os
import signal
import subprocess
import sys
import tempfile

PASSWORD = 'a password for tests 1'
ACCOUNT = '0x9d60515d08e0e560446a658cc3571f6e35772924'
TOKEN = '0xa924c4b174b1e8defaaa32502f2748be5e48915c'


class Cli:
    def __init__(self, program, folder, node):
        self.start = [program, '--data-dir', folder, '--node', node]

    def run(self, *words):
        """(exit status, objects printed)."""
        reader, writer = os.pipe()
        os.write(writer, PASSWORD.encode() + b'\n')
        os.close(writer)
        try:
            done = subprocess.run(self.start + ['--password-fd', str(reader)] + list(words),
                                  text=True, timeout=90, pass_fds=[reader], capture_output=True,
                                  check=False)
        finally:
            os.close(reader)
        return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]

    def pay(self, *words):
        return self.run('pay', *words)

    def fetch(self, wanted):
        """The first payment, once it is as far as that: somebody has to be there to receive it."""
        for _ in range(20):
            self.run('--timeout', '2', 'watch')
            _, lines = self.pay('list')
            if lines and lines[0]['state'] == wanted:
                break
        return lines


def steps(alice, bob):
    """(name, whether it is as it should be, what it was)."""
    _, made = alice.run('account', 'create')
    _, other = bob.run('account', 'create')
    alice_key, bob_key = made[0]['key'], other[0]['key']
    for name, words in (('no verb', []), ('no amount', ['ask', bob_key]), ('a verb', ['give', bob_key])):
        status, lines = alice.pay(*words)
        yield name, status == 2 and not lines, lines
    for name, words in (('zero', ['ask', bob_key, '0']), ('fraction', ['ask', bob_key, '1.5']),
                        ('token', ['ask', bob_key, '1', '0x12']), ('channel', ['ask', '#garden', '1']),
                        ('address', ['request', bob_key, 'bob.eth', '1']), ('id', ['decline', '0x00'])):
        status, lines = alice.pay(*words)
        yield name, status == 1 and not lines, lines
    status, lines = alice.pay('ask', bob_key, '5', TOKEN)
    yield 'ask', status == 0 and lines[0]['payment']['state'] == 'address-asked', lines
    payment = lines[0]['payment']['id']
    lines = bob.fetch('address-asked')
    yield 'asked', len(lines) == 1 and (lines[0]['id'], lines[0]['amount'], lines[0]['token'],
                                        lines[0]['outgoing']) == (payment, '5', TOKEN, False), lines
    status, lines = alice.pay('decline', payment)
    yield 'not ours to decline', status == 1 and not lines, lines
    status, lines = bob.pay('accept', payment, ACCOUNT)
    yield 'accept', status == 0 and lines[0]['payment']['state'] == 'address-shared', lines
    lines = alice.fetch('address-shared')
    yield 'accepted', len(lines) == 1 and lines[0]['payee'] == ACCOUNT, lines
    status, lines = bob.pay('request', alice_key, ACCOUNT, '7')
    yield 'request', status == 0 and lines[0]['payment']['state'] == 'asked', lines
    _, lines = bob.pay('list', alice_key)
    yield 'list', [p['amount'] for p in lines] == ['5', '7'], lines


def run_all(cli, folder, node):
    alice = Cli(cli, os.path.join(folder, 'alice'), node)
    bob = Cli(cli, os.path.join(folder, 'bob'), node)
    good = True
    number = 0
    for number, (name, passed, detail) in enumerate(steps(alice, bob), 1):
        print(f"{'ok' if passed else 'not ok'} {number} - {name}", flush=True)
        if not passed:
            print(f'# {detail}')
            good = False
    print(f'1..{number}')
    return good


def main():
    cli, daemon = sys.argv[1:3]
    with tempfile.TemporaryDirectory(prefix='sotto-pay-') as folder:
        with subprocess.Popen(
                [daemon, '--listen', '127.0.0.1', '--port', '0', '--data-dir',
                 os.path.join(folder, 'relay'), '--no-lan'],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                text=True) as relay:
            try:
                good = run_all(cli, folder, relay.stdout.readline().strip())
            finally:
                relay.send_signal(signal.SIGTERM)
    return 0 if good else 1


if __name__ == '__main__':
    sys.exit(main())
