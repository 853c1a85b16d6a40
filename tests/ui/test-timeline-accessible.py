#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The timeline as a screen reader and a keyboard see it.

Usage: test-timeline-accessible.py TIMELINE_DEMO [--print]
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / 'layers'))
import atspi_driver as ui  # noqa: E402
import tap  # noqa: E402


def rows(app):
    timeline = ui.wait_for(app, 'list', 'Messages')
    return [child for child in ui.children(timeline) if child.get_role_name() == 'list item']


def number(row):
    return int(row.get_name().split()[0])


def focused_number(app):
    node = ui.focused(app)
    return number(node) if node and node.get_role_name() == 'list item' else None


def expect_focus(app, condition, what):
    ui.wait_until(lambda: (focused_number(app) or 0) and condition(focused_number(app)), what)


def check_rows(app):
    numbers = [number(row) for row in rows(app)]
    complaints = []
    if numbers != list(range(numbers[0], 100000)):
        complaints.append(f'the rows are {numbers}')
    if len(numbers) > 250:
        complaints.append(f'{len(numbers)} rows')
    if not all(row.get_name() for row in rows(app)):
        complaints.append('a row has no name')
    return complaints


def check_keys(app):
    ui.wait_until(lambda: ui.focused(app), 'the entry below to have the focus')
    ui.press('shift+Tab')
    expect_focus(app, lambda n: n == 99999, 'the newest row to take the focus')
    ui.press('Up', 'Up')
    expect_focus(app, lambda n: n == 99997, 'Up to move by rows')
    ui.press('Down')
    expect_focus(app, lambda n: n == 99998, 'Down to move by a row')
    ui.press('Prior')
    expect_focus(app, lambda n: n < 99995, 'Page Up to move by a page')
    page_up = focused_number(app)
    ui.press('Home')
    expect_focus(app, lambda n: n < page_up, 'Home to move to the first row')
    ui.press('Next')
    ui.press('End')
    expect_focus(app, lambda n: n == 99999, 'End to move to the newest row')
    ui.press('Tab')
    ui.wait_until(lambda: ui.focused(app) and ui.focused(app).get_role_name() == 'text',
                  'Tab to leave the rows')
    return []


def main():
    demo = ui.start([sys.argv[1], '--hold'])
    try:
        app = ui.application(demo)
        if '--print' in sys.argv:
            ui.print_tree(app)
            return
        tap.run([('rows are list items with names, in their order', lambda: check_rows(app)),
                 ('keys move the focus by rows', lambda: check_keys(app))])
    finally:
        ui.stop(demo)


if __name__ == '__main__':
    main()
