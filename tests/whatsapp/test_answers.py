"""What each answer to a send means."""

import json
from typing import Any

import pytest

from zapbot.connector import Accepted, Hold, Outcome, Refused, Retry, Sender, Stop, Unknown
from zapbot.whatsapp import answers

DETAILS = "Too many messages sent from the sender phone number to the same recipient phone number."
PAIR_RATE = {
    "message": "(#131056) (Business Account, Consumer Account) pair rate limit hit",
    "type": "OAuthException",
    "code": 131056,
    "error_data": {"messaging_product": "whatsapp", "details": DETAILS},
    "error_subcode": 2494055,
    "fbtrace_id": "AbCdEfGhIjK",
}


def outcome(status: int, answer: Any) -> Outcome:
    return answers.outcome(status, answer if isinstance(answer, bytes) else json.dumps(answer).encode())


def accepted(**contact: str) -> dict[str, Any]:
    return {
        "messaging_product": "whatsapp",
        "contacts": [contact],
        "messages": [{"id": "wamid.OUT1", "message_status": "accepted"}],
    }


def test_an_accepted_message_brings_its_id_and_the_id_whatsapp_knows_the_number_by() -> None:
    answer = accepted(input="+5531985550103", wa_id="553185550103")
    assert outcome(200, answer) == Accepted("wamid.OUT1", Sender(wa_id="553185550103"))


def test_a_message_to_a_user_id_is_accepted_without_a_number() -> None:
    answer = accepted(input="BR.70000000000000000001", user_id="BR.70000000000000000001")
    assert outcome(200, answer) == Accepted("wamid.OUT1", Sender(bsuid="BR.70000000000000000001"))


def test_an_accepted_message_without_contacts_is_accepted() -> None:
    assert outcome(200, {"messages": [{"id": "wamid.OUT1"}]}) == Accepted("wamid.OUT1")


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"<html>ok</html>",
        b"\xff\xfe",
        b"[" * 200_000,
        [],
        {},
        {"messages": []},
        {"messages": [{}]},
        {"messages": [{"id": 7}]},
        {"messages": {"id": "wamid.X"}},
        {"success": True},
    ],
)
def test_a_200_that_names_no_message_proves_nothing(answer: Any) -> None:
    assert isinstance(outcome(200, answer), Unknown)


@pytest.mark.parametrize("status", [500, 502, 503, 504, 302, 204])
def test_html_of_a_proxy_proves_nothing(status: int) -> None:
    assert isinstance(outcome(status, b"<html>Bad Gateway</html>"), Unknown)


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (500, 131000, Retry),
        (503, 2, Retry),
        (500, 999999, Retry),
        (400, 130429, Hold),
        (400, 80007, Hold),
        (401, 190, Stop),
        (403, 10, Stop),
        (400, 131047, Refused),
        (400, 100, Refused),
        (400, 999999, Refused),
        (200, 131026, Refused),
    ],
)
def test_metas_error_decides_by_its_code(status: int, code: int, kind: type[Outcome]) -> None:
    got = outcome(status, {"error": {"message": "m", "code": code}})
    assert isinstance(got, kind)
    assert got.reason == "m"  # type: ignore[union-attr]


def test_the_details_are_the_reason_and_only_the_contact_waits_for_its_rate() -> None:
    assert outcome(400, {"error": PAIR_RATE}) == Hold(DETAILS, 1.0, 131056)
    assert outcome(429, {"error": PAIR_RATE}) == Hold(DETAILS, 1.0, 131056)


def test_a_code_may_be_a_text_and_the_details_a_plain_sentence() -> None:
    got = outcome(401, {"error": {"code": "190", "message": "m", "error_data": "O token venceu"}})
    assert got == Stop("O token venceu", 190)


def test_an_id_that_does_not_exist_stops_the_number_not_the_message() -> None:
    got = outcome(400, {"error": {"code": 100, "error_subcode": 33, "message": "Object does not exist"}})
    assert got == Stop("Object does not exist", 100)


@pytest.mark.parametrize("code", [None, "x", [], 1.5])
def test_an_error_of_the_server_without_a_code_proves_nothing(code: Any) -> None:
    assert isinstance(outcome(500, {"error": {"code": code, "message": "Internal"}}), Unknown)
    assert isinstance(outcome(500, {"error": "Internal"}), Unknown)


@pytest.mark.parametrize("answer", [b"", b"<html></html>", {"error": {"message": "m"}}])
def test_without_a_code_401_stops_429_pauses_and_the_rest_is_refused(answer: Any) -> None:
    assert isinstance(outcome(401, answer), Stop)
    pause = outcome(429, answer)
    assert isinstance(pause, Hold)
    assert (pause.scope, pause.seconds) == ("number", 60.0)
    assert isinstance(outcome(404, answer), Refused)
