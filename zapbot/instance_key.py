"""The secret of this installation: `ZAPBOT_SECRET_KEY`, else a random one kept beside the store.

Nothing uses it as it is: each purpose has a key of its own, derived by name, so that no two of them are ever the same.
"""

import contextlib
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from zapbot.errors import UsageError

FILE = "secret.key"
BYTES = 32


def instance_key(configured: str, data_dir: Path) -> bytes:
    """32 bytes: from the setting when there is one, else the data directory's key, made (mode 0600) when missing.

    Raises UsageError when the key that is there is not whole.
    """
    if configured:
        return derive(configured.encode(), "instance")
    path = data_dir / FILE
    if not path.exists():
        _make(path)
    key = path.read_bytes()
    if len(key) != BYTES:
        raise UsageError(f"{path} is not whole: put it back from a backup; what it sealed cannot be read without it")
    return key


def derive(key: bytes, purpose: str) -> bytes:
    """The 32 bytes for one purpose."""
    return hmac.new(key, f"zapbot {purpose}".encode(), hashlib.sha256).digest()


def _make(path: Path) -> None:
    """Write a whole key under its name at once; who comes second keeps the first one's."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{FILE}-{secrets.token_hex(6)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(BYTES))
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
