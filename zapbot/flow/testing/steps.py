"""The steps of a talk: what the customer does, what time does, and what the bot is to do about it."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from zapbot.flow.node import Duration, Regex, Words, YesOrNo
from zapbot.flow.nodes.parts import MEDIA
from zapbot.flow.testing.setup import Moment, Part, Setup


class Step(Part):
    """One step; each kind is named by its first key."""


class User(Step):
    """The customer writes."""

    user: str


class Tap(Step):
    """The customer taps an option the bot showed, by its title or id."""

    tap: str


class Media(Step):
    """The customer sends a file, a place or a contact."""

    media: Literal["image", "video", "audio", "document", "sticker", "location", "contacts"]
    caption: str = ""
    id: str = ""


class Webhook(Step):
    """Another system of the business calls a hook."""

    webhook: str
    body: dict[str, Any] = {}


class Schedule(Step):
    """A schedule of the flow strikes, named by its cron line."""

    schedule: str


class Agent(Step):
    """A person of the business writes: the bot is silent from now on."""

    agent: str


class Echo(Step):
    """The owner writes from the business's own phone: as with `agent`, the bot is silent from now on."""

    echo: str


class Status(Step):
    """WhatsApp tells what became of a message; flows do not react to it."""

    status: Literal["sent", "delivered", "read", "failed"]
    code: str | None = None


class After(Step):
    """Time passes."""

    after: Duration


class Now(Step):
    """It is this time now; as the first step any time, later only forward."""

    now: Moment


class Override(Step):
    """As the first step: what is different in this test."""

    setup: Setup


class Said(Part):
    """What a message of the bot is compared with."""

    is_: str | None = Field(None, alias="is")
    contains: Words = []
    matches: Regex | None = None
    count: Annotated[int, Field(ge=1, le=100)] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "Said":
        ways = (self.is_ is not None, bool(self.contains or self.matches), self.count is not None)
        if sum(ways) != 1:
            raise ValueError("bot is one of these: write a text, {contains: text}, {matches: regex} or {count: 2}")
        return self


def _said(value: Any) -> Any:
    return {"is": value} if isinstance(value, str) else value


class Bot(Step):
    """The bot says this, and what else is given beside it."""

    bot: Annotated[Said, BeforeValidator(_said)]
    buttons: list[str] | None = None
    list_: list[str] | None = Field(None, alias="list")
    header: str | None = None
    footer: str | None = None
    image: str | None = None
    video: str | None = None
    audio: str | None = None
    document: str | None = None
    sticker: str | None = None

    @property
    def media(self) -> tuple[str, str] | None:
        """The kind and file of the media that is to come."""
        return next(((kind, source) for kind in MEDIA if (source := getattr(self, kind)) is not None), None)


class Template(Step):
    """The bot sends an approved template."""

    template: str
    params: list[str] | dict[str, str] | None = None


class Silence(Step):
    """The bot says nothing."""

    silence: Literal["true"]


def _team(value: Any) -> Any:
    return False if value == "false" else value


class Expected(Part):
    """How things stand; only what is named is compared."""

    transfer: Annotated[str | Literal[False], BeforeValidator(_team)] | None = None
    note: str | None = None
    queued: YesOrNo | None = None
    tags: Words | None = None
    vars: dict[str, str | None] = {}
    fields: dict[str, str | None] = {}
    at: str | None = None
    ended: YesOrNo | None = None
    flow: str | None = None


class Expect(Step):
    """How things stand now."""

    expect: Expected


KINDS: dict[str, type[Step]] = {
    "user": User,
    "tap": Tap,
    "media": Media,
    "webhook": Webhook,
    "schedule": Schedule,
    "agent": Agent,
    "echo": Echo,
    "status": Status,
    "after": After,
    "now": Now,
    "bot": Bot,
    "template": Template,
    "silence": Silence,
    "expect": Expect,
    "setup": Override,
}
