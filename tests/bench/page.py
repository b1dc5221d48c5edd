"""The inbox in Chromium: what its first load costs, and how soon a webhook is a bubble on the screen."""

import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.bench import bodies
from tests.e2e.chromium import page_in_chromium
from tests.e2e.house import house, sign_in
from tests.stack import SECRETS, Stack, until
from zapbot.whatsapp.signature import sign

MESSAGES = 200
PARTS = ("Document", "Stylesheet", "Script", "Image", "Font", "Manifest", "Media", "Other")
WATCH = """() => {
  globalThis.painted = {};
  new MutationObserver(() => {
    for (const bubble of document.querySelectorAll('#messages [data-id]:not([data-timed])')) {
      bubble.dataset.timed = '';
      const words = bubble.textContent.match(/medida (\\d+)/);
      if (words) requestAnimationFrame(() => setTimeout(() => { painted[words[1]] ??= Date.now(); }));
    }
  }).observe(document.querySelector('#panes'), {childList: true, subtree: true});
}"""


def main() -> None:
    """Print both figures."""
    with tempfile.TemporaryDirectory() as folder, house(Path(folder)) as stack:
        for number in range(40):
            _write(stack, bodies.text(number, "pessoa", number, int(time.time())))
        until(lambda: stack.status()["events"]["pending"] == 0, 20, "everything was heard")
        with page_in_chromium(locale="pt-BR", viewport={"width": 1280, "height": 800}) as page:
            sign_in(page, stack)
            for path in ("/?tab=all", "/c/1"):
                requests, size = first_load(page, f"{stack.server}{path}")
                print(f"first load of {path}: {requests} requests, {size / 1000:.1f} kB as sent")
            _to_paint(page, stack)


def first_load(page: Page, address: str) -> tuple[int, int]:
    """How many requests a page is made of with an empty cache, and their bytes as sent.

    What it asks once it is there, for what changed meanwhile and for the stream, is not counted.
    """
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.clearBrowserCache")
    asked: set[str] = set()
    sizes: dict[str, int] = {}
    session.on("Network.requestWillBeSent", lambda told: told["type"] in PARTS and asked.add(told["requestId"]))
    session.on("Network.loadingFinished", lambda told: sizes.update({told["requestId"]: told["encodedDataLength"]}))
    page.goto(address)
    page.wait_for_load_state("load")
    page.wait_for_timeout(500)
    session.detach()
    return len(asked), int(sum(sizes[id] for id in asked))


def _to_paint(page: Page, stack: Stack) -> None:
    """A customer writes, again and again, while an agent has the conversation open on an idle machine."""
    page.goto(f"{stack.server}/c/1")
    page.locator("#messages").wait_for()
    page.wait_for_timeout(500)
    page.evaluate(WATCH)
    sent: dict[str, float] = {}
    for number in range(MESSAGES):
        body = bodies.text(1000 + number, f"medida {number}", 0, int(time.time()))
        sent[str(number)] = time.time()
        _write(stack, body)
        page.wait_for_timeout(100 + number % 7 * 10)
    page.wait_for_function(f"() => Object.keys(painted).length === {MESSAGES}")
    painted: dict[str, Any] = page.evaluate("painted")
    times = sorted(painted[number] / 1000 - sent[number] for number in sent)
    print(
        f"webhook to bubble painted, idle: median {statistics.median(times) * 1000:.0f} ms, "
        f"p99 {times[int(MESSAGES * 0.99)] * 1000:.0f} ms, most {times[-1] * 1000:.0f} ms"
    )


def _write(stack: Stack, body: bytes) -> None:
    headers = {"X-Hub-Signature-256": sign(body, SECRETS["ZAPBOT_WHATSAPP_APP_SECRET"])}
    assert stack.client.post(f"{stack.server}/webhook", content=body, headers=headers).status_code == 200


if __name__ == "__main__":
    main()
