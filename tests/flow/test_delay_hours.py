"""`delay: {hours: team}`: a flow that goes on when somebody is there."""

from datetime import datetime, timedelta

import pytest

from zapbot.flow import hours, reader
from zapbot.flow.events import Input
from zapbot.flow.sim import Sim

WEEK = {"vendas": hours.parse("seg-sex 08:00-18:00")}


def begun(delay: str, now: str) -> Sim:
    """A contact who just reached the delay of a flow."""
    text = f"""
zapbot: 1
flow: espera
triggers: [{{keyword: oi}}]
nodes:
  pausa: {{delay: {delay}}}
  fim: {{end: Chegamos}}
"""
    loaded = reader.load(text, "espera.yaml")
    assert loaded.flow is not None, loaded.problems
    sim = Sim([loaded.flow], datetime.fromisoformat(now), hours=WEEK)
    sim.say(Input("oi"))
    return sim


@pytest.mark.parametrize(
    ("delay", "now", "goes_on"),
    [
        ("{hours: vendas}", "2026-03-02 20:00", "2026-03-03 08:00"),
        ("{hours: vendas}", "2026-03-06 20:00", "2026-03-09 08:00"),
        ('{until: "next 09:00", hours: vendas}', "2026-03-05 10:00", "2026-03-06 09:00"),
        ('{until: "next 09:00", hours: vendas}', "2026-03-06 10:00", "2026-03-09 09:00"),
        ('{until: "next 20:00", hours: vendas}', "2026-03-02 10:00", "2026-03-02 20:00"),
        ('{until: "next 09:00", hours: ninguem}', "2026-03-06 10:00", "2026-03-07 09:00"),
    ],
)
def test_the_flow_goes_on_in_the_hours_of_the_team(delay: str, now: str, goes_on: str) -> None:
    sim = begun(delay, now)
    assert sim.state is not None and sim.state.wake_at == datetime.fromisoformat(goes_on).timestamp()
    sim.after((datetime.fromisoformat(goes_on) - sim.now - timedelta(seconds=1)).total_seconds())
    assert sim.state.active
    sim.after(1)
    assert sim.state.status == "ended"


def test_in_their_hours_nothing_is_waited_for() -> None:
    sim = begun("{hours: vendas}", "2026-03-02 10:00")
    assert sim.state is not None and sim.state.status == "ended"
