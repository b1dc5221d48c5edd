"""A template is looked at before it is queued, and what is wrong with it is said."""

from typing import Any

import msgspec
import pytest

from tests.desk.approved import FILLED, NUMBERED, PICTURE, PLAIN, PROMOTION, RICH, keep
from tests.desk.office import Office
from tests.desk.webhooks import change, failed, post, text
from zapbot.connector import Refused
from zapbot.desk import templates
from zapbot.desk.send import send
from zapbot.errors import InvalidContentError, NotFoundError, UsageError
from zapbot.model import Amount, Location, Media, Template, TemplateButton
from zapbot.store import conversations
from zapbot.store.templates import get

REMINDER = Template("lembrete", params=("Ana", "amanhã"))


@pytest.fixture
def synced(office: Office) -> Office:
    """An office that has read its templates, and has a customer."""
    keep(office.db, PLAIN, NUMBERED, RICH, PROMOTION)
    office.post(post(text("w1", "bom dia")))
    return office


def queue(office: Office, content: Template) -> str:
    """Send a template to the customer; where the message stands."""
    id = send(office.db, conversations.current(office.db, 1, office.now), content, "flow", office.now)
    return str(office.one("select status from messages where id = ?", id))


def refusal(office: Office, template: Template) -> str:
    """What is wrong with a template."""
    with pytest.raises(InvalidContentError) as refused:
        templates.check(office.db, template, office.now)
    return str(refused.value)


def wrong(template: Template, **changed: Any) -> Template:
    return msgspec.structs.replace(template, **changed)


@pytest.mark.parametrize(
    "template",
    [
        Template("bom_dia"),
        Template("bom_dia", "pt-br"),
        REMINDER,
        Template("lembrete", params=(Amount("R$ 5,00", "BRL", 5000), "amanhã")),
        FILLED,
        Template("promocao", params=("20%",), header="Natal", buttons=(TemplateButton(0, "copy_code", "PAO20"),)),
    ],
)
def test_a_template_that_is_filled_in_rightly_may_be_sent(synced: Office, template: Template) -> None:
    templates.check(synced.db, template, synced.now)
    assert queue(synced, template) == "pending"


@pytest.mark.parametrize(
    ("template", "said"),
    [
        (wrong(REMINDER, params=("Ana",)), "a variable is missing: 2"),
        (wrong(REMINDER, params=()), "variables are missing: 1, 2"),
        (wrong(REMINDER, params=("a", "b", "c")), r"a variable is too many: 3 \(it takes 1, 2\)"),
        (wrong(REMINDER, params={"nome": "Ana"}), "filled in by position: 1, 2"),
        (wrong(REMINDER, params=("Ana", " ")), "the variable 2 is empty"),
        (wrong(REMINDER, params=("Ana\nBia", "b")), "the variable 1 has a line break, a tab or four spaces"),
        (wrong(REMINDER, params=("Ana    Bia", "b")), "four spaces"),
        (wrong(REMINDER, params=("Ana\tBia", "b")), "a tab"),
        (wrong(REMINDER, params=("a" * 32_769, "b")), "WhatsApp allows 32768: shorten it by"),
        (wrong(REMINDER, header="Oi"), "it has no header: leave it out"),
        (wrong(REMINDER, buttons=(TemplateButton(0, "url", "x"),)), "it has no button 0"),
        (Template("bom_dia", params=("Ana",)), r"too many: 1 \(it takes none\)"),
        (wrong(FILLED, params=("Ana", "A-42")), "filled in by name: nome, pedido"),
        (wrong(FILLED, params={"nome": "Ana"}), "a variable is missing: pedido"),
        (wrong(FILLED, params={"nome": "a" * 1024, "pedido": "b"}), "WhatsApp allows 1024: shorten it by"),
        (wrong(FILLED, header=None), "its header needs a file of type image"),
        (wrong(FILLED, header=Media("video", PICTURE.source)), "its header needs a file of type image"),
        (wrong(FILLED, header=Location(0, 0)), "its header needs a file of type image"),
        (wrong(FILLED, buttons=()), r"its button 1 \(Acompanhar\) needs a value"),
        (wrong(FILLED, buttons=(TemplateButton(1, "url"),)), r"its button 1 \(Acompanhar\) needs a value"),
        (wrong(FILLED, buttons=(TemplateButton(1, "quick_reply", "x"),)), "its button 1 is url, not quick_reply"),
        (wrong(FILLED, buttons=(TemplateButton(1, "url", "x" * 2000),)), "WhatsApp allows 2000"),
        (Template("promocao", params=("20%",)), r"its header needs a text for \{\{1\}\}.*needs a value"),
        (Template("promocao", params=("20%",), header="a" * 55), "WhatsApp allows 60"),
        (
            Template("promocao", params=("20%",), header="a", buttons=(TemplateButton(0, "copy_code", "a" * 16),)),
            "WhatsApp allows 15",
        ),
    ],
)
def test_what_is_filled_in_wrongly_is_refused_and_never_sent(synced: Office, template: Template, said: str) -> None:
    with pytest.raises(InvalidContentError, match=said):
        templates.check(synced.db, template, synced.now)
    assert queue(synced, template) == "failed"
    synced.deliver()
    assert synced.connector.sent == []
    assert synced.journal("message.template_refused") == ["message.template_refused"]


def test_a_name_that_is_not_there_comes_with_the_nearest(synced: Office) -> None:
    said = refusal(synced, Template("aviso_entregas"))
    assert "there is no template 'aviso_entregas': did you mean aviso_entrega?" in said


def test_a_language_that_is_not_there_comes_with_those_that_are(synced: Office) -> None:
    said = refusal(synced, Template("bom_dia", "en_US"))
    assert said == "the template 'bom_dia' is not there in en_US: it is in pt_BR"


@pytest.mark.parametrize(
    ("status", "reason", "said"),
    [
        ("PENDING", None, "waits for Meta's approval"),
        ("REJECTED", "INVALID_FORMAT", "was rejected by Meta: INVALID_FORMAT"),
        ("PAUSED", "FIRST_PAUSE", "is paused by Meta because customers did not like it: FIRST_PAUSE"),
        ("DISABLED", None, "was disabled by Meta"),
        ("LOCKED", None, "has the status LOCKED at Meta and cannot be sent"),
    ],
)
def test_a_template_that_is_not_approved_is_refused_with_its_reason(
    office: Office, status: str, reason: str | None, said: str
) -> None:
    keep(office.db, PLAIN, status=status, reason=reason)
    office.post(post(text("w1", "bom dia")))
    assert refusal(office, Template("bom_dia")) == f"the template 'bom_dia' (pt_BR) {said}"
    assert queue(office, Template("bom_dia")) == "failed"
    assert office.one("select failed_reason from messages where direction = 'out'").endswith(said)


def test_before_templates_were_read_only_what_holds_for_all_is_looked_at(office: Office) -> None:
    office.post(post(text("w1", "bom dia")))
    templates.check(office.db, Template("ninguem_sabe", params=("Ana",)), office.now)
    assert queue(office, Template("ninguem_sabe", params=("Ana",))) == "pending"
    with pytest.raises(InvalidContentError, match="the variable 1 is empty"):
        templates.check(office.db, Template("ninguem_sabe", params=("",)), office.now)


def test_a_template_that_is_not_known_is_still_sent_by_a_flow(synced: Office) -> None:
    assert queue(synced, Template("aprovado_agora")) == "pending"


def test_a_category_is_known_or_not(synced: Office) -> None:
    assert templates.category(synced.db, Template("promocao")) == "MARKETING"
    assert templates.category(synced.db, Template("bom_dia")) == "UTILITY"
    assert templates.category(synced.db, Template("ninguem_sabe")) is None


def test_a_template_is_found_by_its_name_when_it_is_in_one_language(synced: Office) -> None:
    assert templates.find(synced.db, "bom_dia", None).language == "pt_BR"
    assert templates.find(synced.db, "bom_dia", "pt-BR").language == "pt_BR"
    keep(synced.db, PLAIN, msgspec.structs.replace(PLAIN, language="en_US"), at=synced.now + 1)
    with pytest.raises(UsageError, match="bom_dia is there in en_US, pt_BR: say which with --language"):
        templates.find(synced.db, "bom_dia", None)
    with pytest.raises(NotFoundError, match="did you mean bom_dia"):
        templates.find(synced.db, "bom_dias", None)


@pytest.mark.parametrize(
    ("code", "status"), [(132001, "MISSING"), (132015, "PAUSED"), (132016, "DISABLED"), (131026, "APPROVED")]
)
def test_a_send_refused_on_account_of_its_template_stops_the_next(synced: Office, code: int, status: str) -> None:
    synced.connector.answers = [Refused("paused for quality", code)]
    queue(synced, Template("bom_dia"))
    synced.deliver()
    kept = get(synced.db, "bom_dia", "pt_BR")
    assert kept is not None
    assert kept.status == status
    assert queue(synced, Template("bom_dia")) == ("pending" if status == "APPROVED" else "failed")


def test_a_failure_told_later_stops_the_next_too(synced: Office) -> None:
    queue(synced, Template("bom_dia"))
    synced.deliver()
    (message,) = synced.connector.sent
    synced.post(post(statuses=(failed("wamid.OUT1", 132015, message.callback, synced.now),)))
    assert "is paused by Meta" in refusal(synced, Template("bom_dia"))


def test_a_pause_told_by_a_webhook_refuses_the_next(synced: Office) -> None:
    synced.now += 10
    value = {"message_template_name": "bom_dia", "message_template_language": "pt_BR", "event": "PAUSED"}
    synced.post(change("message_template_status_update", {**value, "other_info": {"title": "FIRST_PAUSE"}}))
    assert refusal(synced, Template("bom_dia")).endswith("did not like it: FIRST_PAUSE")
    synced.now += 10
    synced.post(change("message_template_status_update", {**value, "event": "APPROVED"}))
    assert queue(synced, Template("bom_dia")) == "pending"
