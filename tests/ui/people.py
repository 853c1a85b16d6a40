# SPDX-License-Identifier: GPL-3.0-or-later
"""Real applications with accounts of their own, meeting at a real relay on loopback."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import atspi_driver as ui

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / 'support'))
import sotto_process  # noqa: E402

PASSWORD = 'correct horse battery'


class Relay:
    """A sottod on a free port."""

    def __init__(self, program, folder):
        self.process = subprocess.Popen(
            [program, '--listen', '127.0.0.1', '--port', '0', '--no-lan', '--data-dir',
             f'{folder}/relay'],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.enode = self.process.stdout.readline().strip()

    def stop(self):
        ui.stop(self.process)


class Person:
    """One running Sotto and what somebody does with it."""

    def __init__(self, program, folder, name, enode, **env):
        command = [program, '--data-dir', f'{folder}/{name}']
        command += ['--node', enode] if enode else []
        self.process = ui.start(command, **env)
        self.app = ui.application(self.process)

    def stop(self):
        ui.stop(self.process)

    def click(self, name, role='push button'):
        ui.activate(ui.wait_for(self.app, role, contains=name))

    def windows(self):
        return subprocess.run(
            ['xdotool', 'search', '--onlyvisible', '--pid', str(self.process.pid)],
            capture_output=True, text=True, check=False).stdout.split()

    def wait_until_alone(self):
        """Waits until the main window is the only one. The screen is asked, not the accessible
        tree: GTK 4.8 ends with a fault when that is read in the instant in which a window goes."""
        ui.wait_until(lambda: len(self.windows()) == 1, 'the other windows to close')

    def to_front(self):
        found = self.windows()
        for window in found[-1:]:
            subprocess.run(['xdotool', 'windowactivate', '--sync', window], check=False,
                           stderr=subprocess.DEVNULL)

    def wait_for_focus(self, role):
        ui.wait_until(lambda: ui.focused(self.app) and
                      ui.focused(self.app).get_role_name() == role, f'a {role} to have the focus')

    @staticmethod
    def type(text):
        subprocess.run(['xdotool', 'type', '--delay', '12', text], check=True)

    def create_account(self, on_page=lambda name: None):
        self.to_front()
        on_page('welcome')
        self.click('Create an Identity')
        ui.wait_until(lambda: len(ui.find_all(self.app, 'list item')) >= 5, 'five identities')
        on_page('choose')
        time.sleep(0.5)
        self.click('Next')
        time.sleep(0.7)
        self.type(PASSWORD)
        ui.press('Tab', 'Tab')
        self.type(PASSWORD)
        time.sleep(0.3)
        on_page('password')
        ui.press('Return')
        time.sleep(2.5)
        on_page('network-question')
        self.click('Not Here')
        time.sleep(1.5)
        on_page('no-chats')

    def join(self, channel):
        self.to_front()
        ui.press('ctrl+j')
        time.sleep(0.8)
        self.type(channel)
        ui.press('Return')
        self.wait_until_alone()
        ui.wait_for(self.app, 'text', name=f'Message to #{channel}')
        time.sleep(0.5)

    def say(self, text):
        self.to_front()
        time.sleep(0.2)
        self.type(text)
        ui.press('Return')
        self.wait_for_message(text)

    def wait_for_message(self, contains):
        return ui.wait_for(self.app, 'list item', contains=contains)


class Owner(Person):
    """Whose account `sotto-cli` made beforehand in FOLDER/NAME: it only has to be unlocked."""

    def __init__(self, build, folder, name, enodes=(), links=(), **env):
        self.build = Path(build)
        self.folder = Path(folder) / name
        self.enodes = list(enodes)
        self.links = list(links)
        self.env = {**environment(build), **env}
        listed = sotto_process.run_cli(build, self.folder, 'account', 'list')
        account = (listed or sotto_process.run_cli(build, self.folder, 'account', 'create'))[0]
        self.key, self.name = account['key'], account['name']
        self.start()

    def start(self):
        nodes = [word for enode in self.enodes for word in ('--node', enode)]
        self.process = ui.start([str(self.build / 'src/app/sotto'), '--data-dir', str(self.folder),
                                 *nodes, *self.links], **self.env)
        self.app = ui.application(self.process)

    def quit(self):
        """As a person ends it; the program stores what is pending."""
        self.to_front()
        ui.press('ctrl+q')
        status = self.process.wait(20)
        assert status == 0, f'the program ended with {status}'

    def unlock(self, password=sotto_process.PASSWORD):
        ui.write(ui.wait_for(self.app, 'text', name='Password'), password)
        button = ui.wait_for(self.app, 'push button', contains='Unlock')
        ui.wait_until(lambda: ui.is_sensitive(button), 'the button Unlock')
        ui.activate(button)

    def open(self):
        self.unlock()
        ui.wait_for(self.app, 'list', name='Chats')
        self.to_front()

    def start_chat(self, key):
        self.to_front()
        ui.press('ctrl+n')
        ui.write(ui.wait_for(self.app, 'text', name='Chat key'), key)
        ui.press('Return')
        self.wait_until_alone()
        composer = self.composer()
        self.wait_for_focus('text')
        return composer

    def composer(self, contains='Message to'):
        return ui.wait_for(self.app, 'text', contains=contains)

    def send(self, text):
        self.to_front()
        ui.write(self.composer(), text)
        button = ui.wait_for(self.app, 'push button', name='Send')
        ui.wait_until(lambda: ui.is_sensitive(button), 'the button Send')
        ui.activate(button)
        return self.wait_for_message(text)

    def wait_for_row(self, *parts, seconds=ui.WAIT_SECONDS):
        """A message whose spoken sentence has all of @parts, such as its state and its text."""
        def look():
            for row in ui.find_all(self.app, 'list item', contains=parts[0]):
                if all(part in row.get_name() for part in parts):
                    return row
            return None
        return ui.wait_until(look, f'a message with {parts}', seconds)

    def click_composer(self):
        """The text lies at the bottom of a private chat's window, at the end side's middle."""
        window = subprocess.run(['xdotool', 'getactivewindow'], capture_output=True, text=True,
                                check=True).stdout.strip()
        shell = subprocess.run(['xdotool', 'getwindowgeometry', '--shell', window],
                               capture_output=True, text=True, check=True).stdout
        size = dict(line.split('=') for line in shell.split())
        subprocess.run(['xdotool', 'mousemove', '--window', window,
                        str(int(size['WIDTH']) * 7 // 10), str(int(size['HEIGHT']) - 28),
                        'click', '1'], check=True)

    def focus_newest(self, contains):
        """From the composer up to the newest message."""
        self.to_front()
        self.wait_for_message(contains)
        self.click_composer()
        self.wait_for_focus('text')
        ui.press('shift+Tab', 'shift+Tab', 'End')
        ui.wait_until(lambda: ui.focused(self.app)
                      and contains in ui.focused(self.app).get_name(), f'the row {contains!r}')

    def choose_in_message_menu(self, message, item):
        self.focus_newest(message)
        ui.press('Return')
        ui.activate(ui.wait_for(self.app, 'menu item', contains=item))


def private_folder():
    return tempfile.TemporaryDirectory(prefix='sotto-people-', ignore_cleanup_errors=True)


def environment(build):
    return {'GSETTINGS_SCHEMA_DIR': str(Path(build) / 'data'),
            'G_DEBUG': os.environ.get('SOTTO_UI_G_DEBUG', '')}
