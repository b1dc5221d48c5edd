"""`--csv`: one message for each row of a table, whose cells fill the message."""

import csv
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

from zapbot.cli.sending.row import Row, at
from zapbot.errors import UsageError

if TYPE_CHECKING:
    from zapbot.cli.sending.placeholders import Form
    from zapbot.desk.submit import Submission

PHONES = ("phone", "telefone", "to", "para", "celular", "whatsapp")
_DELIMITERS = ";,\t"


class Table:
    """A CSV file, UTF-8 with or without BOM, with ; or , or tabs between its cells. Use it in a `with`."""

    def __init__(self, path: Path) -> None:
        """Raises UsageError when the file has no column with phones."""
        try:
            self._bytes = path.open("rb")
        except OSError as error:
            raise UsageError(f"--csv: cannot read {path}: {error.strerror}") from None
        # Bytes that are no UTF-8 become surrogates: then the one row that has them is refused, not the file.
        self._file = TextIOWrapper(self._bytes, "utf-8-sig", "surrogateescape", newline="")
        self.size = path.stat().st_size
        try:
            self._read_header(path)
        except UsageError:
            self._file.close()
            raise

    def __enter__(self) -> "Table":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    @property
    def position(self) -> int:
        """How many bytes were read."""
        return self._bytes.tell()

    def rows(self, wanted: "Submission", key: str | None) -> Iterator[Row]:
        """The message of each row; `key` begins the key by which a row is sent once. Raises UsageError at once."""
        from zapbot.cli.sending.placeholders import Form

        return self._rows(Form(wanted, self.columns), key)

    def _read_header(self, path: Path) -> None:
        first = self._file.readline()
        wrong = _wrong(first)
        if wrong:
            raise UsageError(f"--csv: the first line of {path}, which names the columns, {wrong}")
        self.delimiter = max(_DELIMITERS, key=first.count)
        self.columns = [cell.strip() for cell in next(csv.reader([first], delimiter=self.delimiter), [])]
        self._reader = csv.reader(self._file, delimiter=self.delimiter)
        self.phone = self._phone(path)

    def _rows(self, form: "Form", key: str | None) -> Iterator[Row]:
        number = 0
        while True:
            line = self._reader.line_num + 2  # of this row's first line; the header is line 1
            try:
                cells = next(self._reader, None)
            except csv.Error as error:
                yield Row(line, "", error=f"line {line} cannot be read: {error}")
                continue
            if cells is None:
                return
            if not any(map(str.strip, cells)):
                continue
            number += 1
            yield self._row(line, cells, form, f"{key}:{number}" if key else None)

    def _row(self, line: int, cells: list[str], form: "Form", key: str | None) -> Row:
        if len(cells) > len(self.columns):
            many = f"line {line} has {len(cells)} cells, the first line {len(self.columns)}: put texts in quotes"
            return Row(line, "", error=many)
        row = {column: cell.strip() for column, cell in zip(self.columns, cells, strict=False)}
        for column in (self.phone, *form.used):
            wrong = _wrong(row.get(column))
            if wrong:
                return Row(line, "", error=f"{at(line, (column,))}: {wrong}")
        to = row[self.phone]
        submission = form.fill(row, to=to, key=f"{key}:{to}" if key else None)
        return Row(line, to, submission, to_column=self.phone, columns=form.used)

    def _phone(self, path: Path) -> str:
        by_name = {column.casefold(): column for column in self.columns}
        found = next((by_name[name] for name in PHONES if name in by_name), None)
        if found is None:
            there = (
                f"its first line has {', '.join(filter(None, self.columns))}" if any(self.columns) else "it is empty"
            )
            raise UsageError(f"{path} has no column phone, telefone or to: {there}")
        return found


def _wrong(cell: str | None) -> str | None:
    if cell is None:
        return "is missing"
    if not cell:
        return "is empty"
    if not cell.isascii() and any("\ud800" <= char <= "\udfff" for char in cell):
        return "is not UTF-8: save the file as CSV UTF-8"
    return None
