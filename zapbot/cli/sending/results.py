"""What became of each of many messages, and the file it is written to."""

import csv
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import TracebackType

from zapbot.errors import UsageError

HEADER = ("line", "to", "message_id", "status", "error")


@dataclass(frozen=True, slots=True)
class Result:
    """One message: its id and status, or why there is none."""

    line: int
    to: str
    message_id: int | None = None
    status: str = "failed"
    error: str = ""
    repeated: bool = False

    def tried(self) -> "Result":
        """The same of a dry run: what was not kept has no id."""
        if self.error or self.repeated:
            return self
        return replace(self, message_id=None, status=f"would be {self.status}")


class Results:
    """A file of results, as CSV or as JSON lines when its name ends so. Use it in a `with`."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        if path is None:
            return
        self._json = path.suffix in (".jsonl", ".ndjson", ".json")
        try:
            self._file = path.open("w", encoding="utf-8" if self._json else "utf-8-sig", newline="")
        except OSError as error:
            raise UsageError(f"--result: cannot write {path}: {error.strerror}") from None
        self._csv = csv.writer(self._file)
        if not self._json:
            self._csv.writerow(HEADER)

    def __enter__(self) -> "Results":
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        if self.path is not None:
            self._file.close()

    def write(self, results: list[Result]) -> None:
        """Add results; they are in the file when this returns."""
        if self.path is None:
            return
        for result in results:
            if self._json:
                self._file.write(json.dumps(asdict(result), ensure_ascii=False) + "\n")
            else:
                status = "repeated" if result.repeated else result.status
                self._csv.writerow((result.line, result.to, result.message_id or "", status, result.error))
        self._file.flush()
