"""The people with a phone, and how a recipient finds them."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from zapbot.sandbox import identifiers, numbers
from zapbot.sandbox.threads import Thread

_FIRST = (
    "Ana",
    "Bruno",
    "Camila",
    "Diego",
    "Elisa",
    "Felipe",
    "Gabriela",
    "Heitor",
    "Isabela",
    "João",
    "Lívia",
    "Marcos",
    "Natália",
    "Otávio",
    "Paula",
    "Rafael",
    "Sofia",
    "Tiago",
    "Vitória",
    "Yasmin",
)
_LAST = (
    "Almeida",
    "Barbosa",
    "Cardoso",
    "Dias",
    "Esteves",
    "Ferreira",
    "Gonçalves",
    "Lima",
    "Moreira",
    "Nogueira",
    "Oliveira",
    "Pereira",
    "Queiroz",
    "Ribeiro",
    "Santana",
    "Teixeira",
    "Vieira",
)
_AREAS = (11, 21, 31, 41, 51, 61, 71, 81, 85, 92)


@dataclass(slots=True)
class Customer:
    """One person; `phone` is the wa_id, None when the number is hidden from the business."""

    id: str
    name: str
    phone: str | None
    user_id: str
    thread: Thread
    username: str | None = None
    auto_read: bool = False
    online: bool = True
    wrote_at: dict[str, float] = field(default_factory=dict)
    """When the customer last wrote to each of the business's numbers."""
    blocked_by: set[str] = field(default_factory=set)
    """The business's numbers that block this customer."""
    viewers: set[int] = field(default_factory=set)
    """The pages that show this chat now."""

    @property
    def address(self) -> str:
        """What identifies the customer to the business: the number, else the scoped id."""
        return self.phone or self.user_id

    @property
    def last_wrote_at(self) -> float | None:
        """When the customer last wrote to the business."""
        return max(self.wrote_at.values(), default=None)

    def wrote(self, number: str, at: float) -> None:
        """The customer wrote to a number; what is older changes nothing."""
        self.wrote_at[number] = max(self.wrote_at.get(number, 0.0), at)

    @property
    def reads(self) -> bool:
        """Whether a delivered message is being looked at."""
        return self.auto_read or bool(self.viewers)

    def as_json(self) -> dict[str, Any]:
        """The customer as the control API and the page see it."""
        return {
            "id": self.id,
            "name": self.name,
            "phone": self.phone,
            "pretty": numbers.pretty(self.phone) if self.phone else self.user_id,
            "user_id": self.user_id,
            "username": self.username,
            "auto_read": self.auto_read,
            "online": self.online,
            "last_wrote_at": self.last_wrote_at,
            "blocked_by": sorted(self.blocked_by),
        }


class Customers:
    """Everybody, by id, by number in all its forms, by scoped id."""

    def __init__(self, most: int, most_bubbles: int) -> None:
        self._most = most
        self._most_bubbles = most_bubbles
        self._ids = itertools.count(1)
        self._by_id: dict[str, Customer] = {}
        self._by_phone: dict[str, Customer] = {}
        self._by_user_id: dict[str, Customer] = {}

    def __iter__(self) -> Iterator[Customer]:
        return iter(self._by_id.values())

    def add(self, name: str, phone: str | None, user_id: str | None = None, username: str | None = None) -> Customer:
        """A new person; ValueError if the number or the id is taken or nobody else fits."""
        if len(self._by_id) >= self._most:
            raise ValueError(f"the sandbox holds at most {self._most} customers")
        if phone and self.at_number(phone):
            raise ValueError(f"{phone} already belongs to a customer")
        user_id = user_id or identifiers.user_id()
        if user_id in self._by_user_id:
            raise ValueError(f"{user_id} already belongs to a customer")
        customer = Customer(f"c{next(self._ids)}", name, phone, user_id, Thread(self._most_bubbles), username)
        self._by_id[customer.id] = customer
        self._by_user_id[user_id] = customer
        if phone:
            self._by_phone[phone] = customer
        return customer

    def get(self, id: str) -> Customer | None:
        """By the sandbox's own id."""
        return self._by_id.get(id)

    def at_number(self, number: str) -> Customer | None:
        """By number, with or without the extra digit."""
        for form in numbers.variants(number):
            if customer := self._by_phone.get(form):
                return customer
        return None

    def at_user_id(self, user_id: str) -> Customer | None:
        """By business-scoped user id."""
        return self._by_user_id.get(user_id)


def somebody() -> tuple[str, str]:
    """A made-up Brazilian name and mobile number."""
    name = f"{random.choice(_FIRST)} {random.choice(_LAST)}"
    return name, f"55{random.choice(_AREAS)}9{random.randint(6000, 9999)}{random.randint(0, 9999):04d}"
