"""`zapbot campaigns`: a list becomes frozen messages, or is refused with a reason for each line."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Zapbot
from zapbot.connector import Sender
from zapbot.desk import campaign_export
from zapbot.store import contacts
from zapbot.store.db import connect, transaction

LIST = "telefone;nome;cidade\n(31) 98555-0101;Ana;Recife\n(31) 98555-0102;Bruno;Olinda\n"
PARAMS = ("--template", "promo", "--param", "{name}", "--param", "{cidade}")


@pytest.fixture(autouse=True)
def number(zapbot: Zapbot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZAPBOT_WHATSAPP_PHONE_NUMBER_ID", "800000000000001")


def listed(folder: Path, text: str = LIST, encoding: str = "utf-8") -> Path:
    path = folder / "lista.csv"
    path.write_bytes(text.encode(encoding))
    return path


def create(zapbot: Zapbot, path: Path, *more: str, name: str = "natal") -> Any:
    return zapbot("campaigns", "create", name, "--csv", path, *PARAMS, "--json", *more)


def frozen(folder: Path) -> list[Any]:
    db = connect(folder / "data")
    found = db.execute("select address, name, content from campaign_recipients order by id").fetchall()
    db.close()
    return found


def test_a_list_is_frozen_with_every_message_filled_in(zapbot: Zapbot, tmp_path: Path) -> None:
    ran = create(zapbot, listed(tmp_path))
    assert (ran.code, ran.json["valid"], ran.json["invalid"]) == (0, 2, 0)
    rows = frozen(tmp_path)
    assert [row[:2] for row in rows] == [("5531985550101", "Ana"), ("5531985550102", "Bruno")]
    assert '"params":["Bruno","Olinda"]' in rows[1][2]
    assert zapbot("campaigns", "report", "natal", "--json").json["campaign"]["status"] == "ready"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_list_is_read_as_spreadsheets_write_it(zapbot: Zapbot, tmp_path: Path, encoding: str, separator: str) -> None:
    text = LIST.replace(";", separator).replace("Ana", "Conceição")
    ran = create(zapbot, listed(tmp_path, text, encoding))
    assert ran.code == 0
    assert frozen(tmp_path)[0][1] == "Conceição"
    assert ("Windows-1252" in ran.err) is (encoding == "cp1252")


def test_a_dry_run_writes_nothing_and_tells_the_same(zapbot: Zapbot, tmp_path: Path) -> None:
    dry = create(zapbot, listed(tmp_path), "--dry-run").json
    assert frozen(tmp_path) == []
    real = create(zapbot, listed(tmp_path)).json
    assert {**dry, "id": None} == {**real, "id": None}
    assert (dry["id"], real["id"]) == (None, 1)


def test_lines_without_a_message_are_told_with_their_reason(zapbot: Zapbot, tmp_path: Path) -> None:
    text = LIST + "123;Carla;Natal\n;Davi;Natal\n(31) 98555-0103;Elisa;\n5,53199E+12;Fabio;Natal\n31985550104;G;N;x\n"
    ran = create(zapbot, listed(tmp_path, text))
    assert (ran.json["valid"], ran.json["invalid"]) == (2, 5)
    wrong = {one["line"]: one["reason"] for one in ran.json["wrong"]}
    assert "is not a phone number" in wrong[4]
    assert wrong[5] == "has no phone"
    assert wrong[6] == "has no value for {cidade}"
    assert "spreadsheet shortened" in wrong[7]
    assert "4 columns" in wrong[8]


def test_one_person_in_two_spellings_is_one_recipient(zapbot: Zapbot, tmp_path: Path) -> None:
    text = LIST + "+55 31 8555-0101;Ana de novo;Recife\n5531985550101;Ana outra vez;Recife\n"
    assert create(zapbot, listed(tmp_path, text), "--dry-run").json["duplicates"] == 2
    assert create(zapbot, listed(tmp_path, text)).json["duplicates"] == 2
    assert len(frozen(tmp_path)) == 2


def test_a_name_is_used_once(zapbot: Zapbot, tmp_path: Path) -> None:
    create(zapbot, listed(tmp_path))
    again = create(zapbot, listed(tmp_path))
    assert again.code == 1
    assert "already" in again.err
    assert len(frozen(tmp_path)) == 2


def test_a_creation_that_was_killed_leaves_its_name_free(zapbot: Zapbot, tmp_path: Path) -> None:
    create(zapbot, listed(tmp_path))
    db = connect(tmp_path / "data")
    db.execute("update campaigns set status = 'creating', touched_at = touched_at - 3600")
    db.close()
    assert zapbot("campaigns", "start", "natal").code == 1
    assert create(zapbot, listed(tmp_path, LIST + "31985550109;Hugo;Natal\n")).code == 0
    assert len(frozen(tmp_path)) == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nome;cidade\nAna;Recife\n", "no column for the phone"),
        ("", "no column for the phone"),
        ("telefone;nome;nome\n31985550101;Ana;Bia\n", "twice: nome"),
        ("telefone\x00;nome\n", "not a text file"),
    ],
)
def test_what_is_no_list_is_refused(zapbot: Zapbot, tmp_path: Path, text: str, said: str) -> None:
    ran = create(zapbot, listed(tmp_path, text))
    assert ran.code == 2
    assert said in ran.err


def test_nobody_to_send_to_creates_nothing(zapbot: Zapbot, tmp_path: Path) -> None:
    ran = create(zapbot, listed(tmp_path, "telefone;nome;cidade\n12;Ana;Recife\n"))
    assert ran.code == 1
    assert "line 2" in ran.err
    assert zapbot("campaigns", "list", "--json").json == []


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ((), "say whom it is for"),
        (("--tag", "vip", "--everybody"), "say whom it is for"),
        (("--tag", "vip", "--quiet", "noite"), "quiet hours"),
        (("--tag", "vip", "--at", "logo"), "no time"),
        (("--tag", "vip", "--silent", "muito"), "duration"),
        (("--tag", "vip", "--field", "cidade"), "cidade=Recife"),
        (("--tag", "vip", "--rate", "0"), "rate"),
    ],
)
def test_a_wrong_option_is_said(zapbot: Zapbot, more: tuple[str, ...], said: str) -> None:
    ran = zapbot("campaigns", "create", "natal", "--template", "promo", *more)
    assert ran.code == 2
    assert said in ran.err


def test_contacts_are_chosen_by_tag_and_field(zapbot: Zapbot, tmp_path: Path) -> None:
    zapbot("migrate")
    db = connect(tmp_path / "data")
    with transaction(db):
        for n, (tag, city) in enumerate([("vip", "Recife"), ("vip", "Olinda"), ("novo", "Recife")]):
            sender = Sender(wa_id=f"553198555010{n}", name=f"Pessoa {n}")
            id = contacts.create(db, sender, 1.0)
            contacts.learn(db, id, sender, 1.0)
            contacts.tag(db, id, [tag], [], 1.0)
            contacts.set_field(db, id, "cidade", city)
    db.close()
    ran = zapbot("campaigns", "create", "natal", *PARAMS, "--tag", "vip", "--field", "cidade=Recife", "--json")
    assert ran.json["first"]["params"] == ["Pessoa 0", "Recife"]
    assert [row[0] for row in frozen(tmp_path)] == ["5531985550100"]


def test_start_pause_resume_and_stop_change_the_state_once(zapbot: Zapbot, tmp_path: Path) -> None:
    create(zapbot, listed(tmp_path))
    for verb, state in (("start", "running"), ("pause", "paused"), ("resume", "running"), ("stop", "stopped")):
        assert zapbot("campaigns", verb, "natal").code == 0
        assert zapbot("campaigns", "report", "natal", "--json").json["campaign"]["status"] == state
        assert zapbot("campaigns", verb, "natal").code == 1
    assert zapbot("campaigns", "start", "outra").code == 1


def test_what_is_left_can_be_previewed(zapbot: Zapbot, tmp_path: Path) -> None:
    create(zapbot, listed(tmp_path), "--rate", "0.5")
    shown = zapbot("campaigns", "preview", "natal", "--json").json
    assert (shown["valid"], shown["seconds"]) == (2, 4.0)
    assert "Ana, Recife" in zapbot("campaigns", "preview", "natal").out


def test_the_export_computes_nothing(zapbot: Zapbot, tmp_path: Path) -> None:
    create(zapbot, listed(tmp_path, LIST.replace("Ana", "=HYPERLINK(1)")))
    assert zapbot("campaigns", "report", "natal", "--csv", tmp_path / "out.csv").code == 0
    text = (tmp_path / "out.csv").read_text("utf-8-sig")
    assert "'=HYPERLINK(1)" in text
    assert "55 31 98555-0102" in text


@pytest.mark.parametrize("start", campaign_export.DANGEROUS)
def test_no_cell_begins_as_a_formula(start: str) -> None:
    assert campaign_export.harmless(f"{start}1+1") == f"'{start}1+1"
    assert campaign_export.harmless(f"1{start}") == f"1{start}"


def test_nothing_in_doubt_is_nothing_to_retry(zapbot: Zapbot, tmp_path: Path) -> None:
    create(zapbot, listed(tmp_path))
    assert "Nothing is in doubt" in zapbot("campaigns", "retry-unknown", "natal").out
