#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the linker was asked for is in the programs, and what must not be there is not.

Usage: test-binaries.py PROGRAM...
"""

import re
import subprocess
import sys
from pathlib import Path

import tap


def readelf(option, program):
    return subprocess.run(['readelf', '--wide', option, program], text=True, capture_output=True,
                          check=True).stdout


def check(program):
    header, segments = readelf('--file-header', program), readelf('--segments', program)
    dynamic, symbols = readelf('--dynamic', program), readelf('--dyn-syms', program)
    stack = re.search(r'GNU_STACK.*\s([RWE ]+)\s+0x', segments)
    facts = {
        'is loaded at a random address': 'DYN (' in header and 'PIE' in dynamic,
        'has its tables read-only after start':
            'GNU_RELRO' in segments and 'BIND_NOW' in dynamic,
        'has no executable stack': stack is not None and 'E' not in stack[1],
        'guards its stack': '__stack_chk_fail' in symbols,
        # SQLCipher and SQLite have the same names: whichever is first would be used.
        'links no plain SQLite': 'libsqlite3' not in dynamic,
        'searches no folder of this machine': 'RUNPATH' not in dynamic and 'RPATH' not in dynamic,
    }
    return [f'{program}: not so: {fact}' for fact, holds in facts.items() if not holds]


def main():
    tap.run([(f'{Path(program).name} is hardened', lambda program=program: check(program))
             for program in sys.argv[1:]])


if __name__ == '__main__':
    main()
