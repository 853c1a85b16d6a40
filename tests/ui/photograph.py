#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Opens an account in the application as a person would, and photographs its window.

    photograph.py BUILD ACCOUNTS PICTURE [--chat PLACE] [--node ENODE]

Needs a display and a session bus (tests/ui/with-display.py gives both); without them it ends with
status 77.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / 'support')]

from sotto_process import PASSWORD  # noqa: E402


def photograph(options):
    import atspi_driver as driver

    command = [str(options.build / 'src/app/sotto'), '--data-dir', str(options.accounts)]
    for enode in options.node:
        command += ['--node', enode]
    process = driver.start(command, GSETTINGS_SCHEMA_DIR=str(options.build / 'data'))
    try:
        application = driver.application(process)
        entry = driver.wait_for(application, name='Password')
        driver.write(driver.find(entry, role='text') or entry, PASSWORD)
        driver.activate(driver.wait_for(application, role='push button', contains='Unlock'))
        chats = driver.wait_for(application, role='list', name='Chats', seconds=60)
        driver.wait_until(lambda: chats.get_child_count() >= options.chat, 'the chat', 30)
        driver.press(f'ctrl+{options.chat}')
        time.sleep(1.5)  # what slides in has to arrive
        subprocess.run(['/usr/bin/import', '-window', 'root', str(options.picture)], check=True)
    finally:
        driver.stop(process)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('build', type=Path)
    parser.add_argument('accounts', type=Path)
    parser.add_argument('picture', type=Path)
    parser.add_argument('--chat', type=int, default=1, help='place in the list')
    parser.add_argument('--node', action='append', default=[])
    options = parser.parse_args()
    if not os.environ.get('DISPLAY') or not shutil.which('import'):
        print('there is no display, or ImageMagick is missing')
        return 77
    photograph(options)
    return 0


if __name__ == '__main__':
    sys.exit(main())
