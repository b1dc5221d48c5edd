"""One business in a temporary folder: customers write, time passes, the world answers as a test wants."""

import asyncio
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from zapbot.connector import (
    Accepted,
    Connector,
    Fetched,
    File,
    Knock,
    Outcome,
    Outgoing,
    Refused,
    Sink,
    Stored,
    Update,
)
from zapbot.desk import flow_files, schedule
from zapbot.desk.deliver import Delivery
from zapbot.desk.library import Library
from zapbot.desk.pace import Pace
from zapbot.desk.receive import receive
from zapbot.desk.wake import wake
from zapbot.outside import Answer
from zapbot.store import media, numbers, webhook_events
from zapbot.store.db import connect
from zapbot.store.migrations import migrate
from zapbot.whatsapp.client import CloudApi
from zapbot.worker.calls import Calls

ANA, BIA = "5511955550101", "5511955550102"
NUMBER = "800000000000001"
ZONE = ZoneInfo("America/Sao_Paulo")
MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=ZONE).timestamp()
NEVER = 1e12


class World:
    """The outside world; each list holds the answers still to be given, the last one again and again."""

    def __init__(self) -> None:
        self.answers: list[Answer | Exception | Callable[[], Answer]] = [Answer(True, {"status": 200, "json": {}})]
        self.requests: list[dict[str, Any]] = []
        self.questions: list[dict[str, Any]] = []
        self.typed: list[str] = []
        self.read_ones: list[str] = []

    async def http(self, request: dict[str, Any]) -> Answer:
        """Answer a flow's request."""
        self.requests.append(request)
        return self._next()

    async def ai(self, question: dict[str, Any]) -> Answer:
        """Answer a question."""
        self.questions.append(question)
        return self._next()

    async def typing(self, number: str, message_id: str) -> Answer:
        """Note for which message somebody seemed to write."""
        self.typed.append(message_id)
        return Answer(True)

    async def read(self, number: str, message_id: str) -> Answer:
        """Note which message was read."""
        self.read_ones.append(message_id)
        return Answer(True)

    def _next(self) -> Answer:
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, Answer) else answer()


class Channel:
    """WhatsApp as far as a delivery needs it: takes files and messages, reads webhooks as Meta writes them."""

    def __init__(self) -> None:
        self.uploads: list[tuple[bytes, str, str]] = []
        self.sent: list[Outgoing] = []
        self.takes_files: list[str | Outcome] = []
        """How the next uploads end; each gets an id of its own when there is none left."""
        self._cloud = CloudApi("http://127.0.0.1:9", "v26.0", (NUMBER,), "token", "segredo")

    numbers = (NUMBER,)
    proof = "x-hub-signature-256"

    def authentic(self, knock: Knock) -> bool:
        """Everything is."""
        return True

    def parse(self, body: bytes, received_at: float) -> list[Update]:
        """As Meta writes it."""
        return self._cloud.parse(body, received_at)

    def reread(self, code: int | None, reason: str | None) -> Outcome:
        """As Meta means it."""
        return self._cloud.reread(code, reason)

    async def send(self, message: Outgoing) -> Outcome:
        """Take a message."""
        self.sent.append(message)
        return Accepted(f"wamid.OUT{len(self.sent)}")

    async def typing(self, number: str, message_id: str) -> bool:
        """Nobody looks."""
        return True

    async def read(self, number: str, message_id: str) -> bool:
        """Nobody looks."""
        return True

    async def upload(self, number: str, file: Stored) -> str | Outcome:
        """Take a file."""
        self.uploads.append((b"".join(file.parts()), file.mime, file.filename))
        return self.takes_files.pop(0) if self.takes_files else f"id:media-{len(self.uploads)}"

    async def download(self, number: str, file: File, sink: Sink) -> Fetched | Outcome:
        """There is nothing to be had."""
        return Refused("there are no files here")

    async def close(self) -> None:
        """Nothing is held."""


_channel: Connector = Channel()  # the protocol is kept


class Shop:
    """A data directory with a clock that only a test moves."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data_dir = folder / "data"
        migrate(self.data_dir)
        self.db = connect(self.data_dir)
        numbers.adopt(self.db, (NUMBER,), MONDAY)
        self.at = MONDAY
        self.world = World()
        self.channel = Channel()
        self.library = Library(ZONE)
        self._wamids = 0

    def restart(self) -> None:
        """The worker begins anew on what is on disk."""
        self.db.close()
        self.db = connect(self.data_dir)
        self.library = Library(ZONE)

    def file(self, name: str, content: str | bytes) -> Path:
        """A file beside the flows."""
        path = self.folder / "flows" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def imports(self, text: str | None = None, name: str = "fluxo.yaml") -> list[str]:
        """Import the flows as they stand, one of them written now; what changed."""
        if text is not None:
            self.file(name, text)
        loaded = flow_files.read([self.folder / "flows"])
        wrong = [str(problem) for problem in flow_files.problems(loaded) if problem.severity == "error"]
        assert not wrong, wrong
        return [done.change for done in flow_files.import_(self.db, loaded, self.at)]

    def writes(self, *texts: str, who: str = ANA, later: float = 0.0, **more: Any) -> None:
        """A customer writes; all of it comes in at once."""
        for text in texts:
            self.at += later
            self._deliver(who, {"type": "text", "text": {"body": text}, **more})
        self.receives()

    def taps(self, id: str, title: str, who: str = ANA) -> None:
        """A customer taps a button."""
        reply = {"type": "button_reply", "button_reply": {"id": id, "title": title}}
        self._deliver(who, {"type": "interactive", "interactive": reply})
        self.receives()

    def staff_writes(self, text: str, who: str = ANA) -> None:
        """Somebody of the business answers on the phone."""
        self._wamids += 1
        echo = {"from": "551140000000", "to": who, "id": f"wamid.E{self._wamids}", "timestamp": str(int(self.at))}
        self._post({"message_echoes": [{**echo, "type": "text", "text": {"body": text}}]}, "smb_message_echoes")
        self.receives()

    def hook(self, id: str, body: Any) -> None:
        """A system of the business starts a flow."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        webhook_events.add(self.db, content, self.at, f"hook:{id}")
        self.receives()

    def receives(self) -> None:
        """Take in all that is stored."""
        while receive(self.db, self.channel, self.library, lambda: self.at):
            pass

    def calls(self, stopping: Callable[[], bool] = lambda: False) -> float | None:
        """Make the calls that are due; when the next one is."""
        return asyncio.run(self.caller(stopping).drain())

    def caller(self, stopping: Callable[[], bool] = lambda: False, **more: Any) -> Calls:
        """What makes calls."""
        return Calls(self.db, self.world, self.library, self.read_file, lambda: self.at, stopping, **more)

    def delivers(self) -> None:
        """Send what may leave."""
        delivery = Delivery(self.db, self.channel, Pace(1000), 120, lambda: self.at, number=NUMBER)
        asyncio.run(delivery.drain())

    def passes(self, seconds: float) -> None:
        """Time passes, and who waited for it is woken."""
        self.at += seconds
        while wake(self.db, self.library, self.at):
            pass

    def strikes(self) -> int:
        """What the minute's sweep does for schedules; how many contacts were to be reached."""
        struck = schedule.strike(self.db, self.library, self.at)
        while schedule.reach(self.db, self.library, self.at):
            pass
        return struck

    def read_file(self, sha256: str) -> bytes | None:
        """Bytes by their hash."""
        return media.get(self.data_dir, sha256) if sha256 else None

    def said(self, who: str = ANA) -> list[str]:
        """What the business said to a customer, as far as it was not taken back."""
        return self.column(
            "select text from messages m join contacts c on c.id = m.contact_id where c.phone = ? "
            "and direction = 'out' and origin <> 'phone' and status not in ('failed', 'canceled') order by m.id",
            who,
        )

    def notes(self) -> list[str]:
        """What the team was told."""
        return self.column("select text from messages where direction = 'note' order by id")

    def silences(self) -> list[str]:
        """Why the bot said nothing, each time."""
        return self.column("select rule || result from trace where kind = 'silence' order by id")

    def dead(self) -> list[str]:
        """The reasons of webhooks that gave up."""
        return self.column("select error from webhook_events where state = 'dead' order by id")

    def standing(self, who: str = ANA) -> str | None:
        """The node a customer's flow waits at."""
        found = self.column(
            "select e.node from executions e join contacts c on c.id = e.contact_id "
            "where c.phone = ? and e.status = 'active'",
            who,
        )
        return found[0] if found else None

    def called(self) -> list[tuple[str, str, int]]:
        """Every call: its kind, where it stands, how often it was tried."""
        rows = self.db.execute("select kind, status, attempts from calls order by id")
        return [(kind, status, attempts) for kind, status, attempts in rows.fetchall()]

    def column(self, sql: str, *parameters: Any) -> list[Any]:
        """The first column of what a query finds."""
        return [row[0] for row in self.db.execute(sql, parameters).fetchall()]

    def everything(self) -> str:
        """All that is kept in the store, as one text."""
        return "\n".join(self._dump())

    def _dump(self) -> Iterator[str]:
        for (table,) in self.db.execute("select name from sqlite_master where type = 'table'").fetchall():
            if not table.startswith(("knowledge_", "sqlite_")):
                yield from (repr(row) for row in self.db.execute(f"select * from {table}").fetchall())

    def _deliver(self, who: str, message: dict[str, Any]) -> None:
        self._wamids += 1
        head = {"from": who, "id": f"wamid.IN{self._wamids}", "timestamp": str(int(self.at))}
        contact = {"profile": {"name": "Ana Ribeiro"}, "wa_id": who}
        self._post({"contacts": [contact], "messages": [{**head, **message}]}, "messages")

    def _post(self, value: dict[str, Any], field: str) -> None:
        about = {"messaging_product": "whatsapp"}
        about |= {"metadata": {"display_phone_number": "551140000000", "phone_number_id": NUMBER}}
        entry = {"id": "900000000000001", "changes": [{"value": {**about, **value}, "field": field}]}
        body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
        webhook_events.add(self.db, body, self.at)
