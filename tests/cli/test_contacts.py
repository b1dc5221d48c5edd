"""`zapbot contacts`: listed, opted in and out, imported, exported, erased to the last byte."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from tests.cli.conftest import Zapbot
from tests.desk.office import Office
from tests.desk.webhooks import ANA, BRUNO, BSUIDS, NAMES, T0, message, post, reaction, status, text
from zapbot.desk import erase
from zapbot.desk.send import send
from zapbot.model import Media, Text
from zapbot.store import audit, conversations, erasure, media, search
from zapbot.store.db import connect, transaction

PRETTY = "+55 11 95555-0101"
SECRET, PICTURE = "o código do cofre é zebra-quatro", b"\x89PNG bytes of Ana alone"
SHARED = b"a price list for everybody"
TABLE = """phone;nome;tags;fields.cidade;opt_in
(11) 95555-0101;Ana Ribeiro;cliente|vip;São Paulo;loja 12/03
+55 21 95555-0102;Bruno Lima;;;
nada;X;;;
"""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Ana and Bruno wrote, and were answered."""
    opened = Office(tmp_path / "data")
    opened.post(post(text("wamid.A1", SECRET), text("wamid.B1", "oi, tudo bem?", who=BRUNO)))
    opened.post(post(message("wamid.A2", "image", {"id": "77", "mime_type": "image/png"})))
    yield opened
    opened.close()


@pytest.fixture
def ana(office: Office) -> int:
    """Her contact."""
    return int(office.one("select id from contacts where phone = ?", ANA))


def answered(office: Office, contact_id: int, sha256: str) -> None:
    """A text and a file go to a contact, and their fate is told."""
    with transaction(office.db):
        conversation = conversations.current(office.db, contact_id, T0)
        send(office.db, conversation, Text(f"Para {contact_id}"), "agent", T0)
        send(office.db, conversation, Media("document", f"sha256:{sha256}"), "agent", T0)


def bytes_on_disk(folder: Path) -> bytes:
    """Everything in the data directory's databases and logs."""
    return b"".join(file.read_bytes() for file in sorted(folder.iterdir()) if file.is_file())


def test_contacts_are_listed_and_found(zapbot: Zapbot, office: Office) -> None:
    assert [one["name"] for one in zapbot("contacts", "list", "--json").json] == ["Bruno Lima", "Ana Ribeiro"]
    assert [one["name"] for one in zapbot("contacts", "list", "--search", "95555-0101", "--json").json] == [NAMES[ANA]]
    assert zapbot("contacts", "list", "--tag", "vip", "--json").json == []
    assert PRETTY in zapbot("contacts", "list").out


def test_a_contact_is_shown_by_phone_user_id_or_id(zapbot: Zapbot, office: Office, ana: int) -> None:
    for named in ("(11) 95555-0101", BSUIDS[ANA], f"contact:{ana}"):
        assert zapbot("contacts", "show", named, "--json").json["name"] == NAMES[ANA]
    assert PRETTY in zapbot("contacts", "show", ANA).out


@pytest.mark.parametrize("named", ["contact:99", "+55 11 90000-0000"])
def test_who_is_not_there_is_not_found(zapbot: Zapbot, office: Office, named: str) -> None:
    ran = zapbot("contacts", "show", named)
    assert (ran.code, ran.out) == (1, "")
    assert "there is no contact" in ran.err


def test_opting_out_and_in_is_kept_with_its_source(zapbot: Zapbot, office: Office) -> None:
    assert "no marketing" in zapbot("contacts", "opt-out", ANA, "--source", "asked by phone").out
    assert "already" in zapbot("contacts", "opt-out", ANA).out
    assert zapbot("contacts", "opt-in", ANA).code == 0
    shown = zapbot("contacts", "show", ANA, "--json").json
    assert shown["marketing"] == "in"
    assert [(c["kind"], c["source"], c["detail"]) for c in shown["consents"]] == [
        ("out", "cli", "asked by phone"),
        ("in", "cli", ""),
    ]


def test_an_import_twice_is_as_once(zapbot: Zapbot, tmp_path: Path) -> None:
    table = tmp_path / "clientes.csv"
    table.write_text(TABLE, "utf-8-sig")
    dry = zapbot("contacts", "import", table, "--dry-run", "--json")
    assert (dry.json["created"], dry.json["opted_in"]) == (2, 1)
    assert zapbot("contacts", "list", "--json").json == []
    first, second = (zapbot("contacts", "import", table, "--json") for _ in range(2))
    assert (first.code, first.json["created"], first.json["opted_in"]) == (1, 2, 1)
    assert [line for line, _ in first.json["wrong"]] == [4]
    assert (second.json["created"], second.json["updated"], second.json["unchanged"]) == (0, 0, 2)
    shown = zapbot("contacts", "show", ANA, "--json").json
    assert (shown["name"], shown["tags"], shown["fields"]) == (
        "Ana Ribeiro",
        ["cliente", "vip"],
        {"cidade": "São Paulo"},
    )
    assert [(c["source"], c["detail"]) for c in shown["consents"]] == [("import", "loja 12/03")]


def test_an_import_does_not_overrule_who_said_no(zapbot: Zapbot, office: Office, tmp_path: Path) -> None:
    zapbot("contacts", "opt-out", ANA)
    table = tmp_path / "clientes.csv"
    table.write_text(TABLE)
    counts = zapbot("contacts", "import", table, "--json").json
    assert (counts["opted_in"], counts["still_out"]) == (0, 1)
    assert zapbot("contacts", "show", ANA, "--json").json["marketing"] == "out"


def test_an_import_with_a_strange_column_takes_nothing(zapbot: Zapbot, tmp_path: Path) -> None:
    table = tmp_path / "clientes.csv"
    table.write_text("phone,adress\n+5511955550101,Rua A\n")
    ran = zapbot("contacts", "import", table)
    assert (ran.code, "column 'adress'" in ran.err) == (2, True)
    assert zapbot("contacts", "list", "--json").json == []


def test_an_export_holds_everything_of_one_person_and_nothing_of_others(
    zapbot: Zapbot, office: Office, tmp_path: Path
) -> None:
    zapbot("contacts", "opt-out", ANA)
    file = tmp_path / "ana.json"
    assert zapbot("contacts", "export", ANA, "--output", file).code == 0
    kept = json.loads(file.read_text("utf-8"))
    assert kept == {**json.loads(zapbot("contacts", "export", ANA).out), "exported_at": kept["exported_at"]}
    assert kept["contact"]["name"] == NAMES[ANA]
    assert {one["value"] for one in kept["identifiers"]} == {ANA, BSUIDS[ANA]}
    assert [said["text"] for said in kept["messages"]] == [SECRET, ""]
    assert [said["kind"] for said in kept["consents"]] == ["out"]
    assert BRUNO not in file.read_text("utf-8")


def test_erasing_needs_a_yes(zapbot: Zapbot, office: Office) -> None:
    ran = zapbot("contacts", "erase", ANA)
    assert (ran.code, "--yes" in ran.err) == (2, True)
    assert len(zapbot("contacts", "list", "--json").json) == 2


def test_an_erased_person_is_in_no_byte_of_the_databases(zapbot: Zapbot, office: Office, ana: int) -> None:
    bruno = int(office.one("select id from contacts where phone = ?", BRUNO))
    own, shared = media.put(office.folder, PICTURE), media.put(office.folder, SHARED)
    for contact_id, sha256 in ((ana, own), (ana, shared), (bruno, shared)):
        answered(office, contact_id, sha256)
    office.deliver()
    office.post(post(reaction("wamid.R1", "wamid.OUT1", "👍"), statuses=(status("wamid.OUT1", "sent"),)))
    with transaction(office.db):
        search.index(office.db, T0)
        search.index_contacts(office.db)
    office.close()
    before = bytes_on_disk(office.folder)
    traces = [SECRET.encode(), b"zebra", ANA.encode(), BSUIDS[ANA].encode(), b"Ana Ribeiro", b"wamid.A1", PICTURE]
    assert all(trace in before for trace in traces)

    worker = connect(office.folder)  # somebody else has the file open: the log is not simply deleted
    removed = zapbot("contacts", "erase", PRETTY, "--yes", "--json").json
    assert removed["vacuumed"]
    assert (removed["messages"], removed["files"], removed["webhooks"]) == (6, 1, 3)
    after = bytes_on_disk(office.folder)
    worker.close()
    assert [trace for trace in traces if trace in after] == []
    assert b"tudo bem?" in after
    assert SHARED in after


def test_the_rest_of_the_business_goes_on_after_an_erasure(zapbot: Zapbot, office: Office) -> None:
    with transaction(office.db):
        search.index(office.db, T0)
    zapbot("contacts", "erase", ANA, "--yes")
    assert office.rows("select name from contacts") == ["Bruno Lima"]
    assert office.db.execute("pragma foreign_key_check").fetchall() == []
    assert office.db.execute("pragma integrity_check").fetchone() == ("ok",)
    office.db.execute("insert into message_search (message_search) values ('integrity-check')")
    office.post(post(text("wamid.A9", "oi de novo")))
    assert sorted(office.texts()) == ["oi de novo", "oi, tudo bem?"]


def test_the_audit_says_that_it_was_done_without_saying_to_whom(office: Office, ana: int) -> None:
    erase.erase(office.db, office.folder, ana, b"k" * 32, "cli", T0)
    (line,) = [line for line in audit.listed(office.db) if line.what == "contact.erased"]
    assert line.about == erase.fingerprint(b"k" * 32, ANA) != erase.fingerprint(b"x" * 32, ANA)
    assert line.data["messages"] == 2
    assert ANA not in str(line)


def test_a_file_somebody_reads_is_scrubbed_later(zapbot: Zapbot, office: Office) -> None:
    office.db.execute("begin")
    office.db.execute("select * from contacts").fetchall()
    ran = zapbot("contacts", "erase", ANA, "--yes", "--json")
    assert (ran.code, ran.json["vacuumed"], "zapbot contacts scrub" in ran.err) == (0, False, True)
    office.db.execute("commit")
    assert zapbot("contacts", "scrub").code == 0
    assert SECRET.encode() not in bytes_on_disk(office.folder)


def test_nobody_is_erased_while_words_of_theirs_wait(zapbot: Zapbot, office: Office) -> None:
    office.arrive(post(text("wamid.A5", "mais uma")))
    ran = zapbot("contacts", "erase", ANA, "--yes")
    assert (ran.code, "zapbot worker" in ran.err) == (1, True)
    assert len(zapbot("contacts", "list", "--json").json) == 2


def test_campaigns_keep_their_count_and_lose_the_name(office: Office, ana: int) -> None:
    db: Database = office.db
    db.execute(
        "insert into campaigns (id, name, number, template, language, category, rate, created_at, touched_at) "
        "values (1, 'natal', '', 'promo', 'pt_BR', 'MARKETING', 1, 0, 0)"
    )
    db.execute(
        "insert into campaign_recipients (campaign_id, address, name, content) values (1, ?, 'Ana', '{\"x\": 1}')",
        (ANA,),
    )
    with transaction(db):
        erasure.remove(db, ana, erasure.names(db, ana), [])
    assert db.execute("select address, name, content, status, reason from campaign_recipients").fetchall() == [
        ("erased:1", None, "{}", "skipped", "erased")
    ]
