"""Traffic: people counted once, whatever they did, and the places where they stopped."""

from tests.flow.graph.flows import drawn
from zapbot.flow.graph.edges import Way
from zapbot.flow.graph.traffic import Journey, Pass, Traffic, count

FLOW = drawn("""
zapbot: 1
flow: pedido
triggers: [{keyword: [oi, menu]}, {webhook: site}]
anytime: {sair: fim}
nodes:
  ola: {message: Oi}
  espera:
    wait: {options: {a: ola, b: fim}, on_invalid: fim, timeout: 1h, on_timeout: depois}
  depois: {delay: 1h}
  volta: {message: Volte}
  fim: {end: }
""")

OI = Pass("", "trigger", "keyword oi", "start → ola")
OLA = Pass("ola", "message", "", "")
AGAIN = Pass("espera", "wait", "", "options.a → ola")
DONE = Pass("espera", "wait", "", "options.b → fim")
SILENT = Pass("espera", "wait", "", "on_timeout → depois")
SLEEP, WAKE = Pass("depois", "delay", "", ""), Pass("depois", "delay", "the time is over", "")
FIM = Pass("fim", "end", "", "")


def way(source: str, exit: str) -> Way:
    return next(way for way in FLOW.ways if (way.source, way.exit) == (source, exit))


def of(*journeys: Journey) -> Traffic:
    return count(FLOW, journeys)


def test_somebody_who_goes_round_is_one() -> None:
    traffic = of(Journey("ended", "fim", (OI, OLA, AGAIN, OLA, AGAIN, OLA, DONE, FIM), 1))
    assert traffic.visits["ola"] == traffic.visits["espera"] == 1
    assert traffic.taken(way("espera", "options.a")) == traffic.taken(way("espera", "options.b")) == 1


def test_shares_are_of_those_who_came() -> None:
    traffic = of(
        Journey("ended", "fim", (OI, OLA, DONE, FIM), 3),
        Journey("active", "espera", (OI, OLA), 1),
    )
    assert traffic.executions == 4
    assert traffic.visits["espera"] == 4
    assert traffic.standing["espera"] == 1
    assert traffic.share(way("espera", "options.b")) == 0.75
    assert traffic.taken(way("ola", "next")) == 4
    assert traffic.dropped("espera") == 0


def test_a_wait_that_was_never_answered_was_visited_all_the_same() -> None:
    traffic = of(Journey("stopped", "espera", (OI, OLA), 2))
    assert (traffic.visits["espera"], traffic.interrupted["espera"], traffic.dropped("espera")) == (2, 2, 2)


def test_who_stays_silent_for_good_stopped_at_the_question() -> None:
    fell = (OI, OLA, SILENT, SLEEP, WAKE, Pass("volta", "message", "", ""), FIM)
    traffic = of(Journey("ended", "fim", fell, 5))
    assert (traffic.silent["espera"], traffic.dropped("espera"), traffic.dropped("fim")) == (5, 5, 0)
    assert traffic.taken(way("depois", "next")) == traffic.taken(way("volta", "next")) == 5


def test_who_comes_back_did_not_stop_there() -> None:
    back = (OI, OLA, SILENT, Pass("depois", "anytime", "sair", "anytime → fim"), FIM)
    assert of(Journey("ended", "fim", back, 1)).dropped("espera") == 0


def test_a_delay_that_lasts_was_not_left() -> None:
    traffic = of(Journey("active", "depois", (OI, OLA, SILENT, SLEEP), 1))
    assert traffic.taken(way("depois", "next")) == 0
    assert traffic.standing["depois"] == 1


def test_a_fault_is_where_it_happened() -> None:
    traffic = of(Journey("failed", "ola", (OI, Pass("ola", "fault", "", "transfer")), 1))
    assert traffic.failed["ola"] == traffic.dropped("ola") == 1
    assert traffic.taken(way("ola", "next")) == 0


def test_each_way_in_is_counted_by_its_rule() -> None:
    hook = Pass("", "trigger", "webhook site", "template volta, then → ola")
    traffic = of(
        Journey("active", "espera", (OI, OLA), 2),
        Journey("active", "espera", (Pass("", "trigger", "keyword menu", "start → ola"), OLA), 1),
        Journey("active", "", (hook,), 4),
        Journey("ended", "fim", (OI, OLA, Pass("espera", "anytime", "sair", "anytime → fim"), FIM), 1),
    )
    assert [traffic.entered(entry) for entry in FLOW.entries] == [4, 4, 1]


def test_nothing_happened_yet() -> None:
    traffic = of()
    assert traffic.share(way("ola", "next")) == traffic.part(0) == 0.0
