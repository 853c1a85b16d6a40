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

QUIET = 0.5e6  # microseconds without a frame: it is done
ROUNDS = 5


def until_quiet(run, act):
    """Milliseconds from the request to the end of the last frame before nothing more was painted, and
    of the longest frame."""
    since = time.monotonic() * 1e6
    act()
    time.sleep(2)
    end, longest = since, 0
    for began, ended in run.frames(since):
        if began > end + QUIET and end > since:
            break
        end, longest = ended, max(longest, ended - began)
    return (end - since) / 1000, longest / 1000


def unlock(run, driver):
    application = driver.application(run.process)
    entry = driver.wait_for(application, name='Password')
    driver.write(driver.find(entry, role='text') or entry, application_module.PASSWORD)
    driver.activate(driver.wait_for(application, role='push button', contains='Unlock'))
    driver.wait_for(application, role='list', name='Chats', seconds=60)
    time.sleep(2)
    return application


def measure(build, account, log, driver):
    """(to the page for the first time, for the second, to the page of another account)"""
    from network_pages import tab_to
    run = application_module.Run([str(build / 'src/app/sotto'), '--data-dir', account], log, build)
    try:
        application = unlock(run, driver)
        wallet, chats = (driver.wait_for(application, 'page tab', name=name)
                         for name in ('Wallet', 'Chats'))
        before = run.resident()
        first = until_quiet(run, lambda: driver.activate(wallet))
        rows = driver.wait_for(application, 'list', name='Accounts').get_child_count()
        driver.activate(chats)
        time.sleep(1)
        again = until_quiet(run, lambda: driver.activate(wallet))
        tab_to(application, 'Account 1')
        driver.press('Down')
        time.sleep(0.5)
        other = until_quiet(run, lambda: driver.press('Return'))
        balances = driver.wait_for(application, 'list', name='Balances').get_child_count()
        return {'first': first, 'again': again, 'other': other, 'accounts': rows,
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
                       ('again', 'to it for the second time'),
                       ('other', 'to the page of another account')):
        print(f'{what}: {statistics.median(row[name][0] for row in found):.0f} ms, best '
              f'{min(row[name][0] for row in found):.0f} ms, longest frame '
              f'{statistics.median(row[name][1] for row in found):.0f} ms')
    return 0


if __name__ == '__main__':
    sys.exit(main())
