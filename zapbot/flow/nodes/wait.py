"""`wait`: let the customer answer, understand the answer, ask again when it makes no sense."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field, model_validator

from zapbot.flow import answers, durations, patterns, words
from zapbot.flow.events import Answered, Called, Input, Woke
from zapbot.flow.node import Body, Duration, Go, Move, Pause, Rendered, Stay, Words
from zapbot.flow.source import Path
from zapbot.flow.state import Value
from zapbot.flow.turn import Turn
from zapbot.model import Text

NAMED = (*answers.BY_NAME, "media", "text")
MEDIA = ("image", "video", "audio", "document", "sticker", "location", "contacts")


def _cleaner(value: str) -> str:
    if value not in answers.CLEANERS:
        raise ValueError(f"{value!r} is not a way to clean: use {', '.join(answers.CLEANERS)}")
    return value


def _pattern(value: str) -> str:
    if value not in NAMED:
        patterns.compile(value)
    return value


Accept = Annotated[str, AfterValidator(_pattern)]
Cleaner = Annotated[str, AfterValidator(_cleaner)]


class Wait(Body):
    """Pause for an answer; every way out is named."""

    falls_through: ClassVar[bool] = False

    save: str | None = None
    options: dict[str, str] | None = Field(None, min_length=1)
    accept: Accept | None = None
    clean: Annotated[list[Cleaner], *Words.__metadata__] = []
    retry: Rendered | None = None
    tries: int = Field(3, ge=1, le=20)
    timeout: Duration | None = None
    on_timeout: str | None = None
    on_invalid: str | None = None
    next: str | None = None

    @model_validator(mode="after")
    def _every_way_out(self) -> "Wait":
        if self.options and self.accept:
            raise ValueError("a wait has options or accept, not both")
        if not self.options and not self.next:
            raise ValueError("next is missing: name the node that follows a good answer")
        if (self.options or self.accept not in (None, "text")) and not self.on_invalid:
            raise ValueError("on_invalid is missing: name the node for answers that make no sense")
        if bool(self.timeout) != bool(self.on_timeout):
            missing = "on_timeout" if self.timeout else "timeout"
            raise ValueError(f"{missing} is missing: timeout and on_timeout go together")
        return self

    def exits(self) -> Iterator[tuple[Path, str, str]]:
        for option, target in (self.options or {}).items():
            yield ("options", option), f"options.{option}", target
        for name in ("next", "on_invalid", "on_timeout"):
            if getattr(self, name):
                yield (name,), name, getattr(self, name)

    def texts(self) -> Iterator[tuple[Path, str]]:
        if self.retry:
            yield ("retry",), self.retry

    def writes(self) -> Iterator[tuple[Path, str]]:
        if self.save:
            yield ("save",), self.save

    def enter(self, turn: Turn) -> Move:
        turn.tries = 0
        return self._pause(turn)

    def resume(self, turn: Turn, event: Answered | Woke | Called) -> Move:
        if isinstance(event, Called):
            return Stay()
        if isinstance(event, Woke):
            return self._give_up(turn)
        return self._choose(turn, event.input) if self.options else self._read(turn, event.input)

    def _give_up(self, turn: Turn) -> Move:
        if not self.on_timeout:
            turn.note("wait", "woken without a timeout", "keeps waiting")
            return Stay()
        return self._leave(turn, "on_timeout", f"no answer in {durations.spell(self.timeout or 0)}")

    def _choose(self, turn: Turn, given: Input) -> Move:
        """Options match by id, title or position; a tap by its id."""
        assert self.options is not None
        for option, rule in _candidates(turn, self.options, given):
            if self._save(turn, option):
                turn.offered = {}
                turn.note("wait", rule, f"options.{option} → {self.options[option]}")
                return Go(f"options.{option}", self.options[option])
        return self._invalid(turn, "matches no option")

    def _read(self, turn: Turn, given: Input) -> Move:
        if given.option is not None and given.option not in turn.offered:
            return self._invalid(turn, f"tapped {given.option}, an option of another question")
        value = self._value(given)
        if value is None or not self._save(turn, value):
            return self._invalid(turn, f"is not {self.accept or 'a text'}")
        return self._leave(turn, "next", f"accept {self.accept or 'any text'}")

    def _value(self, given: Input) -> Value:
        """What to keep of an answer; None when it is not one."""
        if self.accept == "media":
            return given.id or given.kind if given.kind in MEDIA else None
        text = given.text.strip()
        if not text:
            return None
        if self.accept in answers.BY_NAME:
            return answers.BY_NAME[self.accept](text)
        if self.accept not in (None, "text") and not patterns.fits(self.accept, text):
            return None
        for cleaner in self.clean:
            text = answers.CLEANERS[cleaner](text)
        return text

    def _save(self, turn: Turn, value: Value) -> bool:
        """Keep the answer; False when it does not fit the variable's type."""
        if not self.save:
            return True
        try:
            turn.assign(self.save, value)
        except ValueError:
            return False
        return True

    def _invalid(self, turn: Turn, rule: str) -> Move:
        turn.tries += 1
        if self.retry and turn.tries < self.tries:
            turn.note("wait", rule, f"retry {turn.tries}/{self.tries}")
            turn.say(Text(turn.render(self.retry)))
            return self._pause(turn)
        if not self.on_invalid:
            turn.note("wait", rule, "keeps waiting")
            return self._pause(turn)
        return self._leave(turn, "on_invalid", rule)

    def _leave(self, turn: Turn, exit: str, rule: str) -> Move:
        target = getattr(self, exit)
        turn.offered = {} if exit == "next" else turn.offered
        turn.note("wait", rule, f"{exit} → {target}")
        return Go(exit, target)

    def _pause(self, turn: Turn) -> Pause:
        return Pause(turn.scene.now.timestamp() + self.timeout if self.timeout else None)


def _candidates(turn: Turn, options: dict[str, str], given: Input) -> Iterator[tuple[str, str]]:
    """Options an answer may mean, the surest first, each with the rule that found it."""
    if given.option is not None:
        if given.option in options:
            yield given.option, f"tapped {given.option}"
        return
    said = words.plain(given.text)
    titles = {option: words.plain(turn.offered.get(option, option)) for option in options}
    for option in options:
        if said and said in (words.plain(option), titles[option]):
            yield option, f"said {option}"
    order = list(turn.offered) if any(option in options for option in turn.offered) else list(options)
    if said.isascii() and said.isdigit() and len(said) <= 2 and 0 < int(said) <= len(order):
        option = order[int(said) - 1]
        if option in options:
            yield option, f"said position {said}"
