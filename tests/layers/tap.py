# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs (name, check) pairs as a TAP test: a check returns a list of complaints, empty when good."""

import sys


def run(checks):
    failed = 0
    print(f'1..{len(checks)}')
    for number, (name, check) in enumerate(checks, 1):
        complaints = check()
        print(f"{'not ok' if complaints else 'ok'} {number} - {name}")
        for complaint in complaints:
            print(f'# {complaint}')
        failed += bool(complaints)
    sys.exit(1 if failed else 0)
