"""A store, a clock and a connector that answers as a test wants: everything the desk works with."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from tests.desk.webhooks import T0
from tests.whatsapp.corpus import PHONE_NUMBER_ID
from zapbot.connector import (
    Accepted,
    Connector,
    Fetched,
    File,
    Knock,
    NumberChange,
    Outcome,
    Outgoing,
    Refused,
    Sender,
    Sink,
    Stored,
    Update,
)
from zapbot.desk import flow_files
from zapbot.desk.deliver import Delivery
from zapbot.desk.library import Library
from zapbot.desk.pace import Pace
from zapbot.desk.receive import receive
from zapbot.desk.wake import wake
from zapbot.model import summary
from zapbot.store import numbers, webhook_events
from zapbot.store.db import connect
from zapbot.store.migrations import migrate
from zapbot.whatsapp import faults, inbound

GRACE = 120.0
TABLES = (
    "contacts",
    "contact_identifiers",
    "conversations",
    "messages",
    "reactions",
    "executions",
    "trace",
    "tags",
    "orphan_statuses",
)

FLOW = """
zapbot: 1
flow: ola
name: Olá

triggers:
  - {keyword: [oi, menu], match: exact}

nodes:
  menu:
    message: {text: Como posso ajudar?, buttons: {sim: Sim, nao: "Não"}}

  escolha:
    wait:
      options: {sim: sim, nao: fim}
      on_invalid: nao_entendi
      timeout: 15m
      on_timeout: demorou

  nao_entendi:
    message: Não entendi.
    next: escolha

  sim:
    message: Você disse sim.
    next: fim

  demorou:
    message: Até logo.

  fim:
    end:
"""


class FakeConnector:
    """Reads what Meta sends; answers sends from a list, or as `decide` says, or by accepting them."""

    def __init__(self) -> None:
        self.sent: list[Outgoing] = []
        self.answers: list[Outcome | Exception] = []
        self.decide: Callable[[Outgoing], Outcome | None] = lambda _: None
        self.meanwhile: Callable[[Outgoing], None] = lambda _: None
        self.in_flight = self.most_in_flight = 0
        self.health: dict[str, NumberChange] = {}
        self.blocked: list[tuple[str, str | None, bool]] = []
        self.block_answers: list[Outcome] = []
        self.meanwhile_blocking: Callable[[], None] = lambda: None

    numbers = (PHONE_NUMBER_ID,)
    proof = "x-hub-signature-256"

    def authentic(self, knock: Knock) -> bool:
        """Everything is."""
        return True

    def kept(self, knock: Knock) -> bytes:
        """The body."""
        return knock.body

    def parse(self, body: bytes, received_at: float) -> list[Update]:
        """As the Cloud API is read."""
        return inbound.parse(body, received_at, (PHONE_NUMBER_ID,))

    def reread(self, code: int | None, reason: str | None) -> Outcome:
        """As the Cloud API is read."""
        return faults.decide(code, reason or f"error {code}")

    async def send(self, message: Outgoing) -> Outcome:
        """The next answer."""
        self.sent.append(message)
        number = len(self.sent)
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        await asyncio.sleep(0)
        self.in_flight -= 1
        self.meanwhile(message)
        answer = self.answers.pop(0) if self.answers else self.decide(message)
        if isinstance(answer, Exception):
            raise answer
        return answer or Accepted(f"wamid.OUT{number}", message.to)

    async def typing(self, number: str, message_id: str) -> bool:
        """Nobody looks."""
        return True

    async def read(self, number: str, message_id: str) -> bool:
        """Nobody looks."""
        return True

    async def upload(self, number: str, file: Stored) -> str | Outcome:
        """Everything is taken."""
        return "id:upload-1"

    async def download(self, number: str, file: File, sink: Sink) -> Fetched | Outcome:
        """Nothing is there."""
        return Refused("there are no files here")

    async def about(self, number: str) -> NumberChange | Outcome:
        """What a test prepared, else nothing."""
        return self.health.get(number) or Refused("nobody knows")

    async def block(self, number: str, person: Sender, blocked: bool) -> Outcome | None:
        """The next ending a test prepared, else it is done."""
        self.blocked.append((number, person.wa_id, blocked))
        self.meanwhile_blocking()
        return self.block_answers.pop(0) if self.block_answers else None

    async def close(self) -> None:
        """Nothing is open."""

    @property
    def said(self) -> list[str]:
        """What was sent, in words."""
        return [summary(message.content) for message in self.sent]


class Office:
    """One business at one moment; the clock moves only when a test moves it."""

    def __init__(self, folder: Path, pace: float = 10_000) -> None:
        migrate(folder)
        self.folder = folder
        self.now = T0
        self.db = connect(folder)
        numbers.adopt(self.db, (PHONE_NUMBER_ID,), T0)
        self.connector = FakeConnector()
        self.library = Library(ZoneInfo("America/Sao_Paulo"))
        self.pace = Pace(pace)
        self.stopping = False
        self.delivery = self.worker(self.pace)

    def worker(self, pace: Pace) -> Delivery:
        """Another process that sends."""
        now, stopping = lambda: self.now, lambda: self.stopping
        return Delivery(self.db, self.connector, pace, GRACE, now, stopping, number=PHONE_NUMBER_ID, sleep=self.sleep)

    async def sleep(self, seconds: float) -> None:
        """Time passes at once."""
        self.now += seconds
        await asyncio.sleep(0)

    def close(self) -> None:
        """Give the connection back."""
        self.db.close()

    def learn(self, flow: str = FLOW) -> None:
        """Import a flow."""
        file = self.folder / "flow.yaml"
        file.write_text(flow)
        loaded = flow_files.read([file])
        assert not [problem for problem in flow_files.problems(loaded) if problem.severity == "error"]
        flow_files.import_(self.db, loaded, self.now)

    def arrive(self, *bodies: bytes) -> list[int]:
        """Webhooks come and are stored; the ids of the events."""
        return [webhook_events.add(self.db, body, self.now) for body in bodies]

    def post(self, *bodies: bytes, connector: Connector | None = None) -> list[int]:
        """Webhooks come and are processed."""
        ids = self.arrive(*bodies)
        drain(self.db, connector or self.connector, self.library, lambda: self.now)
        return ids

    def deliver(self) -> float | None:
        """Send what may be sent; when there is something to do next."""
        return asyncio.run(self.delivery.drain())

    def wake(self) -> None:
        """Whose time has come goes on."""
        while wake(self.db, self.library, self.now):
            pass

    def rows(self, sql: str, *parameters: Any) -> list[Any]:
        """Rows as tuples; of one column, its values."""
        found = self.db.execute(sql, parameters).fetchall()
        return [row[0] if len(row) == 1 else row for row in found]

    def one(self, sql: str, *parameters: Any) -> Any:
        """The only row."""
        (row,) = self.rows(sql, *parameters)
        return row

    def journal(self, *kinds: str) -> list[str]:
        """What was written down, or how often some of it was."""
        lines = self.rows("select kind from journal order by id")
        return [kind for kind in lines if not kinds or kind in kinds]

    def dead(self) -> list[int]:
        """The ids of the events that could not be processed."""
        return self.rows("select id from webhook_events where state = 'dead' order by id")

    def texts(self, direction: str = "in") -> list[str]:
        """What was said in one direction, in the order it is shown."""
        return self.rows("select text from messages where direction = ? order by at, id", direction)

    def statuses(self) -> list[str]:
        """Where the outgoing messages stand."""
        return self.rows("select status from messages where direction = 'out' order by id")

    def silences(self) -> list[str]:
        """Why the bot said nothing."""
        return self.rows("select rule from trace where kind = 'silence' order by id")

    def everything(self) -> dict[str, list[Any]]:
        """All that is known, to see whether something changed."""
        kept = {table: self.db.execute(f"select * from {table} order by 1, 2, 3").fetchall() for table in TABLES}
        journal = "select * from journal where kind <> 'event.dead' order by id"
        return kept | {"journal": self.db.execute(journal).fetchall()}


def drain(db: Database, connector: Connector, library: Library, now: Callable[[], float]) -> int:
    """Process stored webhooks until none is left; in how many batches."""
    batches = 0
    while receive(db, connector, library, now):
        batches += 1
    return batches


def drain_folder(folder: Path) -> int:
    """What a worker process does with a data directory."""
    db = connect(folder)
    try:
        return drain(db, FakeConnector(), Library(ZoneInfo("America/Sao_Paulo")), lambda: T0 + 1)
    finally:
        db.close()
