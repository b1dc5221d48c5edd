"""Back to an older version: a new one with the old bytes, and nobody who stands in the flow notices."""

from pathlib import Path

import pytest

from tests.desk.office import Office
from tests.desk.talks import COTACAO, Talk, learn, put
from tests.desk.webhooks import BRUNO
from zapbot.desk import flow_files
from zapbot.desk.rollback import rollback
from zapbot.errors import FlowFilesError, NotFoundError
from zapbot.store import flow_versions, flows

GREETINGS = ("Olá", "Oi", "Bom dia")


@pytest.fixture
def three(office: Office, tmp_path: Path) -> Office:
    """An office with three versions of a flow."""
    for greeting in GREETINGS:
        learn(office, put(tmp_path / "flows", COTACAO.replace("Olá,", f"{greeting},")))
    return office


def active(office: Office) -> tuple[int, str]:
    """The number and source of the active version."""
    (version,) = flows.active(office.db)
    return version.number, version.source


def source(office: Office, number: int) -> str:
    """The bytes of a version."""
    version = flow_versions.numbered(office.db, "cotacao", number)
    assert version is not None
    return version.source


def test_by_default_it_is_the_version_before(three: Office) -> None:
    done = rollback(three.db, "cotacao", None, three.now)
    assert (done.before, done.to, done.version) == (3, 2, 4)
    assert active(three) == (4, source(three, 2))
    assert done.summary == "1 text changed"


def test_again_goes_further_back_and_not_to_what_was_undone(three: Office) -> None:
    rollback(three.db, "cotacao", None, three.now)
    assert rollback(three.db, "cotacao", None, three.now).to == 1
    assert active(three) == (5, source(three, 1))
    with pytest.raises(NotFoundError, match="no version before 1"):
        rollback(three.db, "cotacao", None, three.now)


def test_to_any_version_also_forward(three: Office) -> None:
    rollback(three.db, "cotacao", 1, three.now)
    rollback(three.db, "cotacao", 3, three.now)
    assert active(three) == (5, source(three, 3))
    notes = [(version.number, version.rolled_back_to) for version in flow_versions.history(three.db, "cotacao")]
    assert notes == [(5, 3), (4, 1), (3, None), (2, None), (1, None)]


@pytest.mark.parametrize(
    ("flow", "to", "why"),
    [
        ("cotacao", 3, "active one already"),
        ("cotacao", 9, "there are 1, 2, 3"),
        ("outro", None, "there is no flow 'outro'"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(three: Office, flow: str, to: int | None, why: str) -> None:
    with pytest.raises(NotFoundError, match=why):
        rollback(three.db, flow, to, three.now)
    assert active(three)[0] == 3
    assert "flow.rolled_back" not in three.journal()


def test_what_a_rollback_has_is_active_already(three: Office) -> None:
    rollback(three.db, "cotacao", 1, three.now)
    with pytest.raises(NotFoundError, match="active one already"):
        rollback(three.db, "cotacao", 1, three.now)


def test_conversations_stay_on_theirs_and_new_ones_begin_with_the_old_bytes(three: Office) -> None:
    Talk(three).say("cotar")
    rollback(three.db, "cotacao", 1, three.now)
    Talk(three, BRUNO).say("cotar")
    standing = {v.number: v.standing for v in flow_versions.history(three.db, "cotacao")}
    assert standing == {4: 1, 3: 1, 2: 0, 1: 0}
    assert "Bom dia, Ana!" in three.texts("out")
    assert "Olá, Bruno!" in three.texts("out")


def test_it_is_written_down(three: Office) -> None:
    rollback(three.db, "cotacao", 1, three.now)
    assert three.journal("flow.rolled_back") == ["flow.rolled_back"]


def test_a_version_that_clashes_with_another_flow_of_today_is_refused(three: Office, tmp_path: Path) -> None:
    learn(three, put(tmp_path / "flows", COTACAO.replace("[cotação, cotar]", "[cotação]")))
    other = "zapbot: 1\nflow: outro\ntriggers: [{keyword: cotar}]\nnodes:\n  fim: {end: Oi.}\n"
    flow_files.import_(three.db, flow_files.read([put(tmp_path / "outro", other, "outro.yaml")]), three.now)
    with pytest.raises(FlowFilesError, match=r"version 3 of cotacao cannot run any more.*nothing changed"):
        rollback(three.db, "cotacao", 3, three.now)
    assert [version.number for version in flows.active(three.db)] == [4, 1]


def test_the_files_beside_the_old_version_come_back_with_it(office: Office, tmp_path: Path) -> None:
    nodes = "nodes:\n  a: {message: {image: a.png}}\n  fim: {end: Oi.}\n"
    file = put(tmp_path, f"zapbot: 1\nflow: foto\ntriggers: [{{keyword: foto}}]\n{nodes}", "foto.yaml")
    (tmp_path / "a.png").write_bytes(b"old")
    learn(office, file)
    (tmp_path / "a.png").write_bytes(b"new")
    learn(office, file)
    rollback(office.db, "foto", None, office.now)
    hashes = office.rows("select sha256 from flow_files order by flow_version_id")
    assert len(hashes) == 3
    assert hashes[0] == hashes[2] != hashes[1]
