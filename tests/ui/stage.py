# SPDX-License-Identifier: GPL-3.0-or-later
"""How a test begins and ends whose people have a chain of their own."""

import functools
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / 'layers'))
import tap  # noqa: E402
from camera import Camera  # noqa: E402
from people import private_folder  # noqa: E402
from sotto_payments import find_node  # noqa: E402


def run_with_node(make, *checks):
    """Runs @checks, pairs of a name and a function of what @make makes of the build folder, a
    private folder, the program of a node and a camera: something with a stop()."""
    build = Path(sys.argv[1])
    folder = sys.argv[2] if len(sys.argv) > 2 else None
    style = sys.argv[3] if len(sys.argv) > 3 else 'light'
    program = find_node()
    if program is None:
        print('1..0 # SKIP anvil is not installed; ./dev test does it')
        return
    with private_folder() as private:
        world = make(build, private, program, Camera(folder, style))
        try:
            tap.run([(name, functools.partial(check, world)) for name, check in checks])
        finally:
            world.stop()
