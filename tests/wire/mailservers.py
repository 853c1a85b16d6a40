#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two mailservers, one who writes and one who is away: programs as they are run, on loopback.

    mailservers.py BUILD

What was written while the other was away, in a channel and in private, is there once when both have
never been on at the same time; a mailserver is killed and started in between, and another one in the
middle of the answer.
"""

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / 'support'))
from sotto_process import Client, Failure, Relay, run_cli  # noqa: E402

CHANNEL = '#away'
PUBLIC = 60
PRIVATE = 8

# Envelopes live for fifteen seconds; afterwards only archives have them.
FORGOTTEN_SECONDS = 18

# What a mailserver has received is on its disk within a second.
WRITTEN_SECONDS = 1


def make_mailserver(build, folder, port=0, node=None):
    options = ['--archive', str(Path(folder) / 'archive.sqlite')]
    if node is not None:
        options += ['--node', node]
    Path(folder).mkdir(exist_ok=True)
    return Relay(build, folder, port=port, options=options)


def port_of(relay):
    return int(relay.enode.rsplit(':', 1)[1].split('?')[0])


def meet(anna, bert):
    """Both are on: each learns the other's device, so that what follows is ratcheted."""
    anna.start()
    bert.start()
    anna.wait_online(relay=True)
    bert.wait_online(relay=True)
    first = anna.send(bert.key, 'first')
    bert.wait('message', text='first')
    anna.wait_state(first, 'delivered')
    for client in (anna, bert):
        client.request(do='join', chat=CHANNEL)
    bert.stop()


def write_all(anna):
    texts = [f'public {number}' for number in range(PUBLIC)]
    for text in texts:
        anna.wait_state(anna.send(CHANNEL, text), 'sent')
    for number in range(PRIVATE):
        text = f'private {number}'
        anna.wait_state(anna.send(anna.other, text), 'sent')
        texts.append(text)
    return texts


def read_texts(client):
    channel = [message['text'] for message in client.history(CHANNEL, 1000)]
    private = [message['text'] for message in client.history(client.other, 1000)]
    return [text for text in channel + private if text != 'first']


def fetch(bert, servers):
    """Fetches; the mailserver that answers first is killed while it does."""
    start = len(bert.events)
    bert.start()
    bert.wait('history', status='fetching', timeout=60, start=start)
    servers[0].kill()
    bert.wait('history', status='complete', timeout=120, start=start)
    bert.stop()


def report(number, right, what):
    print(f'{"ok" if right else "not ok"} {number} - {what}', flush=True)
    return right


def run(build, folder):
    servers = [make_mailserver(build, folder / 'one')]
    servers.append(make_mailserver(build, folder / 'two', node=servers[0].enode))
    enodes = [server.enode for server in servers]
    anna = Client('anna', build, folder / 'anna', enodes)
    bert = Client('bert', build, folder / 'bert', enodes)
    anna.other, bert.other = bert.key, anna.key
    try:
        for enode in enodes:
            run_cli(build, bert.folder, 'mailserver', 'add', enode)
        meet(anna, bert)
        texts = write_all(anna)
        anna.stop()
        time.sleep(WRITTEN_SECONDS)
        port = port_of(servers[0])
        servers[0].kill()
        servers[0] = make_mailserver(build, folder / 'one', port=port)
        time.sleep(FORGOTTEN_SECONDS)
        fetch(bert, servers)
        found = read_texts(bert)
        right = report(1, set(texts) <= set(found), 'all that was written is there')
        right = report(2, len(found) == len(set(found)), 'each once') and right
        if not right:
            print(f'# missing: {sorted(set(texts) - set(found))}, found {len(found)}', flush=True)
        return right
    finally:
        for client in (anna, bert):
            client.stop()
        for server in servers:
            server.close()


def main():
    print('1..2', flush=True)
    with tempfile.TemporaryDirectory(prefix='sotto-mailservers-') as folder:
        try:
            return 0 if run(sys.argv[1], Path(folder)) else 1
        except Failure as failure:
            for log in Path(folder).glob('*/*.log'):
                print(f'# {log}: {log.read_text()[-1500:]}', flush=True)
            print(f'Bail out! {failure}', flush=True)
            return 1


if __name__ == '__main__':
    sys.exit(main())
