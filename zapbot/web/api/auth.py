"""`/api/auth`: a person's e-mail address and password for a token of a quarter of an hour."""

import asyncio
import time
from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, post
from litestar.datastructures import State
from litestar.exceptions import TooManyRequestsException
from litestar.params import JSONBody

from zapbot.desk import access as tokens
from zapbot.desk.access import Caller
from zapbot.errors import NotSignedInError
from zapbot.store.users import User
from zapbot.web import sessions
from zapbot.web.api.access import address, anyone, key, needs
from zapbot.web.opened import opened
from zapbot.web.throttle import SignIns


class Credentials(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who wants to sign in."""

    email: Annotated[str, msgspec.Meta(max_length=256, examples=["ana@loja.example"])]
    password: Annotated[str, msgspec.Meta(max_length=1024, examples=["tres gatos no telhado"])]
    code: Annotated[str, msgspec.Meta(max_length=16, examples=["123456"])] = ""
    """The six digits of the authenticator app, for who has a second step."""


class AccessToken(msgspec.Struct, frozen=True):
    """What to send as `Authorization: Bearer`, and for how many seconds."""

    access_token: str
    token_type: str
    expires_in: int


class Auth(Controller):
    """Signing in and out. Programs use an API token instead: `zapbot tokens add`."""

    path = "/auth"
    tags = ["auth"]

    @post("/token", guards=[anyone], status_code=200)
    async def sign_in(
        self, data: JSONBody[Credentials], request: Request[Any, Any, State], state: State
    ) -> AccessToken:
        """Give an access token for a person's e-mail address and password."""
        tries, now = _sign_ins(state), time.monotonic()
        wait = tries.refused(address(request), now)
        if wait:
            retry = {"Retry-After": str(max(1, round(wait)))}
            raise TooManyRequestsException("too many tries; wait before the next", headers=retry)
        await asyncio.sleep(tries.delay(data.email, now))
        try:
            token = await asyncio.to_thread(_issue, state, data, address(request))
        except NotSignedInError:
            tries.failed(data.email, now)
            raise
        tries.passed(address(request), now)
        return AccessToken(token, "Bearer", tokens.SECONDS)

    @post("/revoke", guards=[needs("read")], status_code=204, sync_to_thread=True)
    def sign_out(self, request: Request[Caller, Any, State], state: State) -> None:
        """End the access token this is called with."""
        with opened(state) as db:
            tokens.revoke(db, request.user, time.time())


def _issue(state: State, given: Credentials, where: str) -> str:
    from zapbot.desk.sign_in import sign_in  # brings Argon2, which a server nobody signs in to does not need

    with opened(state) as db:
        user: User = sign_in(db, given.email, given.password, where, time.time(), sessions.key(state), given.code)
    return tokens.issue(user, key(state), time.time())


def _sign_ins(state: State) -> SignIns:
    if "sign_ins" not in state:
        state.sign_ins = SignIns()
    tries: SignIns = state.sign_ins
    return tries
