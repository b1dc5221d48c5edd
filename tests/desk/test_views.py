"""Lists under a name: one's own and everybody's."""

import pytest

from tests.desk.office import Office
from tests.desk.team import agent
from zapbot.desk import views
from zapbot.errors import NotFoundError, UsageError
from zapbot.store import views as kept


def supervisor(office: Office, name: str) -> int:
    id = agent(office.db, name)
    office.db.execute("update users set role = 'supervisor' where id = ?", (id,))
    return id


def names(office: Office, user: int) -> list[str]:
    return [view.name for view in kept.listed(office.db, user)]


def test_ones_own_view_is_seen_by_nobody_else(office: Office) -> None:
    bia, caio = agent(office.db, "Bia"), agent(office.db, "Caio")
    views.keep(office.db, bia, "  minhas   vip ", "tab=mine&tag=vip", False, office.now)
    assert names(office, bia) == ["minhas vip"]
    assert names(office, caio) == []


def test_a_supervisor_shares_a_view_and_an_agent_does_not(office: Office) -> None:
    dora, bia = supervisor(office, "Dora"), agent(office.db, "Bia")
    views.keep(office.db, dora, "Vendas", "tab=all&team=vendas", True, office.now)
    assert names(office, bia) == ["Vendas"]
    with pytest.raises(UsageError, match="supervisors"):
        views.keep(office.db, bia, "Minha", "tab=all", True, office.now)


def test_nobody_removes_what_is_not_theirs(office: Office) -> None:
    dora, bia, caio = supervisor(office, "Dora"), agent(office.db, "Bia"), agent(office.db, "Caio")
    shared = views.keep(office.db, dora, "Vendas", "tab=all", True, office.now)
    own = views.keep(office.db, bia, "Minha", "tab=mine", False, office.now)
    for user, id in ((bia, shared), (caio, own), (dora, own), (bia, 99)):
        with pytest.raises(NotFoundError):
            views.drop(office.db, user, id, office.now)
    views.drop(office.db, dora, shared, office.now)
    views.drop(office.db, bia, own, office.now)
    assert names(office, bia) == []


@pytest.mark.parametrize("name", ["", "   ", "x" * 41])
def test_a_view_has_a_name_of_sensible_length(office: Office, name: str) -> None:
    with pytest.raises(UsageError, match="name"):
        views.keep(office.db, agent(office.db, "Bia"), name, "tab=all", False, office.now)


def test_there_is_an_end_to_views(office: Office) -> None:
    bia = agent(office.db, "Bia")
    for n in range(views.MOST):
        views.keep(office.db, bia, f"v{n}", "tab=all", False, office.now)
    with pytest.raises(UsageError, match="remove one"):
        views.keep(office.db, bia, "mais uma", "tab=all", False, office.now)
