"""The `setup` of a test file: the clock, the contact, business hours, and canned answers of the outside world."""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from zapbot.flow import hours, words
from zapbot.flow.hours import Hours
from zapbot.flow.node import Words, YesOrNo

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


class Part(BaseModel):
    """What every part of a test file has in common: keys nobody knows are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _moment(value: Any) -> Any:
    if isinstance(value, datetime):
        return value
    try:
        return datetime.strptime(str(value), "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
    except ValueError:
        raise ValueError(f"{value!r} is not a time: write it like 2026-03-02 10:00") from None


def _hours(value: Any) -> Any:
    if isinstance(value, (str, type(None))):
        return hours.parse(value or "")
    return value


def _say(value: Any) -> Any:
    return {"say": value} if isinstance(value, str) else value


def _question(value: str) -> str:
    if not words.plain(value):
        raise ValueError("the question has no letter or digit: write words the customer's question holds")
    return value


def _request(value: str) -> str:
    method, _, url = value.partition(" ")
    if method not in METHODS or not url.strip():
        raise ValueError(f"{value!r} is not a request: write it like GET https://loja.example/pedidos/1")
    return value


Moment = Annotated[datetime, BeforeValidator(_moment)]
MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)


class Contact(Part):
    """The customer; `new: false` for one who wrote before."""

    name: str = ""
    phone: str = ""
    tags: Words = []
    fields: dict[str, str] = {}
    new: YesOrNo = True


class AiAnswer(Part):
    """What the model answers: a text, that a person is asked for, or why it cannot."""

    say: str = ""
    handoff: YesOrNo = False
    error: str | None = None
    tokens: int = Field(0, ge=0)


class HttpAnswer(Part):
    """What another system answers; `json` is data, or a text that holds JSON."""

    status: int = Field(200, ge=100, le=599)
    json_: Any = Field(None, alias="json")
    error: str | None = None


class Setup(Part):
    """The world a talk begins in."""

    now: Moment = MONDAY
    contact: Contact = Contact()
    hours: dict[str, Annotated[Hours, BeforeValidator(_hours)]] = {}
    ai: dict[Annotated[str, AfterValidator(_question)], Annotated[AiAnswer, BeforeValidator(_say)]] = {}
    http: dict[Annotated[str, AfterValidator(_request)], HttpAnswer] = {}

    @model_validator(mode="after")
    def _questions_differ(self) -> "Setup":
        asked = [words.plain(question) for question in self.ai]
        if len(set(asked)) < len(asked):
            raise ValueError("two questions under ai are the same words: remove one of them")
        return self

    def overridden(self, other: "Setup") -> "Setup":
        """This setup with what another one says put over it, key by key."""
        given = other.model_fields_set
        known = self.contact.model_dump(exclude_unset=True) | other.contact.model_dump(exclude_unset=True)
        changes: dict[str, Any] = {"now": other.now} if "now" in given else {}
        changes["contact"] = Contact.model_validate({**known, "new": self._new(other)}) if known else self.contact
        for part in ("hours", "ai", "http"):
            changes[part] = getattr(self, part) | getattr(other, part)
        return self.model_copy(update=changes)

    def _new(self, other: "Setup") -> str:
        new = other.contact.new if "new" in other.contact.model_fields_set else self.contact.new
        return "true" if new else "false"
