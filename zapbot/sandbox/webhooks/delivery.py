"""Posts webhooks with a small pool; what is not answered 200 comes back later (Cloud API, delivery)."""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from collections.abc import Callable
from typing import Any

import httpx
from httpx_aiohttp import AiohttpTransport

from zapbot.sandbox.config import SandboxConfig
from zapbot.sandbox.live import Live
from zapbot.sandbox.rules import WEBHOOKS, Rulebook
from zapbot.sandbox.webhooks.envelope import Webhook, encode, sign


class Delivery:
    """The queue between what happens on the phones and the callback URL."""

    def __init__(self, config: SandboxConfig, rules: Rulebook, live: Live) -> None:
        self._config = config
        self._rules = rules
        self._live = live
        self._queue: asyncio.Queue[Webhook] = asyncio.Queue()
        self._held: list[Webhook] = []
        self._shuffled: list[Webhook] = []
        self._ids = itertools.count(1)
        self._workers: list[asyncio.Task[None]] = []
        self._client: httpx.AsyncClient | None = None
        self.counts = {"posted": 0, "delivered": 0, "pending": 0, "attempts": 0, "refused": 0, "failed": 0}

    @property
    def held(self) -> int:
        """How many webhooks wait for a release."""
        return len(self._held)

    async def start(self) -> None:
        """Open the connections."""
        self._client = httpx.AsyncClient(
            transport=AiohttpTransport(limits=httpx.Limits(max_connections=self._config.webhook_connections)),
            timeout=self._config.webhook_timeout_seconds,
            headers={"User-Agent": "facebookexternalua", "Content-Type": "application/json"},
            trust_env=False,
        )
        self._workers = [asyncio.create_task(self._work()) for _ in range(self._config.webhook_connections)]

    async def stop(self) -> None:
        """Close the connections; what waits is forgotten."""
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)
        if self._client:
            await self._client.aclose()

    def post(
        self,
        label: str,
        value: dict[str, Any],
        customer: str | None = None,
        answered: Callable[[], None] | None = None,
    ) -> None:
        """Send a webhook, unless a rule has other plans for it."""
        if self.counts["pending"] >= self._config.most_pending:
            self.counts["failed"] += 1
            return
        body = encode(value)
        webhook = Webhook(next(self._ids), label, body, sign(body, self._config.app_secret), customer, answered)
        self.counts["posted"] += 1
        self.counts["pending"] += 1
        rule = self._rules.take(WEBHOOKS, customer)
        if rule is None:
            self._queue.put_nowait(webhook)
        elif rule.kind == "hold_webhooks":
            self._held.append(webhook)
            self._tell(webhook, "held", None, 0.0)
        elif rule.kind == "shuffle_webhooks":
            self._shuffle(webhook, rule.seconds)
        else:
            self._queue.put_nowait(webhook)
            self._queue.put_nowait(webhook)

    def release(self) -> int:
        """Let the held webhooks go; how many there were."""
        held, self._held = self._held, []
        for webhook in held:
            self._queue.put_nowait(webhook)
        return len(held)

    async def verify(self) -> dict[str, Any]:
        """Ask the callback the question Meta asks when its address is saved (Cloud API, verification)."""
        assert self._client
        challenge = str(random.randint(10**8, 10**9))
        params = {
            "hub.mode": "subscribe",
            "hub.challenge": challenge,
            "hub.verify_token": self._config.verify_token,
        }
        started = time.perf_counter()
        try:
            response = await self._client.get(self._config.callback_url, params=params)
        except httpx.HTTPError as error:
            return {"verified": False, "status": None, "problem": type(error).__name__}
        return {
            "verified": response.status_code == 200 and response.text == challenge,
            "status": response.status_code,
            "ms": _ms(started),
        }

    async def _work(self) -> None:
        while True:
            await self._attempt(await self._queue.get())

    async def _attempt(self, webhook: Webhook) -> None:
        webhook.attempts += 1
        self.counts["attempts"] += 1
        started = time.perf_counter()
        status, problem = await self._post(webhook)
        if status == 200:
            self._deliver(webhook)
            self._tell(webhook, "delivered", status, _ms(started))
            return
        self.counts["refused"] += 1
        self._tell(webhook, "refused", status, _ms(started), problem)
        self._again(webhook)

    async def _post(self, webhook: Webhook) -> tuple[int | None, str | None]:
        assert self._client
        try:
            response = await self._client.post(
                self._config.callback_url,
                content=webhook.body,
                headers=self._proof(webhook),
            )
        except httpx.HTTPError as error:
            return None, type(error).__name__
        return response.status_code, None

    def _proof(self, webhook: Webhook) -> dict[str, str]:
        """The header by which the callback knows who posts."""
        if self._config.dialect == "360dialog":
            return {"X-Zapbot-Secret": self._config.webhook_secret}
        return {"X-Hub-Signature-256": webhook.signature}

    def _deliver(self, webhook: Webhook) -> None:
        if webhook.done:
            return
        webhook.done = True
        self.counts["delivered"] += 1
        self.counts["pending"] -= 1
        if webhook.answered:
            webhook.answered()

    def _again(self, webhook: Webhook) -> None:
        if webhook.done:
            return
        if webhook.attempts >= self._config.most_attempts:
            webhook.done = True
            self.counts["failed"] += 1
            self.counts["pending"] -= 1
            return
        first, longest = self._config.first_retry_seconds, self._config.longest_retry_seconds
        wait = min(longest, first * 2.0 ** min(webhook.attempts - 1, 30))
        asyncio.get_running_loop().call_later(wait, self._queue.put_nowait, webhook)

    def _shuffle(self, webhook: Webhook, seconds: float) -> None:
        self._shuffled.append(webhook)
        if len(self._shuffled) == 1:
            asyncio.get_running_loop().call_later(seconds, self._flush)

    def _flush(self) -> None:
        shuffled, self._shuffled = self._shuffled, []
        random.shuffle(shuffled)
        for webhook in shuffled:
            self._queue.put_nowait(webhook)

    def _tell(self, webhook: Webhook, outcome: str, status: int | None, ms: float, problem: str | None = None) -> None:
        self._live.add(
            "webhook",
            {
                "id": webhook.seq,
                "label": webhook.label,
                "customer": webhook.customer,
                "outcome": outcome,
                "status": status,
                "ms": ms,
                "attempt": webhook.attempts,
                "problem": problem,
                "at": time.time(),
            },
        )


def _ms(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 1)
