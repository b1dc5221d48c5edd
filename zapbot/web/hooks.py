"""`POST /hooks/{id}`: a system of the business starts a flow. On disk before it hears 202, like any webhook."""

import asyncio
import hmac
import sqlite3
import time
from typing import Annotated

import structlog
from litestar import Controller, Request, post
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.params import FromPath, QueryParameter

from zapbot.hook_key import hook_key
from zapbot.settings import secret
from zapbot.store import flows
from zapbot.store.db import connect
from zapbot.web.committer import Committer, NotStoredError

log = structlog.get_logger()

BODY_LIMIT = 64 * 1024
PER_MINUTE = 120
WRONG_PER_MINUTE = 10


class Hooks(Controller):
    """Webhooks by which flows start."""

    path = "/hooks"

    @post("/{id:str}", status_code=202, request_max_body_size=BODY_LIMIT, include_in_schema=True)
    async def start(
        self,
        request: Request[None, None, State],
        state: State,
        id: FromPath[str],
        key: Annotated[str, QueryParameter(name="key")] = "",
    ) -> dict[str, bool]:
        """Start the flow whose trigger is `webhook: id` for the contact the JSON body names by `phone`.

        The key, shown by `zapbot flows hooks`, comes as `Authorization: Bearer` or as `?key=`.
        """
        body = await request.body()
        _check_key(request, state, id, key)
        _count(_started, id, PER_MINUTE)
        committer: Committer = state.committer
        try:
            if not state.ready.is_set():
                raise NotStoredError
            if not await asyncio.to_thread(_exists, state, id):
                raise HTTPException(status_code=404, detail=f"no flow has the trigger webhook: {id}")
            await committer.store(body, f"hook:{id}")
        except (NotStoredError, sqlite3.Error):
            raise HTTPException(status_code=503, detail="not stored", headers={"Retry-After": "5"}) from None
        return {"accepted": True}


_started: dict[str, list[float]] = {}
_wrong: dict[str, list[float]] = {}


def _check_key(request: Request[None, None, State], state: State, id: str, given: str) -> None:
    """Refuse who does not know the key; without a secret key nobody does."""
    secret_key = secret(state.settings.secret_key)
    bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
    expected = hook_key(secret_key, id)
    if secret_key and hmac.compare_digest((bearer or given).encode(), expected.encode()):
        return
    _count(_wrong, request.client.host if request.client else "", WRONG_PER_MINUTE)
    log.warning("hook with a wrong key refused", hook=id[:64])
    raise HTTPException(status_code=401, detail="wrong key: `zapbot flows hooks` shows the right one")


def _count(times: dict[str, list[float]], key: str, most: int) -> None:
    """Note a call; refuse it when there were too many in the last minute."""
    now = time.monotonic()
    recent = [at for at in times.get(key, []) if now - at < 60]
    if len(recent) >= most:
        raise HTTPException(status_code=429, detail="too often; try again in a minute", headers={"Retry-After": "60"})
    if len(times) > 10_000:
        times.clear()
    times[key] = [*recent, now]


def _exists(state: State, id: str) -> bool:
    db = connect(state.settings.data_dir)
    try:
        return id in flows.hooks(db)
    finally:
        db.close()
