"""What comes in from a channel: messages, what became of ours, what changed about people, templates and numbers."""

from typing import Any

import msgspec

from zapbot.templates import Definition


class Sender(msgspec.Struct, frozen=True):
    """Who wrote, by every name the channel gave: its own user id, the number, the profile."""

    bsuid: str | None = None
    parent_bsuid: str | None = None
    wa_id: str | None = None
    username: str | None = None
    name: str | None = None

    @property
    def known(self) -> bool:
        """Whether there is anything to find the contact by."""
        return bool(self.bsuid or self.parent_bsuid or self.wa_id)


class File(msgspec.Struct, frozen=True):
    """A customer's file as a message announces it: where it is for now, and what it should be.

    `problem` says why it cannot be had at all.
    """

    id: str
    mime: str | None = None
    filename: str | None = None
    sha256: str | None = None
    size: int | None = None
    url: str | None = None
    problem: str | None = None


class Inbound(msgspec.Struct, frozen=True):
    """A message from a customer, or typed by staff on the business's phone (an echo).

    `number` is the business's number it came to, as the channel names it; empty is the main one.
    """

    id: str
    at: float
    sender: Sender
    kind: str
    text: str = ""
    content: dict[str, Any] = {}
    reply_to: str | None = None
    option: str | None = None
    file: File | None = None
    number: str = ""
    wakes_bot: bool = True
    opens_window: bool = True
    late: bool = False


class Echo(msgspec.Struct, frozen=True):
    """What a person wrote on the phone; the inbound's sender is whom it was written to."""

    message: Inbound


class Pricing(msgspec.Struct, frozen=True):
    """What a message is charged as: its category, and whether it is (`type` regular) or comes free."""

    category: str
    type: str = "regular"
    model: str | None = None


class StatusChange(msgspec.Struct, frozen=True):
    """What became of a message we sent; `callback` is the id of the attempt, as we gave it."""

    id: str
    status: str
    at: float
    recipient: Sender = Sender()
    callback: str | None = None
    code: int | None = None
    reason: str | None = None
    pricing: Pricing | None = None
    number: str = ""


class Edited(msgspec.Struct, frozen=True):
    """The customer changed a message."""

    original: str
    at: float
    text: str
    content: dict[str, Any]


class Revoked(msgspec.Struct, frozen=True):
    """The customer took a message back."""

    original: str
    at: float


class Reaction(msgspec.Struct, frozen=True):
    """The customer reacted to a message; no emoji takes it back."""

    target: str
    at: float
    sender: Sender
    emoji: str = ""


class Renamed(msgspec.Struct, frozen=True):
    """A person's number or user id changed: `old` and `new` are the same person."""

    old: Sender
    new: Sender
    at: float


class TemplateChange(msgspec.Struct, frozen=True):
    """What changed about a template: only the fields that did are set."""

    name: str
    language: str
    at: float
    remote_id: str | None = None
    status: str | None = None
    quality: str | None = None
    category: str | None = None
    next_category: str | None = None
    reason: str | None = None
    reworded: bool = False
    """Its text changed, or something else that is not told: read it anew."""


class TemplateCopy(msgspec.Struct, frozen=True):
    """A template as the provider keeps it."""

    definition: Definition
    status: str
    remote_id: str | None = None
    quality: str | None = None
    reason: str | None = None


class Preference(msgspec.Struct, frozen=True):
    """A customer told WhatsApp that they want marketing messages, or want none."""

    sender: Sender
    at: float
    marketing: bool
    detail: str = ""
    number: str = ""


class NumberChange(msgspec.Struct, frozen=True):
    """What changed about a number or the account: quality, messaging limit (users a day, -1 without end), notices.

    `display` is the number in digits where the channel names no other; `severe` says that somebody must look.
    """

    at: float
    event: str
    number: str = ""
    display: str | None = None
    quality: str | None = None
    limit: int | None = None
    detail: str = ""
    severe: bool = False
    name: str | None = None
    status: str | None = None
    throughput: str | None = None


class Called(msgspec.Struct, frozen=True):
    """A customer called the number, which opens the window as a message does."""

    id: str
    at: float
    sender: Sender
    event: str = ""
    number: str = ""


class Imported(msgspec.Struct, frozen=True):
    """A message from before the number was connected here.

    What the business wrote is `ours`; its sender is whom it was written to. `status` is how far that came.
    """

    message: Inbound
    ours: bool = False
    status: str = "sent"

    @property
    def at(self) -> float:
        """When it was written."""
        return self.message.at


class Introduced(msgspec.Struct, frozen=True):
    """The name under which the business's phone keeps a person."""

    sender: Sender
    at: float


class Other(msgspec.Struct, frozen=True):
    """Something we keep but do not act on, with a word on why, and what it was about (a group's id)."""

    field: str
    reason: str
    subject: str = ""


class Broken(msgspec.Struct, frozen=True):
    """A part of a webhook that cannot be understood; the rest of it can."""

    reason: str


Update = (
    Inbound
    | Echo
    | StatusChange
    | Edited
    | Revoked
    | Reaction
    | Renamed
    | TemplateChange
    | Preference
    | NumberChange
    | Called
    | Imported
    | Introduced
    | Other
    | Broken
)
