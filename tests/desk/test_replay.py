"""What customers really wrote, played on the active flows and on changed files."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.desk.office import Office
from tests.desk.talks import COTACAO, Talk, learn, put
from tests.desk.webhooks import ANA, BRUNO, CARLA, post, text
from zapbot.desk import flow_files, history
from zapbot.desk import replay as desk
from zapbot.desk.replay import Report
from zapbot.errors import NotFoundError
from zapbot.flow.past import Began, Sent, TakenOver
from zapbot.model import Text
from zapbot.store import messages, webhook_events

DAY = 86400.0
ZONE = ZoneInfo("America/Sao_Paulo")


@pytest.fixture
def shop(office: Office, tmp_path: Path) -> Office:
    """An office that knows the quote flow."""
    learn(office, put(tmp_path / "flows"))
    return office


def replay(office: Office, old: str = "", new: str = "", days: float = 7, limit: int | None = None) -> Report:
    """The report for a changed flow."""
    assert old in COTACAO
    file = put(office.folder / "changed", COTACAO.replace(old, new) if old else COTACAO)
    world = desk.world(office.db, flow_files.read([file]), ZONE)
    return desk.replay(office.db, world, office.now - days * DAY, office.now, limit)


def three_talks(office: Office) -> None:
    """Ana goes through, Bruno waits too long, Carla writes nonsense."""
    ana, bruno, carla = Talk(office, ANA), Talk(office, BRUNO), Talk(office, CARLA)
    ana.say("cotar")
    ana.tap("carro", "Carro")
    ana.say("abc-1d23")
    ana.say("obrigada")
    bruno.say("quero uma cotação")
    bruno.pause(1900)
    bruno.tap("moto", "Moto")
    carla.say("cotar")
    carla.say("azul")


def test_the_same_files_differ_nowhere(shop: Office) -> None:
    three_talks(shop)
    report = replay(shop)
    assert (report.conversations, report.inputs, report.differ, report.groups) == (3, 8, 0, [])
    assert not report.stopped


def test_a_changed_text_is_reported_once_with_its_place_and_conversations(shop: Office) -> None:
    three_talks(shop)
    report = replay(shop, "E a placa?", "Qual é a placa?")
    assert (report.conversations, report.differ) == (3, 2)
    (group,) = report.groups
    assert (group.flow, group.node, group.stored, group.changed) == (
        "cotacao",
        "placa",
        "E a placa?",
        "Qual é a placa?",
    )
    assert sorted(group.examples) == [1, 2]


def test_texts_with_names_in_them_are_one_difference(shop: Office) -> None:
    three_talks(shop)
    report = replay(shop, "Olá, {{ contact.first_name }}!", "Oi, {{ contact.first_name }}!")
    assert [group.count for group in report.groups] == [3]


def test_an_earlier_timer_differs_only_for_who_waited(shop: Office) -> None:
    three_talks(shop)
    report = replay(shop, "timeout: 30m", "timeout: 20m")
    assert [(group.node, group.stored, group.examples) for group in report.groups] == [("espera", "nothing", [2])]


def test_only_conversations_of_the_time_asked_for_count(shop: Office) -> None:
    Talk(shop, ANA).say("cotar")
    shop.now += 10 * DAY
    Talk(shop, BRUNO).say("cotar")
    assert replay(shop).conversations == 1
    assert replay(shop, days=30).conversations == 2
    assert replay(shop, days=30, limit=1).conversations == 1


def test_a_conversation_in_the_middle_of_a_flow_is_told_from_where_the_flow_began(shop: Office) -> None:
    ana = Talk(shop, ANA)
    ana.say("cotar")
    ana.tap("carro", "Carro")
    ana.pause(3 * DAY)
    ana.say("abc-1d23")
    past = history.past(shop.db, 1, shop.now - DAY, shop.now)
    assert [one.input.text for one in past.happenings if isinstance(one, Sent)] == ["cotar", "Carro", "abc-1d23"]
    assert replay(shop, "to: vendas", "to: suporte", days=1).differ == 1


def test_a_tap_is_played_as_a_tap(shop: Office) -> None:
    three_talks(shop)
    past = history.past(shop.db, 1, None, shop.now)
    assert [one.input.option for one in past.happenings if isinstance(one, Sent)] == [None, "carro", None, None]


def test_only_the_very_first_message_of_a_contact_is_first(shop: Office) -> None:
    three_talks(shop)
    past = history.past(shop.db, 1, None, shop.now)
    assert [one.first for one in past.happenings if isinstance(one, Sent)] == [True, False, False, False]


def test_what_flows_did_to_the_contact_is_not_known_to_it_beforehand(shop: Office) -> None:
    three_talks(shop)
    assert shop.rows("select distinct tag from tags") == ["cotacao"]
    assert history.past(shop.db, 1, None, shop.now).person.tags == ()


def test_what_people_wrote_silences_both_sides(shop: Office) -> None:
    ana = Talk(shop, ANA)
    ana.say("cotar")
    ana.phone("Oi Ana, aqui é a Rita.")
    ana.tap("carro", "Carro")
    ana.pause(3600)
    past = history.past(shop.db, 1, None, shop.now)
    assert [type(one) for one in past.happenings] == [Sent, TakenOver, Sent]
    assert replay(shop, "E a placa?", "Qual é a placa?").differ == 0
    assert replay(shop, "timeout: 30m", "timeout: 20m").differ == 0


def test_an_agent_who_writes_in_the_inbox_takes_over_as_well(shop: Office) -> None:
    ana = Talk(shop, ANA)
    ana.say("cotar")
    messages.add_outgoing(shop.db, 1, 1, Text("Oi!"), "agent", shop.now)
    assert TakenOver(shop.now) in history.past(shop.db, 1, None, shop.now).happenings


def test_messages_the_bot_was_never_given_are_left_out(shop: Office) -> None:
    Talk(shop, ANA).say("cotar")
    late = post(text("wamid.late", "Carro", ANA, shop.now))
    shop.now += 2 * DAY
    shop.post(late)
    sent = [one.input.text for one in history.past(shop.db, 1, None, shop.now).happenings if isinstance(one, Sent)]
    assert sent == ["cotar"]


def test_texts_answered_as_one_are_played_as_one(office: Office, tmp_path: Path) -> None:
    waiting = COTACAO.replace("nodes:", "settings: {debounce: 5s}\nnodes:", 1)
    learn(office, put(tmp_path / "flows", waiting))
    ana = Talk(office, ANA)
    ana.say("quero")
    ana.say("cotar", after=2)
    ana.say("por favor", after=2)
    ana.pause(60)
    sent = [one for one in history.past(office.db, 1, None, office.now).happenings if isinstance(one, Sent)]
    assert [one.input.text for one in sent][-1] == "cotar\npor favor"
    assert len(sent) == 2
    world = desk.world(office.db, [], ZONE)
    assert desk.replay(office.db, world, 0, office.now).differ == 0


def test_a_webhook_that_started_a_flow_is_played_with_its_values(shop: Office) -> None:
    body = b'{"phone": "+55 11 95555-0101", "origem": "site"}'
    webhook_events.add(shop.db, body, shop.now, "hook:site")
    ana = Talk(shop, ANA)
    shop.post()
    ana.say("sim")
    ana.tap("carro", "Carro")
    ana.say("abc-1d23")
    past = history.past(shop.db, 1, None, shop.now)
    assert past.happenings[0] == Began(past.began, "cotacao", "webhook", "site", {"origem": "site"})
    report = replay(shop, "{{ origem }}", "de {{ origem }}")
    assert [(group.stored, group.changed) for group in report.groups] == [
        ("hands over: vendas: carro ABC1D23 site", "hands over: vendas: carro ABC1D23 de site")
    ]


def test_without_any_trace_the_messages_themselves_are_played(shop: Office) -> None:
    three_talks(shop)
    shop.db.execute("delete from trace")
    assert replay(shop, "E a placa?", "Qual é a placa?").differ == 2


def test_a_new_flow_that_takes_a_keyword_away_differs(shop: Office) -> None:
    three_talks(shop)
    triggers = "[{keyword: azul}, {keyword: cotar, match: exact}]"
    other = f"zapbot: 1\nflow: outra\ntriggers: {triggers}\nnodes:\n  fim: {{end: Oi.}}\n"
    world = desk.world(shop.db, flow_files.read([put(shop.folder / "new", other, "outra.yaml")]), ZONE)
    report = desk.replay(shop.db, world, 0, shop.now)
    assert [(group.node, group.changed, group.count) for group in report.groups] == [("start", "Oi.", 2)]


def test_progress_is_told_for_each_conversation(shop: Office) -> None:
    three_talks(shop)
    steps: list[int] = []
    desk.replay(shop.db, desk.world(shop.db, [], ZONE), 0, shop.now, progress=lambda: steps.append(1))
    assert len(steps) == 3


def test_many_conversations_come_page_by_page(shop: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    three_talks(shop)
    monkeypatch.setattr("zapbot.store.history.PAGE", 1)
    assert [past.id for past in history.pasts(shop.db, 0, shop.now)] == [3, 2, 1]


def test_a_conversation_is_named_by_its_id_or_by_a_number(shop: Office) -> None:
    three_talks(shop)
    assert history.conversation(shop.db, "2", shop.now) == 2
    assert history.conversation(shop.db, "(21) 95555-0102", shop.now) == 2
    for unknown in ("99", "+55 41 99999-0000", "fulano"):
        with pytest.raises(NotFoundError):
            history.conversation(shop.db, unknown, shop.now)
