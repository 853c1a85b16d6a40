#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Renders the screens of the real application into a folder.

Usage: take-screenshots.py BUILD_FOLDER OUTPUT_FOLDER [light|dark]

Run it by tests/ui/with-display.py --size 1000x720 --window-manager.
"""

import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import atspi_driver as ui  # noqa: E402
from camera import Camera  # noqa: E402
from network_pages import (Mailserver, close_window, open_network, open_preferences,  # noqa: E402
                           submit)
from people import Person, Relay, environment, private_folder  # noqa: E402

STYLES = {'light': {}, 'dark': {'ADW_DEBUG_COLOR_SCHEME': 'prefer-dark'}}

# The last word is changed: every word is in the list, and the checksum is wrong.
WRONG_PHRASE = 'legal winner thank year wave sausage worth useful legal winner thank zoo'

TALK = (('alice', 'Good morning! Has anybody read the second chapter?'),
        ('bob', 'Twice. I liked the part with the river most.'),
        ('alice', 'The notes are at https://example.org/notes if you want them.'),
        ('bob', 'Thank you, I will read them on the train tonight and write down what I think about '
                'the ending, which I do not quite understand yet.'))


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


def take_both(camera, name, width, height):
    """As wide as the window likes to be, and as narrow as it gets."""
    camera.take(name)
    resize(360, height)
    camera.take(f'narrow-{name}')
    resize(width, height)


def take_network(alice, camera, mailserver):
    """The page about the network, and what is decided about it."""
    window = open_preferences(alice, 'Network')
    take_both(camera, 'preferences-network', 560, 620)
    ui.activate(ui.wait_for(window, 'page tab', name='Mailservers'))
    if not ui.find(window, 'list item', contains=mailserver.place):
        submit(alice, window, mailserver.enode, 'Choose automatically')
        ui.wait_for(ui.wait_for(window, 'list item', contains=mailserver.place),
                    contains='last answer')
    take_both(camera, 'mailservers', 560, 620)
    close_window(alice)
    open_network(alice)
    take_both(camera, 'network', 520, 680)
    close_window(alice)


def take_older(alice, camera):
    """A channel of which only the last day is here, and one where nobody wrote."""
    alice.join('bench-1')
    ui.wait_for(alice.app, 'push button', name='Load Older Messages')
    ui.press('shift+Tab', 'shift+Tab', 'Home')
    camera.take('older')
    alice.join('quiet-corner')
    ui.wait_for(alice.app, 'push button', name='Load Older Messages')
    camera.take('nothing-here')


def take_offline(people, camera, relay, mailserver):
    """Nobody is there any more, and one writes all the same."""
    alice = people['alice']
    alice.to_front()
    mailserver.close()
    relay.stop()
    ui.wait_for(alice.app, 'push button', contains='Reconnecting')
    alice.say('This one goes when somebody is there again.')
    camera.take('offline')
    resize(400)
    camera.take('narrow-offline')
    resize(960)


def resize(width, height=680):
    window = subprocess.run(['xdotool', 'getactivewindow'], capture_output=True, text=True,
                            check=True).stdout.strip()
    subprocess.run(['xdotool', 'windowsize', window, str(width), str(height)], check=True)
    time.sleep(0.5)


def take_locked(alice, camera):
    alice.to_front()
    ui.press('ctrl+l')
    ui.wait_for(alice.app, name='Welcome Back')
    camera.take('unlock')


def take_recovery(alice, camera):
    """How words are completed, and twelve of them whose checksum is wrong."""
    alice.to_front()
    press_button(alice, 'I Have a Recovery Phrase')
    time.sleep(0.5)
    alice.type(WRONG_PHRASE[:-4] + ' yel')
    camera.take('recover')
    ui.press('ctrl+a')
    alice.type(WRONG_PHRASE + ' ')
    ui.press('Return')
    camera.take('recover-checksum')
    press_button(alice, 'Back')
    time.sleep(0.5)


def chat_key(person):
    """As the page about oneself shows it."""
    person.to_front()
    press_button(person, 'Your Identity')
    page = ui.wait_for(person.app, role='frame', name='Your Identity')
    key = ui.wait_for(page, 'label', contains='0x04').get_name()
    close_dialog()
    return key


def take_private(alice, bob, camera):
    """A request, the chat after it, and the page of the other person."""
    key = chat_key(bob)
    alice.to_front()
    ui.press('ctrl+n')
    time.sleep(0.8)
    ui.write(ui.wait_for(alice.app, 'text', name='Chat key'), key)
    time.sleep(0.3)
    ui.press('Return')
    time.sleep(1)
    alice.say('This one is for you alone. Shall we meet at the station?')
    bob.to_front()
    ui.wait_for(bob.app, 'list item', contains='for you alone')
    ui.press('ctrl+1')
    bob.wait_for_message('station?')
    camera.take('request')
    press_button(bob, 'Accept')
    time.sleep(0.5)
    bob.say('At nine, under the clock.')
    alice.wait_for_message('At nine')
    time.sleep(2)
    alice.to_front()
    camera.take('private')
    press_button(alice, 'Show Contact')
    camera.take('contact')
    close_dialog()


def take_narrow(alice, camera):
    alice.to_front()
    resize(400)
    camera.take('narrow-channel')
    resize(960)


def main():
    build, output, style = Path(sys.argv[1]), sys.argv[2], (sys.argv[3:] or ['light'])[0]
    camera = Camera(output, style)
    with private_folder() as folder:
        relay = Relay(str(build / 'src/daemon/sottod'), folder)
        mailserver = Mailserver(build)
        people = {}
        try:
            for name in ('bob', 'alice'):
                people[name] = Person(str(build / 'src/app/sotto'), folder, name, relay.enode,
                                      **environment(build), **STYLES[style])
                shows = camera.take if name == 'alice' else (lambda page: None)
                if name == 'alice':
                    take_recovery(people[name], camera)
                people[name].create_account(shows)
            for person in people.values():
                person.join('reading-room')
            talk(people)
            people['alice'].to_front()
            camera.take('channel')
            take_private(people['alice'], people['bob'], camera)
            take_windows(people['alice'], camera)
            take_dialogs(people['alice'], camera)
            take_network(people['alice'], camera, mailserver)
            take_narrow(people['alice'], camera)
            take_older(people['alice'], camera)
            take_offline(people, camera, relay, mailserver)
            take_locked(people['alice'], camera)
        finally:
            for person in people.values():
                person.stop()
            mailserver.close()
            relay.stop()


if __name__ == '__main__':
    main()
