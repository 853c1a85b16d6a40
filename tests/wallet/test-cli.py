#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The wallet as scripts see it: every verb of `sotto-cli wallet`, good and refused.

Usage: test-cli.py SOTTO_CLI
"""

import json
import os
import subprocess
import sys
import tempfile

PHRASE = 'test test test test test test test test test test test junk'
PASSWORD = 'a password for tests 1'
FIRST = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266'
SECOND = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
FIRST_KEY = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80'
ONE_KEY = '00' * 31 + '01'
ONE = '0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf'
WATCHED = '0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045'
# By key FIRST_KEY over "hello" (EIP-191), as other wallets make it.
SIGNATURE = ('0xf16ea9a3478698f695fd1401bfe27e9e4a7e8e3da94aa72b021125e31fa899cc'
             '573c48ea3fe1d4ab61a9db10c19032026e3ed2dbccba5a178235ac27f94504311c')


def pipe_with(text):
    """A file descriptor that gives one line."""
    reader, writer = os.pipe()
    os.write(writer, text.encode() + b'\n')
    os.close(writer)
    return reader


class Cli:
    def __init__(self, program, folder):
        self.start = [program, '--data-dir', folder]

    def run(self, *words, secret='', password=PASSWORD):
        """(exit status, objects printed)."""
        descriptors = [pipe_with(password), pipe_with(secret)]
        options = ['--password-fd', str(descriptors[0]), '--phrase-fd', str(descriptors[1])]
        try:
            done = subprocess.run(self.start + options + list(words), text=True, timeout=60,
                                  pass_fds=descriptors, capture_output=True, check=False)
        finally:
            for descriptor in descriptors:
                os.close(descriptor)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        return done.returncode, lines

    def wallet(self, *words, **options):
        return self.run('wallet', *words, **options)


def check(number, name, good, detail=''):
    print(f"{'ok' if good else 'not ok'} {number} - {name}")
    if not good:
        print(f'# {detail}')
    return good


def steps(cli, folder):
    """(name, whether it is as it should be, what it was)."""
    _, made = cli.run('account', 'create', secret=PHRASE)
    yield 'account', len(made) == 1, made
    status, lines = cli.wallet('accounts')
    yield 'first address', [a['address'] for a in lines] == [FIRST] and status == 0, lines
    status, lines = cli.wallet('add', 'Savings')
    yield 'add', status == 0 and (lines[0]['address'], lines[0]['name']) == (SECOND, 'Savings'), lines
    status, lines = cli.wallet('import', 'key', 'One', secret=ONE_KEY)
    yield 'import key', status == 0 and lines[0]['address'] == ONE, lines
    status, lines = cli.wallet('watch', WATCHED.lower())
    yield 'watch', lines[0]['address'] == WATCHED and not lines[0]['can_sign'], lines
    status, lines = cli.wallet('rename', ONE, 'Eins')
    yield 'rename', status == 0 and lines[0]['name'] == 'Eins', lines
    status, lines = cli.wallet('accounts')
    yield 'order', [a['address'] for a in lines] == [FIRST, SECOND, ONE, WATCHED], lines
    status, lines = cli.wallet('export', 'key', FIRST)
    yield 'export key', lines == [{'private_key': FIRST_KEY}], lines
    status, lines = cli.wallet('export', 'phrase', SECOND)
    yield 'export phrase', lines == [{'phrase': PHRASE}], lines
    status, lines = cli.wallet('sign-message', FIRST, 'hello')
    yield 'sign', lines == [{'address': FIRST, 'signature': SIGNATURE}], lines
    _, right = cli.wallet('verify-message', FIRST, SIGNATURE, 'hello')
    _, wrong = cli.wallet('verify-message', FIRST, SIGNATURE, 'hallo')
    yield 'verify', right[0]['matches'] and not wrong[0]['matches'], (right, wrong)
    _, exported = cli.wallet('export', 'file', ONE, secret='of the file')
    path = os.path.join(folder, exported[0]['file_name'])
    with open(path, 'w', encoding='utf-8') as file:
        file.write(exported[0]['contents'])
    removed, _ = cli.wallet('remove', ONE, '--yes')
    status, lines = cli.wallet('import', 'file', path, 'Back', secret='of the file')
    yield 'key file', removed == status == 0 and lines[0]['address'] == ONE, lines
    status, lines = cli.wallet('networks')
    yield 'networks', ([n['chain_id'] for n in lines] == [1, 10, 42161, 8453, 11155111] and
                       all(n['consent'] == 'unasked' for n in lines)), lines
    status, lines = cli.wallet('tokens')
    yield 'tokens', status == 0 and 'SNT' in [t['symbol'] for t in lines], lines
    refused = [
        (2, cli.wallet()), (2, cli.wallet('export')), (2, cli.wallet('import', 'nothing')),
        (2, cli.wallet('remove', ONE)), (1, cli.wallet('import', 'key', secret='bad')),
        (1, cli.wallet('watch', FIRST)), (1, cli.wallet('watch', 'vitalik.eth')),
        (1, cli.wallet('sign-message', WATCHED, 'hello')),
        (1, cli.wallet('export', 'phrase', WATCHED)),
        (1, cli.wallet('verify-message', FIRST, '0x00', 'hello')),
        (1, cli.wallet('accounts', password='a wrong password')),
    ]
    yield 'refused', all(status == got[0] and not got[1] for status, got in refused), refused


def main():
    with tempfile.TemporaryDirectory() as folder:
        cli = Cli(sys.argv[1], os.path.join(folder, 'accounts'))
        good = True
        number = 0
        for number, (name, right, detail) in enumerate(steps(cli, folder), 1):
            good = check(number, name, right, detail) and good
        print(f'1..{number}')
    sys.exit(0 if good else 1)


if __name__ == '__main__':
    main()
