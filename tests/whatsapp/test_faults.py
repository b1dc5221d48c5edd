"""Every error code Meta lists, and what becomes of the message."""

import pytest

from zapbot.connector import Hold, Outcome, Refused, Retry, Stop
from zapbot.whatsapp import faults

TRANSIENT = "retry"
STOPS = "stop"
FAILS = "refused"

TABLE: list[tuple[int | range, str]] = [
    (1, TRANSIENT),
    (2, TRANSIENT),
    (131016, TRANSIENT),
    (133004, TRANSIENT),
    (131000, "retry, 3 at most"),
    (135000, "retry, 2 at most"),
    (131053, "retry, 3 at most"),
    (131057, "number waits 60"),
    (2494100, "number waits 60"),
    (4, "number waits 120"),
    (613, "number waits 120"),
    (80007, "number waits 300"),
    (130429, "contact waits 2, slower"),
    (131056, "contact waits 1"),
    (131048, "contact waits 3600"),
    (131064, "contact waits 3600"),
    (132069, "contact waits 3600"),
    (133008, "contact waits 3600"),
    (133009, "contact waits 3600"),
    (133016, "contact waits 3600"),
    (131049, FAILS),
    (131047, FAILS),
    (470, FAILS),
    (0, STOPS),
    (190, STOPS),
    (3, STOPS),
    (10, STOPS),
    (range(200, 300), STOPS),
    (131005, STOPS),
    (33, STOPS),
    (368, STOPS),
    (131031, STOPS),
    (131042, STOPS),
    (131044, STOPS),
    (131045, STOPS),
    (133010, STOPS),
    (133000, STOPS),
    (133005, STOPS),
    (133006, STOPS),
    (133015, STOPS),
    (131037, STOPS),
    (134011, STOPS),
    (130497, FAILS),
    (100, FAILS),
    (131008, FAILS),
    (131009, FAILS),
    (131051, FAILS),
    (131052, FAILS),
    (131021, FAILS),
    (131026, FAILS),
    (131030, FAILS),
    (130403, FAILS),
    (131050, FAILS),
    (130472, FAILS),
    (131062, FAILS),
    (137000, FAILS),
    (131020, FAILS),
    (131041, FAILS),
    (range(131200, 131220), FAILS),
    (132000, FAILS),
    (132001, FAILS),
    (132005, FAILS),
    (132007, FAILS),
    (132008, FAILS),
    (132012, FAILS),
    (132015, FAILS),
    (132016, FAILS),
    (132018, FAILS),
    (132068, FAILS),
    (131063, FAILS),
    (131055, FAILS),
    (range(134100, 134103), FAILS),
    (2388019, FAILS),
    (138000, FAILS),
    (139101, FAILS),
    (147000, FAILS),
    (999999, FAILS),
]
OWN_WORDS = {
    130403: "the number has blocked this person at WhatsApp: unblock them on their page in the inbox to write to them"
}
"""Codes of which WhatsApp does not say what to do."""
CODES = [(code, expected) for codes, expected in TABLE for code in (codes if isinstance(codes, range) else (codes,))]


def words(outcome: Outcome) -> str:
    match outcome:
        case Retry(attempts=None):
            return TRANSIENT
        case Retry(attempts=most):
            return f"retry, {most} at most"
        case Hold(seconds=seconds, scope=scope, slower=slower):
            return f"{scope} waits {seconds:g}{', slower' if slower else ''}"
        case Stop():
            return STOPS
        case Refused():
            return FAILS
    return type(outcome).__name__


@pytest.mark.parametrize(("code", "expected"), CODES)
def test_each_code_has_its_consequence(code: int, expected: str) -> None:
    outcome = faults.decide(code, "because")
    assert words(outcome) == expected
    assert (outcome.reason, outcome.code) == (OWN_WORDS.get(code, "because"), code)  # type: ignore[union-attr]


@pytest.mark.parametrize("code", [None, 100, 190, 131000, 131048])
def test_http_429_slows_the_number_down_whatever_the_code(code: int | None) -> None:
    assert words(faults.decide(code, "", 429)) == "number waits 60"


def test_a_rate_that_names_its_scope_keeps_it_whatever_the_http_status() -> None:
    assert words(faults.decide(131056, "", 429)) == "contact waits 1"
    assert words(faults.decide(130429, "", 429)) == "contact waits 2, slower"
    assert words(faults.decide(80007, "", 429)) == "number waits 300"


def test_without_a_code_the_http_status_decides() -> None:
    assert words(faults.decide(None, "", 401)) == STOPS
    assert words(faults.decide(None, "", 400)) == FAILS
    assert words(faults.decide(None, "", 404)) == FAILS


def test_a_code_nobody_knows_is_tried_again_when_metas_server_failed() -> None:
    assert words(faults.decide(999999, "", 500)) == TRANSIENT
    assert words(faults.decide(190, "", 500)) == STOPS
