#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every file with a sentence for a person is in po/POTFILES.in, and nothing else is.

Usage: test-translations.py SOURCE_ROOT [--write]

With --write it brings the list up to date instead of testing it (`./dev format` does that).
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import tap

MARKED_C = re.compile(r'\b(?:_|N_|C_|NC_|g_dngettext|ngettext|g_dpgettext2?)\s*\(\s*[^)\s]')
MARKED_XML = re.compile(r'translatable="yes"')
HEADER = '# Written by `./dev format`: every file with a sentence for a person.\n'


def is_marked(file):
    text = file.read_text(encoding='utf-8')
    if file.suffix == '.ui':
        return bool(MARKED_XML.search(text))
    return bool(MARKED_C.search(re.sub(r'/\*.*?\*/', '', text, flags=re.DOTALL)))


def files_to_translate(root):
    found = [f for top, kind in (('src', '[ch]'), ('src', 'ui'), ('ui', 'ui'))
             for f in (root / top).glob(f'**/*.{kind}') if is_marked(f)]
    found += (root / 'data').glob('*.desktop.in')
    found += (root / 'data').glob('*.metainfo.xml.in')
    return sorted(str(f.relative_to(root)) for f in found)


def read_list(root):
    lines = (root / 'po/POTFILES.in').read_text(encoding='utf-8').splitlines()
    return [line for line in lines if line and not line.startswith('#')]


def check_list(root):
    listed, needed = read_list(root), files_to_translate(root)
    complaints = [f'{f} is missing in po/POTFILES.in: run ./dev format'
                  for f in needed if f not in listed]
    complaints += [f'{f} in po/POTFILES.in has nothing to translate'
                   for f in listed if f not in needed]
    if not complaints and listed != needed:
        complaints.append('po/POTFILES.in is not in order: run ./dev format')
    return complaints


def check_catalogue(root, language):
    """msgfmt reads format strings, headers and plural forms."""
    po = root / 'po' / f'{language}.po'
    result = subprocess.run(['msgfmt', '--check', '--output-file=/dev/null', str(po)],
                            text=True, capture_output=True)
    return result.stderr.splitlines() if result.returncode else []


def check_catches_missing_file():
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        for folder in ('src/app', 'po', 'data'):
            (root / folder).mkdir(parents=True)
        (root / 'src/app/a.c').write_text('/* _("no") */\nchar *s = _("Hello");\n')
        (root / 'src/app/b.c').write_text('/* _("only a comment") */\n')
        (root / 'po/POTFILES.in').write_text('src/app/b.c\n')
        complaints = check_list(root)
    return [] if len(complaints) == 2 else [f'expected two complaints, got {complaints}']


def main():
    root = Path(sys.argv[1]).resolve()
    if '--write' in sys.argv:
        lines = ''.join(f'{file}\n' for file in files_to_translate(root))
        (root / 'po/POTFILES.in').write_text(HEADER + lines, encoding='utf-8')
        return
    languages = (root / 'po/LINGUAS').read_text(encoding='utf-8').split()
    checks = [('the list of files is complete', lambda: check_list(root)),
              ('catches a missing file', check_catches_missing_file)]
    checks += [(f'{language} is well formed', lambda name=language: check_catalogue(root, name))
               for language in languages]
    tap.run(checks)


if __name__ == '__main__':
    main()
