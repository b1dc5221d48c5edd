"""A person gives a conversation back: the bot goes on where it stood, begins anew, or waits for a message."""

import pytest

from tests.desk import webhooks
from tests.desk.office import FLOW, Office
from tests.desk.team import TALKATIVE, agent
from tests.desk.webhooks import T0
from zapbot.desk.hand_back import hand_back
from zapbot.desk.node_choice import choice
from zapbot.desk.take_over import take_over
from zapbot.errors import ConflictError, NotFoundError, UsageError
from zapbot.store import executions, handling
from zapbot.store.handling import Holder


def taken(office: Office, said: str = "fala", delivered: bool = True) -> int:
    """A conversation a person took from the bot in the middle of a flow."""
    office.learn(TALKATIVE)
    office.post(webhooks.post(webhooks.text("wamid.1", said)))
    if delivered:
        office.deliver()
    id = int(office.one("select id from conversations"))
    take_over(office.db, id, agent(office.db, "Bia"), office.now)
    return id


def back(office: Office, id: int, how: str, **more: str) -> Holder:
    return hand_back(office.db, office.library, id, how, "user:1", office.now, **more)


def test_the_flow_goes_on_where_it_stood(office: Office) -> None:
    id = taken(office)
    office.post(webhooks.post(webhooks.text("wamid.2", "só um minuto", at=T0 + 1)))
    back(office, id, "continue")
    office.post(webhooks.post(webhooks.text("wamid.3", "azul", at=T0 + 2)))
    office.deliver()
    assert office.connector.said == ["Um.", "Dois.", "Três.", "Quatro."]
    assert office.journal("conversation.handed_back") == ["conversation.handed_back"]


def test_what_the_bot_could_not_say_is_said_when_it_goes_on(office: Office) -> None:
    id = taken(office, delivered=False)
    back(office, id, "continue")
    office.deliver()
    assert office.connector.said == ["Um.", "Dois.", "Três."]
    office.now += 1
    take_over(office.db, id, 1, office.now)
    back(office, id, "continue")
    office.deliver()
    assert len(office.connector.sent) == 3


def test_the_time_a_flow_had_left_is_the_time_it_gets(office: Office) -> None:
    id = taken(office)
    office.now += 2 * 3600
    back(office, id, "continue")
    office.wake()
    office.now += 14 * 60
    office.wake()
    execution = executions.active(office.db, 1)
    assert execution is not None and execution.state.wake_at == T0 + 2 * 3600 + 15 * 60
    office.now += 2 * 60
    office.wake()
    assert executions.active(office.db, 1) is None


def test_a_flow_begins_anew(office: Office) -> None:
    id = taken(office)
    back(office, id, "restart")
    office.deliver()
    assert office.connector.said == ["Um.", "Dois.", "Três."] * 2


def test_another_flow_begins_at_a_node(office: Office) -> None:
    office.learn(FLOW)
    id = taken(office)
    back(office, id, "flow", flow="ola", node="sim")
    office.deliver()
    assert office.connector.said[3:] == ["Você disse sim."]


def test_the_bot_waits_for_the_next_message(office: Office) -> None:
    id = taken(office)
    back(office, id, "next")
    office.deliver()
    assert office.connector.said == ["Um.", "Dois.", "Três."]
    office.post(webhooks.post(webhooks.text("wamid.2", "azul", at=T0 + 1)))
    office.post(webhooks.post(webhooks.text("wamid.3", "fala", at=T0 + 2)))
    office.deliver()
    assert office.connector.said == ["Um.", "Dois.", "Três."] * 2


def test_nothing_changes_when_the_flow_cannot_begin(office: Office) -> None:
    id = taken(office)
    office.now += 25 * 3600
    with pytest.raises(ConflictError, match="24-hour window"):
        back(office, id, "restart")
    assert handling.holder(office.db, id).owner == "person"
    assert office.journal("conversation.handed_back") == []


def test_a_flow_that_ended_cannot_go_on(office: Office) -> None:
    id = taken(office)
    back(office, id, "continue")
    office.post(webhooks.post(webhooks.text("wamid.2", "azul", at=T0 + 1)))
    take_over(office.db, id, 1, office.now)
    with pytest.raises(ConflictError, match="cannot go on"):
        back(office, id, "continue")


@pytest.mark.parametrize(
    ("how", "more", "error"),
    [
        ("flow", {"flow": "nada"}, NotFoundError),
        ("flow", {"flow": "fala", "node": "nada"}, NotFoundError),
        ("node", {"node": "nada"}, NotFoundError),
        ("node", {}, UsageError),
        ("sideways", {}, UsageError),
    ],
)
def test_what_there_is_not_is_refused(office: Office, how: str, more: dict[str, str], error: type[Exception]) -> None:
    id = taken(office)
    with pytest.raises(error):
        back(office, id, how, **more)
    assert handling.holder(office.db, id).owner == "person"


def test_who_saw_it_with_somebody_else_changes_nothing(office: Office) -> None:
    id = taken(office)
    assert back(office, id, "next", had="9:vendas").owner == "person"
    assert back(office, id, "next", had=handling.holder(office.db, id).mark).owner == "bot"


def test_an_answer_that_came_while_people_talked_reaches_the_flow(office: Office) -> None:
    id = taken(office)
    execution = office.one("select id from executions")
    office.db.execute("update executions set state = json_set(state, '$.call', 'c1') where id = ?", (execution,))
    office.db.execute(
        "insert into calls (contact_id, execution_id, call_id, kind, request, status, answer, created_at, max_attempts,"
        " next_attempt_at) values (1, ?, 'c1', 'http', '{}', 'done', '{\"status\": 200}', ?, 1, ?)",
        (execution, T0, T0),
    )
    back(office, id, "continue")
    assert office.rows("select count(*) from trace where execution_id = ?", execution)[0] > 0
    assert executions.last(office.db, 1) is not None


def test_the_flow_goes_on_elsewhere_and_knows_what_it_knew(office: Office) -> None:
    id = taken(office)
    back(office, id, "continue")
    office.post(webhooks.post(webhooks.text("wamid.2", "azul", at=T0 + 1)))
    office.deliver()
    take_over(office.db, id, 1, office.now)
    back(office, id, "node", node="tres")
    office.deliver()
    assert office.connector.said[4:] == ["Três."]
    execution = executions.active(office.db, 1)
    assert execution is not None
    assert (execution.state.node, execution.state.vars["resposta"]) == ("espera", "azul")


def test_a_node_is_one_of_the_version_the_contact_was_on(office: Office) -> None:
    id = taken(office)
    old = executions.last(office.db, 1)
    assert old is not None
    office.learn(TALKATIVE.replace("tres:", "trinta:"))
    with pytest.raises(NotFoundError, match="has no node trinta: choose one of um, dois, tres"):
        back(office, id, "node", node="trinta")
    assert handling.holder(office.db, id).owner == "person"
    back(office, id, "node", node="tres")
    execution = executions.active(office.db, 1)
    assert execution is not None
    assert execution.flow_version_id == old[0].flow_version_id


def test_a_node_chosen_from_a_version_that_is_not_it_any_more_is_chosen_again(office: Office) -> None:
    office.learn(FLOW)
    id = taken(office)
    shown = choice(office.db, office.library, 1, "ola")
    assert shown is not None
    office.learn(FLOW.replace("disse sim", "disse sim mesmo"))
    with pytest.raises(ConflictError, match="another version now: choose the node again"):
        hand_back(office.db, office.library, id, "flow", "user:1", T0, flow="ola", node="sim", version=shown.version)
    assert handling.holder(office.db, id).owner == "person"


def test_the_nodes_to_choose_from_say_what_they_are_about(office: Office) -> None:
    office.learn(FLOW)
    taken(office)
    own = choice(office.db, office.library, 1)
    assert own is not None
    assert (own.flow, own.name, own.number, own.own) == ("fala", "Fala muito", 1, True)
    assert [step.node for step in own.steps] == ["um", "dois", "tres", "espera", "quatro", "fim"]
    assert [step.node for step in own.steps if step.here] == ["espera"]
    assert (own.steps[0].kind, own.steps[0].about) == ("message", "Um.")
    other = choice(office.db, office.library, 1, "ola")
    assert other is not None
    assert (other.own, other.steps[0].about) == (False, "Como posso ajudar?")
    with pytest.raises(NotFoundError, match="choose one of fala, ola"):
        choice(office.db, office.library, 1, "nada")
