#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the simulation of big networks and puts its figures into docs/scaling.md and
docs/scaling.svg.

    draw-scaling.py BENCH-SCALE DOCS
"""

import math
import re
import subprocess
import sys
from pathlib import Path

WIDTH, HEIGHT = 820, 500
LEFT, RIGHT, TOP, BOTTOM = 112, 200, 30, 60
X_DECADES = (2, 6)
Y_DECADES = (-1, 6)  # of MiB a day

# way, class of its colour, what stands beside its line
LINES = [
    ('everything', 'everything', 'everything'),
    ('filter-2', 'filter-2', 'filter, two relays'),
    ('filter', 'filter', 'filter, one relay'),
    ('topics-3', 'topics-3', 'topics, three relays'),
    ('topics-2', 'topics-2', 'topics, two relays'),
    ('topics', 'topics', 'topics, one relay'),
]

NAMES = {
    'everything': 'everything (full node)',
    'filter': 'bloom filter, one relay',
    'filter-2': 'bloom filter, two relays',
    'topics': 'topics, one relay',
    'topics-2': 'topics, two relays',
    'topics-3': 'topics, three relays',
    'topics-chance': 'topics, one relay, partitions by key',
}

STYLE = """
  text { font: 13px sans-serif; fill: #1c1c1c }
  .grid { stroke: #d0d0d0; stroke-width: 1 }
  .line { fill: none; stroke-width: 2 }
  .model { fill: none; stroke-width: 1.5; stroke: #6b6b6b }
  .everything { stroke: #a51d2d } .filter-2 { stroke: #c64600 } .filter { stroke: #9c6e03 }
  .topics-3 { stroke: #813d9c } .topics-2 { stroke: #1a5fb4 } .topics { stroke: #26734d }
  circle { fill: #ffffff; stroke-width: 2 }
  .paper { fill: #ffffff }
  @media (prefers-color-scheme: dark) {
    text { fill: #f2f2f2 }
    .grid { stroke: #454545 }
    .model { stroke: #a8a8a8 }
    .everything { stroke: #f66151 } .filter-2 { stroke: #ff9f45 } .filter { stroke: #f6d32d }
    .topics-3 { stroke: #dc8add } .topics-2 { stroke: #62a0ea } .topics { stroke: #57e389 }
    .paper, circle { fill: #1e1e1e }
  }
"""


def parse(text):
    """The rows of each table as dictionaries, numbers where they are numbers."""
    tables = []
    for block in text.strip().split('\n\n'):
        head, *lines = block.splitlines()
        tables.append([dict(zip(head.split(), line.split())) for line in lines])
    return tables


def amount(mebibytes):
    """For people: three digits and a unit."""
    for unit, size in (('GB', 1024), ('MB', 1)):
        if mebibytes >= size:
            value = mebibytes / size
            digits = max(0, 2 - int(math.log10(value)))
            return f'{value:,.{digits}f} {unit}'
    return f'{mebibytes * 1024:.0f} KB'


def x_of(users):
    share = (math.log10(users) - X_DECADES[0]) / (X_DECADES[1] - X_DECADES[0])
    return LEFT + share * (WIDTH - LEFT - RIGHT)


def y_of(mebibytes):
    share = (math.log10(mebibytes) - Y_DECADES[0]) / (Y_DECADES[1] - Y_DECADES[0])
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)


def draw_grid():
    for decade in range(X_DECADES[0], X_DECADES[1] + 1):
        x = x_of(10 ** decade)
        yield f'<path class="grid" d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}"/>'
        yield (f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">'
               f'{10 ** decade:,}</text>')
    for decade in range(Y_DECADES[0], Y_DECADES[1] + 1):
        y = y_of(10 ** decade)
        label = f'{10 ** decade:,} MB'
        yield f'<path class="grid" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>'
        yield f'<text x="{LEFT - 14}" y="{y + 4:.1f}" text-anchor="end">{label}</text>'
    yield (f'<text x="{(LEFT + WIDTH - RIGHT) / 2:.0f}" y="{HEIGHT - 14}" text-anchor="middle">'
           'users of the network</text>')
    yield f'<text x="{LEFT}" y="18">received by one client in a day</text>'


def draw_line(rows, color):
    measured = [(x_of(int(row['users'])), y_of(float(row['envelope-MiB']))) for row in rows]
    model = [(x_of(int(row['users'])), y_of(float(row['model-MiB']))) for row in rows]
    yield f'<polyline class="line {color}" points="{points(measured)}"/>'
    for x, y in measured:
        yield f'<circle class="{color}" cx="{x:.1f}" cy="{y:.1f}" r="4"/>'
    for x, y in model:
        yield draw_cross(x, y)


def draw_cross(x, y):
    return f'<path class="model" d="M{x - 8:.1f} {y:.1f}h16M{x:.1f} {y - 8:.1f}v16"/>'


def points(pairs):
    return ' '.join(f'{x:.1f},{y:.1f}' for x, y in pairs)


def draw_names(ends):
    """Beside the ends of the lines, from the top, never nearer than a line of text."""
    y_before = 0
    for y, name in sorted(ends):
        y_before = max(y, y_before + 17)
        yield f'<text x="{WIDTH - RIGHT + 12}" y="{y_before + 4:.1f}">{name}</text>'
    yield draw_cross(WIDTH - RIGHT + 24, HEIGHT - BOTTOM - 4)
    yield f'<text x="{WIDTH - RIGHT + 40}" y="{HEIGHT - BOTTOM}">published model</text>'


def draw(networks):
    parts = list(draw_grid())
    ends = []
    for way, color, name in LINES:
        rows = [row for row in networks if row['way'] == way]
        parts += draw_line(rows, color)
        ends.append((y_of(float(rows[-1]['envelope-MiB'])), name))
    parts += draw_names(ends)
    return '\n'.join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
        '<title>What one client receives in a day, by the number of users</title>',
        f'<style>{STYLE}</style>',
        f'<rect class="paper" width="{WIDTH}" height="{HEIGHT}"/>',
        *parts, '</svg>', ''])


def table_of_networks(networks):
    yield '| users | way | model | measured | difference | with packets and frames | sent | again |'
    yield '|---|---|---|---|---|---|---|---|'
    for row in networks:
        received, sent = (amount(float(row[name])) for name in ('received-MiB', 'sent-MiB'))
        if row['way'] == 'everything':
            sent = ''
        yield (f'| {int(row["users"]):,} | {NAMES[row["way"]]} | {amount(float(row["model-MiB"]))} '
               f'| {amount(float(row["envelope-MiB"]))} | {round(float(row["differ-%"])):+d} % '
               f'| {received} | {sent} | {float(row["again-%"]):.0f} % |')


def table_of_filters(filters):
    yield '| topics in the filter | ' + ' | '.join(row['followed'] for row in filters) + ' |'
    yield '|---' * (len(filters) + 1) + '|'
    yield ('| of everything else, it lets through | '
           + ' | '.join(f'{float(row["others-%"]):.3g} %' for row in filters) + ' |')


def replace(text, name, lines):
    """Puts lines between the two comments that name them."""
    begin, end = f'<!-- {name} -->', f'<!-- end of {name} -->'
    pattern = re.escape(begin) + '.*?' + re.escape(end)
    new, count = re.subn(pattern, lambda _: '\n'.join([begin, *lines, end]), text, flags=re.S)
    if count != 1:
        raise SystemExit(f'docs/scaling.md has no place for {name}')
    return new


def main():
    program, docs = sys.argv[1], Path(sys.argv[2])
    output = []
    with subprocess.Popen([program], stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            print(line, end='', flush=True)
            output.append(line)
    if process.returncode != 0:
        raise SystemExit(process.returncode)

    networks, filters = parse(''.join(output))
    page = docs / 'scaling.md'
    text = replace(page.read_text(), 'networks', table_of_networks(networks))
    page.write_text(replace(text, 'filters', table_of_filters(filters)))
    (docs / 'scaling.svg').write_text(draw(networks))


if __name__ == '__main__':
    main()
