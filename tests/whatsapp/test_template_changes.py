"""What webhooks tell about templates. Cloud API fact sheet, section 6."""

import json
from typing import Any

import pytest

from zapbot.connector import Broken, TemplateChange
from zapbot.whatsapp import inbound

AT, RECEIVED = 1_790_000_100.0, 1_790_000_105.5
NAMED = {
    "message_template_id": 1689000000000001,
    "message_template_name": "aviso_entrega",
    "message_template_language": "pt_BR",
}


def told(field: str, **value: Any) -> Any:
    """The update of one change."""
    entry = {"id": "900000000000001", "time": int(AT), "changes": [{"field": field, "value": {**NAMED, **value}}]}
    body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
    (update,) = inbound.parse(body, RECEIVED, ("800000000000001",))
    return update


def change(**told: Any) -> TemplateChange:
    return TemplateChange(
        **{"name": "aviso_entrega", "language": "pt_BR", "at": AT, **told}, remote_id="1689000000000001"
    )


def test_a_rejection_says_why() -> None:
    rejection = {"reason": "Parâmetros colados", "recommendation": "Separe com texto"}
    update = told(
        "message_template_status_update",
        event="REJECTED",
        reason="INVALID_FORMAT",
        message_template_category="UTILITY",
        rejection_info=rejection,
    )
    why = "INVALID_FORMAT; Parâmetros colados; Separe com texto"
    assert update == change(status="REJECTED", category="UTILITY", reason=why)


@pytest.mark.parametrize("reason", [None, "NONE"])
def test_an_approval_has_no_reason(reason: str | None) -> None:
    update = told("message_template_status_update", event="APPROVED", reason=reason)
    assert update == change(status="APPROVED")


def test_a_pause_is_explained_beside_the_reason() -> None:
    other = {"title": "FIRST_PAUSE", "description": "Pausado por três horas"}
    update = told("message_template_status_update", event="PAUSED", reason=None, other_info=other)
    assert update == change(status="PAUSED", reason="FIRST_PAUSE; Pausado por três horas")


@pytest.mark.parametrize("event", ["REINSTATED", "UNARCHIVED"])
def test_a_template_that_is_back_may_be_sent_and_is_read_anew(event: str) -> None:
    assert told("message_template_status_update", event=event) == change(status="APPROVED", reworded=True)


def test_a_flagged_template_is_still_approved() -> None:
    update = told("message_template_status_update", event="FLAGGED", reason="NONE")
    assert update == change(reason="FLAGGED", reworded=True)


def test_a_language_is_written_one_way() -> None:
    update = told("message_template_status_update", event="APPROVED", message_template_language="en-US")
    assert update == change(language="en_US", status="APPROVED")


def test_a_quality_is_the_new_one() -> None:
    update = told("message_template_quality_update", previous_quality_score="GREEN", new_quality_score="YELLOW")
    assert update == change(quality="YELLOW")


def test_a_new_category_holds_at_once() -> None:
    update = told("template_category_update", previous_category="UTILITY", new_category="MARKETING")
    assert update == change(category="MARKETING")
    assert told("template_category_update", new_category="MARKETING") == change(category="MARKETING")


def test_an_announced_category_is_not_the_present_one() -> None:
    update = told("template_category_update", new_category="UTILITY", correct_category="MARKETING")
    assert update == change(category="UTILITY", next_category="MARKETING")


def test_new_words_are_to_be_read() -> None:
    assert told("message_template_components_update", message_template_element="Olá {{1}}") == change(reworded=True)


@pytest.mark.parametrize("missing", ["message_template_name", "message_template_language"])
def test_a_change_of_nothing_is_broken(missing: str) -> None:
    assert isinstance(told("message_template_status_update", event="APPROVED", **{missing: None}), Broken)


@pytest.mark.parametrize("id", [None, True, {}, [], ""])
def test_an_odd_id_is_left_out(id: Any) -> None:
    assert told("message_template_quality_update", message_template_id=id).remote_id is None


def test_without_a_time_it_happened_when_it_was_received() -> None:
    body = {"field": "message_template_quality_update", "value": {**NAMED, "new_quality_score": "RED"}}
    entry = {"id": "900000000000001", "changes": [body]}
    raw = json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
    (update,) = inbound.parse(raw, RECEIVED)
    assert isinstance(update, TemplateChange)
    assert update.at == RECEIVED
