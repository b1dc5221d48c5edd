"""Steps of the flow engine per second on one core, beside a loop that only calls a function."""

import time
from datetime import UTC, datetime
from pathlib import Path

from zapbot.flow import dispatch, reader
from zapbot.flow.dispatch import Standing
from zapbot.flow.events import Input
from zapbot.flow.scene import Person, Scene
from zapbot.flow.state import State

CONVERSATIONS = 4_000
TALK = ("quero uma cotação", "azul", "carro", "não sei", "abc-1d23", "2019")
"""The starter quote from its keyword to the hand-over, with two answers that make no sense on the way."""


def main() -> None:
    """Print nodes per second, steps per second, and the ratio to the empty loop."""
    file = Path(__file__).parents[2] / "flows" / "cotacao.yaml"
    flow = reader.load(file.read_text("utf-8"), str(file)).flow
    assert flow is not None
    scene = Scene(datetime.now(UTC), Person("Maria Souza", "5511987654321"))
    inputs = [Input(said, id=f"{n}") for n, said in enumerate(TALK)]
    began = time.perf_counter()
    nodes = 0
    for _ in range(CONVERSATIONS):
        state: State | None = None
        for given in inputs:
            response = dispatch.respond([flow], Standing(flow, state) if state else None, given, scene)
            assert response.step is not None
            state = response.step.state
            nodes += len(response.step.trace)
        assert state is not None and state.status == "transferred"
    seconds = time.perf_counter() - began
    steps = CONVERSATIONS * len(TALK)
    empty = _empty(steps)
    print(
        f"engine: {steps / seconds:,.0f} steps/s, {nodes / seconds:,.0f} nodes/s on one core; "
        f"an empty dispatch loop {steps / empty:,.0f}/s; ratio {empty / seconds:.3f}"
    )


def _empty(steps: int) -> float:
    """Seconds the same number of calls takes that do nothing."""
    handlers = {Input: lambda given, state: state}
    given, state = Input(), State("nothing")
    began = time.perf_counter()
    for _ in range(steps):
        handlers[type(given)](given, state)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
