#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts the cases in a meson test log.

Usage: count.py TESTLOG.json

Prints `PASSED FAILED SKIPPED`, then a line for each failure. A test that speaks TAP counts its
cases, another one itself; a test that ends badly without a failed case counts as one failure.
"""

import json
import re
import sys

CASE = re.compile(r'^\s*(ok|not ok)\b(.*#\s*SKIP)?', re.IGNORECASE | re.MULTILINE)
GOOD = ('OK', 'EXPECTEDFAIL', 'SKIP')


def count(test):
    passed = failed = skipped = 0
    cases = list(CASE.finditer(test.get('stdout', '')))
    for case in cases:
        if case[1].lower() == 'not ok':
            failed += 1
        elif case[2]:
            skipped += 1
        else:
            passed += 1
    result = test['result']
    if not cases and result == 'SKIP':
        skipped = 1
    elif not cases and result in GOOD:
        passed = 1
    elif result not in GOOD and not failed:
        failed = 1
    return passed, failed, skipped


def main():
    total, failures = [0, 0, 0], []
    with open(sys.argv[1], encoding='utf-8') as log:
        for line in log:
            test = json.loads(line)
            numbers = count(test)
            total = [a + b for a, b in zip(total, numbers)]
            if numbers[1]:
                failures.append(f"{test['name']}: {test['result'].lower()}, {numbers[1]} failed")
    print(*total)
    print('\n'.join(failures))


if __name__ == '__main__':
    main()
