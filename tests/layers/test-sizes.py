#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The size ratchet: no function, file or list of includes grows past what a reader can hold.

Usage: test-sizes.py SOURCE_ROOT

size-exceptions.txt lists what was too large once, one `KIND WHERE SIZE` a line. A listed item may
shrink and not grow, and a line that is no longer needed is an error, so the list only gets shorter.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import tap

FUNCTION_LINES = 60
TABLE_FUNCTION_LINES = 120
SOURCE_LINES = 800
HEADER_LINES = 250
SOURCE_INCLUDES = 25
HEADER_INCLUDES = 10

# Functions that only list properties, signals or options grow with the list, not with thought.
TABLE_FUNCTION = re.compile(r'(_class_init|_options)$')
CTAGS = ['ctags-universal', '--options=NONE', '--languages=C', '--langmap=C:.c', '--kinds-C=f',
         '--fields=+ne', '--sort=no', '-f', '-', '-L', '-']


def functions(root, sources):
    """Yields (file, name, lines); the line above the name, with the return type, counts."""
    listing = '\n'.join(str(root / source) for source in sources)
    tags = subprocess.run(CTAGS, input=listing, text=True, capture_output=True, check=True)
    for line in tags.stdout.splitlines():
        name, path, rest = line.split('\t', 2)
        first = re.search(r'\tline:(\d+)', rest)
        last = re.search(r'\tend:(\d+)', rest)
        if first and last:
            yield Path(path).relative_to(root), name, int(last[1]) - int(first[1]) + 2


def oversize_files(root, files, with_functions):
    for file in files:
        text = (root / file).read_text(encoding='utf-8')
        lines = text.count('\n')
        includes = len(re.findall(r'^\s*#\s*include\b', text, re.MULTILINE))
        header = file.suffix == '.h'
        # A source without a single function is data, such as a word list.
        if lines > (HEADER_LINES if header else SOURCE_LINES) and (header or file in with_functions):
            yield 'file', str(file), lines
        if includes > (HEADER_INCLUDES if header else SOURCE_INCLUDES):
            yield 'includes', str(file), includes


def oversize(root):
    """All items above their limit, as {(kind, where): size}."""
    files = sorted(f.relative_to(root) for top in ('src', 'tests')
                   for f in (root / top).glob('**/*.[ch]')
                   if 'node_modules' not in f.parts)
    found = {}
    with_functions = set()
    for file, name, lines in functions(root, [f for f in files if f.suffix == '.c']):
        with_functions.add(file)
        limit = TABLE_FUNCTION_LINES if TABLE_FUNCTION.search(name) else FUNCTION_LINES
        if lines > limit:
            found['function', f'{file}:{name}'] = lines
    for kind, where, size in oversize_files(root, files, with_functions):
        found[kind, where] = size
    return found


def read_exceptions(path):
    exceptions = {}
    for line in path.read_text(encoding='utf-8').splitlines():
        if line and not line.startswith('#'):
            kind, where, size = line.split()
            exceptions[kind, where] = int(size)
    return exceptions


def check(root, exceptions):
    found = oversize(root)
    complaints = [f'{where}: {kind} of {size} is over the limit of this house'
                  for (kind, where), size in found.items()
                  if size > exceptions.get((kind, where), 0)]
    complaints += [f'{where}: {kind} is no longer over the limit, take its line out'
                   for (kind, where) in exceptions if (kind, where) not in found]
    return complaints


def check_self(write, exceptions, expected):
    """@write fills a tree; one complaint with @expected in it, or none at all, must follow."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        (root / 'src/base').mkdir(parents=True)
        (root / 'tests').mkdir()
        write(root / 'src/base')
        complaints = check(root, exceptions)
    if (expected is None and not complaints) or \
       (expected and len(complaints) == 1 and expected in complaints[0]):
        return []
    return [f'expected "{expected}", got {complaints}']


def long_function(lines):
    body = '  foo ();\n' * (lines - 5)
    return lambda src: (src / 'a.c').write_text(f'static void\na (void)\n{{\n{body}  b ();\n}}\n')


def data_file(src):
    rows = '  "word",\n' * 2000
    (src / 'words.c').write_text(f'const char *const words[] = {{\n{rows}}};\n')


def many_includes(src):
    (src / 'a.h').write_text('#include <glib.h>\n' * 11)


def main():
    root = Path(sys.argv[1]).resolve()
    exceptions = read_exceptions(Path(__file__).parent / 'size-exceptions.txt')
    listed = {('function', 'src/base/a.c:a'): 70}
    tap.run([
        ('sizes are within the limits', lambda: check(root, exceptions)),
        ('60 lines pass', lambda: check_self(long_function(60), {}, None)),
        ('61 lines fail', lambda: check_self(long_function(61), {}, 'function of 61')),
        ('an exception holds', lambda: check_self(long_function(70), listed, None)),
        ('an exception does not grow', lambda: check_self(long_function(71), listed, 'of 71')),
        ('an exception goes away', lambda: check_self(long_function(60), listed, 'no longer')),
        ('a word list is data', lambda: check_self(data_file, {}, None)),
        ('11 includes in a header fail', lambda: check_self(many_includes, {}, 'includes of 11')),
    ])


if __name__ == '__main__':
    main()
