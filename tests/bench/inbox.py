"""The inbox of a large business: a million messages in a hundred thousand conversations. Server time of its parts."""

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from zapbot.store import inbox, search, threads
from zapbot.store.db import connect, transaction
from zapbot.store.inbox import Filter
from zapbot.store.migrations import migrate

CONVERSATIONS = 100_000
EACH = 10
AGENTS = 20
NOW = 1_790_000_000.0
ROUNDS = 60

SAID = """
bom dia boa tarde preciso de uma cotação para o meu carro qual é a placa quanto custa vocês abrem hoje obrigado
pedido entrega amanhã nota fiscal boleto pix cartão endereço horário menu pão de queijo café bolo aniversário
reserva mesa pessoas cancelar trocar defeito garantia peça motor freio pneu óleo revisão agendar sábado segunda
"""
WORDS = SAID.split()
NAMES = ("Ana", "Bruno", "Conceição", "Diego", "Érica", "Fábio", "Gisele", "Heitor", "Íris", "João", "Lívia", "Tomás")
FAMILIES = ("Ribeiro", "Souza", "Lima", "Araújo", "Gonçalves", "Braga", "Nóbrega", "Pacheco", "Queiroz", "Teixeira")
LISTS = {
    "mine": {"tab": "mine"},
    "unassigned": {"tab": "unassigned"},
    "all": {},
    "bot": {"tab": "bot"},
    "resolved": {"status": "resolved"},
    "window closing": {"order": "window"},
    "unread": {"unread": True},
    "labelled": {"tags": ("vip",)},
    "page 50": {},
}
SEARCHES = ("cotação", "placa carro", "pão de que", "a", "bo", "garantia motor freio", "xyzzy", "obrigado bom dia")
PEOPLE = ("ana", "ribeiro", "lívia g", "98555", "(31) 95500-0042", "t")


def seed(db: Database) -> None:
    """Fill a store, and make it all findable."""
    luck = random.Random(7)
    with transaction(db):
        _people(db, luck)
        _conversations(db, luck)
        _messages(db, luck)
    with transaction(db):
        while search.index_contacts(db, 20_000):
            pass
    with transaction(db):
        while search.index(db, NOW, 20_000):
            pass


def _people(db: Database, luck: random.Random) -> None:
    users = [(n, f"{n}@padaria.example", f"Agente {n}", "agent", "x", NOW, NOW) for n in range(1, AGENTS + 1)]
    columns = "id, email, name, role, password_hash, valid_from, created_at"
    db.conn.executemany(f"insert into users ({columns}) values (?, ?, ?, ?, ?, ?, ?)", users)
    people = (
        (n, f"{luck.choice(NAMES)} {luck.choice(FAMILIES)}", f"5531955{n:06}", _when(n), NOW - 9e6)
        for n in range(1, CONVERSATIONS + 1)
    )
    columns = "id, name, phone, last_inbound_at, created_at"
    db.conn.executemany(f"insert into contacts ({columns}) values (?, ?, ?, ?, ?)", people)
    db.execute(
        "insert into windows (contact_id, number, last_inbound_at) select id, '1', last_inbound_at from contacts"
    )
    db.execute("insert into tags (contact_id, tag, added_at) select id, 'vip', 0 from contacts where id % 50 = 0")


def _conversations(db: Database, luck: random.Random) -> None:
    """A fifth of them are open, half of those with people."""
    columns = "id, contact_id, owner, status, agent_id, number, waiting_since, last_message_id, created_at, updated_at"
    db.conn.executemany(
        f"insert into conversations ({columns}) values (?, ?, ?, ?, ?, '1', ?, ?, ?, ?)",
        (_conversation(n, luck) for n in range(1, CONVERSATIONS + 1)),
    )


def _conversation(n: int, luck: random.Random) -> tuple[Any, ...]:
    status = luck.choices(("open", "pending", "snoozed", "resolved"), (20, 1, 1, 78))[0]
    owner = luck.choice(("bot", "person"))
    agent = luck.choice((None, luck.randint(1, AGENTS))) if owner == "person" else None
    waiting = _when(n) if owner == "person" and luck.random() < 0.5 else None
    return n, n, owner, status, agent, waiting, n * EACH, NOW - 9e6, _when(n)


def _messages(db: Database, luck: random.Random) -> None:
    columns = "id, contact_id, conversation_id, direction, origin, kind, text, content, wamid, status, at, created_at"
    db.conn.executemany(
        f"insert into messages ({columns}, number) values (?, ?, ?, ?, ?, 'text', ?, '{{}}', ?, ?, ?, ?, '1')",
        _lines(luck),
    )


def _lines(luck: random.Random) -> Iterator[tuple[Any, ...]]:
    for n in range(1, CONVERSATIONS + 1):
        for i in range(1, EACH + 1):
            id, at = (n - 1) * EACH + i, _when(n) - 60 * (EACH - i)
            who = ("in", "customer", "received") if i % 2 == 0 else ("out", "flow", "read")
            text = " ".join(luck.choices(WORDS, k=luck.randint(3, 14)))
            yield id, n, n, who[0], who[1], text, f"wamid.{id}", who[2], at, at


def _when(n: int) -> float:
    """The later conversations were held last; a twentieth of them in the last day."""
    return NOW - (CONVERSATIONS - n) * 17.3


def timed(call: Callable[[int], object], rounds: int = ROUNDS) -> tuple[float, float]:
    """Median and 95th percentile, in milliseconds."""
    times = []
    for n in range(rounds):
        began = time.perf_counter()
        call(n)
        times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times), statistics.quantiles(times, n=20)[18]


def measure(db: Database) -> None:
    """Print what each part takes."""
    for name, about in LISTS.items():
        wanted = Filter(3, at=NOW, **about)  # type: ignore[arg-type]
        offset = 50 * inbox.PAGE if name == "page 50" else 0
        _print(f"list: {name}", timed(lambda _, wanted=wanted, offset=offset: inbox.page(db, wanted, offset)))
    _print("list: the tabs' counts", timed(lambda _: inbox.counts(db, 3)))
    _print("list: all that fit, 10,000 of them", timed(lambda _: inbox.ids(db, Filter(3, "bot"), 10_000), 5))
    for words in SEARCHES:
        _print(f"search: {words}", timed(lambda _, words=words: search.messages(db, words)))
    for words in PEOPLE:
        _print(f"contacts: {words}", timed(lambda _, words=words: search.contacts(db, words)))
    _print("thread", timed(lambda n: threads.page(db, 1 + n * 997 % CONVERSATIONS, "1")))
    _print("thread around a message", timed(lambda n: threads.around(db, 1 + n * 9973)))


def _print(name: str, figures: tuple[float, float]) -> None:
    print(f"{name:<40} median {figures[0]:7.2f} ms   p95 {figures[1]:7.2f} ms")


def main() -> None:
    """Seed, measure, forget."""
    with tempfile.TemporaryDirectory() as folder:
        migrate(Path(folder))
        db = connect(Path(folder))
        began = time.perf_counter()
        seed(db)
        print(f"{CONVERSATIONS * EACH:,} messages seeded and indexed in {time.perf_counter() - began:.0f} s")
        measure(db)
        db.close()
