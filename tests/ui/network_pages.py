# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages about the network, as somebody without a mouse gets there; and a mailserver to add."""

import subprocess
import time
from pathlib import Path

import atspi_driver as ui

# Of which the first day is fetched by itself: three days, of which twenty channels share.
MESSAGES, HOURS = 600, 70


class Mailserver:
    """One in a process of its own, with messages of the last days."""

    def __init__(self, build):
        self.process = subprocess.Popen(
            [str(Path(build) / 'tests/bench/bench-history'), '--serve', str(MESSAGES), str(HOURS)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.enode = self.process.stdout.readline().strip()
        assert self.enode.startswith('enode://'), f'the mailserver did not start: {self.enode!r}'
        self.place = self.enode.split('@')[1]

    def close(self):
        if self.process.poll() is None:
            self.process.stdin.close()
            self.process.wait(10)
        self.process.stdout.close()


def open_network(alice):
    """GtkMenuButton has no action of its own: F10 opens the menu, Network is its second item."""
    alice.to_front()
    for key in ('F10', 'Down', 'Return'):
        ui.press(key)
        time.sleep(0.4)
    return ui.wait_for(alice.app, 'frame', name='Network')


def open_preferences(alice, page):
    alice.to_front()
    ui.press('ctrl+comma')
    window = ui.wait_for(alice.app, 'frame', name='Preferences')
    ui.activate(ui.wait_for(window, 'page tab', name=page))
    return window


def close_window(alice):
    """The last one that was opened; another may be below it."""
    before = len(alice.windows())
    ui.press('Escape')
    ui.wait_until(lambda: len(alice.windows()) < before, 'the window to close')


def tab_to(window, contains):
    """Goes there by the Tab key, as whoever has no mouse."""
    seen = []
    for _ in range(40):
        found = ui.focused(window)
        name = found.get_name() if found else ''
        if contains in name:
            return
        seen.append(name)
        ui.press('Tab')
        time.sleep(0.1)
    raise ui.NotFound(f'{contains!r} is not reached by keys, only {seen}')


def switch_row(window, contains):
    """Switches what the row is about."""
    tab_to(window, contains)
    ui.press('Return')
    time.sleep(0.3)


def submit(alice, window, text, after, number=1):
    """Writes @text by keys into the entry of this @number after the row @after, and presses Enter.
    GTK 4.8 tells neither that an entry in a row has the focus, nor what is written there."""
    tab_to(window, after)
    while number > 0:
        ui.press('Tab')
        time.sleep(0.4)
        number -= ui.focused(window) is None
    ui.press('ctrl+a', 'Delete')
    alice.type(text)
    time.sleep(0.3)
    ui.press('Return')
