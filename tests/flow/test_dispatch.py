"""Which flow answers a message, where talks do not reach: several versions, and reasons."""

from dataclasses import replace

from tests.flow import casefiles
from zapbot.flow import dispatch, engine
from zapbot.flow.definition import Flow
from zapbot.flow.dispatch import Response, Standing
from zapbot.flow.events import Input, Started
from zapbot.flow.scene import Scene


def version(number: int, text: str, mode: str = "restart") -> Flow:
    nodes = {"ola": {"message": text}, "espera": {"wait": {"next": "fim"}}, "fim": {"end": f"Fim {text}"}}
    return replace(casefiles.flow({"settings": {"mode": mode}, "nodes": nodes}), version=number)


def standing(flow: Flow) -> Standing:
    return Standing(flow, engine.step(flow, engine.start(flow), Started("keyword oi"), Scene()).state)


def ask(flows: list[Flow], where: Standing | None, text: str) -> Response:
    return dispatch.respond(flows, where, Input(text), Scene())


def test_a_contact_keeps_the_version_the_flow_began_with() -> None:
    old, new = version(1, "velho"), version(2, "novo")
    response = ask([new], standing(old), "qualquer coisa")
    assert response.step is not None
    assert (response.started, response.step.state.version) == (False, 1)
    assert response.step.effects[0].content.text == "Fim velho"  # type: ignore[union-attr]


def test_a_restart_begins_with_the_newest_version() -> None:
    old, new = version(1, "velho"), version(2, "novo")
    response = ask([new], standing(old), "oi")
    assert response.step is not None
    assert (response.started, response.step.state.version) == (True, 2)


def test_a_flow_that_was_taken_away_goes_on_for_those_inside() -> None:
    response = ask([], standing(version(1, "velho")), "oi")
    assert response.step is not None
    assert (response.started, response.step.state.status) == (False, "ended")


def test_mode_ignore_does_not_restart() -> None:
    response = ask([version(2, "novo", "ignore")], standing(version(1, "velho", "ignore")), "oi")
    assert response.started is False


def test_when_nothing_fits_the_reason_is_said() -> None:
    response = ask([version(1, "velho")], None, "bom dia")
    assert response == Response(reason="no trigger of any flow fits this message")
    assert ask([], None, "oi").step is None


def test_of_two_flows_that_fit_alike_the_first_by_id_is_taken_however_they_come() -> None:
    flows = [casefiles.flow({"flow": id, "nodes": {"fim": {"end": id}}}) for id in ("b", "a", "c")]
    for given in (flows, flows[::-1]):
        choice = dispatch.choose(given, Input("oi"), False)
        assert choice is not None
        assert choice.flow.id == "a"


def test_a_keyword_said_within_a_sentence_names_the_rule() -> None:
    choice = dispatch.choose([version(1, "velho")], Input("ah, OI!"), False)
    assert choice is not None
    assert choice.rule == "keyword oi"
