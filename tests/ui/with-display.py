#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a program on a screen and a session bus of its own.

Usage: with-display.py [--size WIDTHxHEIGHT] [--window-manager] PROGRAM [ARGUMENT...]

Ends with the program's exit status, or 77 (skipped) when there is no Xvfb.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile


def start_screen(size):
    """Returns the running Xvfb and its number, which Xvfb itself chooses."""
    reader, writer = os.pipe()
    server = subprocess.Popen(
        ['Xvfb', '-displayfd', str(writer), '-screen', '0', f'{size}x24', '-nolisten', 'tcp'],
        pass_fds=[writer], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                           stderr=subprocess.DEVNULL)
    os.close(writer)
    with os.fdopen(reader) as lines:
        number = lines.readline().strip()
    if not number:
        sys.exit('Xvfb did not start')
    return server, number


def environment(display, folder):
    env = dict(os.environ)
    for name in ('WAYLAND_DISPLAY', 'DBUS_SESSION_BUS_ADDRESS', 'AT_SPI_BUS_ADDRESS', 'DESKTOP_SESSION',
                 'GTK_A11Y', 'GTK_THEME', 'NO_AT_BRIDGE'):
        env.pop(name, None)
    env.update({
        'DISPLAY': f':{display}',
        'GDK_BACKEND': 'x11',
        'GSK_RENDERER': 'cairo',
        'GSETTINGS_BACKEND': 'memory',
        'HOME': folder,
        'XDG_RUNTIME_DIR': f'{folder}/run',
        'XDG_DATA_HOME': f'{folder}/data',
        'XDG_CONFIG_HOME': f'{folder}/config',
        'XDG_CACHE_HOME': f'{folder}/cache',
    })
    env.setdefault('LC_ALL', 'C.UTF-8')
    os.mkdir(env['XDG_RUNTIME_DIR'], 0o700)
    return env


def run_in_session(program, env):
    """Services that the bus starts inherit its output: only the program's own goes to ours."""
    output = os.dup(sys.stdout.fileno())
    command = ['sh', '-c', f'exec "$@" >&{output} {output}>&-', 'sh', *program]
    return subprocess.run(['dbus-run-session', '--', *command], env=env, stdout=sys.stderr,
                          pass_fds=[output])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--size', default='1280x900')
    parser.add_argument('--window-manager', action='store_true')
    parser.add_argument('program', nargs=argparse.REMAINDER)
    arguments = parser.parse_args()
    if not shutil.which('Xvfb') or not shutil.which('dbus-run-session'):
        sys.exit(77)

    server, display = start_screen(arguments.size)
    manager = None
    try:
        with tempfile.TemporaryDirectory(prefix='sotto-ui-', ignore_cleanup_errors=True) as folder:
            env = environment(display, folder)
            if arguments.window_manager and shutil.which('openbox'):
                manager = subprocess.Popen(['openbox', '--sm-disable'], env=env,
                                           stdout=subprocess.DEVNULL,
                                           stderr=subprocess.DEVNULL)
            done = run_in_session(arguments.program, env)
    finally:
        for process in (manager, server):
            if process:
                process.terminate()
                process.wait()
    sys.exit(done.returncode if done.returncode >= 0 else 128 - done.returncode)


if __name__ == '__main__':
    main()
