#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kills clients at random instants under a stream of messages both ways, then compares with the ledger.

The ledger holds what the programs said: a message is *accepted* once the sender's program answered "done" for it, and
*shown* once the receiver's program printed it. Afterwards, nothing accepted or shown may be missing or doubled on either
side, every message key was used once (each private message was decrypted exactly once), and both sessions still work.

    crash.py BUILD [--kills N] [--seed N]
"""

import argparse
import collections
import os
import random
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / 'support'))
from sotto_process import Client, Failure, Relay  # noqa: E402

CHANNEL = '#crash'


class Talker:
    """One side: a client that is killed and restarted, and keeps talking while it lives."""

    def __init__(self, client, seed):
        self.client = client
        self.random = random.Random(seed)
        self.requested = {}  # tag -> (chat, text)
        self.accepted = {}   # message id -> (chat, text), once the program said "done"
        self.shown = collections.Counter()  # text -> times printed
        self.number = 0
        self.peer = None
        self.histories = {}
        self.lock = threading.Lock()

    def say(self, chat):
        self.number += 1
        text = f'{self.client.name} {self.number}: ' + 'x' * self.random.randrange(300)
        try:
            self.requested[self.client.post(do='send', chat=chat, text=text)] = (chat, text)
        except (BrokenPipeError, ValueError):
            pass  # it was just killed: nothing was promised

    def live(self, until):
        while time.monotonic() < until:
            with self.lock:
                if self.client.process.poll() is None:
                    self.say(CHANNEL if self.random.random() < 0.2 else self.peer)
            time.sleep(self.random.uniform(0.01, 0.15))

    def note_events(self):
        """Moves what the program said into the ledger."""
        with self.client.arrived:
            events, kept = self.client.events, []
            for event in events:
                if event.get('event') == 'done' and event['tag'] in self.requested:
                    self.accepted[event['id']] = self.requested[event['tag']]
                elif event.get('event') == 'message' and not event['outgoing']:
                    self.shown[event['text']] += 1
                elif event.get('event') == 'network':
                    kept.append(event)
            self.client.events = kept

    def accepted_private(self):
        return {text for chat, text in self.accepted.values() if chat != CHANNEL}


def make_talkers(build, folder, enode, seed):
    talkers = []
    for number, name in enumerate(('anna', 'bert')):
        client = Client(name, build, folder / name, [enode])
        talkers.append(Talker(client, seed + number))
    for talker, other in zip(talkers, reversed(talkers)):
        talker.peer = other.client.key
        talker.client.start()
        talker.client.wait_online()
        talker.client.request(do='join', chat=CHANNEL)
        talker.client.request(do='join', chat=talker.peer)
    return talkers


def kill_and_restart(talker):
    with talker.lock:
        talker.client.kill()
        talker.note_events()
        talker.client.events = []
        talker.client.start()


def run_kills(talkers, kills, rng):
    for number in range(kills):
        until = time.monotonic() + rng.uniform(0.3, 2.0)
        threads = [threading.Thread(target=talker.live, args=(until,)) for talker in talkers]
        for thread in threads:
            thread.start()
        victim = rng.choice(talkers)
        time.sleep(rng.uniform(0.05, max(0.06, until - time.monotonic() - 0.05)))
        kill_and_restart(victim)
        for thread in threads:
            thread.join()
        print(f'# kill {number + 1} of {kills}: {victim.client.name}', flush=True)


def settle(talkers, seconds):
    """Waits until every private message that was accepted is shown on the other side."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for talker in talkers:
            talker.note_events()
        waiting = [a.accepted_private() - set(b.shown) for a, b in zip(talkers, reversed(talkers))]
        if not any(waiting):
            return
        time.sleep(0.5)
    print(f'# still missing after {seconds} s: {[len(texts) for texts in waiting]}', flush=True)


def compare(sender, receiver, complaints):
    """Histories of both sides against the ledger of what `sender` wrote."""
    names = f'{sender.client.name} to {receiver.client.name}'
    for chat_out, chat_in in ((sender.peer, receiver.peer), (CHANNEL, CHANNEL)):
        written = [m for m in sender.histories[chat_out] if m['outgoing']]
        arrived = [m for m in receiver.histories[chat_in] if m['author'] == sender.client.key]
        own_ids = collections.Counter(m['id'] for m in written)
        their_ids = collections.Counter(m['id'] for m in arrived)
        for counter, side in ((own_ids, sender), (their_ids, receiver)):
            doubled = [i for i, n in counter.items() if n > 1]
            if doubled:
                complaints.append(f'{names}: {len(doubled)} messages doubled at {side.client.name}')
        if chat_out != CHANNEL:
            lost = set(own_ids) - set(their_ids)
            if lost:
                complaints.append(f'{names}: {len(lost)} private messages never arrived')
            loose = [m for m in arrived if m['encryption'] != 'ratchet']
            print(f'# {names}: {len(written)} written, {len(arrived)} arrived, '
                  f'{len(loose)} not ratcheted', flush=True)
        foreign = set(their_ids) - set(own_ids)
        if foreign:
            complaints.append(f'{names}: {len(foreign)} arrived that were never written')
    stored = {m['id'] for chat in sender.histories.values() for m in chat if m['outgoing']}
    gone = set(sender.accepted) - stored
    if gone:
        complaints.append(f'{names}: {len(gone)} accepted messages are gone at the sender')
    seen = {m['text'] for chat in receiver.histories.values() for m in chat}
    unseen = set(receiver.shown) - seen
    if unseen:
        complaints.append(f'{names}: {len(unseen)} shown messages are gone at the receiver')
    twice = [text for text, times in receiver.shown.items() if times > 1]
    if twice:
        complaints.append(f'{names}: {len(twice)} messages were announced twice')


def check_still_talking(talkers):
    """Both directions work on the sessions as the kills left them."""
    for talker, other in zip(talkers, reversed(talkers)):
        text = f'still here, {talker.client.name}'
        talker.client.send(talker.peer, text)
        event = other.client.wait('message', 90, text=text)
        if event['encryption'] != 'ratchet':
            raise Failure(f'{talker.client.name}: the session was lost: {event["encryption"]}')


def collect_histories(talkers):
    for talker in talkers:
        if talker.client.stop() != 0:
            raise Failure(f'{talker.client.name} did not stop cleanly')
        talker.note_events()
        talker.histories = {chat: talker.client.history(chat, 1_000_000)
                            for chat in (talker.peer, CHANNEL)}


def run(build, kills, seed, patience):
    complaints = []
    with tempfile.TemporaryDirectory(prefix='sotto-crash-') as folder:
        relay = Relay(build, Path(folder) / 'relay')
        talkers = []
        try:
            talkers = make_talkers(build, Path(folder), relay.enode, seed)
            run_kills(talkers, kills, random.Random(seed))
            check_still_talking(talkers)
            settle(talkers, patience)
            collect_histories(talkers)
            for sender, receiver in zip(talkers, reversed(talkers)):
                compare(sender, receiver, complaints)
        finally:
            for talker in talkers:
                talker.client.stop()
            relay.close()
    return complaints


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('build')
    parser.add_argument('--kills', type=int, default=int(os.environ.get('SOTTO_CRASH_KILLS', 30)))
    parser.add_argument('--seed', type=int, default=random.SystemRandom().randrange(2**32))
    parser.add_argument('--patience', type=int, default=180, help='seconds for the last messages')
    options = parser.parse_args()
    print(f'# seed {options.seed}', flush=True)
    print('1..1')
    try:
        complaints = run(options.build, options.kills, options.seed, options.patience)
    except Failure as failure:
        complaints = [str(failure)]
    for complaint in complaints:
        print(f'# {complaint}')
    print(f"{'not ok' if complaints else 'ok'} 1 - {options.kills} kills lose and double nothing")
    return 1 if complaints else 0


if __name__ == '__main__':
    sys.exit(main())
