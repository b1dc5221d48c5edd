"""Every recipient of a campaign as a CSV file that a spreadsheet opens safely."""

import csv
from collections.abc import Callable
from datetime import datetime, tzinfo
from pathlib import Path

from sqlite_utils import Database

from zapbot import phone
from zapbot.store import campaign_report
from zapbot.store.campaign_report import Row

COLUMNS = ("phone", "name", "status", "code", "reason", "sent", "delivered", "read", "replied")
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a text for a formula."""


def write(db: Database, id: int, path: Path, zone: tzinfo, progress: Callable[[int], None] = lambda _: None) -> int:
    """Write the file, UTF-8 with a mark so that Excel reads the accents; how many rows."""
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file, delimiter=";")
        rows.writerow(COLUMNS)
        for row in campaign_report.rows(db, id):
            rows.writerow([harmless(cell) for cell in _cells(row, zone)])
            progress(1)
            count += 1
    return count


def harmless(text: str) -> str:
    """A text that no spreadsheet computes."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def _cells(row: Row, zone: tzinfo) -> tuple[str, ...]:
    return (
        phone.pretty(row.address).removeprefix("+") if row.address.isdigit() else row.address,
        row.name or "",
        row.status,
        "" if row.code is None else str(row.code),
        row.reason or "",
        *(_moment(at, zone) for at in (row.sent_at, row.delivered_at, row.read_at)),
        "yes" if row.replied else "no",
    )


def _moment(at: float | None, zone: tzinfo) -> str:
    return "" if at is None else datetime.fromtimestamp(at, zone).strftime("%d/%m/%Y %H:%M:%S")
