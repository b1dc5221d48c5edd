"""`{column}` in the texts of a message, filled from the cells of a row; `{{` is a brace."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from zapbot.errors import UsageError

if TYPE_CHECKING:
    from zapbot.desk.submit import Submission

_SLOT = re.compile(r"\{\{|\}\}|\{([^{}]*)\}")


class Form:
    """A submission with placeholders, to be filled row by row."""

    def __init__(self, submission: "Submission", columns: Sequence[str]) -> None:
        """Raises UsageError when a placeholder names no column."""
        import msgspec

        self._built: dict[str, Any] = msgspec.to_builtins(submission)
        self._columns = {_key(column): column for column in columns}
        self.used: tuple[str, ...] = tuple(dict.fromkeys(self._used(self._built)))

    def fill(self, cells: Mapping[str, str], **more: Any) -> "Submission":
        """The submission of one row; `more` are fields that no text holds."""
        import msgspec

        from zapbot.desk.submit import Submission

        filled = _mapped(self._built, lambda text: _SLOT.sub(lambda slot: self._value(slot, cells), text))
        return msgspec.convert(filled | more, Submission)

    def _value(self, slot: re.Match[str], cells: Mapping[str, str]) -> str:
        if slot[1] is None:
            return slot[0][0]
        return cells[self._column(slot[1])]

    def _column(self, name: str) -> str:
        column = self._columns.get(_key(name))
        if column is None:
            known = ", ".join(self._columns.values())
            raise UsageError(f"there is no column {name!r} for {{{name}}}: there are {known} (a brace is written {{{{)")
        return column

    def _used(self, built: Any) -> list[str]:
        found: list[str] = []

        def note(text: str) -> str:
            found.extend(self._column(slot[1]) for slot in _SLOT.finditer(text) if slot[1] is not None)
            return text

        _mapped(built, note)
        return found


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    """Data with every text in it changed, but for the names of fields."""
    if isinstance(value, str):
        return change(value) if "{" in value or "}" in value else value
    if isinstance(value, dict):
        return {name: _mapped(part, change) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_mapped(part, change) for part in value]
    return value


def _key(column: str) -> str:
    return column.strip().casefold()
