"""The promises every channel keeps, whoever carries the messages."""

import asyncio
import json
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import msgspec
import pytest

from tests.desk import webhooks
from tests.twilio import posts
from tests.whatsapp import corpus
from tests.whatsapp.meta import Ending, Meta, answer
from zapbot.connector import (
    Accepted,
    Connector,
    Hold,
    Inbound,
    Knock,
    Outcome,
    Outgoing,
    Refused,
    Retry,
    Sender,
    StatusChange,
    Stop,
    Unknown,
    Unsent,
)
from zapbot.errors import MalformedEventError
from zapbot.model import Text
from zapbot.twilio.client import Twilio
from zapbot.twilio.signature import sign as sign_form
from zapbot.whatsapp.client import CloudApi
from zapbot.whatsapp.dialog360 import Dialog360
from zapbot.whatsapp.signature import sign

T0 = 1_790_000_000.0
SECRET = "segredo-de-teste"
CALLBACK = "zapbot:tk:1"
MESSAGE = Outgoing(Sender(wa_id="5511955550101"), Text("Olá 😀"), CALLBACK)
DOOR = posts.DOOR

INBOUND = json.dumps(
    {
        "object": "whatsapp_business_account",
        "entry": [
            {
                "id": "1",
                "changes": [
                    {
                        "field": "messages",
                        "value": {
                            "metadata": {
                                "display_phone_number": posts.NUMBER,
                                "phone_number_id": corpus.PHONE_NUMBER_ID,
                            },
                            "messages": [
                                {
                                    "from": "5511955550101",
                                    "id": "wamid.1",
                                    "timestamp": "1789999990",
                                    "type": "text",
                                    "text": {"body": "Oi", "novidade": "42"},
                                }
                            ],
                        },
                    }
                ],
            }
        ],
    }
).encode()
STATUS = webhooks.post(
    statuses=(
        {
            "id": "wamid.2",
            "status": "delivered",
            "timestamp": "1789999990",
            "recipient_id": "5511955550101",
            "biz_opaque_callback_data": CALLBACK,
        },
    )
)


@dataclass
class Channel:
    """How to make a connector, and how its provider speaks."""

    name: str
    make: Callable[[str], Connector]
    accepted: bytes
    proof: Callable[[str, bytes], str]
    """What the header of proof holds for an address and a body."""
    inbound: bytes
    status: Knock
    number: str
    failures: dict[str, bytes] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name


def meta_failure(status: int, code: int) -> bytes:
    return answer(status, {"error": {"message": "m", "code": code}})


META = {
    "wrong token": meta_failure(401, 190),
    "too fast": meta_failure(429, 80007),
    "not this one": meta_failure(400, 131026),
    "passes": meta_failure(503, 131016),
}
TWILIO = {
    "wrong token": answer(401, {"code": 20003, "message": "Authenticate", "status": 401}),
    "too fast": answer(429, {"code": 20429, "message": "Too Many Requests", "status": 429}),
    "not this one": answer(400, {"code": 21211, "message": "Invalid 'To'", "status": 400}),
    "passes": answer(503, {"code": 20503, "message": "Service unavailable", "status": 503}),
}
OK = answer(200, {"messages": [{"id": "id-1"}]})

CHANNELS = [
    Channel(
        "cloud",
        lambda url: CloudApi(url, "v26.0", (corpus.PHONE_NUMBER_ID,), "token", SECRET),
        OK,
        lambda _, body: sign(body, SECRET),
        INBOUND,
        Knock(DOOR, {}, STATUS),
        corpus.PHONE_NUMBER_ID,
        META,
    ),
    Channel(
        "360dialog",
        lambda url: Dialog360(url, (corpus.PHONE_NUMBER_ID,), "chave", SECRET),
        OK,
        lambda *_: SECRET,
        INBOUND,
        Knock(DOOR, {}, STATUS),
        corpus.PHONE_NUMBER_ID,
        META,
    ),
    Channel(
        "360dialog partner",
        lambda url: Dialog360(url, (corpus.PHONE_NUMBER_ID,), "chave", "", SECRET),
        OK,
        lambda _, body: sign(body, SECRET).removeprefix("sha256="),
        INBOUND,
        Knock(DOOR, {}, STATUS),
        corpus.PHONE_NUMBER_ID,
        META,
    ),
    Channel(
        "twilio",
        lambda url: Twilio(url, posts.ACCOUNT, SECRET, (posts.NUMBER,), DOOR),
        answer(201, {"sid": "id-1", "status": "queued", "error_code": None}),
        lambda url, body: sign_form(url, body, SECRET),
        posts.message("Oi", Novidade="42"),
        Knock(f"{DOOR}?callback=zapbot%3Atk%3A1", {}, posts.status("delivered")),
        posts.NUMBER,
        TWILIO,
    ),
]
every = pytest.mark.parametrize("channel", CHANNELS, ids=str)


def send(channel: Channel, ending: Ending) -> tuple[Outcome, Meta]:
    """Send once to a provider that ends the request so."""

    async def run() -> tuple[Outcome, Meta]:
        async with Meta(ending) as provider:
            return await closing(channel.make(provider.url), lambda made: made.send(MESSAGE)), provider

    return asyncio.run(run())


async def closing(connector: Connector, act: Callable[[Connector], Awaitable[Outcome]]) -> Outcome:
    try:
        return await act(connector)
    finally:
        await connector.close()


def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@every
def test_an_accepted_message_has_an_id_and_was_sent_once_with_its_attempt(channel: Channel) -> None:
    outcome, provider = send(channel, channel.accepted)
    assert isinstance(outcome, Accepted)
    assert outcome.id == "id-1"
    (body,) = provider.bodies
    assert "Olá 😀" in json.dumps(body, ensure_ascii=False)
    assert CALLBACK in json.dumps(body) or "callback=zapbot%3Atk%3A1" in json.dumps(body)


@every
@pytest.mark.parametrize(
    ("failure", "kind"),
    [("wrong token", Stop), ("too fast", Hold), ("not this one", Refused), ("passes", Retry)],
)
def test_a_definite_failure_says_what_to_do(channel: Channel, failure: str, kind: type[Outcome]) -> None:
    outcome, _ = send(channel, channel.failures[failure])
    assert isinstance(outcome, kind)
    assert not isinstance(outcome, Hold) or outcome.scope == "number"


@every
def test_a_token_refused_without_a_word_stops_the_number_too(channel: Channel) -> None:
    assert isinstance(send(channel, answer(401, b"no"))[0], Stop)


@every
@pytest.mark.parametrize(
    "ending",
    [
        "cut",
        answer(502, b"<html>Bad Gateway</html>"),
        answer(200, b"garbage"),
        answer(201, {"sid": 7}),
        answer(302, b""),
    ],
)
def test_what_may_have_arrived_is_unknown(channel: Channel, ending: Ending) -> None:
    outcome, provider = send(channel, ending)
    assert isinstance(outcome, Unknown)
    assert len(provider.bodies) == 1


@every
def test_a_refused_connection_means_it_surely_never_left(channel: Channel) -> None:
    made = channel.make(f"http://127.0.0.1:{unused_port()}")
    assert isinstance(asyncio.run(closing(made, lambda one: one.send(MESSAGE))), Unsent)


@every
def test_a_message_nobody_would_take_never_leaves(channel: Channel) -> None:
    made = channel.make("http://127.0.0.1:1")
    empty = Outgoing(Sender(wa_id="5511955550101"), Text(""), CALLBACK)
    assert asyncio.run(closing(made, lambda one: one.send(empty))) == Refused("text is empty")


BLOCKS = answer(200, {"block_users": {"added_users": [{"input": "+5511955550101"}]}})


def blocking(channel: Channel, ending: Ending) -> tuple[Outcome | None, Meta]:
    """Have somebody blocked by a provider that ends the request so."""

    async def run() -> tuple[Outcome | None, Meta]:
        async with Meta(ending) as provider:
            made = channel.make(provider.url)
            try:
                return await made.block(channel.number, MESSAGE.to, True), provider
            finally:
                await made.close()

    return asyncio.run(run())


@every
def test_somebody_is_blocked_or_the_channel_says_why_not(channel: Channel) -> None:
    outcome, provider = blocking(channel, BLOCKS)
    if channel.name == "twilio":
        assert outcome == Refused("Twilio cannot block anybody at WhatsApp")
        assert provider.bodies == []
        return
    assert outcome is None
    assert provider.bodies[0]["block_users"] == [{"user": "+5511955550101"}]
    assert isinstance(blocking(channel, channel.failures["wrong token"])[0], Stop)
    assert isinstance(blocking(channel, channel.failures["passes"])[0], Retry)
    assert isinstance(blocking(channel, "cut")[0], Unknown)


@every
def test_only_what_the_provider_sent_is_let_in(channel: Channel) -> None:
    made = channel.make("http://127.0.0.1:1")
    right = channel.proof(DOOR, channel.inbound)
    assert made.authentic(Knock(DOOR, {made.proof: right}, channel.inbound))
    for wrong in ("", "x", right[:-1], right + "x", right.swapcase(), channel.proof(DOOR, b"A=1")[::-1], "ção"):
        assert not made.authentic(Knock(DOOR, {made.proof: wrong}, channel.inbound))
    assert not made.authentic(Knock(DOOR, {}, channel.inbound))
    assert not made.authentic(Knock(DOOR, {"x-other": right}, channel.inbound))


@every
def test_a_message_comes_in_with_its_number_and_all_that_is_new_about_it(channel: Channel) -> None:
    made = channel.make("http://127.0.0.1:1")
    (said,) = made.parse(made.kept(Knock(DOOR, {}, channel.inbound)), T0)
    assert isinstance(said, Inbound)
    assert (said.text, said.kind, said.number, said.sender.wa_id) == ("Oi", "text", channel.number, "5511955550101")
    assert '"42"' in msgspec.json.encode(said.content).decode()


@every
def test_a_status_names_its_attempt(channel: Channel) -> None:
    made = channel.make("http://127.0.0.1:1")
    (change,) = made.parse(made.kept(channel.status), T0)
    assert isinstance(change, StatusChange)
    assert (change.status, change.callback, change.number) == ("delivered", CALLBACK, channel.number)


@every
@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[]", b'{"object": 1}', b"null", b"a" * 100])
def test_a_body_that_is_none_is_malformed(channel: Channel, body: bytes) -> None:
    made = channel.make("http://127.0.0.1:1")
    with pytest.raises(MalformedEventError):
        made.parse(made.kept(Knock(DOOR, {}, body)), T0)


@every
def test_a_secret_that_is_not_set_lets_nobody_in(channel: Channel) -> None:
    made = {
        "cloud": CloudApi("http://x", "v26.0", ("1",), "t", ""),
        "360dialog": Dialog360("http://x", ("1",), "t", ""),
        "360dialog partner": Dialog360("http://x", ("1",), "t", "", ""),
        "twilio": Twilio("http://x", posts.ACCOUNT, "", ("1",), DOOR),
    }[channel.name]
    for given in ("", sign(channel.inbound, ""), sign_form(DOOR, b"", "")):
        assert not made.authentic(Knock(DOOR, {made.proof: given}, channel.inbound))
