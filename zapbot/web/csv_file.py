"""Tables as CSV files that a spreadsheet opens with accents and computes nothing of."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from litestar.response import Stream

from zapbot import filenames
from zapbot.desk.campaign_export import harmless

_ROWS_AT_ONCE = 500


def csv_file(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Stream:
    """A file to save, written while it is sent."""
    headers = {
        "Content-Disposition": filenames.disposition("attachment", name),
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Stream(lines(header, rows), media_type="text/csv; charset=utf-8", headers=headers)


def lines(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """The file's bytes, some rows at a time; the mark in front lets Excel read the accents."""
    buffer = io.StringIO()
    buffer.write("\ufeff")
    writer = csv.writer(buffer, delimiter=";")
    writer.writerow([harmless(name) for name in header])
    for count, row in enumerate(rows, 1):
        writer.writerow([_cell(value) for value in row])
        if count % _ROWS_AT_ONCE == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def _cell(value: Any) -> str:
    return "" if value is None else harmless(value) if isinstance(value, str) else str(value)


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()
