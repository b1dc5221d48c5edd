"""What is wrong with a flow file, where, and what to write instead."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake; line and column count from 1."""

    file: str
    line: int
    column: int
    message: str
    advice: str = ""
    severity: str = "error"

    def __str__(self) -> str:
        advice = f"; {self.advice}" if self.advice else ""
        return f"{self.file}:{self.line}:{self.column}: {self.severity}: {self.message}{advice}"
