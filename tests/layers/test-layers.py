#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads every #include of src/ against the table of layers.

Usage: test-layers.py SOURCE_ROOT

The table is enforced a second time by the include paths that meson.build gives each layer; here
also what those cannot say: private headers, model headers for the front ends, and which layer may
know a library. The last checks build small trees that break one rule each and expect complaints.
"""

import fnmatch
import re
import sys
import tempfile
from pathlib import Path

import tap
from layer_table import (COMMON_SYSTEM_HEADERS, FRONT_ENDS, LAYERS, MODEL_HEADERS,
                         OWNED_SYSTEM_HEADERS, VALUE_LAYERS)

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^">]+)[">]', re.MULTILINE)
LAYER_DEPENDENCY = re.compile(r'\b(' + '|'.join(LAYERS) + r')_dep\b')


def matches(name, patterns):
    return any(fnmatch.fnmatch(name, pattern) for pattern in patterns)


class Tree:
    """The sources below src/, with the layer that owns each header."""

    def __init__(self, root):
        self.src = Path(root) / 'src'
        self.files = {layer: sorted(self.src.glob(f'{layer}/**/*.[ch]')) for layer in LAYERS}
        self.owner = {}
        for layer, files in self.files.items():
            for file in files:
                if file.suffix == '.h':
                    self.owner.setdefault(file.name, []).append(layer)

    def includes(self, file):
        for bracket, name in INCLUDE.findall(file.read_text(encoding='utf-8')):
            yield bracket == '<', name

    def layer_of(self, name):
        if name.endswith('.pb-c.h'):
            return 'proto'
        owners = self.owner.get(Path(name).name, [])
        return owners[0] if owners else None

    def path_of(self, name):
        layer = self.layer_of(name)
        found = [f for f in self.files.get(layer, []) if f.name == Path(name).name]
        return found[0] if found else None

    def values_behind_models(self):
        """Names of the value layers' headers that a model or session header includes."""
        pending = [f for f in self.files['session'] if f.suffix == '.h']
        for layer, patterns in MODEL_HEADERS.items():
            pending += [f for f in self.files[layer] if matches(f.name, patterns)]
        seen = set()
        while pending:
            for system, name in self.includes(pending.pop()):
                name = Path(name).name
                if not system and name not in seen and self.layer_of(name) in VALUE_LAYERS:
                    seen.add(name)
                    pending += [self.path_of(name)]
        return seen


def system_header_allowed(layer, name):
    owners = [layers for pattern, layers in OWNED_SYSTEM_HEADERS.items()
              if fnmatch.fnmatch(name, pattern)]
    if owners:
        return any(layer in layers for layers in owners)
    return matches(name, COMMON_SYSTEM_HEADERS)


def complaint_about_own_header(tree, layer, values, name):
    owner = tree.layer_of(name)
    if owner is None:
        # Headers that the build makes: enum types and the resources of the application.
        generated = name.endswith(('-enums.h', '-enum-types.h', '-resources.h'))
        return None if generated else 'is no header of this tree'
    if owner == layer:
        return None
    if name.endswith('-private.h'):
        return f'is private to {owner}/'
    if owner in LAYERS[layer]:
        return None
    if layer in FRONT_ENDS and matches(name, MODEL_HEADERS.get(owner, [])):
        return None
    if layer in FRONT_ENDS and owner in VALUE_LAYERS and name in values:
        return None
    return f'belongs to {owner}/, which {layer}/ may not use'


def check_layer(tree, layer):
    complaints = []
    values = tree.values_behind_models()
    for file in tree.files[layer]:
        for system, name in tree.includes(file):
            problem = None
            if system:
                if not system_header_allowed(layer, name):
                    problem = f'is not for {layer}/'
            elif name.startswith('../') or name.split('/')[0] in LAYERS:
                problem = 'names a folder: only plain names, found by the include path'
            else:
                problem = complaint_about_own_header(tree, layer, values, name)
            if problem:
                complaints.append(f'{file.relative_to(tree.src)}: {name} {problem}')
    return complaints


def check_unique_headers(tree):
    return [f'{name} exists in {", ".join(owners)}'
            for name, owners in tree.owner.items() if len(owners) > 1]


def check_no_strangers(tree):
    return [f'src/{folder.name}/ is in no row of the table' for folder in tree.src.iterdir()
            if folder.is_dir() and folder.name not in LAYERS]


def layers_behind(tree, layers):
    """What the public headers of @layers include, and so what one has to link to include them."""
    pending, seen = list(layers), set()
    while pending:
        layer = pending.pop()
        if layer not in seen:
            seen.add(layer)
            pending += [tree.layer_of(name) for file in tree.files[layer] if is_public(file)
                        for system, name in tree.includes(file)
                        if not system and tree.layer_of(name)]
    return seen


def is_public(file):
    return file.suffix == '.h' and not file.name.endswith('-private.h')


def check_link_rows(tree):
    """What meson.build links is in the row, or stands behind a header of it."""
    complaints = []
    for layer, allowed in LAYERS.items():
        rules = tree.src / layer / 'meson.build'
        text = rules.read_text(encoding='utf-8') if rules.exists() else ''
        text = re.sub(r'#.*', '', text)
        if layer in FRONT_ENDS:
            allowed = [*allowed, *MODEL_HEADERS, *VALUE_LAYERS]
        extra = set(LAYER_DEPENDENCY.findall(text)) - layers_behind(tree, allowed) - {layer}
        complaints += [f'src/{layer}/meson.build uses {name}_dep' for name in sorted(extra)]
    return complaints


# Trees that break one rule each: {path below src: text}, and a word of the expected complaint.
BROKEN_TREES = {
    'an upward include': (
        {'base/sotto-a.c': '#include "sotto-b.h"\n', 'chat/sotto-b.h': ''}, 'belongs to chat/'),
    'a sideways include': (
        {'sync/sotto-a.c': '#include "sotto-b.h"\n', 'secure/sotto-b.h': ''},
        'belongs to secure/'),
    'a private header': (
        {'chat/sotto-a.c': '#include "sotto-b-private.h"\n', 'secure/sotto-b-private.h': ''},
        'private to secure/'),
    'SQL outside the store': ({'chat/sotto-a.c': '#include <sqlite3.h>\n'}, 'not for chat/'),
    'GTK in the engine': ({'session/sotto-a.c': '#include <gtk/gtk.h>\n'}, 'not for session/'),
    'the machinery in a view': (
        {'app/chats/sotto-a.c': '#include "sotto-chat-store.h"\n', 'chat/sotto-chat-store.h': ''},
        'belongs to chat/'),
    'a key in a view': (
        {'app/sotto-a.c': '#include "sotto-keys.h"\n', 'crypto/sotto-keys.h': '',
         'chat/sotto-chat.h': '#include "sotto-hash.h"\n', 'base/sotto-hash.h': ''},
        'belongs to crypto/'),
    'a path instead of a name': (
        {'chat/sotto-a.c': '#include "base/sotto-b.h"\n', 'base/sotto-b.h': ''}, 'names a folder'),
    'an unknown library': ({'base/sotto-a.c': '#include <curl/curl.h>\n'}, 'not for base/'),
}
GOOD_TREE = {
    'app/sotto-a.c': '#include "sotto-chat.h"\n#include "sotto-hash.h"\n#include <gtk/gtk.h>\n',
    'chat/sotto-chat.h': '#include "sotto-hash.h"\n',
    'base/sotto-hash.h': '#include <glib.h>\n',
    'store/sotto-b.c': '#include "sotto-b-private.h"\n#include <sqlcipher/sqlite3.h>\n',
    'store/sotto-b-private.h': '#include "sotto-hash.h"\n',
}


def complaints_of(files):
    with tempfile.TemporaryDirectory() as root:
        for path, text in files.items():
            file = Path(root) / 'src' / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding='utf-8')
        tree = Tree(root)
        return [line for layer in LAYERS for line in check_layer(tree, layer)]


def check_catches(files, expected):
    complaints = complaints_of(files)
    if len(complaints) == 1 and expected in complaints[0]:
        return []
    return [f'expected one complaint with "{expected}", got {complaints}']


def main():
    tree = Tree(sys.argv[1])
    checks = [(f'{layer} includes only its row', lambda layer=layer: check_layer(tree, layer))
              for layer in LAYERS]
    checks += [('every header name is unique', lambda: check_unique_headers(tree)),
               ('every folder is a layer', lambda: check_no_strangers(tree)),
               ('every layer links only its row', lambda: check_link_rows(tree)),
               ('a good tree has no complaint', lambda: complaints_of(GOOD_TREE))]
    checks += [(f'catches {name}', lambda case=case: check_catches(*case))
               for name, case in BROKEN_TREES.items()]
    tap.run(checks)


if __name__ == '__main__':
    main()
