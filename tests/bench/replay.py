"""Replaying stored conversations on two sets of flows, beside the bare engine on one set in the same run."""

import tempfile
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from zapbot import starter
from zapbot.connector import Inbound, Sender
from zapbot.desk import flow_files, replay
from zapbot.flow.definition import Flow
from zapbot.flow.effects import Trace
from zapbot.flow.events import Input
from zapbot.flow.sim import Sim
from zapbot.store import contacts, conversations, messages, trace
from zapbot.store.db import connect, transaction
from zapbot.store.migrations import migrate

CONVERSATIONS = 10_000
SAID = [
    "oi",
    *("Horário", "Ver menu", "Endereço", "Ver menu", "quanto custa?", "Ver menu") * 3,
    "obrigado",
]
ZONE = ZoneInfo("America/Sao_Paulo")


def fill(db: Database, now: float) -> None:
    """What 10,000 customers wrote, and what the bot noted of it."""
    with transaction(db):
        for n in range(CONVERSATIONS):
            sender = Sender(wa_id=f"5511{900000000 + n}", name=f"Cliente {n}")
            contact = contacts.create(db, sender, now - 86400)
            conversation = conversations.current(db, contact, now - 86400).id
            for i, text in enumerate(SAID):
                at = now - 86400 + 30 * i
                inbound = Inbound(f"wamid.{n}.{i}", at, sender, "text", text, {"body": text})
                message = messages.add_inbound(db, contact, conversation, inbound, at)
                lines = [Trace("mais_resposta", "wait", text, "said"), Trace("mais", "message", text)]
                trace.add(db, lines, contact, message, None, at)


def engine(flows: list[Flow], rounds: int = 500) -> float:
    """Messages per second of the engine alone."""
    began = time.perf_counter()
    for _ in range(rounds):
        sim = Sim(flows, datetime.now(ZONE))
        for text in SAID:
            sim.say(Input(text))
    return rounds * len(SAID) / (time.perf_counter() - began)


def main() -> None:
    """Print both figures and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        migrate(Path(folder))
        db = connect(Path(folder))
        now = time.time()
        loaded = flow_files.read([starter.folder()])
        flow_files.import_(db, loaded, now - 2 * 86400)
        fill(db, now)
        world = replay.world(db, _changed(loaded), ZONE)
        began = time.perf_counter()
        report = replay.replay(db, world, now - 7 * 86400, now)
        seconds = time.perf_counter() - began
        db.close()
    bare = engine(list(world.stored))
    rate = report.inputs / seconds
    memory = getrusage(RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"replay of {report.conversations:,} conversations, {report.inputs:,} messages, on two sets of flows: "
        f"{seconds:.1f} s, {rate:,.0f} messages/s; bare engine on one set {bare:,.0f}/s; ratio {rate / bare:.2f}; "
        f"{report.differ:,} differ; {memory:.0f} MB at most"
    )


def _changed(loaded: list[flow_files.Loaded]) -> list[flow_files.Loaded]:
    """The same flows under other names: everything has to be played to the end."""
    return [replace(one, flow=replace(one.flow, name="changed")) if one.flow else one for one in loaded]


if __name__ == "__main__":
    main()
