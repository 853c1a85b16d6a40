#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window while what was missed in a month comes in: how long the main loop of the application is
ever busy, and how much memory it takes.

    bench-away.py BUILD [ENVELOPES]

Needs a display and a session bus (tests/ui/with-display.py gives both); without them it ends with
status 77. The mailserver is a process of its own.
"""

import importlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / 'ui'), str(HERE.parent / 'support'), str(HERE)]
application_module = importlib.import_module('bench-application')
from sotto_process import PASSWORD, run_cli  # noqa: E402

CHANNELS = 20  # as the mailserver has them
HOURS = 30 * 24 - 1


class Mailserver:
    def __init__(self, build, envelopes):
        self.process = subprocess.Popen(
            [str(build / 'tests/bench/bench-history'), '--serve', str(envelopes), str(HOURS)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.enode = self.process.stdout.readline().strip()

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


def make_account(build, folder, enode):
    """One that was last on a month ago, so that all of it is missing."""
    subprocess.run([str(build / 'tests/bench/bench-history'), '--prepare', folder, enode], check=True)


def count_turns(run, since_line):
    """(turns, those above 16 ms, the longest in milliseconds) behind a line of the log."""
    found = [times for name, times in list(run.events())[since_line:] if name == 'turns']
    return (sum(times[0] for times in found), sum(times[1] for times in found),
            max((times[2] for times in found), default=0) / 1000)


def processor_seconds(run):
    fields = Path(f'/proc/{run.process.pid}/stat').read_text().rsplit(')', 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')


def wait_until_idle(run):
    """Until it has done nothing for some seconds; the megabytes that it took at most."""
    memory, idle, last = 0, 0, 0
    while idle < 5:
        time.sleep(1)
        memory, now = max(memory, run.resident()), processor_seconds(run)
        idle = idle + 1 if now - last < 0.1 else 0
        last = now
    return memory


def come_back(build, folder, log, driver):
    run = application_module.Run([str(build / 'src/app/sotto'), '--data-dir', folder], log, build)
    try:
        application = driver.application(run.process)
        entry = driver.wait_for(application, name='Password')
        driver.write(driver.find(entry, role='text') or entry, PASSWORD)
        driver.activate(driver.wait_for(application, role='push button', contains='Unlock'))
        driver.wait_for(application, role='list', name='Chats', seconds=60)
        begun, since = time.monotonic(), len(list(run.events()))
        memory = wait_until_idle(run)
        return time.monotonic() - begun - 5, count_turns(run, since), memory
    finally:
        run.stop()


def count_messages(build, folder):
    return sum(len(run_cli(build, folder, 'chat', 'history', f'#bench-{number}',
                           options=['--limit', '100000'], timeout=300))
               for number in range(CHANNELS))


def main():
    if len(sys.argv) < 2 or not os.environ.get('DISPLAY'):
        print('there is no display')
        return 77
    import atspi_driver as driver

    build = Path(sys.argv[1]).resolve()
    envelopes = int(sys.argv[2]) if len(sys.argv) > 2 else 100000
    server = Mailserver(build, envelopes)
    with tempfile.TemporaryDirectory(prefix='sotto-bench-') as folder:
        try:
            make_account(build, f'{folder}/account', server.enode)
            seconds, (n, n_long, longest), memory = come_back(
                build, f'{folder}/account', f'{folder}/log', driver)
            stored = count_messages(build, f'{folder}/account')
        finally:
            server.close()
    print(f'the window while {envelopes:,} envelopes of a month come in: {stored:,} messages, '
          f'{seconds:.0f} s')
    print(f'main loop: {n} turns, {n_long} above 16 ms ({100 * n_long / max(n, 1):.3f} %; '
          f'goal 0.1 %), longest {longest:.1f} ms')
    print(f'memory: {memory:.0f} MB at most')
    return 0 if stored == envelopes else 1


if __name__ == '__main__':
    sys.exit(main())
