"""Waits until a file changes, by looking at the times they were written."""

import time
from collections.abc import Iterable, Iterator
from pathlib import Path

PAUSE_SECONDS = 0.3
_KINDS = (".yaml", ".yml")

Written = dict[Path, tuple[int, int]]


def changes(paths: Iterable[Path]) -> Iterator[None]:
    """Yields at once, and again whenever a YAML file in the folders of these paths changed."""
    folders = list(dict.fromkeys(path if path.is_dir() else path.parent for path in paths))
    while True:
        before = _written(folders)
        yield
        while _written(folders) == before:
            time.sleep(PAUSE_SECONDS)


def _written(folders: Iterable[Path]) -> Written:
    found: Written = {}
    for folder in folders:
        for file in folder.iterdir() if folder.is_dir() else ():
            if file.suffix in _KINDS and file.is_file():
                status = file.stat()
                found[file] = (status.st_mtime_ns, status.st_size)
    return found
