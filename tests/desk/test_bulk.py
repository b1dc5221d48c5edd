"""One thing done to many conversations, and taken back."""

from typing import Any

import pytest

from tests.desk import webhooks
from tests.desk.office import Office
from tests.desk.team import TALKATIVE, agent
from tests.desk.webhooks import ANA, BRUNO, CARLA
from zapbot.desk import bulk
from zapbot.desk.assign import assign
from zapbot.desk.take_over import take_over
from zapbot.errors import ConflictError, NotFoundError, UsageError
from zapbot.store import bulk as jobs
from zapbot.store import executions, handling

STANDING = "select id, owner, status, agent_id, team, waiting_since, snoozed_until from conversations order by id"


@pytest.fixture
def bia(office: Office) -> int:
    """Somebody who picks conversations; three customers wait for people."""
    write(office, ANA, BRUNO, CARLA)
    for id in ids(office):
        assign(office.db, id, "team:vendas", "cli", office.now)
    return agent(office.db, "Bia")


def write(office: Office, *people: str, text: str = "oi") -> None:
    count = len(office.rows("select id from messages"))
    office.post(*(webhooks.post(webhooks.text(f"wamid.{count}.{who}", text, who, office.now)) for who in people))


def ids(office: Office) -> list[int]:
    return office.rows("select id from conversations order by id")


def contact_of(office: Office, id: int) -> int:
    return handling.holder(office.db, id).contact_id


def standing(office: Office) -> list[Any]:
    return office.rows(STANDING)


def do(office: Office, user: int, deed: str, value: str = "", *some: int) -> int:
    job = bulk.begin(office.db, user, deed, value, list(some) or ids(office), office.now)
    work(office)
    return job


def work(office: Office) -> None:
    while bulk.step(office.db, office.now, office.library):
        pass


def undo(office: Office, user: int, job: int) -> None:
    bulk.undo(office.db, user, job, office.now)
    work(office)


@pytest.mark.parametrize(
    ("deed", "value", "sql", "after"),
    [
        ("resolve", "", "status", "resolved"),
        ("assign", "user:1", "agent_id", 1),
        ("assign", "team:caixa", "team", "caixa"),
        ("snooze", "", "status", "snoozed"),
        ("snooze", str(webhooks.T0 + 9000), "snoozed_until", webhooks.T0 + 9000),
    ],
)
def test_what_is_done_to_all_is_taken_back_from_all(
    office: Office, bia: int, deed: str, value: str, sql: str, after: Any
) -> None:
    before = standing(office)
    job = do(office, bia, deed, value)
    assert office.rows(f"select {sql} from conversations") == [after] * 3
    office.now += 9
    undo(office, bia, job)
    assert standing(office) == before
    assert jobs.get(office.db, job).status == "undone"


def test_labels_are_put_on_and_only_the_new_ones_taken_off_again(office: Office, bia: int) -> None:
    first, second, third = ids(office)
    do(office, bia, "label", "vip", first)
    job = do(office, bia, "label", "vip", first, second, third)
    assert len(office.rows("select contact_id from tags where tag = 'vip'")) == 3
    undo(office, bia, job)
    assert office.rows("select contact_id from tags where tag = 'vip'") == [contact_of(office, first)]
    job = do(office, bia, "unlabel", "vip", first, second)
    assert office.rows("select 1 from tags") == []
    undo(office, bia, job)
    assert len(office.rows("select 1 from tags where tag = 'vip'")) == 1


def test_what_was_resolved_is_opened_again_and_the_undo_resolves_it_again(office: Office, bia: int) -> None:
    do(office, bia, "resolve")
    before = standing(office)
    job = do(office, bia, "reopen")
    assert office.rows("select distinct status from conversations") == ["open"]
    undo(office, bia, job)
    assert standing(office) == before


def test_one_that_does_not_allow_it_is_left_alone_and_counted(office: Office, bia: int) -> None:
    first, *others = ids(office)
    do(office, bia, "resolve", "", first)
    job = jobs.get(office.db, do(office, bia, "assign", f"user:{bia}"))
    assert (job.total, job.left, job.skipped) == (3, 0, 1)
    assert office.rows("select id from conversations where agent_id = ?", bia) == others


def test_the_undo_leaves_alone_what_somebody_has_changed_since(office: Office, bia: int) -> None:
    first, second, third = ids(office)
    caio = agent(office.db, "Caio")
    job = do(office, bia, "assign", f"user:{bia}")
    assign(office.db, first, f"user:{caio}", "cli", office.now)
    write(office, BRUNO, text="mais uma coisa")
    undo(office, bia, job)
    assert office.rows("select agent_id from conversations order by id") == [caio, bia, None]
    assert jobs.get(office.db, job).skipped == 2
    assert (second, third) == (2, 3)


def test_a_flow_that_was_stopped_goes_on_when_it_is_taken_back(office: Office) -> None:
    bia = agent(office.db, "Bia")
    office.learn(TALKATIVE)
    write(office, ANA, text="fala")
    (id,) = ids(office)
    contact = contact_of(office, id)
    job = do(office, bia, "assign", f"user:{bia}")
    assert executions.active(office.db, contact) is None
    undo(office, bia, job)
    assert executions.active(office.db, contact) is not None
    assert office.rows("select owner, agent_id from conversations") == [("bot", None)]
    write(office, ANA, text="resposta")
    office.deliver()
    assert "Quatro." in office.connector.said


def test_ten_seconds_later_it_is_too_late(office: Office, bia: int) -> None:
    job = do(office, bia, "resolve")
    office.now += bulk.UNDO_SECONDS + bulk.GRACE_SECONDS + 1
    with pytest.raises(ConflictError):
        undo(office, bia, job)
    assert office.rows("select distinct status from conversations") == ["resolved"]


def test_nobody_takes_back_what_another_did(office: Office, bia: int) -> None:
    caio, job = agent(office.db, "Caio"), do(office, bia, "resolve")
    with pytest.raises(NotFoundError):
        undo(office, caio, job)


def test_twice_taken_back_is_once(office: Office, bia: int) -> None:
    before, job = standing(office), do(office, bia, "resolve")
    for _ in range(2):
        undo(office, bia, job)
        assert standing(office) == before
    assert jobs.get(office.db, job).status == "undone"


def test_a_large_job_goes_on_after_a_crash_and_writes_a_few_at_a_time(office: Office) -> None:
    bia = agent(office.db, "Bia")
    people = [f"55119555{n:05}" for n in range(bulk.CHUNK * 2 + 10)]
    write(office, *people)
    job = bulk.begin(office.db, bia, "resolve", "", ids(office), office.now)
    assert bulk.step(office.db, office.now)
    assert len(office.rows("select 1 from conversations where status = 'resolved'")) == bulk.CHUNK
    assert (jobs.get(office.db, job).status, jobs.get(office.db, job).left) == ("running", bulk.CHUNK + 10)
    work(office)
    assert len(office.rows("select 1 from conversations where status = 'resolved'")) == len(people)
    assert jobs.get(office.db, job).status == "done"


def test_a_job_that_runs_is_stopped_and_taken_back(office: Office) -> None:
    bia = agent(office.db, "Bia")
    write(office, *(f"55119555{n:05}" for n in range(bulk.CHUNK * 2)))
    before = standing(office)
    job = bulk.begin(office.db, bia, "resolve", "", ids(office), office.now)
    bulk.step(office.db, office.now)
    undo(office, bia, job)
    assert standing(office) == before


def test_without_the_flows_nothing_is_taken_back_yet(office: Office, bia: int) -> None:
    job = do(office, bia, "resolve")
    bulk.undo(office.db, bia, job, office.now)
    assert not bulk.step(office.db, office.now)
    assert jobs.get(office.db, job).status == "undoing"


@pytest.mark.parametrize(
    ("deed", "value", "some"),
    [("explode", "", [1]), ("resolve", "", []), ("label", "", [1]), ("label", "x" * 61, [1])],
)
def test_what_cannot_be_done_is_said_before_it_begins(
    office: Office, bia: int, deed: str, value: str, some: list[int]
) -> None:
    with pytest.raises(UsageError):
        bulk.begin(office.db, bia, deed, value, some, office.now)
    assert jobs.last(office.db, bia) is None


def test_what_one_had_taken_over_is_given_to_another(office: Office, bia: int) -> None:
    caio, first = agent(office.db, "Caio"), ids(office)[0]
    take_over(office.db, first, caio, office.now)
    job = do(office, bia, "assign", f"user:{bia}", first)
    assert handling.holder(office.db, first).agent == "Bia"
    undo(office, bia, job)
    assert handling.holder(office.db, first).agent == "Caio"
