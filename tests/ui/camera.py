# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of the window that somebody looks at, if there is a folder for them."""

import subprocess
import time
from pathlib import Path

SETTLE_SECONDS = 1


class Camera:
    def __init__(self, folder, style):
        self.folder = Path(folder) if folder else None
        self.suffix = '' if style == 'light' else f'-{style}'
        if self.folder:
            self.folder.mkdir(parents=True, exist_ok=True)

    def env(self):
        """What the program is to be started with."""
        return {'ADW_DEBUG_COLOR_SCHEME': 'prefer-dark'} if self.suffix else {}

    def take(self, name, person=None, size=None):
        """Of the window in front, or that of @person; @size is a width and a height."""
        if self.folder is None:
            return
        if person:
            person.to_front()
        window = subprocess.run(['xdotool', 'getactivewindow'], capture_output=True, text=True,
                                check=False).stdout.strip() or 'root'
        if size:
            subprocess.run(['xdotool', 'windowsize', window, *map(str, size)], check=False)
        time.sleep(SETTLE_SECONDS)
        subprocess.run(['/usr/bin/import', '-window', window, '-strip', '+dither', '-colors', '256',
                        str(self.folder / f'{name}{self.suffix}.png')], check=True)
