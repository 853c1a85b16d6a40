# SPDX-License-Identifier: GPL-3.0-or-later
"""Buttons by their names, and the files that they ask for."""

import time

import atspi_driver as ui


def find_button(root, name):
    """The first one. GTK 4.8 names a button with a mnemonic after its label twice, once with the
    mark."""
    return next((button for button in ui.find_all(root, 'push button')
                 if button.get_name().replace('_', '') in (name, f'{name} {name}')), None)


def click(root, name):
    button = ui.wait_until(lambda: find_button(root, name), f'a button {name}')
    ui.wait_until(lambda: ui.is_sensitive(button), f'{name} to be possible')
    ui.activate(button)


def type_path(person, path, n_windows):
    """In the window of the toolkit, the last of @n_windows, which takes what is typed for a path."""
    ui.wait_until(lambda: len(person.windows()) == n_windows, 'the files')
    time.sleep(1)
    ui.press('ctrl+a')
    person.type(str(path))
    ui.press('Return')


def choose_path(person, path, n_windows):
    """The same where no other window follows. The screen is asked whether it closed, not the
    accessible tree: see Person.wait_until_alone ()."""
    type_path(person, path, n_windows)
    ui.wait_until(lambda: len(person.windows()) == n_windows - 1, 'the files to close')
    time.sleep(0.5)
