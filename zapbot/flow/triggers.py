"""What starts a flow, and which flow an incoming message starts."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from zapbot.flow import cron, patterns, words
from zapbot.flow.node import Duration, Regex, Words, YesOrNo

Match = Literal["word", "exact", "starts"]
_STRENGTH = {"exact": 4, "starts": 3, "word": 2, "regex": 1, "new_contact": 0}


@dataclass(frozen=True, slots=True)
class Trigger:
    """One entry of `triggers`, ready to be tried; the keywords are plain words."""

    kind: str
    keywords: tuple[str, ...] = ()
    match: str = "word"
    regex: str | None = None
    next: str | None = None
    webhook: str | None = None
    template: str | None = None
    cron: str | None = None
    audience: "Audience" = ()


Audience = tuple[tuple[str, str], ...]
"""Whom a schedule reaches: (`tag`, name), (`without_tag`, name), (`silent`, seconds), (`field.x`, value)."""


def _keyword(value: Any) -> Any:
    return value if isinstance(value, dict) else {"words": value}


class _Keywords(BaseModel):
    model_config = ConfigDict(extra="forbid")

    words: Annotated[Words, Field(min_length=1)] = []
    regex: Regex | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "_Keywords":
        if bool(self.words) is (self.regex is not None):
            raise ValueError("a keyword is words or a pattern: write keyword: [oi, menu] or keyword: {regex: ...}")
        return self


class TriggerEntry(BaseModel):
    """The YAML of a trigger."""

    model_config = ConfigDict(extra="forbid")

    keyword: Annotated[_Keywords, BeforeValidator(_keyword)] | None = None
    match: Match = "word"
    new_contact: YesOrNo = False
    webhook: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")] | None = None
    schedule: "Schedule | None" = None
    template: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,512}$")] | None = None
    next: str | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> "TriggerEntry":
        kinds = (self.keyword is not None, self.new_contact, self.webhook is not None, self.schedule is not None)
        if sum(kinds) != 1:
            raise ValueError("this is not one trigger: write keyword, new_contact, webhook or schedule")
        if self.schedule and not (self.template or self.schedule.template):
            raise ValueError("a schedule needs a template: nothing else may be sent to who did not write today")
        if self.keyword and any(not words.plain(word) for word in self.keyword.words):
            raise ValueError("a keyword has no letter or digit: nothing could match it")
        return self

    def trigger(self) -> Trigger:
        """The trigger it describes."""
        if self.keyword and self.keyword.regex:
            return Trigger("keyword", (), "regex", self.keyword.regex, self.next)
        if self.keyword:
            keywords = tuple(words.plain(word) for word in self.keyword.words)
            return Trigger("keyword", keywords, self.match, next=self.next)
        if self.webhook:
            return Trigger("webhook", next=self.next, webhook=self.webhook, template=self.template)
        if self.schedule:
            template = self.template or self.schedule.template
            cron, audience = self.schedule.cron, self.schedule.audience()
            return Trigger("schedule", next=self.next, template=template, cron=cron, audience=audience)
        return Trigger("new_contact", match="new_contact", next=self.next)


class Whom(BaseModel):
    """`for`: the contacts a schedule reaches; all conditions must hold."""

    model_config = ConfigDict(extra="forbid")

    tag: Words = []
    without_tag: Words = []
    silent: Duration | None = None
    fields: dict[str, str] = {}


def _cron(text: str) -> str:
    cron.parse(text)
    return text


class Schedule(BaseModel):
    """`schedule`: when (cron, in the business's time zone) and for whom."""

    model_config = ConfigDict(extra="forbid")

    cron: Annotated[str, AfterValidator(_cron)]
    for_: Whom = Field(default_factory=Whom, alias="for")
    template: str | None = None

    def audience(self) -> Audience:
        """The conditions as pairs."""
        whom = self.for_
        pairs = [("tag", tag) for tag in whom.tag] + [("without_tag", tag) for tag in whom.without_tag]
        pairs += [("silent", str(whom.silent))] if whom.silent else []
        return tuple(pairs + [(f"field.{name}", value) for name, value in whom.fields.items()])


TriggerEntry.model_rebuild()


@dataclass(frozen=True, slots=True, order=True)
class Rank:
    """How well a trigger fits: a stricter match, then a longer keyword, comes first."""

    priority: int
    strength: int
    length: int


def fit(trigger: Trigger, text: str, new_contact: bool, priority: int) -> tuple[Rank, str] | None:
    """How a trigger fits a plain text, with the rule in words; None when it does not."""
    if trigger.kind == "new_contact" and new_contact:
        return Rank(priority, _STRENGTH["new_contact"], 0), "new contact"
    if trigger.regex and text and patterns.matches(trigger.regex, text):
        return Rank(priority, _STRENGTH["regex"], 0), f"regex {trigger.regex}"
    found = [keyword for keyword in trigger.keywords if _said(keyword, text, trigger.match)]
    if not found:
        return None
    best = max(found, key=len)
    return Rank(priority, _STRENGTH[trigger.match], len(best)), f"keyword {best}"


def _said(keyword: str, text: str, match: str) -> bool:
    if match == "exact":
        return text == keyword
    if match == "starts":
        return f"{text} ".startswith(f"{keyword} ")
    return words.contains(text, keyword)
