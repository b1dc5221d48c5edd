"""The lines of a list that get no message, all of them, as a CSV file that a spreadsheet opens safely."""

import csv
from collections.abc import Callable, Iterable
from pathlib import Path

from sqlite_utils import Database

from zapbot.desk.campaign_count import Count, frozen
from zapbot.desk.campaign_export import harmless
from zapbot.desk.campaign_people import Person, Wrong
from zapbot.model import Template


def write(
    db: Database,
    pattern: Template,
    people: Iterable[Person | Wrong],
    path: Path,
    now: float,
    head: tuple[str, str] = ("line", "reason"),
    spelled: Callable[[str], str] = str,
) -> int:
    """Write the file, UTF-8 with a mark so that Excel reads the accents; how many lines. Changes nothing else."""
    written, count = 0, Count()
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file, delimiter=";")
        rows.writerow(head)
        for _ in frozen(db, pattern, people, count, now):
            for line, reason in count.wrong:
                rows.writerow([line, harmless(spelled(reason))])
                written += 1
            count.wrong.clear()
    return written
