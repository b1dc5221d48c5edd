"""`zapbot send` as a shell calls it: what it queues, what it refuses, and how it says so."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from tests.cli.conftest import Zapbot
from zapbot import model
from zapbot.connector import Sender
from zapbot.model import (
    AskContact,
    AskLocation,
    Buttons,
    Card,
    Cards,
    Content,
    Form,
    Link,
    Location,
    Media,
    Menu,
    Option,
    Phone,
    Reaction,
    Template,
    TemplateButton,
    Text,
)
from zapbot.store import contacts, windows
from zapbot.store.db import connect
from zapbot.store.migrations import migrate

ANA = "+55 11 95555-0101"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
VOICE = b"OggS" + b"\0" * 24 + b"OpusHead" + b"\0" * 64


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """A store in which Ana wrote a moment ago."""
    folder = tmp_path / "data"
    migrate(folder)
    opened = connect(folder)
    ana = contacts.create(opened, Sender(wa_id="5511955550101"), time.time())
    contacts.learn(opened, ana, Sender(wa_id="5511955550101"), time.time())
    windows.wrote(opened, ana, "", time.time())
    yield opened
    opened.close()


def queued(db: Database) -> list[Content]:
    rows = db.execute("select content from messages where direction = 'out' order by id").fetchall()
    return [model.decode(content) for (content,) in rows]


KINDS: list[tuple[list[str], Content]] = [
    (["Oi"], Text("Oi")),
    (["Oi", "--no-preview"], Text("Oi", preview=False)),
    (
        ["--image", "https://loja.example/a.png", "--caption", "Novo"],
        Media("image", "https://loja.example/a.png", "Novo"),
    ),
    (["Novo", "--video", "https://loja.example/a.mp4"], Media("video", "https://loja.example/a.mp4", "Novo")),
    (["--audio", "https://loja.example/a.mp3"], Media("audio", "https://loja.example/a.mp3")),
    (["--voice", "https://loja.example/a.ogg"], Media("audio", "https://loja.example/a.ogg", voice=True)),
    (["--sticker", "https://loja.example/a.webp"], Media("sticker", "https://loja.example/a.webp")),
    (
        ["--document", "https://loja.example/a.pdf", "--filename", "boleto.pdf"],
        Media("document", "https://loja.example/a.pdf", filename="boleto.pdf"),
    ),
    (["Confirma?", "--buttons", "Sim|nao=Não"], Buttons("Confirma?", (Option("sim", "Sim"), Option("nao", "Não")))),
    (
        ["Confirma?", "--buttons", "Sim", "--header", "https://loja.example/b.png", "--footer", "Loja"],
        Buttons("Confirma?", (Option("sim", "Sim"),), Media("image", "https://loja.example/b.png"), "Loja"),
    ),
    (
        ["Escolha", "--list", "[Financeiro]|2via=Segunda via::Boleto|[Ajuda]|Falar com alguém", "--header", "Menu"],
        Menu(
            "Escolha",
            "Ver opções",
            (
                Option("2via", "Segunda via", "Boleto", "Financeiro"),
                Option("falar_com_alguem", "Falar com alguém", None, "Ajuda"),
            ),
            "Menu",
        ),
    ),
    (["Veja", "--link", "https://loja.example", "--button", "Abrir"], Link("Veja", "Abrir", "https://loja.example")),
    (["--location", "-23.5,-46.6", "--place", "Loja"], Location(-23.5, -46.6, "Loja")),
    (
        ["--contact", "Bruno Lima,+55 21 95555-0102"],
        Cards((Card("Bruno Lima", phones=(Phone("+5521955550102", "CELL", "5521955550102"),)),)),
    ),
    (["Onde?", "--ask-location"], AskLocation("Onde?")),
    (["Qual?", "--ask-contact"], AskContact("Qual?")),
    (["--template", "ola"], Template("ola")),
    (
        ["--template", "aviso", "--language", "en_US", "--param", "Ana", "--param", "2=a=b"],
        Template("aviso", "en_US", ("Ana", "a=b")),
    ),
    (
        [
            *["--template", "aviso", "--param", "nome=Ana", "--header", "-23.5,-46.6"],
            "--button",
            "quick_reply:SIM",
            "--button",
            "3=url:A-42",
        ],
        Template(
            "aviso",
            params={"nome": "Ana"},
            header=Location(-23.5, -46.6),
            buttons=(TemplateButton(0, "quick_reply", "SIM"), TemplateButton(3, "url", "A-42")),
        ),
    ),
    (
        ["--json-content", '{"kind": "form", "text": "a", "button": "b", "form": "1", "token": "t"}'],
        Form("a", "b", "1", "t"),
    ),
]


@pytest.mark.parametrize(("options", "content"), KINDS, ids=[" ".join(options)[:40] for options, _ in KINDS])
def test_options_describe_every_kind(zapbot: Zapbot, db: Database, options: list[str], content: Content) -> None:
    ran = zapbot("send", ANA, *options)
    assert (ran.code, ran.err) == (0, "")
    assert queued(db) == [content]
    assert ran.out == "Message 1 is queued.\n"


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ([], "there is nothing to send"),
        (["um", "texto"], "put the text in quotes: 'um texto'"),
        (["--image", "a.png", "--location", "1,2"], "--image and --location are messages of their own"),
        (["Oi", "--template", "ola"], "--template carries no text"),
        (["Oi", "--caption", "a"], "--caption goes with --image or --video or --document only"),
        (["Oi", "--param", "a"], "--param goes with --template or --window-template only"),
        (["--template", "a", "--param", "b", "--param", "c=d"], "c= goes by name and others by order"),
        (["--template", "a", "--param", "2=b"], "this is value 1"),
        (["--template", "a", "--button", "Abrir"], "write url:A-42"),
        (["Oi", "--link", "https://a.example"], '--link needs the words on its button: add --button "Abrir"'),
        (["--location", "casa"], "write latitude and longitude"),
        (["--contact", "Bruno"], "write a name and a phone"),
        (["--reaction", "✅"], "add --to-message ID"),
        (["--image", "nao-existe.png"], "cannot read nao-existe.png: No such file or directory"),
        (["--image", "http://loja.example/a.png"], "by https only"),
        (["--json-content", "{"], "--json-content: "),
        (["Oi", "--at", "amanhã"], "write it like 2026-12-01 09:00, or +2h"),
        (["Oi", "--at", "+2x"], "as in +2h"),
        (["Oi", "--at", "2020-01-01 09:00"], "is past"),
        (["Oi", "--at", "+2h", "--idempotency-key", "k"], "write --at as a date"),
        (["Oi", "--result", "a.csv"], "--result goes with --csv or -"),
    ],
)
def test_a_wrong_command_says_what_to_write(zapbot: Zapbot, db: Database, options: list[str], why: str) -> None:
    ran = zapbot("send", ANA, *options)
    assert (ran.code, queued(db)) == (2, [])
    assert why in ran.err


def test_without_a_recipient_it_says_how_to_name_one(zapbot: Zapbot) -> None:
    assert zapbot("send").code == 2
    assert "whom to?" in zapbot("send").err
    ran = zapbot("send", "ana", "Oi")
    assert (ran.code, "write it like +55 31 98555-0103" in ran.err) == (1, True)


def test_a_file_of_this_machine_is_kept_and_checked(zapbot: Zapbot, db: Database, tmp_path: Path) -> None:
    from zapbot.store import media

    (tmp_path / "a.png").write_bytes(PNG)
    (tmp_path / "nota.ogg").write_bytes(VOICE)
    assert zapbot("send", ANA, "--image", "a.png", "--caption", "Novo").code == 0
    assert zapbot("send", ANA, "--document", "a.png").code == 0
    assert zapbot("send", ANA, "--voice", "nota.ogg").code == 0
    image, document, voice = queued(db)
    assert isinstance(image, Media)
    sha256 = image.source.removeprefix("sha256:")
    assert media.get(tmp_path / "data", sha256) == PNG
    assert image == Media("image", f"sha256:{sha256}", "Novo", mime="image/png")
    assert document == Media("document", f"sha256:{sha256}", filename="a.png", mime="image/png")
    assert isinstance(voice, Media)
    assert (voice.type, voice.voice, voice.mime) == ("audio", True, "audio/ogg")


def test_a_file_whatsapp_would_not_take_is_refused(zapbot: Zapbot, db: Database, tmp_path: Path) -> None:
    (tmp_path / "a.gif").write_bytes(b"GIF89a" + b"\0" * 9)
    (tmp_path / "b.png").write_bytes(PNG + b"\0" * 5 * 1024 * 1024)
    (tmp_path / "c.ogg").write_bytes(b"OggS" + b"\0" * 60)
    for option, name, why in (
        ("--image", "a.gif", "convert it, or send it as a document"),
        ("--image", "b.png", "WhatsApp allows 5 MB: make it smaller, or send it as a document"),
        ("--voice", "c.ogg", "Ogg with Opus"),
    ):
        ran = zapbot("send", ANA, option, name)
        assert (ran.code, why in ran.err) == (1, True), ran.err
    assert queued(db) == []


def test_a_message_too_long_says_by_how_much(zapbot: Zapbot, db: Database) -> None:
    ran = zapbot("send", ANA, "a" * 4097)
    assert (ran.code, ran.err) == (1, "zapbot: text has 4097 characters, WhatsApp allows 4096\n")
    assert queued(db) == []


def test_somebody_who_did_not_write_gets_a_template_only(zapbot: Zapbot, db: Database) -> None:
    bruno = "21 95555-0102"
    ran = zapbot("send", bruno, "Oi")
    assert (ran.code, "has never written" in ran.err) == (1, True)
    assert zapbot("send", bruno, "Oi", "--outside", "hold").out == (
        "Message 1 is held: it leaves when the customer writes.\n"
    )
    done = zapbot("send", bruno, "Oi", "--window-template", "ola", "--param", "Bruno", "--json").json
    assert (done["id"], done["opener"], done["status"]) == (3, 2, "held")
    assert queued(db)[1] == Template("ola", params=("Bruno",))


def test_a_reaction_and_a_quote_name_our_message(zapbot: Zapbot, db: Database) -> None:
    zapbot("send", ANA, "Oi")
    db.execute("update messages set wamid = 'wamid.1', status = 'sent'")
    assert zapbot("send", ANA, "--reaction", "✅", "--to-message", "1").code == 0
    assert zapbot("send", ANA, "Isso", "--reply-to", "1").code == 0
    assert queued(db)[1] == Reaction("wamid.1", "✅")
    assert db.execute("select reply_to from messages where id = 3").fetchone() == ("wamid.1",)


def test_a_time_is_in_the_businesss_zone(zapbot: Zapbot, db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZAPBOT_TIMEZONE", "America/Manaus")
    year = time.gmtime().tm_year
    soon = time.strftime("%Y-%m-%dT%H:%M", time.gmtime(time.time() + 300 * 24 * 3600))
    assert zapbot("send", ANA, "--template", "ola", "--at", soon).code == 0
    assert zapbot("send", ANA, "--template", "ola", "--at", "+1h30m").code == 0
    assert zapbot("send", ANA, "--template", "ola", "--at", f"{year + 3}-01-01 09:00").code == 1
    first, second = [at for (at,) in db.execute("select scheduled_at from messages order by id")]
    assert abs(first - (time.time() + 300 * 24 * 3600 + 4 * 3600)) < 120
    assert abs(second - (time.time() + 5400)) < 60


def test_the_same_key_sends_once(zapbot: Zapbot, db: Database) -> None:
    first = zapbot("send", ANA, "Oi", "--idempotency-key", "k", "--json").json
    again = zapbot("send", ANA, "Oi", "--idempotency-key", "k", "--json").json
    assert (first["duplicate"], again["duplicate"], again["id"]) == (False, True, first["id"])
    other = zapbot("send", ANA, "Tchau", "--idempotency-key", "k")
    assert (other.code, "was used for message 1" in other.err) == (1, True)
    assert len(queued(db)) == 1


def test_a_dry_run_checks_and_keeps_nothing(zapbot: Zapbot, db: Database, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(PNG)
    ran = zapbot("send", ANA, "--image", "a.png", "--dry-run")
    assert (ran.code, ran.out) == (0, f"Nothing was sent: the message to {ANA} would be queued.\n")
    assert zapbot("send", "21 95555-0102", "Oi", "--dry-run").code == 1
    assert queued(db) == []
    assert db.execute("select count(*) from contacts").fetchone() == (1,)
    assert not (tmp_path / "data" / "media.db").exists()


def test_waiting_ends_with_what_became_of_it(zapbot: Zapbot, db: Database) -> None:
    ran = zapbot("send", ANA, "Oi", "--wait", "--timeout", "0")
    assert (ran.code, "is zapbot worker running?" in ran.out) == (1, True)
    for status, code in (("sent", 0), ("delivered", 0), ("failed", 1), ("dead", 1)):
        db.execute("update messages set status = ?, failed_reason = 'porque sim'", (status,))
        ran = zapbot("send", ANA, "Oi", "--idempotency-key", status)
        db.execute("update messages set status = ?, failed_reason = 'porque sim'", (status,))
        ran = zapbot("send", ANA, "Oi", "--idempotency-key", status, "--wait", "--timeout", "0")
        assert (ran.code, f"is {status}, it was submitted before" in ran.out) == (code, True)


def sheet(tmp_path: Path, *lines: str, encoding: str = "utf-8") -> str:
    (tmp_path / "clientes.csv").write_bytes("\r\n".join(lines).encode(encoding) + b"\r\n")
    return "clientes.csv"


def results(tmp_path: Path) -> list[str]:
    return (tmp_path / "clientes.result.csv").read_text("utf-8-sig").splitlines()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_table_fills_texts_and_parameters(
    zapbot: Zapbot, db: Database, tmp_path: Path, encoding: str, delimiter: str
) -> None:
    lines = [["Nome", "Telefone", "pedido"], ["Ana", "(11) 95555-0101", "A-42"], ["João", "+55 21 95555-0102", "B 7"]]
    name = sheet(tmp_path, *(delimiter.join(line) for line in lines), encoding=encoding)
    options = ["--template", "aviso", "--param", "nome={nome}", "--param", "pedido={PEDIDO} {{ok}}"]
    ran = zapbot("send", "--csv", name, *options)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "2 messages: 2 queued. See clientes.result.csv\n"
    assert queued(db) == [
        Template("aviso", params={"nome": "Ana", "pedido": "A-42 {ok}"}),
        Template("aviso", params={"nome": "João", "pedido": "B 7 {ok}"}),
    ]
    assert results(tmp_path) == [
        "line,to,message_id,status,error",
        "2,(11) 95555-0101,1,queued,",
        "3,+55 21 95555-0102,2,queued,",
    ]


def test_a_bad_row_is_named_by_line_and_column_and_the_others_leave(
    zapbot: Zapbot, db: Database, tmp_path: Path
) -> None:
    (tmp_path / "clientes.csv").write_bytes(
        b"phone;nome\n"
        b"123;Ana\n"
        b"\n"
        b'+5511955550101;"Ana\nMaria"\n'
        b"+5511955550101;\n"
        b"+5511955550101;Jos\xe9\n"
        b"+5511955550101\n"
        b"+5511955550101;a;b\n"
        b"+5521955550102;Bruno\n" + b"+5511955550101;" + b"x" * 4100 + b"\n"
        b"+5511955550101;Bia\n"
    )
    ran = zapbot("send", "--csv", "clientes.csv", "Olá {nome}", "--json")
    assert ran.code == 1
    said = ran.err.splitlines()
    for line, why in zip(
        said,
        (
            "line 2, column phone: '123' is not a phone number",
            "line 6, column nome: is empty",
            "line 7, column nome: is not UTF-8",
            "line 8, column nome: is missing",
            "line 9 has 3 cells, the first line 2: put texts in quotes",
            "line 10, column phone: the customer has never written",
            "line 11, column nome: text has 4104 characters",
        ),
        strict=True,
    ):
        assert why in line
    assert queued(db) == [Text("Olá Ana\nMaria"), Text("Olá Bia")]
    assert ran.json == {
        "rows": 9,
        "queued": 2,
        "held": 0,
        "repeated": 0,
        "failed": 7,
        "result": "clientes.result.csv",
    }
    assert [line.split(",")[0] for line in results(tmp_path)[1:] if line[0].isdigit()][:3] == ["2", "4", "6"]


@pytest.mark.parametrize(
    ("lines", "options", "why"),
    [
        (["nome;idade"], ["Oi"], "has no column phone, telefone or to: its first line has nome, idade"),
        ([""], ["Oi"], "clientes.csv"),
        (["phone;nome"], ["Oi {name}"], "there is no column 'name' for {name}: there are phone, nome"),
        (["phone"], [ANA, "Oi"], "put the text in quotes"),
        (["phone"], ["Oi", "--wait"], "--wait goes with one message"),
        (["phone"], ["Oi", "--result", "nao/existe.csv"], "cannot write"),
    ],
)
def test_a_wrong_table_is_refused_whole(
    zapbot: Zapbot, db: Database, tmp_path: Path, lines: list[str], options: list[str], why: str
) -> None:
    ran = zapbot("send", "--csv", sheet(tmp_path, *lines), *options)
    assert (ran.code, queued(db)) == (2, [])
    assert why in ran.err
    assert zapbot("send", "--csv", "nada.csv", "Oi").code == 2


def test_a_table_run_again_with_its_key_repeats_nothing(zapbot: Zapbot, db: Database, tmp_path: Path) -> None:
    rows = [f"+55119555501{number:02};{number}" for number in range(20)]
    command = ["send", "--template", "ola", "--param", "{n}", "--idempotency-key", "maio", "--csv"]
    assert zapbot(*command, sheet(tmp_path, "to;n", *rows[:12])).out.startswith("12 messages: 12 queued")
    ran = zapbot(*command, sheet(tmp_path, "to;n", *rows), "--json")
    assert (ran.json["queued"], ran.json["repeated"]) == (8, 12)
    assert [content.params for content in queued(db) if isinstance(content, Template)] == [
        (str(number),) for number in range(20)
    ]


def test_a_dry_run_of_a_table_keeps_nothing(zapbot: Zapbot, db: Database, tmp_path: Path) -> None:
    ran = zapbot("send", "--csv", sheet(tmp_path, "phone", ANA, "abc"), "Oi", "--dry-run")
    assert (ran.code, ran.out) == (1, "Nothing was sent. It would be: 2 messages: 1 queued, 1 failed.\n")
    assert queued(db) == []
    assert not (tmp_path / "clientes.result.csv").exists()


def line(**submission: Any) -> str:
    return json.dumps(submission, ensure_ascii=False) + "\n"


def test_lines_of_json_are_submissions(zapbot: Zapbot, db: Database, tmp_path: Path) -> None:
    text = {"kind": "text", "text": "Olá"}
    data = (
        line(to=ANA, content=text)
        + "\n"
        + line(to=ANA, content={"kind": "text", "texto": "a"})
        + line(to="+5521955550102", content=text)
        + "{\n"
        + line(to="+5521955550102", content=text, outside="hold", key="meu")
    )
    ran = zapbot("send", "-", "--idempotency-key", "k", "--result", "r.jsonl", input=data)
    assert (ran.code, ran.out) == (1, "5 messages: 1 queued, 1 held, 3 failed. See r.jsonl\n")
    assert "line 3: Object contains unknown field `texto` - at `$.content`" in ran.err
    assert "line 4: the customer has never written" in ran.err
    written = [json.loads(line) for line in (tmp_path / "r.jsonl").read_text().splitlines()]
    assert [one["line"] for one in written] == [1, 3, 4, 5, 6]
    assert (written[0]["message_id"], written[0]["status"], written[4]["status"]) == (1, "queued", "held")
    keys = [key for (key,) in db.execute("select idempotency_key from messages order by id")]
    assert keys == ["k:1", "meu"]


def test_lines_of_json_say_everything_themselves(zapbot: Zapbot, db: Database) -> None:
    for options in (["Oi"], ["--template", "ola"], ["--at", "+1h"]):
        assert zapbot("send", "-", *options).code == 2
    assert queued(db) == []
