# SPDX-License-Identifier: GPL-3.0-or-later
"""Real programs of this project as child processes: a relay, and clients that obey JSON lines.

Everything listens on loopback only, lives in a folder that the caller gives, and is stopped by `close`.
"""

import json
import os
import signal
import subprocess
import threading
import time
from pathlib import Path

PASSWORD = 'correct horse battery staple'


class Failure(Exception):
    """What was expected did not happen."""


def password_pipe(text=PASSWORD):
    """A file descriptor from which a child reads `text` as a line."""
    reading, writing = os.pipe()
    os.write(writing, text.encode() + b'\n')
    os.close(writing)
    return reading


class Relay:
    """`sottod` on a free loopback port."""

    def __init__(self, build, folder, port=0, options=()):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.log = open(self.folder / 'sottod.log', 'ab')
        self.process = subprocess.Popen(
            [str(Path(build) / 'src/daemon/sottod'), '--listen', '127.0.0.1', '--port', str(port),
             '--data-dir', str(self.folder), '--no-lan', *options],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.log, text=True)
        self.enode = self._read_enode()

    def _read_enode(self):
        line = self.process.stdout.readline().strip()
        if not line.startswith('enode://'):
            self.close()
            raise Failure(f'the relay did not start: {line!r}, see {self.folder}/sottod.log')
        return line

    def kill(self):
        self.process.kill()
        self.close()

    def close(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process.stdout.close()
        self.log.close()
        return self.process.returncode


def run_cli(build, folder, *words, options=(), timeout=60, expect=0):
    """One run of `sotto-cli`; the JSON lines that it printed."""
    reading = password_pipe()
    try:
        done = subprocess.run(
            [str(Path(build) / 'src/cli/sotto-cli'), '--data-dir', str(folder),
             '--password-fd', str(reading), *options, *words],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=timeout,
            pass_fds=[reading])
    finally:
        os.close(reading)
    if done.returncode != expect:
        raise Failure(f'sotto-cli {" ".join(words)}: status {done.returncode}: {done.stderr.strip()}')
    return [json.loads(line) for line in done.stdout.splitlines()]


class Client:
    """`sotto-cli shell` over one account: requests in, events out."""

    def __init__(self, name, build, folder, enodes):
        self.name = name
        self.build = build
        self.folder = Path(folder)
        self.enodes = list(enodes)
        self.process = None
        self.events = []
        self.arrived = threading.Condition()
        self.tags = 0
        accounts = run_cli(build, folder, 'account', 'list')
        if not accounts:
            accounts = run_cli(build, folder, 'account', 'create')
        self.key = accounts[0]['key']
        self.alias = accounts[0]['name']

    def start(self):
        reading = password_pipe()
        nodes = [word for enode in self.enodes for word in ('--node', enode)]
        self.log = open(self.folder / 'cli.log', 'ab')
        self.process = subprocess.Popen(
            [str(Path(self.build) / 'src/cli/sotto-cli'), '--data-dir', str(self.folder),
             '--password-fd', str(reading), *nodes, 'shell'],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log, text=True,
            pass_fds=[reading])
        os.close(reading)
        self.reader = threading.Thread(target=self._read, args=(self.process.stdout,), daemon=True)
        self.reader.start()
        self.wait('ready', timeout=60)

    def _read(self, stream):
        for line in stream:
            try:
                event = json.loads(line)
            except ValueError:
                continue  # a line that a kill cut short
            with self.arrived:
                self.events.append(event)
                self.arrived.notify_all()
        with self.arrived:
            self.arrived.notify_all()

    def find(self, kind, start=0, **members):
        for event in self.events[start:]:
            if event.get('event') == kind and all(event.get(k) == v for k, v in members.items()):
                return event
        return None

    def wait(self, kind, timeout=30, start=0, **members):
        """The first event of `kind` with these members, now or within `timeout` seconds."""
        end = time.monotonic() + timeout
        with self.arrived:
            while True:
                event = self.find(kind, start, **members)
                if event is not None:
                    return event
                left = end - time.monotonic()
                if left <= 0 or (self.process.poll() is not None and not self.reader.is_alive()):
                    raise Failure(f'{self.name}: no {kind} {members} within {timeout} s, '
                                  f'see {self.folder}/cli.log')
                self.arrived.wait(min(left, 1))

    def wait_online(self, timeout=30, relay=False):
        members = {'status': 'online'}
        if relay:
            members['has_relay'] = True
        return self.wait('network', timeout, **members)

    def post(self, **request):
        """Writes a request without waiting for its answer; its tag."""
        self.tags += 1
        tag = f'{self.name}-{self.tags}-{time.monotonic_ns()}'
        self.process.stdin.write(json.dumps({**request, 'tag': tag}) + '\n')
        self.process.stdin.flush()
        return tag

    def request(self, timeout=30, **request):
        tag = self.post(**request)
        end = time.monotonic() + timeout
        with self.arrived:
            while time.monotonic() < end:
                done = self.find('done', tag=tag)
                if done is not None:
                    return done
                refused = self.find('error', tag=tag)
                if refused is not None:
                    raise Failure(f'{self.name}: {request}: {refused["message"]}')
                if self.process.poll() is not None and not self.reader.is_alive():
                    break
                self.arrived.wait(1)
        raise Failure(f'{self.name}: no answer to {request}, see {self.folder}/cli.log')

    def send(self, chat, text, **members):
        return self.request(do='send', chat=chat, text=text, **members)['id']

    def wait_state(self, message_id, state, timeout=30):
        return self.wait('state', timeout, id=message_id, state=state)

    def history(self, chat, limit=50):
        """Reads the stored conversation; the client must not be running."""
        return run_cli(self.build, self.folder, 'chat', 'history', chat,
                       options=('--limit', str(limit)), timeout=120)

    def kill(self):
        self.process.kill()
        self._reap()

    def stop(self):
        if self.process is None or self.process.poll() is not None:
            return self.process.returncode if self.process else 0
        try:
            self.process.stdin.close()
            self.process.wait(20)
        except (BrokenPipeError, subprocess.TimeoutExpired):
            self.process.kill()
        return self._reap()

    def _reap(self):
        self.process.wait()
        self.reader.join(10)
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass
        self.process.stdout.close()
        self.log.close()
        return self.process.returncode
