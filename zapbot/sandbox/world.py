"""Everything one sandbox holds: all of it in memory, but for the bytes of files."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from zapbot.sandbox.config import SandboxConfig
from zapbot.sandbox.customers import Customer, Customers
from zapbot.sandbox.files import Files
from zapbot.sandbox.limits import Pair, Throughput
from zapbot.sandbox.live import Live
from zapbot.sandbox.rules import Rulebook
from zapbot.sandbox.sends import Sends
from zapbot.sandbox.templates import FIRST as FIRST_TEMPLATES
from zapbot.sandbox.templates import Templates
from zapbot.sandbox.threads import Bubble
from zapbot.sandbox.webhooks.delivery import Delivery

FIRST = (("Maria Souza", "5511987654321"), ("João Pereira", "553185550103"), ("Ana Ribeiro", None))


class World:
    """The number, its customers, the rules in force and what happened."""

    def __init__(self, config: SandboxConfig) -> None:
        self.config = config
        self.live = Live(config.most_events)
        self.rules = Rulebook()
        self.customers = Customers(config.most_customers, config.most_bubbles)
        self.files = Files(config.most_files)
        self.sends = Sends(config.most_sends)
        self.templates = Templates()
        self.delivery = Delivery(config, self.rules, self.live)
        rate = config.messages_per_second
        self.throughputs = {id: Throughput(rate) for id in config.numbers} if rate else {}
        self.pairs: dict[str, Pair] = {}
        self.subscribed = True
        self.writers: dict[str, str] = {}
        self.started_at = time.time()
        self.rules.changed = self.tell_rules
        if config.first_templates:
            for name, category, components in FIRST_TEMPLATES:
                self.templates.add(name, "pt_BR", category, components, "APPROVED")
        if config.first_customers:
            for name, phone in FIRST:
                self.customers.add(name, phone, username=None if phone else "anaribeiro")

    def customer(self, id: str | None) -> Customer | None:
        """By the sandbox's own id."""
        return self.customers.get(id) if id else None

    def wrote(self, customer: Customer, wamid: str) -> None:
        """Remember whose message this is, for read receipts; the oldest are forgotten."""
        self.writers[wamid] = customer.id
        if len(self.writers) > self.config.most_sends:
            del self.writers[next(iter(self.writers))]

    def after(self, seconds: float, act: Callable[[], None]) -> None:
        """Do something a little later."""
        asyncio.get_running_loop().call_later(seconds, act)

    def tell(self, bubble: Bubble) -> None:
        """Show a new or changed bubble."""
        self.live.add("bubble", bubble.as_json())

    def tell_customer(self, customer: Customer) -> None:
        """Show a new or changed customer."""
        self.live.add("customer", customer.as_json())

    def tell_rules(self) -> None:
        """Show the rules in force."""
        self.live.add("rules", {"rules": [rule.as_json() for rule in self.rules]})
