"""A `.env` file that only its owner reads: values are put in, all other lines stay as they are."""

import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path

from zapbot.errors import UsageError

_PLAIN = re.compile(r"[A-Za-z0-9_./:@+=,%-]*")
_LINE = re.compile(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=")


def put(path: Path, values: Mapping[str, str]) -> None:
    """Write values into the file, which is replaced at once and readable by its owner only (0600)."""
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    missing = dict(values)
    for place, line in enumerate(lines):
        found = _LINE.match(line)
        if found and found[1] in values:
            lines[place] = f"{found[1]}={_quoted(found[1], values[found[1]])}"
            missing.pop(found[1], None)
    lines += [f"{name}={_quoted(name, value)}" for name, value in missing.items()]
    _replace(path, "\n".join(lines) + "\n")


def _quoted(name: str, value: str) -> str:
    if _PLAIN.fullmatch(value):
        return value
    if any(ord(letter) < 32 for letter in value):
        raise UsageError(f"{name} must be one line")
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _replace(path: Path, text: str) -> None:
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
