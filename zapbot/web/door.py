"""The webhook door: who knocks is checked, what they bring is on disk before they hear 200.

The answer to what was stored is empty: Twilio would pass words on to the customer. Cloud API fact sheet, section 1.
Whatever cannot be understood is stored all the same: any other answer than 200 would come back for seven days.
"""

import hmac
import time
from typing import Annotated

import structlog
from litestar import Controller, MediaType, Request, Response, get, post
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.params import QueryParameter

from zapbot.connector import Connector, Knock
from zapbot.web.committer import Committer, NotStoredError
from zapbot.web.metrics import WEBHOOKS

log = structlog.get_logger()

BODY_LIMIT = 4 * 1024 * 1024
CHALLENGE_LIMIT = 256
LOG_EVERY_SECONDS = 10.0


class Door(Controller):
    """`/webhook`, as the channel calls it."""

    path = "/webhook"
    include_in_schema = False

    @get(media_type=MediaType.TEXT, sync_to_thread=False)
    def verify(
        self,
        state: State,
        mode: Annotated[str, QueryParameter(name="hub.mode")] = "",
        token: Annotated[str, QueryParameter(name="hub.verify_token")] = "",
        challenge: Annotated[str, QueryParameter(name="hub.challenge")] = "",
    ) -> Response[str]:
        """Repeat the challenge to whoever knows the verify token; without one, as other channels are, to nobody."""
        known = bool(state.verify_token) and hmac.compare_digest(token.encode(), state.verify_token.encode())
        if mode != "subscribe" or not known or not 0 < len(challenge) <= CHALLENGE_LIMIT:
            _warn("webhook verification refused: check ZAPBOT_WHATSAPP_VERIFY_TOKEN")
            return Response("wrong verify token", status_code=403, media_type=MediaType.TEXT)
        return Response(challenge, media_type=MediaType.TEXT)

    @post(status_code=200, request_max_body_size=BODY_LIMIT)
    async def receive(self, request: Request[None, None, State], state: State) -> Response[str]:
        """Store a signed body."""
        body = await request.body()
        connector: Connector = state.connector
        knock = _knock(request, state, body)
        if not connector.authentic(knock):
            WEBHOOKS.labels("refused").inc()
            _warn(f"webhook with a wrong signature refused: check {state.proof_setting}")
            return (
                _plain("wrong signature", 403) if request.headers.get(connector.proof) else _plain("no signature", 401)
            )
        committer: Committer = state.committer
        try:
            await committer.store(connector.kept(knock))
        except NotStoredError:
            WEBHOOKS.labels("not_stored").inc()
            raise HTTPException(status_code=503, detail="not stored", headers={"Retry-After": "5"}) from None
        WEBHOOKS.labels("stored").inc()
        return _plain("", 200)


def _knock(request: Request[None, None, State], state: State, body: bytes) -> Knock:
    """What was called, by its public address: some channels sign that too."""
    public = (state.settings.public_url or "").rstrip("/") or str(request.base_url).rstrip("/")
    query = f"?{request.url.query}" if request.url.query else ""
    return Knock(f"{public}{request.url.path}{query}", request.headers, body)


def _plain(text: str, status: int) -> Response[str]:
    return Response(text, status_code=status, media_type=MediaType.TEXT)


_warned_at: dict[str, float] = {}


def _warn(message: str) -> None:
    """Log, but not more often than every ten seconds: anybody can knock."""
    now = time.monotonic()
    if now - _warned_at.get(message, -LOG_EVERY_SECONDS) >= LOG_EVERY_SECONDS:
        _warned_at[message] = now
        log.warning(message)
