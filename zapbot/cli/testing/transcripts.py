"""A transcript in columns: when, who, what, and at the right why."""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from zapbot.flow.testing.transcript import Line

_STYLES = {"user": "bold", "tap": "bold", "bot": "", "→": "magenta", "after": "yellow", "now": "yellow"}
_MARGIN = 17
"""Two blanks, the time, who: `  10:00  user    `."""
_LONGEST = 60
LEAST = 30


@dataclass(frozen=True, slots=True)
class Columns:
    """How wide what is said and why it is said may be."""

    what: int
    why: int


def transcript(lines: Sequence[Line], width: int) -> Iterator[Text]:
    """The lines, with a heading wherever a new day begins."""
    columns = _columns(lines, width)
    day = lines[0].at.date() if lines else None
    for line in lines:
        if line.at.date() != day:
            day = line.at.date()
            yield Text(f"  {day:%Y-%m-%d}", "dim")
        yield from _line(line, columns)


def _columns(lines: Sequence[Line], width: int) -> Columns:
    longest = max((cell_len(part) for line in lines for part in line.what.splitlines()), default=0)
    what = max(LEAST, min(longest, _LONGEST, width - _MARGIN - LEAST))
    return Columns(what, max(width - _MARGIN - what - 2, LEAST // 2))


def _line(line: Line, columns: Columns) -> Iterator[Text]:
    at, style = f"  {line.at:%H:%M}  ", _STYLES.get(line.who, "dim")
    if not line.who:
        yield Text.assemble((at, "dim"), ("·       ", "dim"), (cut(line.why, columns.what + columns.why + 2), "dim"))
        return
    wrapped = [part for one in line.what.splitlines() for part in textwrap.wrap(one, columns.what) or [""]]
    for i, part in enumerate(wrapped or [""]):
        head = (at, "dim") if i == 0 else (" " * len(at), "")
        who = (f"{line.who:<8}" if i == 0 else " " * 8, "dim")
        why = cut(line.why, columns.why) if i == 0 else ""
        said = set_cell_size(part, columns.what) + "  " if why else part
        yield Text.assemble(head, who, (said, style), (why, "dim"))


def cut(text: str, width: int) -> str:
    """A text no wider than that, an ellipsis where it was cut."""
    return text if cell_len(text) <= width else set_cell_size(text, width - 1).rstrip() + "…"
