"""360dialog as a connector: Meta's dialect behind an address and a key of its own. Cloud API fact sheet, section 14."""

import hmac
from urllib.parse import quote, urlsplit

from zapbot.connector import Knock, NumberChange, Outcome, Refused
from zapbot.whatsapp import signature
from zapbot.whatsapp.client import Dialect

SHARED = "x-zapbot-secret"
PARTNER = "x-360dialog-signature"


class Dialog360(Dialect):
    """One phone number behind one API key.

    Its webhooks carry no signature of Meta's. They prove themselves by a header with a secret, set together with
    their address; to partners, 360dialog signs them.
    """

    def __init__(
        self, api_url: str, numbers: tuple[str, ...], api_key: str, webhook_secret: str, partner_secret: str = ""
    ) -> None:
        super().__init__(api_url.rstrip("/"), numbers, {"D360-API-KEY": api_key})
        self._shared = webhook_secret
        self._partner = partner_secret
        self.proof = PARTNER if partner_secret else SHARED

    def authentic(self, knock: Knock) -> bool:
        """Whether 360dialog signed the body, or, without a partner's secret, whether the header holds ours."""
        given = knock.headers.get(self.proof) or ""
        if self._partner:
            return signature.verify(knock.body, f"sha256={given.removeprefix('sha256=')}", self._partner)
        return bool(self._shared) and hmac.compare_digest(given.encode(), self._shared.encode())

    async def typing(self, number: str, message_id: str) -> bool:
        """Marked as read; there is no typing indicator here."""
        return await self.read(number, message_id)

    async def about(self, number: str) -> NumberChange | Outcome:  # noqa: ARG002
        """360dialog shows a number's quality in its hub only."""
        return Refused("360dialog shows a number's quality in its hub only")

    def _place(self, number: str) -> str:  # noqa: ARG002 — the key says which number it is
        return self._url

    def _node(self, number: str, id: str) -> str:  # noqa: ARG002
        return f"{self._url}/{quote(id, safe='')}"

    def _lies(self, url: str) -> str:
        """Files of Meta's are read through 360dialog, at the same path."""
        place = urlsplit(url)
        return f"{self._url}{place.path}{'?' if place.query else ''}{place.query}"
