"""A list of recipients in a file, as spreadsheets write it: UTF-8 or Windows-1252, with `;`, commas or tabs."""

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from zapbot.desk.campaign_message import key
from zapbot.desk.campaign_people import PHONE, Person, Wrong, from_row
from zapbot.errors import UsageError

PIECE = 1024 * 1024
SEPARATORS = ";,\t"


@dataclass(frozen=True, slots=True)
class Listing:
    """A file that was looked at: how it is written, its columns, about how many rows it has."""

    path: Path
    encoding: str
    separator: str
    columns: tuple[str, ...]
    rows: int

    @property
    def is_utf8(self) -> bool:
        """Whether its accents are certain; else it was read as Windows-1252."""
        return self.encoding == "utf-8-sig"


def look(path: Path) -> Listing:
    """How a file is to be read. Raises UsageError when it is no list of recipients."""
    encoding, lines = _encoding(path)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        head = file.readline()
    separator = max(SEPARATORS, key=head.count)
    columns = tuple(key(name) for name in next(csv.reader([head], delimiter=separator), []))
    _check(path, columns)
    return Listing(path, encoding, separator, columns, max(0, lines - 1))


def read(db: Database, listing: Listing, now: float) -> Iterator[Person | Wrong]:
    """Its rows, one at a time. Raises UsageError where the file itself is broken."""
    with listing.path.open(encoding=listing.encoding, errors="replace", newline="") as file:
        reader = csv.reader(file, delimiter=listing.separator)
        next(reader, None)
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield _person(db, listing, reader.line_num, cells, now)
        except csv.Error as error:
            raise UsageError(f"{listing.path}, line {reader.line_num}: {error}") from None


def _person(db: Database, listing: Listing, line: int, cells: list[str], now: float) -> Person | Wrong:
    if len(cells) > len(listing.columns):
        return Wrong(line, f"has {len(cells)} columns where the first line names {len(listing.columns)}")
    return from_row(db, line, dict(zip(listing.columns, cells, strict=False)), now)


def _encoding(path: Path) -> tuple[str, int]:
    """How a file is encoded, and how many lines it has."""
    decoder, encoding, lines, last = codecs.getincrementaldecoder("utf-8")(), "utf-8-sig", 0, b""
    try:
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                lines, last = lines + piece.count(b"\n"), piece
                if b"\0" in piece:
                    raise UsageError(f"{path} is not a text file: save the spreadsheet as CSV")
                encoding = encoding if encoding != "utf-8-sig" or _decodes(decoder, piece) else "cp1252"
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from None
    if encoding == "utf-8-sig" and not _decodes(decoder, b"", final=True):
        encoding = "cp1252"
    return encoding, lines + (not last.endswith(b"\n"))


def _decodes(decoder: codecs.IncrementalDecoder, piece: bytes, final: bool = False) -> bool:
    try:
        decoder.decode(piece, final)
    except UnicodeDecodeError:
        return False
    return True


def _check(path: Path, columns: tuple[str, ...]) -> None:
    if not set(columns) & set(PHONE):
        named = ", ".join(filter(None, columns)) or "none"
        raise UsageError(f"{path} has no column for the phone: name one of them telefone or phone (it has: {named})")
    twice = {name for name in columns if name and columns.count(name) > 1}
    if twice:
        raise UsageError(f"{path} names a column twice: {', '.join(sorted(twice))}")
