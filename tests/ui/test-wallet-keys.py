#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The keys of a wallet: messages are signed and verified.

Usage: test-wallet-keys.py BUILD_FOLDER [PICTURE_FOLDER [light|dark]]
"""

import json
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / 'layers'))
import atspi_driver as ui  # noqa: E402
import tap  # noqa: E402
from network_pages import close_window, tab_to  # noqa: E402
from people import Owner, private_folder  # noqa: E402
from sotto_process import PASSWORD  # noqa: E402

VECTORS = Path(__file__).parent.parent / 'vectors' / 'ethereum'
STYLES = {'light': {}, 'dark': {'ADW_DEBUG_COLOR_SCHEME': 'prefer-dark'}}

# Half of the order of the curve, and one: the smallest high s.
HIGH_S = '7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a1'
HASH = '0x' + '9c22ff5f21f0b81b113e63f7db6da94fedef11b2119b4088b89664fb9a3cb658'


class Camera:
    def __init__(self, folder, style):
        self.folder = folder
        self.suffix = '' if style == 'light' else f'-{style}'

    def take(self, person, name, is_narrow=False):
        if self.folder is None:
            return
        person.to_front()
        window = subprocess.run(['xdotool', 'getactivewindow'], capture_output=True, text=True,
                                check=True).stdout.strip()
        if is_narrow:
            subprocess.run(['xdotool', 'windowsize', window, '360', '640'], check=True)
        time.sleep(1)
        subprocess.run(['/usr/bin/import', '-window', window, '-strip', '+dither', '-colors', '256',
                        f'{self.folder}/{name}{self.suffix}.png'], check=True)


def load_message():
    """One of the vectors."""
    cases = json.loads((VECTORS / 'eip191-personal-sign.json').read_text())['cases']
    return next(case for case in cases if case.get('text') == 'hello')


def find_button(alice, name):
    """GTK 4.8 names a button with a mnemonic after its label twice, once with the mark."""
    return next((button for button in ui.find_all(alice.app, 'push button')
                 if button.get_name().replace('_', '') in (f'{name} {name}', name)), None)


def click(alice, name):
    button = ui.wait_until(lambda: find_button(alice, name), f'a button {name}')
    ui.wait_until(lambda: ui.is_sensitive(button), f'{name} to be possible')
    ui.activate(button)


def choose(alice, button, item):
    """A menu is opened by keys: GtkMenuButton has no action of its own."""
    alice.to_front()
    tab_to(alice.app, button)
    ui.press('Return')
    time.sleep(0.4)
    ui.activate(ui.wait_for(alice.app, 'menu item', contains=item))


def get_window(alice, title):
    return ui.wait_until(
        lambda: next((node for node in ui.children(alice.app) if node.get_name() == title), None),
        f'the window {title}')


def write(window, name, text):
    ui.write(ui.wait_for(window, 'text', name=name), text)


def wait_for_text(view, text):
    ui.wait_until(lambda: ui.read(view) == text, f'{text!r}, and not {ui.read(view)!r}')


def import_key(alice, key, name):
    choose(alice, 'Add Account', 'Private')
    write(alice.app, 'Private key', key)
    write(alice.app, 'Name, if you like', name)
    write(alice.app, 'Your Sotto password', PASSWORD)
    ui.press('Return')
    alice.wait_until_alone()
    ui.wait_for(ui.wait_for(alice.app, 'list', name='Accounts'), 'list item', contains=name)


def check_review(alice, camera):
    """What cannot be seen is shown, and what could be a fingerprint is warned of."""
    choose(alice, 'Account Menu', 'Sign a Message')
    window = get_window(alice, 'Sign a Message')
    write(window, 'Message', 'Pay\u200b no\tbody\n\u202eever\n')
    click(alice, 'Continue')
    exact = ui.wait_for(window, 'text', name='What is signed')
    wait_for_text(exact, 'Pay⟨U+200B⟩ no⇥body↵\n⟨U+202E⟩ever↵\n')
    ui.wait_for(window, 'label', name='23 bytes')
    ui.wait_for(window, 'label', contains='cannot be seen')
    complaints = ['a plain text is warned of'] if ui.find(window, 'label', contains='finger') else []
    camera.take(alice, 'sign-review')
    camera.take(alice, 'narrow-sign-review', is_narrow=True)
    ui.activate(ui.wait_for(window, 'push button', name='Change the Message'))
    write(window, 'Message', HASH)
    click(alice, 'Continue')
    ui.wait_for(window, 'label', contains='looks like the fingerprint')
    if ui.find(window, 'label', contains='cannot be seen'):
        complaints.append('digits are said to be hidden')
    camera.take(alice, 'sign-warning')
    close_window(alice)
    return complaints


def sign(alice, message):
    """(the window, the page's signature), after a wrong password."""
    choose(alice, 'Account Menu', 'Sign a Message')
    window = get_window(alice, 'Sign a Message')
    write(window, 'Message', message)
    click(alice, 'Continue')
    wait_for_text(ui.wait_for(window, 'text', name='What is signed'), message)
    write(window, 'Your Sotto password', 'not this one')
    ui.press('Return')
    ui.wait_for(window, 'label', contains='password does not open')
    time.sleep(1.5)  # which is asked for after a wrong one
    write(window, 'Your Sotto password', PASSWORD)
    ui.press('Return')
    return ui.wait_until(
        lambda: next((label.get_name() for label in ui.find_all(window, 'label', contains='0x')
                      if len(label.get_name()) == 132), None), 'a signature')


def check_sign(alice, camera):
    """The signature is the one of the vector, and can be copied."""
    case = load_message()
    import_key(alice, case['privateKey'], 'Vector')
    signature = sign(alice, case['text'])
    complaints = [] if signature == case['signature'] else [f'the signature is {signature!r}']
    camera.take(alice, 'sign-done')
    click(alice, 'Copy the Signature')
    ui.wait_for(alice.app, 'label', name='Signature copied')
    ui.press('Escape')  # closes the note
    ui.wait_until(lambda: not ui.find(alice.app, 'label', name='Signature copied'), 'no note')
    close_window(alice)
    choose(alice, 'Account Menu', 'Verify a Signature')
    window = get_window(alice, 'Verify a Signature')
    tab_to(window, 'Message')
    ui.press('ctrl+v')
    wait_for_text(ui.wait_for(window, 'text', name='Message'), case['signature'])
    return complaints


def verify(window, message, signature, address):
    write(window, 'Message', message)
    write(window, 'Signature', signature)
    write(window, 'Address that signed, if you know it', address)


def check_verify(alice, camera):
    """Who signed, whether it is who was said to have, and what is wrong with what is none."""
    case = load_message()
    window = get_window(alice, 'Verify a Signature')
    r, s, v = case['signature'][2:66], case['signature'][66:130], case['signature'][130:]
    rows = (
        (case['text'], case['signature'], case['address'], 'The signature is right'),
        (case['text'], f' {r}{s}{v} ', '', '“Vector”'),
        (case['text'] + '\n', case['signature'], case['address'], 'a line break, which counts'),
        ('hallo', case['signature'], case['address'], 'Not signed by this address'),
        (case['text'], case['signature'][:-2], '', 'and this has 128'),
        (case['text'], f'0x{r}{s}zz', '', 'no hexadecimal digit'),
        (case['text'], f'0x{"0" * 64}{s}{v}', '', '(r) is out of range'),
        (case['text'], f'0x{r}{"f" * 64}{v}', '', '(s) is out of range'),
        (case['text'], f'0x{r}{HIGH_S}{v}', '', 'high s'),
        (case['text'], f'0x{r}{s}1d', '', '(v)'),
        (case['text'], case['signature'], '0x1234', 'address'),
    )
    complaints = []
    for message, signature, address, verdict in rows:
        verify(window, message, signature, address)
        click(alice, 'Verify')
        try:
            ui.wait_for(window, 'label', contains=verdict, seconds=4)
        except ui.NotFound as error:
            complaints.append(str(error))
        if verdict.startswith('The signature'):
            camera.take(alice, 'verify-right')
        elif verdict.startswith('Not signed'):
            camera.take(alice, 'verify-wrong')
    close_window(alice)
    return complaints


def main():
    build = Path(sys.argv[1])
    folder = sys.argv[2] if len(sys.argv) > 2 else None
    style = sys.argv[3] if len(sys.argv) > 3 else 'light'
    camera = Camera(folder, style)
    with private_folder() as private:
        alice = Owner(build, private, 'alice', **STYLES[style])
        try:
            alice.open()
            ui.activate(ui.wait_for(alice.app, 'page tab', name='Wallet'))
            tap.run([('a message is shown as it is', lambda: check_review(alice, camera)),
                     ('a message is signed', lambda: check_sign(alice, camera)),
                     ('signatures are verified', lambda: check_verify(alice, camera))])
        finally:
            alice.stop()


if __name__ == '__main__':
    main()
