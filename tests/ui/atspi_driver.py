# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives an application as a person with a screen reader would: by names and roles."""

import os
import subprocess
import sys
import time

# A warning of the accessibility bus must not end the test, one of the program under test may.
PROGRAM_DEBUG = os.environ.pop('G_DEBUG', '')

import gi  # noqa: E402

gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, GLib  # noqa: E402

WAIT_SECONDS = 20.0


class NotFound(AssertionError):
    """What was looked for did not come."""


def wait_until(condition, what, seconds=WAIT_SECONDS):
    """Polls, since what another process does has no signal here. Returns the condition's value."""
    end = time.monotonic() + seconds
    while True:
        try:
            value = condition()
        except GLib.Error:  # the object went away while it was read
            value = None
        if value:
            return value
        if time.monotonic() > end:
            raise NotFound(f'waited {seconds:.0f} s for {what}')
        time.sleep(0.05)


def children(node):
    """What is left of them: any can go away while it is read."""
    try:
        count = node.get_child_count()
    except GLib.Error:
        return
    for index in range(count):
        try:
            child = node.get_child_at_index(index)
        except GLib.Error:
            continue
        if child:
            yield child


def walk(node, depth=0):
    """Yields (node, depth) for all that is presented. GTK 4.8 sets the state SHOWING for windows
    only; what is hidden is not in its tree."""
    yield node, depth
    for child in children(node):
        yield from walk(child, depth + 1)


def has_state(node, state):
    return node.get_state_set().contains(state)


def is_sensitive(node):
    return has_state(node, Atspi.StateType.SENSITIVE)


def matches(node, role, name, contains):
    if role and node.get_role_name() != role:
        return False
    text = node.get_name() or ''
    return (name is None or text == name) and (contains is None or contains in text)


def find_all(root, role=None, name=None, contains=None):
    found = []
    for node, _depth in walk(root):
        try:
            if matches(node, role, name, contains):
                found.append(node)
        except GLib.Error:
            continue
    return found


def find(root, role=None, name=None, contains=None):
    found = find_all(root, role, name, contains)
    return found[0] if found else None


def wait_for(root, role=None, name=None, contains=None, seconds=WAIT_SECONDS):
    what = f'{role or "anything"} called {name or contains!r}'
    return wait_until(lambda: find(root, role, name, contains), what, seconds)


def activate(node):
    """What Enter or a click would do."""
    action = node.get_action_iface()
    assert action and action.get_n_actions() > 0, f'{node.get_name()!r} does nothing'
    action.do_action(0)


def write(node, text):
    """Replaces the text of an entry."""
    editable = node.get_editable_text_iface()
    assert editable, f'{node.get_name()!r} cannot be written into'
    editable.set_text_contents(text)


def read(node):
    return Atspi.Text.get_text(node, 0, -1)


def press(*keys):
    """Presses keys by their xdotool names, wherever the focus is."""
    subprocess.run(['xdotool', 'key', '--clearmodifiers', '--delay', '30', *keys], check=True)


def focused(root):
    for node, _depth in walk(root):
        if has_state(node, Atspi.StateType.FOCUSED):
            return node
    return None


def extents(node):
    """Where @node is: x, y, width and height."""
    box = node.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
    return box.x, box.y, box.width, box.height


def start(command, **env):
    return subprocess.Popen(command, stdout=sys.stderr,
                            env={**os.environ, 'G_DEBUG': PROGRAM_DEBUG, **env})


def application(process, seconds=WAIT_SECONDS):
    """The accessible root of @process."""
    def look():
        assert process.poll() is None, f'the program ended with {process.returncode}'
        desktop = Atspi.get_desktop(0)
        for app in children(desktop):
            if app.get_process_id() == process.pid and app.get_child_count() > 0:
                return app
        return None
    return wait_until(look, 'the window', seconds)


def print_tree(root):
    for node, depth in walk(root):
        focus = ' (focused)' if has_state(node, Atspi.StateType.FOCUSED) else ''
        name = (node.get_name() or '').replace('\n', ' ')
        shown = name if len(name) < 60 else name[:57] + '…'
        print(f'{"  " * depth}{node.get_role_name()} “{shown}”{focus}')


def stop(process):
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
