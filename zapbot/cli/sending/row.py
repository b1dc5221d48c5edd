"""One of many messages: where it stands in a file, whom it goes to, what it says, or why it says nothing."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zapbot.errors import InvalidContentError, ZapbotError

if TYPE_CHECKING:
    from zapbot.desk.submit import Submission


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a file; of a table also the columns that hold the recipient and what the message says."""

    line: int
    to: str
    submission: "Submission | None" = None
    error: str | None = None
    to_column: str | None = None
    columns: tuple[str, ...] = ()

    def explain(self, error: ZapbotError) -> str:
        """An error with its line, and the columns it may come from."""
        if self.to_column is None:
            return f"line {self.line}: {error}"
        columns = self.columns if isinstance(error, InvalidContentError) else (self.to_column,)
        return f"{at(self.line, columns)}: {error}"


def at(line: int, columns: tuple[str, ...]) -> str:
    """A place in a table, in words."""
    named = f", column{'s' * (len(columns) > 1)} {', '.join(columns)}" if columns else ""
    return f"line {line}{named}"
