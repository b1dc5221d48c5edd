"""The files both sides give away, in a temporary folder: never in memory, gone when the sandbox stops."""

from __future__ import annotations

import base64
import hashlib
import itertools
import secrets
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ADDRESS_SECONDS = 300.0
"""How long an address is good (Cloud API, media)."""
DOWNLOADS = "/whatsapp_business/attachments"
PIECE = 256 * 1024


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file under the id it is known by."""

    id: str
    path: Path
    mime: str
    filename: str | None
    size: int
    sha256: bytes
    secret: str

    def as_json(self) -> dict[str, Any]:
        """What the page needs to show it."""
        return {"id": self.id, "mime": self.mime, "filename": self.filename}

    def parts(self) -> Iterator[bytes]:
        """The bytes."""
        with self.path.open("rb") as file:
            while part := file.read(PIECE):
                yield part

    def address(self, base: str, now: float) -> str:
        """Where it can be fetched for five minutes."""
        until = int(now + ADDRESS_SECONDS)
        return f"{base.rstrip('/')}{DOWNLOADS}/?mid={self.id}&source=getMedia&ext={until}&hash={self.secret}"

    def announced(self, base: str, now: float) -> dict[str, Any]:
        """As a webhook tells of it: the hash in base64."""
        sha256 = base64.b64encode(self.sha256).decode()
        return {"mime_type": self.mime, "sha256": sha256, "id": self.id, "url": self.address(base, now)}

    def resolved(self, base: str, now: float) -> dict[str, Any]:
        """As `GET /{id}` tells of it: the hash in hex."""
        return {
            "messaging_product": "whatsapp",
            "url": self.address(base, now),
            "mime_type": self.mime,
            "sha256": self.sha256.hex(),
            "file_size": self.size,
            "id": self.id,
        }


class Incoming:
    """A file being written."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._path = files.folder / secrets.token_hex(8)
        self._file = self._path.open("wb")
        self._hash = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> None:
        """The next bytes."""
        self._file.write(data)
        self._hash.update(data)
        self.size += len(data)

    def keep(self, mime: str, filename: str | None) -> StoredFile:
        """Give it an id."""
        self._file.close()
        return self._files.adopt(self._path, mime, filename, self.size, self._hash.digest())

    def drop(self) -> None:
        """Forget it."""
        self._file.close()
        self._path.unlink()


class Files:
    """All files by id; the oldest are forgotten when there are too many."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._ids = itertools.count(1037000000000001)
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._by_id: dict[str, StoredFile] = {}
        self._gone: set[str] = set()

    @property
    def folder(self) -> Path:
        """Where the bytes are; made when the first come."""
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="zapbot-sandbox-")
        return Path(self._folder.name)

    def incoming(self) -> Incoming:
        """Begin a file."""
        return Incoming(self)

    def adopt(self, path: Path, mime: str, filename: str | None, size: int, sha256: bytes) -> StoredFile:
        """A file that was written gets its id."""
        file = StoredFile(str(next(self._ids)), path, mime, filename, size, sha256, secrets.token_urlsafe(12))
        self._by_id[file.id] = file
        if len(self._by_id) > self._most:
            self.remove(next(iter(self._by_id)))
        return file

    def get(self, id: str) -> StoredFile | None:
        """By its id."""
        return self._by_id.get(id)

    def of(self, message: Any) -> StoredFile | None:
        """The file a message names, wherever in it."""
        if isinstance(message, list):
            return next((file for part in message if (file := self.of(part))), None)
        if not isinstance(message, dict):
            return None
        id = message.get("id")
        return (self.get(id) if isinstance(id, str) else None) or self.of(list(message.values()))

    def fetchable(self, id: str, until: str, secret: str) -> StoredFile | None:
        """The file of an address that is still good."""
        file = self._by_id.get(id)
        good = file is not None and secrets.compare_digest(file.secret, secret)
        return file if good and until.isdecimal() and int(until) > time.time() else None

    def remove(self, id: str) -> bool:
        """Forget a file; whether it was there."""
        file = self._by_id.pop(id, None)
        if file is None:
            return False
        self._gone.add(id)
        file.path.unlink(missing_ok=True)
        return True

    def is_gone(self, id: str) -> bool:
        """Whether a file was here and is not any more."""
        return id in self._gone

    def close(self) -> None:
        """Remove everything."""
        self._by_id.clear()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None
