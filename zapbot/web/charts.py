"""Charts as SVG made here: no script, no style of their own; beside each stands a table that says the same."""

from collections.abc import Callable, Sequence

from markupsafe import Markup

Figure = Callable[[int], str]
"""Writes a number as the visitor's language does."""

WIDTH, HEIGHT, LEFT, BELOW, ABOVE = 720, 170, 40, 18, 8
STEPS = 5
"""Shades of a heat map beside the empty one."""


def bars(labels: Sequence[str], stacks: Sequence[Sequence[int]], name: str, figure: Figure) -> Markup:
    """A bar for each label, made of the parts of its stack; the first part stands below."""
    most = nice(max((sum(stack) for stack in stacks), default=0))
    step = (WIDTH - LEFT) / max(1, len(stacks))
    drawn = [_grid(most, figure)]
    named = zip(labels, stacks, strict=True)
    drawn += [_bar(index, stack, label, step, most) for index, (label, stack) in enumerate(named)]
    every = max(1, -(-len(labels) * 48 // (WIDTH - LEFT)))
    drawn += [
        Markup('<text x="{:.1f}" y="{}" text-anchor="middle">{}</text>').format(
            LEFT + (index + 0.5) * step, HEIGHT - 6, label
        )
        for index, label in enumerate(labels)
        if index % every == 0
    ]
    return _svg(WIDTH, HEIGHT, "bars-chart", name, drawn)


def heat(rows: Sequence[str], columns: Sequence[str], values: Sequence[Sequence[int]], name: str) -> Markup:
    """A field for each row and column, darker the larger its value."""
    most = max((value for row in values for value in row), default=0)
    wide, high = 27, 24
    drawn = [
        Markup('<text x="{}" y="11" text-anchor="middle">{}</text>').format(LEFT + (i + 0.5) * wide, column)
        for i, column in enumerate(columns)
        if i % 2 == 0
    ]
    for y, (row, cells) in enumerate(zip(rows, values, strict=True)):
        top = 17 + y * high
        drawn.append(Markup('<text x="{}" y="{}" text-anchor="end">{}</text>').format(LEFT - 6, top + 15, row))
        drawn += [_field(LEFT + x * wide, top, wide, high, value, most) for x, value in enumerate(cells)]
    return _svg(LEFT + len(columns) * wide, 17 + len(rows) * high, "heat-chart", name, drawn)


def sparkline(values: Sequence[int], name: str) -> Markup:
    """A line without axes."""
    wide, high = 240, 40
    most, step = max(1, *values), wide / max(1, len(values) - 1)
    points = " ".join(f"{i * step:.1f},{high - 2 - value * (high - 4) / most:.1f}" for i, value in enumerate(values))
    drawn = [Markup('<polyline points="{}"/>').format(points)]
    return _svg(wide, high, "spark-chart", name, drawn, "none")


def nice(most: int) -> int:
    """The next larger round number: where an axis ends."""
    if most <= 10:
        return max(4, most + most % 2)
    size = int(10 ** (len(str(most)) - 1))
    return next(size * part for part in (1, 2, 3, 4, 5, 6, 8, 10) if size * part >= most)


def _grid(most: int, figure: Figure) -> Markup:
    lines = []
    for quarter in range(0, 5, 2):
        y = _y(most * quarter / 4, most)
        lines.append(
            Markup('<line x1="{0}" x2="{1}" y1="{2:.1f}" y2="{2:.1f}"/>').format(LEFT, WIDTH, y)
            + Markup('<text x="{}" y="{:.1f}" text-anchor="end">{}</text>').format(
                LEFT - 6, y + 4, figure(most * quarter // 4)
            )
        )
    return Markup("").join(lines)


def _bar(index: int, stack: Sequence[int], label: str, step: float, most: int) -> Markup:
    x, width, below, parts = LEFT + index * step + step * 0.12, step * 0.76, 0, []
    for part, value in enumerate(stack):
        if value:
            top, bottom = _y(below + value, most), _y(below, most)
            parts.append(
                Markup('<rect class="part-{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>').format(
                    part, x, top, width, bottom - top
                )
            )
        below += value
    said = Markup("<title>{}: {}</title>").format(label, " · ".join(map(str, stack)))
    return Markup("<g>{}{}</g>").format(said, Markup("").join(parts))


def _field(x: float, y: float, wide: int, high: int, value: int, most: int) -> Markup:
    shade = 0 if not value else min(STEPS, 1 + value * STEPS // (most + 1))
    return Markup('<rect class="heat-{}" x="{}" y="{}" width="{}" height="{}" rx="3"><title>{}</title></rect>').format(
        shade, x + 1, y + 1, wide - 2, high - 2, value
    )


def _y(value: float, most: int) -> float:
    return HEIGHT - BELOW - value * (HEIGHT - BELOW - ABOVE) / most


def _svg(width: int, height: int, kind: str, name: str, drawn: Sequence[Markup], ratio: str = "xMidYMid") -> Markup:
    return Markup(
        '<svg class="chart {}" viewBox="0 0 {} {}" preserveAspectRatio="{}" role="img" aria-label="{}">{}</svg>'
    ).format(kind, width, height, ratio, name, Markup("").join(drawn))
