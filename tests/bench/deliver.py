"""Outgoing messages per second with order kept, beside a bare loop of the same HTTP client."""

import asyncio
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

from tests.stack import Stack, until
from zapbot.connector import Outgoing, Sender
from zapbot.model import Text
from zapbot.store import contacts, conversations, messages
from zapbot.store.db import connect, transaction
from zapbot.store.migrations import migrate
from zapbot.whatsapp.client import CloudApi

MESSAGES = 8_000
CUSTOMERS = 2_000
LATENCY = 0.15
IN_FLIGHT = 256


def queue(data_dir: Path) -> None:
    """Fill the outbox: a few messages for each of many contacts."""
    migrate(data_dir)
    db = connect(data_dir)
    now = time.time()
    with transaction(db):
        ids = []
        for n in range(CUSTOMERS):
            sender = Sender(wa_id=f"5511{900000000 + n}", name=f"Cliente {n}")
            id = contacts.create(db, sender, now)
            contacts.learn(db, id, sender, now)
            ids.append((id, conversations.current(db, id, now).id))
        for n in range(MESSAGES):
            contact, conversation = ids[n % CUSTOMERS]
            messages.add_outgoing(db, contact, conversation, Text(f"mensagem {n}"), "api", now)
    db.close()


def zapbot_rate(stack: Stack, port: int) -> float:
    """Messages per second of the worker, from the first to the last request the Graph saw."""
    queue(stack.data_dir)
    stack.environment["ZAPBOT_WHATSAPP_API_URL"] = f"http://127.0.0.1:{port}"
    stack.start("worker")
    until(lambda: httpx.get(f"http://127.0.0.1:{port}/count").json() >= MESSAGES, 120, "all are sent")
    sends = httpx.get(f"http://127.0.0.1:{port}/times").json()
    return len(sends) / (sends[-1][0] - sends[0][0])


async def bare_rate(port: int) -> float:
    """Messages per second of the same client with nothing around it."""
    api = CloudApi(f"http://127.0.0.1:{port}", "v26.0", ("800000000000001",), "token", "secret")
    numbers = iter(range(MESSAGES))

    async def send() -> None:
        for n in numbers:
            await api.send(Outgoing(Sender(wa_id=f"5511{900000000 + n}"), Text(f"mensagem {n}"), f"bench:{n}"))

    began = time.perf_counter()
    await asyncio.gather(*(send() for _ in range(IN_FLIGHT)))
    seconds = time.perf_counter() - began
    await api.close()
    return MESSAGES / seconds


def main() -> None:
    """Print both figures and their ratio."""
    with tempfile.TemporaryDirectory() as folder, Stack(Path(folder), MESSAGES_PER_SECOND="1000") as stack:
        graph = Path(__file__).with_name("graph.py")
        servers = [
            subprocess.Popen([sys.executable, str(graph), str(port), str(LATENCY)])
            for port in (stack.sandbox_port, stack.server_port)
        ]
        try:
            time.sleep(1)
            ours = zapbot_rate(stack, stack.sandbox_port)
            stack.kill("worker")
            bare = asyncio.run(bare_rate(stack.server_port))
        finally:
            for server in servers:
                server.kill()
                server.wait()
    print(
        f"outgoing, {LATENCY * 1000:.0f} ms latency, order kept: {ours:,.0f} messages/s; "
        f"bare loop of the same client {bare:,.0f}/s; ratio {ours / bare:.2f}"
    )


if __name__ == "__main__":
    main()
