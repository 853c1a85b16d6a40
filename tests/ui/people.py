# SPDX-License-Identifier: GPL-3.0-or-later
"""Real applications with accounts of their own, meeting at a real relay on loopback."""

import os
import subprocess
import tempfile
import time
from pathlib import Path

import atspi_driver as ui

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

    def to_front(self):
        found = subprocess.run(
            ['xdotool', 'search', '--onlyvisible', '--pid', str(self.process.pid)],
            capture_output=True, text=True, check=False).stdout.split()
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


def private_folder():
    return tempfile.TemporaryDirectory(prefix='sotto-people-', ignore_cleanup_errors=True)


def environment(build):
    return {'GSETTINGS_SCHEMA_DIR': str(Path(build) / 'data'),
            'G_DEBUG': os.environ.get('SOTTO_UI_G_DEBUG', '')}
