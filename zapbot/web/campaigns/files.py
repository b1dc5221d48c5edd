"""Files that are made for one download and gone after it."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path


def scratch(data_dir: Path) -> tuple[Path, Callable[[], None]]:
    """An empty file nobody else can read, and what removes it."""
    handle, name = tempfile.mkstemp(suffix=".csv", dir=data_dir)
    os.close(handle)
    path = Path(name)

    def remove() -> None:
        path.unlink(missing_ok=True)

    return path, remove
