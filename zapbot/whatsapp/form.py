"""A file as the multipart form an upload is, never whole in memory."""

import secrets
from collections.abc import AsyncIterator

from zapbot import filenames
from zapbot.connector import Stored

_FIELD = '--{0}\r\nContent-Disposition: form-data; name="{1}"\r\n\r\n{2}\r\n'
_FILE = '--{0}\r\nContent-Disposition: form-data; name="file"; filename="{1}"\r\nContent-Type: {2}\r\n\r\n'


class Form:
    """The body of `POST /media` (Cloud API fact sheet, section 9), of a length known beforehand."""

    def __init__(self, file: Stored) -> None:
        boundary = secrets.token_hex(16)
        name = filenames.safe(file.filename) or "file"
        mime = "".join(letter for letter in file.mime if letter.isprintable())
        fields = (("messaging_product", "whatsapp"), ("type", mime))
        head = "".join(_FIELD.format(boundary, *field) for field in fields)
        self._head = (head + _FILE.format(boundary, name, mime)).encode()
        self._tail = f"\r\n--{boundary}--\r\n".encode()
        self._file = file
        self.headers = {
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            "Content-Length": str(len(self._head) + file.size + len(self._tail)),
        }

    async def body(self) -> AsyncIterator[bytes]:
        """The form, piece by piece."""
        yield self._head
        for part in self._file.parts():
            yield part
        yield self._tail
