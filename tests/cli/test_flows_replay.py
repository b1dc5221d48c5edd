"""`zapbot flows replay`, `zapbot flows record` and `zapbot trace`, on conversations that came in as webhooks."""

import time
from pathlib import Path

import pytest

from tests.cli.conftest import Zapbot
from tests.desk.office import Office
from tests.desk.talks import COTACAO, Talk, learn, put
from tests.desk.webhooks import BRUNO


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A data directory in which two customers talked yesterday; the folder of the flow's file."""
    office = Office(tmp_path / "data")
    office.now = time.time() - 86400
    learn(office, put(tmp_path / "flows"))
    ana, bruno = Talk(office), Talk(office, BRUNO)
    ana.say("cotar")
    ana.tap("carro", "Carro")
    ana.say("abc-1d23")
    ana.say("alô?")
    bruno.say("bom dia")
    bruno.say("cotação")
    office.close()
    return tmp_path / "flows"


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """The flow with another text."""
    return put(tmp_path / "changed", COTACAO.replace("E a placa?", "Qual é a placa?"))


def test_replay_reports_how_many_differ_and_where(zapbot: Zapbot, shop: Path, changed: Path) -> None:
    done = zapbot("flows", "replay", changed)
    assert done.code == 0
    assert done.out.startswith(
        "2 conversations since 7d, 4 messages of customers compared: 1 conversation would differ."
    )
    assert "cotacao › placa" in done.out
    assert "Qual é a placa?" in done.out
    assert "zapbot flows replay" in done.out
    assert "up to its first difference" in done.out


def test_replay_of_the_same_files_differs_nowhere(zapbot: Zapbot, shop: Path) -> None:
    done = zapbot("flows", "replay")
    assert done.code == 0
    assert "0 conversations would differ" in done.out
    assert "Side by side" not in done.out


def test_replay_as_json(zapbot: Zapbot, shop: Path, changed: Path) -> None:
    report = zapbot("flows", "replay", changed, "--json").json
    assert (report["conversations"], report["inputs"], report["differ"]) == (2, 4, 1)
    (group,) = report["groups"]
    assert (group["flow"], group["node"], group["count"], group["examples"]) == ("cotacao", "placa", 1, [1])
    assert zapbot("flows", "replay", changed, "--limit", "1", "--json").json["conversations"] == 1
    assert zapbot("flows", "replay", changed, "--since", "1h", "--json").json["conversations"] == 0


def test_no_progress_bar_where_nobody_looks(zapbot: Zapbot, shop: Path, changed: Path) -> None:
    assert zapbot("flows", "replay", changed).err == ""


@pytest.mark.parametrize("whom", ["1", "+55 11 95555-0101"])
def test_one_conversation_is_shown_side_by_side(zapbot: Zapbot, shop: Path, changed: Path, whom: str) -> None:
    done = zapbot("flows", "replay", changed, "--show", whom)
    assert done.code == 0
    assert "active flows" in done.out
    assert "changed files" in done.out
    assert "≠ cotacao › placa: E a placa? → Qual é a placa?" in done.out
    assert "Comparing stops here" in done.out
    assert "abc-1d23" not in done.out


def test_one_that_does_not_differ_says_so(zapbot: Zapbot, shop: Path, changed: Path) -> None:
    assert "The same from beginning to end." in zapbot("flows", "replay", changed, "--show", "2").out


def test_side_by_side_as_json(zapbot: Zapbot, shop: Path, changed: Path) -> None:
    shown = zapbot("flows", "replay", changed, "--show", "1", "--json").json
    assert [exchange["differs"] for exchange in shown["exchanges"]] == [False, True]
    assert shown["exchanges"][-1]["cause"] == "[Carro]"


@pytest.mark.parametrize(
    ("arguments", "code", "why"),
    [
        (("--show", "99"), 1, "no conversation 99"),
        (("--since", "ontem"), 2, "neither a length of time nor a day"),
        (("nowhere",), 2, "no file or folder"),
    ],
)
def test_what_cannot_be_replayed_says_why(
    zapbot: Zapbot, shop: Path, arguments: tuple[str, ...], code: int, why: str
) -> None:
    done = zapbot("flows", "replay", *arguments)
    assert done.code == code
    assert why in done.err


def test_broken_files_are_not_replayed(zapbot: Zapbot, shop: Path) -> None:
    put(shop, COTACAO.replace("message: E a placa?", "mesage: E a placa?"))
    done = zapbot("flows", "replay")
    assert done.code == 1
    assert "cotacao.yaml:" in done.err


def test_a_recorded_conversation_passes_on_its_flow_and_fails_on_the_changed_one(
    zapbot: Zapbot, shop: Path, changed: Path
) -> None:
    done = zapbot("flows", "record", "1", "-o", shop / "novo.test.yaml")
    assert done.code == 0
    assert "read it before you share it" in done.out
    assert zapbot("flows", "test", shop).code == 0
    put(changed.parent, (shop / "novo.test.yaml").read_text(), "novo.test.yaml")
    assert zapbot("flows", "test", changed.parent).code == 1


def test_a_recording_goes_to_the_output_and_never_over_another_file(zapbot: Zapbot, shop: Path) -> None:
    done = zapbot("flows", "record", "(11) 95555-0101", "--since", "7d")
    assert done.out.startswith("# A real conversation, masked")
    assert "Ana" not in done.out
    done = zapbot("flows", "record", "1", "-o", shop / "cotacao.yaml")
    assert done.code == 2
    assert "exists already" in done.err
    assert zapbot("flows", "record", "7").code == 1


def test_trace_tells_what_came_what_was_decided_and_what_was_said(zapbot: Zapbot, shop: Path) -> None:
    done = zapbot("trace", "11 95555-0101")
    assert done.code == 0
    lines = [line.strip() for line in done.out.splitlines()]
    assert lines[0] == "Ana Ribeiro, +55 11 95555-0101: with people (vendas)"
    told = [line.split("  ", 1)[1].strip() for line in lines[3:]]
    assert told[:6] == [
        "Ana       cotar",
        "· cotacao 1 › trigger: start → ola (keyword cotar)",
        "· cotacao 1 › ola: message",
        "bot       Olá, Ana!",
        "· cotacao 1 › pergunta: message",
        "bot       Qual é o veículo?",
    ]
    assert "· cotacao 1 › espera: options.carro → placa (tapped carro); tipo = carro" in told
    assert told[-1] == "· silent: a person has this conversation"


def test_trace_of_a_conversation_tells_why_no_flow_started(zapbot: Zapbot, shop: Path) -> None:
    done = zapbot("trace", "2")
    assert "with the bot" not in done.out.splitlines()[0]
    assert "in cotacao 1, at espera until" in done.out.splitlines()[0]
    assert "· silent: no trigger of any flow fits this message" in done.out


def test_trace_has_brazilian_days_and_the_business_zone(
    zapbot: Zapbot, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = zapbot("trace", "1", "--json").json["entries"]
    for zone, hours in (("America/Sao_Paulo", -3), ("America/Manaus", -4)):
        monkeypatch.setenv("ZAPBOT_TIMEZONE", zone)
        at = time.gmtime(entries[0]["at"] + hours * 3600)
        out = zapbot("trace", "1").out
        assert time.strftime("\n%d/%m/%Y\n  %H:%M:%S  Ana", at) in out


def test_trace_as_json(zapbot: Zapbot, shop: Path) -> None:
    data = zapbot("trace", "2", "--json").json
    assert (data["contact"]["name"], data["owner"], data["standing"]["node"]) == ("Bruno Lima", "bot", "espera")
    silence = next(entry for entry in data["entries"] if entry["what"] == "decided")
    assert (silence["kind"], silence["rule"]) == ("silence", "no trigger of any flow fits this message")


def test_trace_says_when_there_is_nothing(zapbot: Zapbot, shop: Path) -> None:
    assert "Nothing since 1h" in zapbot("trace", "1", "--since", "1h").out


@pytest.mark.parametrize("whom", ["99", "+55 41 99999-1111", "fulano"])
def test_trace_of_nobody_exits_with_1(zapbot: Zapbot, shop: Path, whom: str) -> None:
    assert zapbot("trace", whom).code == 1
