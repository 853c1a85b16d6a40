#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures of the application as a person has it: how soon there is something to see, how long a
conversation of a million messages takes to open, what scrolling costs, and the memory of all that.

    bench-application.py BUILD [MESSAGES]

Needs a display and a session bus (tests/ui/with-display.py gives both); without them it ends with
status 77. An empty window of the same toolkit is measured in turn with the application.
"""

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / 'ui')]

PASSWORD = 'canary of the password 1'
ROUNDS = 5
ROWS = 10000


class Run:
    """One process, with the lines that it writes about its frames."""

    def __init__(self, command, log, build):
        self.log = Path(log)
        self.begun = time.monotonic() * 1e6
        with open(log, 'wb') as output:
            self.process = subprocess.Popen(
                command, stdout=output, stderr=subprocess.STDOUT,
                env={**os.environ, 'G_MESSAGES_DEBUG': 'sotto-frames',
                     'GSETTINGS_SCHEMA_DIR': str(build / 'data')})

    def events(self):
        """(name, times in microseconds) in their order."""
        for line in self.log.read_text(errors='replace').splitlines():
            if 'sotto-frames' in line:
                words = line.split(': ')[-1].split()
                yield words[0], [int(word) for word in words[1:]]

    def frames(self, since=0):
        return [times for name, times in self.events() if name == 'frame' and times[0] >= since]

    def wait_for_frame(self):
        end = time.monotonic() + 30
        while not self.frames():
            assert time.monotonic() < end and self.process.poll() is None, 'no frame was painted'
            time.sleep(0.02)
        return (self.frames()[0][1] - self.begun) / 1000

    def resident(self):
        """In megabytes."""
        status = Path(f'/proc/{self.process.pid}/status').read_text()
        kib = next(line.split()[1] for line in status.splitlines() if line.startswith('VmRSS'))
        return int(kib) / 1000

    def stop(self):
        self.process.terminate()
        self.process.wait()


def first_frames(command, folder, build):
    """Milliseconds from the start of the process to the end of its first frame."""
    run = Run(command, f'{folder}/log', build)
    try:
        return run.wait_for_frame()
    finally:
        run.stop()


def empty_memory(build, folder):
    run = Run([str(build / 'tests/bench/empty-window')], f'{folder}/log', build)
    try:
        run.wait_for_frame()
        time.sleep(1)
        return run.resident()
    finally:
        run.stop()


def opened_after(run):
    """Milliseconds from choosing the chat to the end of the frame that has its messages in it."""
    chosen, loaded = None, None
    for name, times in run.events():
        if name == 'chat':
            chosen, loaded = times[0], None
        elif name == 'messages' and chosen and not loaded:
            loaded = times[0]
        elif name == 'frame' and loaded and times[0] >= loaded:
            return (times[1] - chosen) / 1000
    return None


def use(build, accounts, folder, driver, has_messages):
    """Unlocks, and where there is something to read opens the conversation and scrolls in it."""
    run = Run([str(build / 'src/app/sotto'), '--data-dir', accounts], f'{folder}/log', build)
    try:
        application = driver.application(run.process)
        entry = driver.wait_for(application, name='Password')
        driver.write(driver.find(entry, role='text') or entry, PASSWORD)
        driver.activate(driver.wait_for(application, role='push button', contains='Unlock'))
        chats = driver.wait_for(application, role='list', name='Chats', seconds=60)
        driver.wait_until(lambda: chats.get_child_count() >= 1, 'the chat', 60)
        time.sleep(2)
        unlocked = run.resident()
        if not has_messages:
            return {'unlocked': unlocked}
        driver.press('ctrl+1')
        driver.wait_until(lambda: opened_after(run), 'the conversation', 60)
        time.sleep(1)
        return {'unlocked': unlocked, **figures_of(run, application, driver)}
    finally:
        run.stop()


def figures_of(run, application, driver):
    messages = driver.wait_for(application, role='list', contains='Messages with')
    opened = opened_after(run)
    focus_message(application, driver)
    since = time.monotonic() * 1e6
    rows = scroll(application, driver)
    return {'opened': opened, 'scrolled': rows, 'rows': messages.get_child_count(),
            'frames': [(end - begin) / 1000 for begin, end in run.frames(since)],
            'resident': run.resident()}


def number_of(item):
    """The texts begin with their number; 0 for anything else."""
    found = re.search(r'\b(\d{3,}): ', item.get_name() or '')
    return int(found.group(1)) if found else 0


def focus_message(application, driver):
    for _ in range(20):
        driver.press('shift+Tab')
        time.sleep(0.1)
        if number_of(driver.focused(application)):
            return
    raise driver.NotFound('a message that takes the focus')


def scroll(application, driver):
    """Up, page by page, through about ROWS rows. Returns how many they were."""
    begun = number_of(driver.focused(application))
    while True:
        subprocess.run(['xdotool', 'key', '--delay', '25', *(['Prior'] * 100)], check=True)
        rows = begun - number_of(driver.focused(application))
        if rows >= ROWS or rows >= begun - 1:
            return rows


def percentile(values, part):
    return sorted(values)[int((len(values) - 1) * part)]


def show(what, text):
    print(f'{what:62} {text}', flush=True)


def compare_starts(build, accounts, folder):
    """In turn, so that what else the machine does meets all alike."""
    commands = {
        'an empty window': [str(build / 'tests/bench/empty-window')],
        'Sotto, an empty account': [str(build / 'src/app/sotto'), '--data-dir', accounts['empty']],
        'Sotto, the large account': [str(build / 'src/app/sotto'), '--data-dir', accounts['large']],
    }
    times = {name: [] for name in commands}
    for _ in range(ROUNDS):
        for name, command in commands.items():
            times[name].append(first_frames(command, folder, build))
    floor = statistics.median(times['an empty window'])
    for name, values in times.items():
        median = statistics.median(values)
        show(f'start to first frame: {name}',
             f'median {median:.0f} ms, best {min(values):.0f} ms ({median / floor:.2f} of empty)')


def main():
    if len(sys.argv) < 2 or not os.environ.get('DISPLAY'):
        print('there is no display')
        return 77
    import atspi_driver as driver

    build = Path(sys.argv[1]).resolve()
    n_messages = int(sys.argv[2]) if len(sys.argv) > 2 else 1000000
    with tempfile.TemporaryDirectory(prefix='sotto-bench-') as folder:
        accounts = {'empty': f'{folder}/empty', 'large': f'{folder}/large'}
        for name, count in (('empty', 0), ('large', n_messages)):
            subprocess.run([str(build / 'tests/bench/make-history'), accounts[name], str(count)],
                           check=True)
        size = sum(path.stat().st_size for path in Path(accounts['large']).rglob('*') if path.is_file())
        show('the large account', f'{n_messages:,} messages, {size / 1e6:.0f} MB on disk')
        compare_starts(build, accounts, folder)
        floor = empty_memory(build, folder)
        show('resident: an empty window', f'{floor:.0f} MB')
        for name in ('empty', 'large'):
            found = use(build, accounts[name], folder, driver, name == 'large')
            show(f'resident: Sotto unlocked, the {name} account', f'{found["unlocked"]:.0f} MB')
            if 'frames' in found:
                show('choosing the chat to the frame with its messages', f'{found["opened"]:.0f} ms')
                show(f'frames while {found["scrolled"]:,} rows go by',
                     f'{len(found["frames"])} frames, median '
                     f'{statistics.median(found["frames"]):.1f} ms, 99th percentile '
                     f'{percentile(found["frames"], 0.99):.1f} ms, longest {max(found["frames"]):.1f} ms')
                show('rows alive after that', str(found['rows']))
                show('resident after that', f'{found["resident"]:.0f} MB')
    return 0


if __name__ == '__main__':
    sys.exit(main())
