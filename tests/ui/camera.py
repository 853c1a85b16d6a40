# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of what a person looks at."""

import subprocess
import time


class Camera:
    def __init__(self, folder, style):
        self.folder = folder
        self.suffix = '' if style == 'light' else f'-{style}'

    def env(self):
        """What the program is to be started with."""
        return {'ADW_DEBUG_COLOR_SCHEME': 'prefer-dark'} if self.suffix else {}

    def take(self, person, name):
        if self.folder is None:
            return
        person.to_front()
        time.sleep(1)
        window = subprocess.run(['xdotool', 'getactivewindow'], capture_output=True, text=True,
                                check=False).stdout.strip() or 'root'
        subprocess.run(['/usr/bin/import', '-window', window, '-strip', '+dither', '-colors', '256',
                        f'{self.folder}/{name}{self.suffix}.png'], check=True)
