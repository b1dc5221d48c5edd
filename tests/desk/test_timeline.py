"""What happened with a contact, in order, each thing with its reason."""

from pathlib import Path

import pytest

from tests.desk.office import Office
from tests.desk.talks import COTACAO, Talk, learn, put
from tests.desk.webhooks import BRUNO, post, text
from zapbot.desk.timeline import timeline
from zapbot.errors import NotFoundError
from zapbot.store import webhook_events
from zapbot.store.trace import Decision, Said


@pytest.fixture
def shop(office: Office, tmp_path: Path) -> Office:
    """An office that knows the quote flow."""
    learn(office, put(tmp_path / "flows"))
    return office


def told(office: Office, contact: int = 1, since: float = 0) -> list[str]:
    """The timeline, a line each."""
    return [
        f"{entry.direction}: {entry.text}" if isinstance(entry, Said) else f"{entry.node or entry.kind}: {entry.rule}"
        for entry in timeline(office.db, contact, since).entries
    ]


def test_message_decisions_and_words_come_in_their_order(shop: Office) -> None:
    Talk(shop).say("cotar")
    assert told(shop) == [
        "in: cotar",
        "trigger: keyword cotar",
        "ola: ",
        "out: Olá, Ana!",
        "pergunta: ",
        "out: Qual é o veículo?",
    ]


def test_a_decision_has_flow_version_result_and_changes(shop: Office, tmp_path: Path) -> None:
    learn(shop, put(tmp_path / "flows", COTACAO.replace("Olá,", "Oi,")))
    ana = Talk(shop)
    ana.say("cotar")
    ana.tap("carro", "Carro")
    chosen = next(e for e in timeline(shop.db, 1, 0).entries if isinstance(e, Decision) and e.node == "espera")
    assert (chosen.flow, chosen.version, chosen.input) == ("cotacao", 2, "Carro")
    assert (chosen.rule, chosen.result, chosen.changes) == (
        "tapped carro",
        "options.carro → placa",
        {"tipo": "carro"},
    )


def test_silence_has_its_reason(shop: Office) -> None:
    ana = Talk(shop)
    ana.say("bom dia")
    ana.say("cotar")
    ana.say("azul")
    ana.say("alô?")
    silences = [line for line in told(shop) if line.startswith("silence")]
    assert silences == ["silence: no trigger of any flow fits this message", "silence: a person has this conversation"]


def test_a_late_message_says_so(shop: Office) -> None:
    body = post(text("wamid.1", "cotar", at=shop.now - 90000))
    shop.post(body)
    assert told(shop)[1] == "silence: it came more than 24 hours after it was written"


def test_a_timer_comes_between_with_what_it_said(shop: Office) -> None:
    ana = Talk(shop)
    ana.say("cotar")
    ana.pause(1800)
    assert told(shop)[-3:] == ["espera: no answer in 30m", "lembrete: ", "out: Ainda está aí?"]


def test_a_webhook_brings_its_values_into_the_trace(shop: Office) -> None:
    Talk(shop).say("bom dia")
    webhook_events.add(shop.db, b'{"phone": "11 95555-0101", "origem": "site"}', shop.now + 1, "hook:site")
    shop.now += 1
    shop.post()
    started = next(e for e in timeline(shop.db, 1, 0).entries if isinstance(e, Decision) and e.kind == "trigger")
    assert (started.rule, started.changes) == ("webhook site", {"origem": "site"})


def test_a_webhook_that_started_nothing_says_why(shop: Office) -> None:
    Talk(shop).say("cotar")
    webhook_events.add(shop.db, b'{"phone": "11 95555-0101"}', shop.now, "hook:site")
    shop.post()
    assert "silence: the contact is in another flow" in told(shop)


def test_only_what_came_since_and_only_of_this_contact_is_told(shop: Office) -> None:
    Talk(shop).say("cotar")
    Talk(shop, BRUNO).say("bom dia")
    assert told(shop, 2) == ["in: bom dia", "silence: no trigger of any flow fits this message"]
    assert told(shop, 1, shop.now) == []


def test_where_the_contact_stands_now_is_told(shop: Office) -> None:
    ana = Talk(shop)
    ana.say("cotar")
    found = timeline(shop.db, 1, 0)
    assert found.standing is not None
    assert (found.standing.flow, found.standing.version, found.standing.node) == ("cotacao", 1, "espera")
    assert found.standing.wake_at == shop.now + 1800
    ana.say("azul")
    found = timeline(shop.db, 1, 0)
    assert (found.standing, found.owner, found.team) == (None, "person", "vendas")


def test_nobody_has_no_timeline(shop: Office) -> None:
    with pytest.raises(NotFoundError):
        timeline(shop.db, 9, 0)
