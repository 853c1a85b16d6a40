#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of a large wallet as a person has it: 20 accounts, 200 tokens of which each account has
each, 50,000 rows of history, 50,000 transactions.

    bench-wallet-page.py BUILD

Needs a display and a session bus (tests/ui/with-display.py gives both); without them it ends with
status 77. Nothing asks the window anything while it works: what was painted, and when, is in its log.
"""

import importlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / 'ui'), str(HERE.parent / 'support'), str(HERE)]
application_module = importlib.import_module('bench-application')

ROUNDS = 5


def until_shown(run, act):
    """Milliseconds from the request to the end of the frame that has the first rows in it, and of the
    one that has the last; and the longest frame of all that."""
    n_before, since = len(list(run.events())), time.monotonic() * 1e6
    act()
    time.sleep(3)
    shown, last, longest, has_new = None, None, 0, False
    for name, numbers in list(run.events())[n_before:]:
        if name == 'rows':
            has_new = True
        elif name == 'frame' and has_new:
            shown, last, has_new = shown or numbers[1], numbers[1], False
            longest = max(longest, numbers[1] - numbers[0])
    return (shown - since) / 1000, (last - since) / 1000, longest / 1000


def unlock(run, driver):
    application = driver.application(run.process)
    entry = driver.wait_for(application, name='Password')
    driver.write(driver.find(entry, role='text') or entry, application_module.PASSWORD)
    driver.activate(driver.wait_for(application, role='push button', contains='Unlock'))
    driver.wait_for(application, role='list', name='Chats', seconds=60)
    time.sleep(2)
    return application


def aim_at(run, node, driver):
    """What is activated by key waits a quarter of a second in the toolkit; a click does not."""
    window = subprocess.run(
        ['xdotool', 'search', '--onlyvisible', '--pid', str(run.process.pid)],
        check=True, capture_output=True, text=True).stdout.split()[0]
    x, y, width, height = driver.extents(node)
    subprocess.run(['xdotool', 'mousemove', '--window', window, str(x + width // 2),
                    str(y + height // 2)], check=True)
    time.sleep(0.5)


def measure(build, account, log, driver):
    """To the page for the first time, and to that of another account."""
    from network_pages import tab_to
    run = application_module.Run([str(build / 'src/app/sotto'), '--data-dir', account], log, build)
    try:
        application = unlock(run, driver)
        wallet = driver.wait_for(application, 'page tab', name='Wallet')
        aim_at(run, wallet, driver)
        before = run.resident()
        first = until_shown(run, lambda: subprocess.run(['xdotool', 'click', '1'], check=True))
        rows = driver.wait_for(application, 'list', name='Accounts').get_child_count()
        tab_to(application, 'Account 1')
        driver.press('Down')
        time.sleep(0.5)
        other = until_shown(run, lambda: driver.press('Return'))
        balances = driver.wait_for(application, 'list', name='Balances').get_child_count()
        return {'first': first, 'other': other, 'accounts': rows,
                'balances': balances, 'memory': run.resident() - before}
    finally:
        run.stop()


def main():
    if len(sys.argv) < 2 or not os.environ.get('DISPLAY'):
        print('there is no display')
        return 77
    import atspi_driver as driver

    build = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory(prefix='sotto-bench-') as folder:
        subprocess.run([str(build / 'tests/bench/make-wallet'), f'{folder}/account'], check=True)
        found = [measure(build, f'{folder}/account', f'{folder}/log', driver)
                 for _ in range(ROUNDS)]
    print(f'{found[0]["accounts"]} accounts and {found[0]["balances"]} balances are listed; memory for '
          f'all of it {statistics.median(row["memory"] for row in found):.0f} MB')
    for name, what in (('first', 'to the page of the wallet, for the first time'),
                       ('other', 'to the page of another account')):
        shown, done, longest = (statistics.median(row[name][i] for row in found) for i in range(3))
        print(f'{what}: {shown:.0f} ms, best {min(row[name][0] for row in found):.0f} ms; {done:.0f} ms '
              f'to the last row, longest frame {longest:.0f} ms')
    return 0


if __name__ == '__main__':
    sys.exit(main())
