"""Reply latency on an idle machine, webhook to Meta's request, and memory after 10,000 messages."""

import asyncio
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

from tests.bench import bodies, load
from tests.chaos.test_kills import FLOW
from tests.stack import SECRETS, Stack, until

REPLIES = 200
MESSAGES = 10_000


def main() -> None:
    """Print the latencies, then the memory."""
    with tempfile.TemporaryDirectory() as folder, Stack(Path(folder), MESSAGES_PER_SECOND="1000") as stack:
        port = stack.sandbox_port
        graph = subprocess.Popen([sys.executable, str(Path(__file__).with_name("graph.py")), str(port), "0.02"])
        try:
            stack.import_flow(FLOW)
            stack.start("serve", "worker")
            time.sleep(1)
            _latency(stack, port)
            _memory(stack, port)
        finally:
            graph.kill()
            graph.wait()


def _latency(stack: Stack, port: int) -> None:
    asked = []
    for n in range(REPLIES):
        asked.append(time.time())
        _post(stack, [bodies.text(n, "começar", n, int(time.time()))])
        time.sleep(0.12 + (n % 7) / 100)
    until(lambda: _count(port) >= REPLIES, 10, "all are answered")
    came = {to: at for at, to in httpx.get(f"http://127.0.0.1:{port}/times").json()}
    times = sorted(came[f"5511{900000000 + n}"] - asked[n] for n in range(REPLIES))
    print(
        f"reply latency, idle: median {times[REPLIES // 2] * 1000:.0f} ms, "
        f"p99 {times[int(REPLIES * 0.99)] * 1000:.0f} ms, most {times[-1] * 1000:.0f} ms"
    )


def _memory(stack: Stack, port: int) -> None:
    before = {name: _resident(process.pid) for name, process in stack.running.items()}
    began = time.perf_counter()
    now = int(time.time())
    _post(stack, [bodies.text(1000 + n, "começar", 1000 + n, now) for n in range(MESSAGES // 2)])
    until(lambda: _count(port) >= REPLIES + MESSAGES // 2, 120, "all are answered")
    seconds = time.perf_counter() - began
    time.sleep(5)
    after = {name: _resident(process.pid) for name, process in stack.running.items()}
    print(f"{MESSAGES:,} messages (half in, half out) in {seconds:.1f} s: {MESSAGES / seconds:,.0f}/s")
    for name in after:
        print(f"  {name}: {before[name]:.0f} MB before, {after[name]:.0f} MB after")
    print(f"memory, serve + worker: {sum(after.values()):.0f} MB resident")


def _post(stack: Stack, texts: list[bytes]) -> None:
    secret = SECRETS["ZAPBOT_WHATSAPP_APP_SECRET"]
    requests = [load.request(body, stack.server_port, "/webhook", secret) for body in texts]
    measured = asyncio.run(load.post(requests, stack.server_port, min(16, len(requests))))
    assert set(measured.codes) == {200}, measured.codes


def _count(port: int) -> int:
    return int(httpx.get(f"http://127.0.0.1:{port}/count").json())


def _resident(pid: int) -> float:
    """Resident memory in MB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


if __name__ == "__main__":
    main()
