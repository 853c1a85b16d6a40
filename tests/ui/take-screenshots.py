#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Renders the screens of the real application into a folder.

Usage: take-screenshots.py BUILD_FOLDER OUTPUT_FOLDER [light|dark|rtl]

Run it by tests/ui/with-display.py --size 1000x720 --window-manager.
"""

import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import atspi_driver as ui  # noqa: E402
from people import Person, Relay, environment, private_folder  # noqa: E402

STYLES = {'light': {}, 'dark': {'ADW_DEBUG_COLOR_SCHEME': 'prefer-dark'}, 'rtl': {'LANGUAGE': 'ar'}}

TALK = (('alice', 'Good morning! Has anybody read the second chapter?'),
        ('bob', 'Twice. I liked the part with the river most.'),
        ('alice', 'The notes are at https://example.org/notes if you want them.'),
        ('bob', 'Thank you, I will read them on the train tonight and write down what I think about '
                'the ending, which I do not quite understand yet.'))


class Camera:
    def __init__(self, folder, style):
        self.folder = Path(folder)
        self.suffix = '' if style == 'light' else f'-{style}'
        self.folder.mkdir(parents=True, exist_ok=True)

    def take(self, name):
        time.sleep(0.8)
        target = self.folder / f'{name}{self.suffix}.png'
        window = subprocess.run(['xdotool', 'getactivewindow'], capture_output=True, text=True,
                                check=False).stdout.strip() or 'root'
        subprocess.run(['/usr/bin/import', '-window', window, '-strip', '+dither', '-colors', '256',
                        str(target)], check=True)


def close_dialog():
    ui.press('Escape')
    time.sleep(0.6)


def talk(people):
    for name, text in TALK:
        people[name].say(text)
        for other in people.values():
            other.wait_for_message(text[:30])


def take_windows(alice, camera):
    alice.to_front()
    for keys, name in (('ctrl+n', 'new-chat'), ('ctrl+j', 'join-channel'),
                       ('ctrl+comma', 'preferences'), ('ctrl+question', 'shortcuts')):
        ui.press(keys)
        camera.take(name)
        close_dialog()
        alice.to_front()


def press_button(alice, name):
    ui.activate(ui.wait_for(alice.app, role='push button', contains=name))


def take_dialogs(alice, camera):
    alice.to_front()
    for button, name in (('Your Identity', 'identity'), ('Back Up', 'backup')):
        press_button(alice, button)
        camera.take(name)
        close_dialog()
        alice.to_front()
    # GtkMenuButton has no action of its own: F10 opens the menu, Network is its second item.
    for key in ('F10', 'Down', 'Return'):
        ui.press(key)
        time.sleep(0.4)
    camera.take('network')
    close_dialog()


def take_locked(alice, camera):
    alice.to_front()
    ui.press('ctrl+l')
    ui.wait_for(alice.app, name='Welcome Back')
    camera.take('unlock')


def take_narrow(alice, camera):
    alice.to_front()
    window = subprocess.run(['xdotool', 'getactivewindow'], capture_output=True, text=True,
                            check=True).stdout.strip()
    subprocess.run(['xdotool', 'windowsize', window, '400', '680'], check=True)
    camera.take('narrow-channel')


def main():
    build, output, style = Path(sys.argv[1]), sys.argv[2], (sys.argv[3:] or ['light'])[0]
    camera = Camera(output, style)
    with private_folder() as folder:
        relay = Relay(str(build / 'src/daemon/sottod'), folder)
        people = {}
        try:
            for name in ('bob', 'alice'):
                people[name] = Person(str(build / 'src/app/sotto'), folder, name, relay.enode,
                                      **environment(build), **STYLES[style])
                shows = camera.take if name == 'alice' else (lambda page: None)
                people[name].create_account(shows)
            for person in people.values():
                person.join('reading-room')
            talk(people)
            people['alice'].to_front()
            camera.take('channel')
            take_windows(people['alice'], camera)
            take_dialogs(people['alice'], camera)
            take_narrow(people['alice'], camera)
            take_locked(people['alice'], camera)
        finally:
            for person in people.values():
                person.stop()
            relay.stop()


if __name__ == '__main__':
    main()
