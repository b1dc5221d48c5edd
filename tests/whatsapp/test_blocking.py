"""What WhatsApp's answers to a block mean, asked over a real connection."""

import asyncio
import json
from typing import Any

import pytest

from tests.whatsapp.meta import Ending, Meta, answer
from zapbot.connector import Hold, Outcome, Refused, Retry, Sender, Stop, Unknown
from zapbot.whatsapp.client import CloudApi
from zapbot.whatsapp.dialog360 import Dialog360

NUMBER = "800000000000001"
ANA = Sender(bsuid="BR.1abc", wa_id="5511955550101")
DONE = answer(200, {"messaging_product": "whatsapp", "block_users": {"added_users": [{"input": "1", "wa_id": "1"}]}})


def failed(code: Any, details: str = "d") -> bytes:
    """WhatsApp's answer when somebody cannot be blocked."""
    error = {"message": "m", "code": code, "error_data": {"details": details}}
    users = {"added_users": [], "failed_users": [{"input": "1", "errors": [error]}]}
    return answer(400, {"block_users": users, "error": {"message": "(#139100)", "code": 139100}})


def block(ending: Ending, who: Sender = ANA, blocked: bool = True, dialog: bool = False) -> tuple[Outcome | None, Meta]:
    """Ask a provider that ends it so."""

    async def run() -> tuple[Outcome | None, Meta]:
        async with Meta(ending) as meta:
            cloud = CloudApi(meta.url, "v26.0", (NUMBER,), "token", "s")
            made = Dialog360(meta.url, (NUMBER,), "chave", "s") if dialog else cloud
            try:
                return await made.block(NUMBER, who, blocked), meta
            finally:
                await made.close()

    return asyncio.run(run())


@pytest.mark.parametrize(("blocked", "method"), [(True, "POST"), (False, "DELETE")])
def test_it_is_asked_as_the_fact_sheet_says(blocked: bool, method: str) -> None:
    outcome, meta = block(DONE, blocked=blocked)
    assert outcome is None
    assert meta.bodies == [{"messaging_product": "whatsapp", "block_users": [{"user": "+5511955550101"}]}]
    assert meta.heads[0].startswith(f"{method} /v26.0/{NUMBER}/block_users ")
    assert "authorization: bearer token" in meta.heads[0].lower()


def test_360dialog_takes_the_same_at_its_own_place() -> None:
    outcome, meta = block(DONE, dialog=True)
    assert outcome is None
    assert meta.heads[0].startswith("POST /block_users ")


def test_who_has_no_phone_is_named_by_their_user_id_and_nobody_by_nothing() -> None:
    _, meta = block(DONE, Sender(bsuid="BR.1abc"))
    assert meta.bodies[0]["block_users"] == [{"user": "BR.1abc"}]
    outcome, meta = block(DONE, Sender())
    assert isinstance(outcome, Refused)
    assert meta.bodies == []


@pytest.mark.parametrize(
    ("ending", "kind"),
    [
        (failed(131047, "User has not messaged in the last 24 hours"), Refused),
        (failed("139101"), Refused),
        (failed(139102), Retry),
        (failed(139103), Retry),
        (failed(130429), Hold),
        (failed("x" * 9), Refused),
        (answer(401, {"error": {"message": "m", "code": 190}}), Stop),
        (answer(429, {"error": {"message": "m", "code": 80007}}), Hold),
        (answer(500, {"error": {"message": "m", "code": 1}}), Retry),
        (answer(502, b"<html>"), Unknown),
        (answer(200, {"success": True}), Unknown),
        (answer(200, b"garbage"), Unknown),
        ("cut", Unknown),
    ],
)
def test_every_ending_says_what_to_do(ending: Ending, kind: type[Outcome]) -> None:
    assert isinstance(block(ending)[0], kind)


def test_a_refusal_tells_of_this_person_not_only_that_something_failed() -> None:
    assert block(failed(131047, "silent"))[0] == Refused("silent", 131047)


def test_whatever_shape_an_answer_has_nothing_is_raised() -> None:
    for users in ([], "x", {"failed_users": "x"}, {"failed_users": [7]}, {"failed_users": [{"errors": [None]}]}):
        outcome, _ = block(answer(400, json.dumps({"block_users": users}).encode()))
        assert isinstance(outcome, Refused), users
