#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kills a client at random instants while it fetches what it missed: in the end all is there, once.

    crash-history.py BUILD [--kills N] [--seed N]
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / 'support'))
from sotto_process import Failure, password_pipe, run_cli  # noqa: E402

MESSAGES = 3000
HOURS = 22
CHANNELS = 20  # as the mailserver has them


class Mailserver:
    """A mailserver in a process of its own, with messages of the last day."""

    def __init__(self, build):
        self.process = subprocess.Popen(
            [str(Path(build) / 'tests/bench/bench-history'), '--serve', str(MESSAGES), str(HOURS)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.enode = self.process.stdout.readline().strip()
        if not self.enode.startswith('enode://'):
            raise Failure(f'the mailserver did not start: {self.enode!r}')

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


def make_account(build, folder, enode):
    run_cli(build, folder, 'account', 'create')
    for number in range(CHANNELS):
        run_cli(build, folder, 'chat', 'join', f'#bench-{number}')
    run_cli(build, folder, 'mailserver', 'add', enode)


def fetch(build, folder, kill_after):
    """One run that is killed so long after fetching began; what it said last."""
    reading = password_pipe()
    process = subprocess.Popen(
        [str(Path(build) / 'src/cli/sotto-cli'), '--data-dir', str(folder), '--password-fd', str(reading),
         'history', 'sync'],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, pass_fds=[reading])
    os.close(reading)
    last = ''
    for line in process.stdout:
        if json.loads(line)['status'] == 'fetching':
            break
    time.sleep(kill_after)
    process.kill()
    for line in process.stdout:
        last = line if line.endswith('\n') else last
    process.wait()
    process.stdout.close()
    return last.strip()


def read_all(build, folder):
    ids, texts = [], []
    for number in range(CHANNELS):
        for message in run_cli(build, folder, 'chat', 'history', f'#bench-{number}',
                               options=['--limit', '100000']):
            ids.append(message['id'])
            texts.append(message['text'])
    return ids, texts


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('build')
    parser.add_argument('--kills', type=int, default=int(os.environ.get('SOTTO_CRASH_KILLS', '30')) // 3)
    parser.add_argument('--seed', type=int, default=random.SystemRandom().randrange(1 << 30))
    options = parser.parse_args()
    rng = random.Random(options.seed)
    print(f'1..2\n# seed {options.seed}, {options.kills} kills', flush=True)
    server = Mailserver(options.build)
    with tempfile.TemporaryDirectory(prefix='sotto-crash-') as folder:
        try:
            make_account(options.build, folder, server.enode)
            for number in range(options.kills):
                last = fetch(options.build, folder, rng.uniform(0, 0.15))
                print(f'# kill {number + 1}: {last}', flush=True)
            done = run_cli(options.build, folder, 'history', 'sync', timeout=120)[-1]
            complete = done['status'] == 'complete'
            print(f'{"ok" if complete else "not ok"} 1 - the sync ends', flush=True)
            ids, texts = read_all(options.build, folder)
            once = len(ids) == len(set(ids)) == len(set(texts)) == MESSAGES
            print(f'# {len(ids)} messages, {len(set(ids))} ids, {MESSAGES} were sent')
            print(f'{"ok" if once else "not ok"} 2 - everything is there once', flush=True)
        finally:
            server.close()
    return 0 if complete and once else 1


if __name__ == '__main__':
    sys.exit(main())
