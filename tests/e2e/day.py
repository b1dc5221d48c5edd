"""A business in the middle of its day: something of everything a page can show."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.e2e.house import house
from tests.stack import SECRETS, Stack, until
from zapbot import starter
from zapbot.children import free_port
from zapbot.store.db import connect
from zapbot.whatsapp.signature import sign

NAMES = ("Maria Lima", "João Braga", "Padaria São Jorge Ltda.")
TALKS, WITH_BOT, CLOSED = range(3)
"""The customers: one who writes to people, one who is with the bot, one whose window is closed."""
PEOPLE = "".join(f"55319855571{number:02};Pessoa {number};sexta\n" for number in range(30))
LIST = f"telefone;nome;dia\n{PEOPLE}12;Ninguém;nunca\n"
MALFORMED = Path(__file__).parents[1] / "fixtures" / "webhooks" / "malformed" / "changes_string.json"


@contextmanager
def day(folder: Path) -> Iterator[Stack]:
    """Customers, a campaign that goes on, a webhook nobody answers at, something that could not be understood."""
    nobody = f"127.0.0.1:{free_port()}"
    with house(folder, ALLOW_PRIVATE=nobody) as stack:
        (folder / "lista.csv").write_text(LIST)
        places = ("--param", "{nome}", "--param", "{dia}", "--rate", "0.01", "--quiet", "never")
        for command in (
            ("templates", "sync"),
            ("webhooks", "add", f"http://{nobody}/zapbot"),
            ("campaigns", "create", "Consultas", "--template", "lembrete_consulta", "--csv", "lista.csv", *places),
            ("campaigns", "start", "Consultas"),
        ):
            done = stack.zapbot(*command)
            assert done.returncode == 0, (command, done.stderr)
        _customers_write(stack)
        assert stack.zapbot("flows", "import", str(starter.folder())).returncode == 0
        body = MALFORMED.read_bytes()
        headers = {"X-Hub-Signature-256": sign(body, SECRETS["ZAPBOT_WHATSAPP_APP_SECRET"])}
        assert stack.client.post(f"{stack.server}/webhook", content=body, headers=headers).status_code == 200
        until(lambda: dead(stack), 20, "what could not be understood is put aside")
        yield stack


def dead(stack: Stack) -> list[str]:
    """The ids of what gave up."""
    return [letter["id"] for letter in json.loads(stack.zapbot("dead", "list", "--json").stdout)]


def conversation(stack: Stack, customer: int) -> int:
    """The conversation with one of the customers."""
    db = connect(stack.data_dir)
    try:
        sql = "select c.id from conversations c join contacts k on k.id = c.contact_id where k.name = ?"
        return int(db.execute(sql, (NAMES[customer],)).fetchone()[0])
    finally:
        db.close()


def _customers_write(stack: Stack) -> None:
    for number, name in enumerate(NAMES):
        customer = stack.customer(name=name, phone=f"551195555014{number}")
        stack.say(customer, "oi" if number == WITH_BOT else "pessoa")
        stack.say(customer, "Bom dia! O *pedido* já saiu? https://padaria.example/pedidos")
        if number == TALKS:
            stack.api("POST", f"customers/{customer}/messages", json={"type": "image", "caption": "Olha o bolo"})
    until(lambda: stack.status()["events"]["pending"] == 0, 20, "everything was heard")
    db = connect(stack.data_dir)
    for table, key in (("windows", "contact_id"), ("contacts", "id")):
        sql = f"update {table} set last_inbound_at = last_inbound_at - 172800 where {key} = "  # two days ago
        db.execute(f"{sql} (select id from contacts where name = ?)", (NAMES[CLOSED],))
    db.close()
