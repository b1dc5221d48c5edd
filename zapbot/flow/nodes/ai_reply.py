"""`ai_reply`: let a language model answer, from the facts it is given and nothing else.

What comes back is a text to say and whether a person is asked for. Whatever the customer writes, the model
cannot make the engine do anything else.
"""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from zapbot.flow.events import Answered, Called, Woke
from zapbot.flow.node import Body, Duration, Go, Move, Pause, Stay, Words
from zapbot.flow.source import Path
from zapbot.flow.turn import Turn
from zapbot.model import Text


class AiReply(Body):
    """One question of the customer, one answer; after `max_turns` of them a person takes over."""

    falls_through: ClassVar[bool] = False

    prompt: str = Field(min_length=1)
    knows: Words = []
    max_turns: int = Field(3, ge=1, le=50)
    budget: int = Field(4000, ge=100, description="tokens one conversation may cost")
    history: int = Field(10, ge=0, le=50, description="messages before the question the model gets to see")
    timeout: Duration = Field(30, ge=1, le=120)
    next: str
    on_handoff: str
    on_error: str

    def exits(self) -> Iterator[tuple[Path, str, str]]:
        for name in ("next", "on_handoff", "on_error"):
            yield (name,), name, getattr(self, name)

    def files(self) -> Iterator[tuple[Path, str]]:
        yield ("prompt",), self.prompt
        for i, name in enumerate(self.knows):
            yield ("knows", i), name

    def enter(self, turn: Turn) -> Move:
        if turn.ai_turns >= self.max_turns:
            return self._leave(turn, "on_handoff", f"{self.max_turns} answers are given")
        if turn.ai_tokens >= self.budget:
            return self._leave(turn, "on_error", f"the budget of {self.budget} tokens is used up")
        request = {
            "prompt": self.prompt,
            "knows": self.knows,
            "history": self.history,
            "question": turn.last.get("text", ""),
            "timeout": self.timeout,
            "tokens": self.budget - turn.ai_tokens,
        }
        turn.ask("ai", request)
        turn.note("ai_reply", "", "asks the model")
        return Pause()

    def resume(self, turn: Turn, event: Answered | Woke | Called) -> Move:
        if not isinstance(event, Called):
            turn.note("ai_reply", "written while the model thinks", "keeps waiting")
            return Stay()
        turn.ai_turns += 1
        turn.ai_tokens += int(event.value.get("tokens") or 0)
        if not event.ok:
            return self._leave(turn, "on_error", str(event.value.get("reason") or "no answer"))
        said = str(event.value.get("say") or "").strip()
        if said:
            turn.say(Text(said))
        if event.value.get("handoff"):
            return self._leave(turn, "on_handoff", "the model asks for a person")
        return self._leave(turn, "next" if said else "on_error", "answered" if said else "an empty answer")

    def _leave(self, turn: Turn, exit: str, rule: str) -> Move:
        target = getattr(self, exit)
        turn.note("ai_reply", rule, f"{exit} → {target}")
        return Go(exit, target)
