#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""clang-tidy over src/, remembering which contents were clean.

Usage: tidy.py BUILD_FOLDER JOBS

What clang-tidy says about a file depends on the file, on the headers of this tree that it reads, on
its compiler flags, on .clang-tidy and on the tool. A hash over all of these names a small file in the
cache when the result was clean, so that a second run looks only at what changed.
"""

import concurrent.futures
import hashlib
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CACHE = Path(os.environ.get('XDG_CACHE_HOME', Path.home() / '.cache')) / 'sotto-dev' / 'tidy'


def dependencies(build):
    """Object file -> the files of this tree and of its build folder that it was made from."""
    listing = subprocess.run(['ninja', '-C', str(build), '-t', 'deps'], text=True,
                             capture_output=True, check=True).stdout
    found, current = {}, None
    for line in listing.splitlines():
        if line and not line.startswith(' ') and ': #deps' in line:
            current = found.setdefault(line.split(':')[0], [])
        elif line.startswith(' ') and current is not None:
            path = (build / line.strip()).resolve()
            if path.is_relative_to(ROOT) or path.is_relative_to(build):
                current.append(path)
    return found


def key_of(entry, files, common):
    digest = hashlib.sha256(common)
    # The same tree in another folder has the same key.
    digest.update(entry['command'].replace(str(ROOT), '').encode())
    for file in sorted(set(files)):
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def source_of(entry):
    return (Path(entry['directory']) / entry['file']).resolve()


def tidy(build, entry):
    source = source_of(entry)
    result = subprocess.run(
        ['clang-tidy', '-p', str(build), '--quiet', '--warnings-as-errors=*',
         '--extra-arg=-Wno-unknown-warning-option', str(source)],
        text=True, capture_output=True, cwd=ROOT)
    return result.returncode, f'{source.relative_to(ROOT)}:\n' + findings(result.stdout)


def findings(text):
    """The findings with the line that each is about, without the path that leads there."""
    lines = text.splitlines()
    return '\n'.join('\n'.join(lines[i:i + 3]) for i, line in enumerate(lines)
                     if ' error: ' in line or ' warning: ' in line)


def sources(build):
    wanted = ROOT / 'src'
    for entry in json.loads((build / 'compile_commands.json').read_text()):
        source = source_of(entry)
        if source.is_relative_to(wanted) and source.suffix == '.c':
            # A compiler cache in front is not part of what is compiled.
            words = shlex.split(entry['command'])
            entry['command'] = ' '.join(words[1:] if words[0] == 'ccache' else words)
            yield entry


def main():
    build, jobs = Path(sys.argv[1]).resolve(), int(sys.argv[2])
    version = subprocess.run(['clang-tidy', '--version'], capture_output=True, check=True).stdout
    common = version + (ROOT / '.clang-tidy').read_bytes()
    deps = dependencies(build)
    CACHE.mkdir(parents=True, exist_ok=True)
    work = []
    for entry in sources(build):
        key = key_of(entry, deps.get(entry['output'], []), common)
        if entry['output'] not in deps or not (CACHE / key).exists():
            work.append((entry, key))

    failed = 0
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for (entry, key), (status, text) in zip(
                work, pool.map(lambda item: tidy(build, item[0]), work)):
            if status == 0:
                (CACHE / key).touch()
            else:
                failed += 1
                print(text)
    print(f'{len(work)} files looked at, {failed} with findings')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
