"""Webhook acks per second, beside a bare Litestar endpoint that stores nothing."""

import asyncio
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench import bodies, load
from tests.stack import SECRETS, Stack, until

REQUESTS = 12_000
CONNECTIONS = 32

BARE = """
import sys
import uvicorn
from litestar import Litestar, MediaType, Request, post

@post("/webhook", status_code=200, media_type=MediaType.TEXT)
async def webhook(request: Request) -> str:
    await request.body()
    return "ok"

uvicorn.run(Litestar([webhook], logging_config=None), port=int(sys.argv[1]), log_config=None, access_log=False)
"""


def measure(worker: bool) -> tuple[load.Measured, load.Measured]:
    """The door with or without a worker keeping pace, and the bare endpoint, in one run."""
    with tempfile.TemporaryDirectory() as folder, Stack(Path(folder)) as stack:
        secret = SECRETS["ZAPBOT_WHATSAPP_APP_SECRET"]
        stack.start("serve", *(["worker"] if worker else []))
        door = _run(stack.server_port, secret)
        if worker:
            began = time.perf_counter()
            until(lambda: stack.status()["events"]["pending"] == 0, 120, "the worker is done")
            print(f"  worker done {time.perf_counter() - began:.1f} s after the last webhook")
        bare_port = stack.sandbox_port
        bare = subprocess.Popen([sys.executable, "-c", BARE, str(bare_port)], stderr=subprocess.DEVNULL)
        try:
            until(lambda: _listens(bare_port), 20, "the bare endpoint listens")
            return door, _run(bare_port, secret)
        finally:
            bare.kill()
            bare.wait()


def _run(port: int, secret: str) -> load.Measured:
    now = int(time.time())
    requests = [
        load.request(bodies.status(f"wamid.X{n}", "delivered", n % 500, now), port, "/webhook", secret)
        for n in range(REQUESTS)
    ]
    asyncio.run(load.post(requests[:500], port, CONNECTIONS))
    return asyncio.run(load.post(requests[500:], port, CONNECTIONS))


def _listens(port: int) -> bool:
    import socket

    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def main() -> None:
    """Print both figures and their ratio."""
    for worker in (False, True):
        door, bare = measure(worker)
        assert set(door.codes) == {200}, door.codes
        print(
            f"door, worker {'keeping pace' if worker else 'stopped'}: {door.per_second:,.0f} acks/s "
            f"(median {door.percentile(0.5):.1f} ms, p99 {door.percentile(0.99):.1f} ms); "
            f"bare Litestar endpoint {bare.per_second:,.0f}/s; ratio {door.per_second / bare.per_second:.2f}"
        )


if __name__ == "__main__":
    main()
