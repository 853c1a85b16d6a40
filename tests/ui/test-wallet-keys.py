#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The keys of a wallet: they sign messages, and go in and out of it.

Usage: test-wallet-keys.py BUILD_FOLDER [PICTURE_FOLDER [light|dark]]
"""

import json
import re
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / 'layers'))
import atspi_driver as ui  # noqa: E402
import tap  # noqa: E402
from buttons import choose_path, click, find_button  # noqa: E402
from camera import Camera  # noqa: E402
from network_pages import close_window, tab_to  # noqa: E402
from people import Owner, private_folder  # noqa: E402
from sotto_process import PASSWORD, run_cli  # noqa: E402

VECTORS = Path(__file__).parent.parent / 'vectors' / 'ethereum'

# Half of the order of the curve, and one: the smallest high s.
HIGH_S = '7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a1'

# What everybody's test chain starts with.
PHRASE = 'test test test test test test test test test test test junk'
KEY = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80'
ADDRESS = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266'
SHORT = '0xf39F…2266'
FILE_PASSWORD = 'a word for files alone'
PURPLE = 5

NARROW = (360, 640)

# A secret is on the screen and in the clipboard for a minute.
SECRET_SECONDS = 60

HASH = '0x' + '9c22ff5f21f0b81b113e63f7db6da94fedef11b2119b4088b89664fb9a3cb658'


def load_message():
    """One of the vectors."""
    cases = json.loads((VECTORS / 'eip191-personal-sign.json').read_text())['cases']
    return next(case for case in cases if case.get('text') == 'hello')


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
    click(alice.app, 'Continue')
    exact = ui.wait_for(window, 'text', name='What is signed')
    wait_for_text(exact, 'Pay⟨U+200B⟩ no⇥body↵\n⟨U+202E⟩ever↵\n')
    ui.wait_for(window, 'label', name='23 bytes')
    ui.wait_for(window, 'label', contains='cannot be seen')
    complaints = []
    if ui.find(window, 'label', contains='finger'):
        complaints.append('a plain text is warned of')
    camera.take('sign-review', alice)
    camera.take('narrow-sign-review', alice, NARROW)
    ui.activate(ui.wait_for(window, 'push button', name='Change the Message'))
    write(window, 'Message', HASH)
    click(alice.app, 'Continue')
    ui.wait_for(window, 'label', contains='looks like the fingerprint')
    if ui.find(window, 'label', contains='cannot be seen'):
        complaints.append('digits are said to be hidden')
    camera.take('sign-warning', alice)
    close_window(alice)
    return complaints


def sign(alice, message):
    """(the window, the page's signature), after a wrong password."""
    choose(alice, 'Account Menu', 'Sign a Message')
    window = get_window(alice, 'Sign a Message')
    write(window, 'Message', message)
    click(alice.app, 'Continue')
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
    camera.take('sign-done', alice)
    click(alice.app, 'Copy the Signature')
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
        click(alice.app, 'Verify')
        try:
            ui.wait_for(window, 'label', contains=verdict, seconds=4)
        except ui.NotFound as error:
            complaints.append(str(error))
        if verdict.startswith('The signature'):
            camera.take('verify-right', alice)
        elif verdict.startswith('Not signed'):
            camera.take('verify-wrong', alice)
    close_window(alice)
    return complaints


def row(alice, contains):
    return ui.wait_for(ui.wait_for(alice.app, 'list', name='Accounts'), 'list item',
                       contains=contains)


def check_import_phrase(alice):
    choose(alice, 'Add Account', 'Recovery')
    write(alice.app, 'Your Sotto password', PASSWORD)
    write(alice.app, 'Name, if you like', 'Test')
    write(alice.app, 'Recovery phrase', PHRASE.replace('junk', 'test'))
    ui.wait_for(alice.app, 'label', contains='them is another')
    write(alice.app, 'Recovery phrase', PHRASE)
    click(alice.app, 'Add')
    alice.wait_until_alone()
    name = row(alice, 'Test').get_name()
    return [] if SHORT in name else [f'the row is called {name!r}']


def check_rename(alice):
    choose(alice, 'Account Menu', 'Rename')
    write(alice.app, 'Name of the account', 'Of the chain')
    ui.press('Return')
    alice.wait_until_alone()
    row(alice, 'Of the chain')
    return [] if not ui.find(alice.app, 'list item', contains='Test') else ['the old name is there']


def enter_password(alice, window, button, password=PASSWORD):
    write(window, 'Your Sotto password', password)
    click(alice.app, button)


def shown_key(window):
    return ui.find(window, 'label', contains=KEY[2:])


def show_key(alice):
    choose(alice, 'Account Menu', 'Export Private')
    window = get_window(alice, 'Export Private Key')
    enter_password(alice, window, 'Show the Key')
    ui.wait_for(window, 'label', name=KEY)
    return window


def leave(alice):
    """Uses the main window, as far as the window manager lets one."""
    subprocess.run(['xdotool', 'windowfocus', '--sync', alice.windows()[0]], check=False)


def paste_elsewhere(alice):
    """What is in the clipboard, as another window gets it."""
    choose(alice, 'Account Menu', 'Verify a Signature')
    window = get_window(alice, 'Verify a Signature')
    tab_to(window, 'Message')
    ui.press('ctrl+v')
    time.sleep(1)
    text = ui.read(ui.wait_for(window, 'text', name='Message'))
    close_window(alice)
    return text


def copy_key(alice):
    click(alice.app, 'Copy the Key')
    ui.wait_for(alice.app, 'label', contains='leaves the clipboard')
    ui.press('Escape')  # closes the note
    ui.wait_until(lambda: not ui.find(alice.app, 'label', contains='leaves the clipboard'),
                  'no note')


def check_export_key(alice, camera):
    """The key comes after the password, and is gone when it is hidden or the window left."""
    choose(alice, 'Account Menu', 'Export Private')
    window = get_window(alice, 'Export Private Key')
    ui.wait_for(window, 'label', contains='can take all the money')
    enter_password(alice, window, 'Show the Key', 'not this one')
    ui.wait_for(window, 'label', contains='password does not open')
    complaints = ['the key is there before'] if shown_key(window) else []
    time.sleep(1.5)  # which is asked for after a wrong one
    enter_password(alice, window, 'Show the Key')
    ui.wait_for(window, 'label', name=KEY)
    camera.take('export-key', alice)
    click(alice.app, 'Hide It')
    ui.wait_until(lambda: not shown_key(window), 'the key to be hidden')
    enter_password(alice, window, 'Show the Key')
    ui.wait_for(window, 'label', name=KEY)
    leave(alice)
    ui.wait_until(lambda: not shown_key(window), 'the key to be hidden')
    ui.wait_for(window, 'label', contains='another window was used')
    alice.to_front()
    close_window(alice)
    return complaints


def check_clipboard(alice):
    """A copied key can be pasted, and after a minute it cannot; nor is it on the screen."""
    show_key(alice)
    copy_key(alice)
    close_window(alice)
    pasted = paste_elsewhere(alice)
    complaints = [] if pasted == KEY else [f'{pasted!r} was copied']
    window = show_key(alice)
    copy_key(alice)
    copied = time.monotonic()
    ui.wait_until(lambda: not shown_key(window), 'the key to be hidden', SECRET_SECONDS + 10)
    ui.wait_for(window, 'label', name='It was hidden again.')
    close_window(alice)
    time.sleep(max(0, copied + SECRET_SECONDS + 2 - time.monotonic()))
    pasted = paste_elsewhere(alice)
    return complaints + ([f'{pasted!r} is still there'] if pasted else [])


def check_show_phrase(alice, camera):
    choose(alice, 'Account Menu', 'Show Recovery')
    window = get_window(alice, 'Show Recovery Phrase')
    camera.take('export-phrase', alice)
    enter_password(alice, window, 'Show the Words')
    ui.wait_for(window, 'label', name='12. junk')
    camera.take('narrow-export-words', alice, NARROW)
    complaints = []
    for number, word in enumerate(PHRASE.split(), 1):
        if not ui.find(window, 'label', name=f'{number}. {word}'):
            complaints.append(f'word {number} is not there')
    click(alice.app, 'Hide Them')
    ui.wait_until(lambda: not ui.find(window, 'label', name='12. junk'), 'the words to be hidden')
    close_window(alice)
    return complaints


def check_save_file(alice, path, camera):
    choose(alice, 'Account Menu', 'Key File')
    window = get_window(alice, 'Save Key File')
    write(window, 'Password', FILE_PASSWORD)
    write(window, 'Password, once more', FILE_PASSWORD[:-1])
    write(window, 'Your Sotto password', PASSWORD)
    ui.wait_for(window, 'label', contains='differ')
    complaints = ([] if not ui.is_sensitive(find_button(alice.app, 'Save the File…'))
                  else ['two passwords that differ are taken'])
    write(window, 'Password, once more', FILE_PASSWORD)
    camera.take('export-file', alice)
    click(alice.app, 'Save the File…')
    choose_path(alice, path, 3)
    ui.wait_for(window, 'label', name='Saved')
    contents = json.loads(path.read_text())
    if contents['version'] != 3 or contents['address'].lower() != ADDRESS[2:].lower():
        complaints.append('it is no key file of this account')
    if path.stat().st_mode & 0o077:
        complaints.append('others can read the file')
    close_window(alice)
    return complaints


def find_questions(window):
    return [node for node in ui.find_all(window, 'text') if node.get_name().startswith('Word ')]


def wait_for_questions(window):
    ui.wait_until(lambda: len(find_questions(window)) == 3, 'three words to be asked for')
    time.sleep(0.5)


def answer(window, words):
    """Writes into the three rows that ask for a word."""
    for entry in find_questions(window):
        ui.write(entry, words[int(entry.get_name()[5:]) - 1])


def check_remove_phrase(alice):
    """Only whoever knows the words can remove them; the account can still sign."""
    choose(alice, 'Account Menu', 'Remove Phrase')
    window = get_window(alice, 'Remove Recovery Phrase')
    enter_password(alice, window, 'Continue')
    wait_for_questions(window)
    answer(window, ['zoo'] * 12)
    click(alice.app, 'Remove the Words')
    ui.wait_for(window, 'label', contains='is another one')
    answer(window, PHRASE.split())
    click(alice.app, 'Remove the Words')
    ui.wait_for(window, 'label', name='Removed')
    close_window(alice)
    alice.to_front()
    tab_to(alice.app, 'Account Menu')
    ui.press('Return')
    ui.wait_for(alice.app, 'menu item', contains='Export Private')
    complaints = []
    if ui.find(alice.app, 'menu item', contains='Show Recovery'):
        complaints.append('the words can still be shown')
    ui.press('Escape')
    return complaints


def check_own_phrase(alice):
    """One's own goes as well, for whoever wrote it down."""
    choose(alice, 'Account Menu', 'Show Recovery')
    window = get_window(alice, 'Show Recovery Phrase')
    enter_password(alice, window, 'Show the Words')
    ui.wait_for(window, 'label', contains='12. ')
    shown = dict(label.get_name().split('. ') for label in ui.find_all(window, 'label')
                 if re.fullmatch(r'\d+\. [a-z]+', label.get_name()))
    words = [shown[str(number)] for number in range(1, 13)]
    close_window(alice)
    choose(alice, 'Account Menu', 'Remove Phrase')
    window = get_window(alice, 'Remove Recovery Phrase')
    enter_password(alice, window, 'Continue')
    wait_for_questions(window)
    answer(window, words)
    click(alice.app, 'Remove the Words')
    ui.wait_for(window, 'label', name='Removed')
    close_window(alice)
    return []


def check_import_file(alice, path):
    """The account goes, and comes back from its file."""
    choose(alice, 'Account Menu', 'move Account')
    click(alice.app, 'Remove Account')
    alice.wait_until_alone()
    choose(alice, 'Add Account', 'Import a Key')
    ui.activate(ui.wait_for(alice.app, 'push button', contains='Choose…'))
    choose_path(alice, path, 3)
    ui.wait_for(alice.app, 'label', name=path.name)
    write(alice.app, 'Name, if you like', 'Of the file')
    write(alice.app, 'Password of the file', 'another one')
    write(alice.app, 'Your Sotto password', PASSWORD)
    click(alice.app, 'Add')
    ui.wait_for(alice.app, 'label', contains='does not open this key file')
    write(alice.app, 'Password of the file', FILE_PASSWORD)
    write(alice.app, 'Your Sotto password', PASSWORD)
    click(alice.app, 'Add')
    alice.wait_until_alone()
    name = row(alice, 'Of the file').get_name()
    return [] if SHORT in name else [f'the row is called {name!r}']


def check_colour(alice):
    """What cannot be heard is asked of the command, after the program."""
    choose(alice, 'Account Menu', 'Purple')
    time.sleep(1)
    alice.quit()
    accounts = run_cli(alice.build, alice.folder, 'wallet', 'accounts')
    kept = next(account for account in accounts if account['address'] == ADDRESS)
    return [] if kept['colour'] == PURPLE else [f'the colour is {kept["colour"]}']


def main():
    build = Path(sys.argv[1])
    folder = sys.argv[2] if len(sys.argv) > 2 else None
    style = sys.argv[3] if len(sys.argv) > 3 else 'light'
    camera = Camera(folder, style)
    with private_folder() as private:
        path = Path(private) / 'saved.json'
        alice = Owner(build, private, 'alice', **camera.env())
        try:
            alice.open()
            ui.activate(ui.wait_for(alice.app, 'page tab', name='Wallet'))
            tap.run([('a message is shown as it is', lambda: check_review(alice, camera)),
                     ('the own phrase is removed', lambda: check_own_phrase(alice)),
                     ('a message is signed', lambda: check_sign(alice, camera)),
                     ('signatures are verified', lambda: check_verify(alice, camera)),
                     ('a phrase is imported', lambda: check_import_phrase(alice)),
                     ('an account is renamed', lambda: check_rename(alice)),
                     ('a key is exported', lambda: check_export_key(alice, camera)),
                     ('a secret stays for a minute', lambda: check_clipboard(alice)),
                     ('a phrase is shown', lambda: check_show_phrase(alice, camera)),
                     ('a key file is saved', lambda: check_save_file(alice, path, camera)),
                     ('a phrase is removed', lambda: check_remove_phrase(alice)),
                     ('a key file is imported', lambda: check_import_file(alice, path)),
                     ('an account gets a colour', lambda: check_colour(alice))])
        finally:
            alice.stop()


if __name__ == '__main__':
    main()
