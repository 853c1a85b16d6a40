# SPDX-License-Identifier: GPL-3.0-or-later
"""A node of a chain of its own, and people who pay each other over it with `sotto-cli`."""

import contextlib
import json
import os
import subprocess
import threading
import urllib.request

from sotto_process import PASSWORD

ETHER = 10 ** 18


def find_node():
    """The program, or None where it is not installed."""
    program = os.path.join(os.environ.get('SOTTO_TEST_NODE_MODULES', ''), '.bin/anvil')
    return program if os.access(program, os.X_OK) else None


class Node:
    """A node of Ethereum's rules, that takes itself for the main network, or @chain_id."""

    def __init__(self, program, chain_id=1):
        self.process = subprocess.Popen(
            [program, '--host', '127.0.0.1', '--port', '0', '--chain-id', str(chain_id),
             '--accounts', '1', '--base-fee', '1000000000', '--hardfork', 'prague'],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.url = ''
        while not self.url:
            line = self.process.stdout.readline()
            if not line:
                raise RuntimeError('the node ended before it could be asked')
            if line.startswith('Listening on '):
                self.url = 'http://' + line.split()[-1]
        # It names each question that it is asked: nobody reading that, it stops at a full pipe.
        self.reader = threading.Thread(target=self.process.stdout.read, daemon=True)
        self.reader.start()
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
        self.reader.join()
        self.process.stdout.close()


class Person:
    def __init__(self, program, folder, relay, node):
        self.other = None
        self.start = [program, '--data-dir', folder, '--node', relay]
        _, accounts = self.run('account', 'list')
        if not accounts:
            _, accounts = self.run('account', 'create')
        self.key = accounts[0]['key']
        _, accounts = self.run('wallet', 'accounts')
        self.account = accounts[0]['address']
        status, _ = self.run('transfer', 'endpoint', '1', node.url)
        if status != 0:
            raise RuntimeError('no endpoint')

    def begin(self, *words, stdout=subprocess.PIPE):
        reader, writer = os.pipe()
        os.write(writer, (PASSWORD + '\n').encode() * 2)
        os.close(writer)
        try:
            return subprocess.Popen(self.start + ['--password-fd', str(reader)] + list(words),
                                    text=True, pass_fds=[reader], stdout=stdout,
                                    stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        finally:
            os.close(reader)

    def run(self, *words):
        """(exit status, objects printed)."""
        process = self.begin(*words)
        out, _ = process.communicate(timeout=120)
        return process.returncode, [json.loads(line) for line in out.splitlines()]

    @contextlib.contextmanager
    def online(self):
        """Is there for the others meanwhile, and does nothing."""
        process = self.begin('--timeout', '600', 'watch', stdout=subprocess.DEVNULL)
        try:
            yield
        finally:
            process.terminate()
            process.wait()

    def payments(self):
        return self.run('pay', 'list')[1]

    def fetch(self, number, *states, seconds=3):
        """Payment @number once it is as far as that: both have to be there for what was lost."""
        lines = []
        for _ in range(20):
            lines = self.payments()
            if len(lines) > number and lines[number]['state'] in states:
                return lines[number]
            other = self.other.begin('--timeout', str(seconds), 'watch')
            self.run('--timeout', str(seconds), 'watch')
            other.communicate()
        return lines[number] if len(lines) > number else {'state': 'nothing'}
