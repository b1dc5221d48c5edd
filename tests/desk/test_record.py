"""A real conversation as a test: it passes on the flow it came from and fails on a changed one."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.desk.office import Office
from tests.desk.talks import COTACAO, Talk, learn, put
from zapbot.desk import flow_files, flow_tests, replay
from zapbot.desk.ask import settle
from zapbot.desk.record import record
from zapbot.errors import NotFoundError, ZapbotError
from zapbot.outside import Answer
from zapbot.store import calls

ZONE = ZoneInfo("America/Sao_Paulo")

CALLING = """zapbot: 1
flow: pedido
triggers: [{keyword: pedido}]
vars: {situacao: text}
nodes:
  consulta:
    http: {url: 'https://loja.example/pedidos/7', save: {situacao: status}, next: diz, on_error: pessoa}
  diz:
    message: Seu pedido está {{ situacao }}.
  fim:
    end:
  pessoa:
    transfer: vendas
"""


@pytest.fixture
def shop(office: Office, tmp_path: Path) -> Office:
    """An office that knows the quote flow."""
    learn(office, put(tmp_path / "flows"))
    return office


def taken(office: Office, since: float | None = None) -> str:
    """The test of the first conversation."""
    return record(office.db, 1, since, office.now, ZONE)


def passes(text: str, folder: Path, source: str = COTACAO) -> bool:
    """Whether a test passes beside a flow."""
    put(folder, source)
    put(folder, text, "novo.test.yaml")
    suites = flow_tests.find([folder])
    assert flow_tests.problems(suites) == []
    return all(result.failure is None for suite in suites for result in flow_tests.run(suite))


def test_a_recorded_conversation_passes_on_its_flow_and_fails_on_a_changed_one(shop: Office, tmp_path: Path) -> None:
    ana = Talk(shop)
    ana.say("Oi, quero cotar, sou a Ana")
    ana.tap("carro", "Carro")
    ana.say("sei lá, 11 98765-4321")
    ana.say("abc-1d23", after=300)
    text = taken(shop)
    assert passes(text, tmp_path / "same")
    assert not passes(text, tmp_path / "changed", COTACAO.replace("E a placa?", "Qual é a placa?"))
    for secret in ("Ana", "Ribeiro", "98765", "1d23", "1D23"):
        assert secret not in text
    assert text.startswith("# A real conversation, masked")


def test_a_divergence_that_replay_found_is_kept_as_a_test_that_fails_on_the_changed_flow(
    shop: Office, tmp_path: Path
) -> None:
    ana = Talk(shop)
    ana.say("cotar")
    ana.pause(1700)
    ana.tap("moto", "Moto")
    changed = COTACAO.replace("timeout: 30m", "timeout: 20m")
    world = replay.world(shop.db, flow_files.read([put(tmp_path / "changed", changed)]), ZONE)
    (group,) = replay.replay(shop.db, world, 0, shop.now).groups
    assert (group.stored, group.examples) == ("nothing", [1])
    text = taken(shop)
    assert passes(text, tmp_path / "same")
    assert not passes(text, tmp_path / "changed", changed)


def test_it_is_played_on_the_version_it_ran_on_and_not_on_todays(shop: Office, tmp_path: Path) -> None:
    Talk(shop).say("cotar")
    shop.now += 60
    learn(shop, put(tmp_path / "flows", COTACAO.replace("Olá,", "Oi,")))
    text = taken(shop)
    assert "Olá, Maria!" in text
    assert "really said something else" not in text


def test_it_says_when_the_bot_really_said_something_else(shop: Office, tmp_path: Path) -> None:
    ana = Talk(shop)
    ana.say("cotar")
    ana.tap("carro", "Carro")
    ana.say("nada")
    ana.say("nada")
    ana.say("nada")
    shop.db.execute("update messages set text = 'Outra coisa' where text = 'E a placa?'")
    assert "# The bot really said something else then" in taken(shop)


def test_what_came_after_a_hand_over_is_not_in_it(shop: Office) -> None:
    ana = Talk(shop)
    ana.say("cotar")
    ana.say("azul")
    ana.say("meu marido é o Zeferino")
    text = taken(shop)
    assert "Zeferino" not in text
    assert "# It ends early: people had the conversation from here on." in text


def test_only_a_part_can_be_recorded(shop: Office) -> None:
    ana = Talk(shop)
    ana.say("cotar")
    ana.pause(2 * 86400)
    ana.say("cotação")
    assert "cotar" in taken(shop)
    assert "- user: cotar" not in taken(shop, shop.now - 86400)


def test_what_another_system_answered_is_in_the_setup(office: Office, tmp_path: Path) -> None:
    learn(office, put(tmp_path / "flows", CALLING, "pedido.yaml"))
    Talk(office).say("pedido")
    (call,) = calls.claim(office.db, office.now, 10)
    settle(office.db, office.library, call, Answer(True, {"status": 200, "json": {"status": "pago"}}), office.now + 1)
    office.now += 60
    text = taken(office)
    assert "GET https://loja.example/pedidos/7" in text
    assert "- bot: Seu pedido está pago." in text
    assert passes(text, tmp_path / "same", CALLING)
    world = replay.world(office.db, [], ZONE)
    assert not replay.replay(office.db, world, 0, office.now).stopped


def test_there_is_nothing_to_record_where_no_flow_took_part(shop: Office) -> None:
    Talk(shop).say("bom dia")
    with pytest.raises(ZapbotError, match="no flow took part"):
        taken(shop)
    with pytest.raises(NotFoundError, match="no conversation 9"):
        record(shop.db, 9, None, shop.now, ZONE)
