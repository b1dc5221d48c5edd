"""How a check says what it found."""

from typing import Protocol

from zapbot.flow.source import Path


class Report(Protocol):
    """Notes a mistake at a place in the file: what is wrong, what to write instead, how bad it is."""

    def __call__(self, path: Path, message: str, advice: str = "", severity: str = "error") -> None:
        """Note it."""


WARNING = "warning"
"""Something that runs, but hardly as its author meant it."""
