"""Teams and their hours, changed on the page: what holds, what follows, what is refused."""

import pytest

from tests.desk.shop import Shop
from tests.desk.test_teams import FLOW, HOURS, NIGHT
from zapbot.desk import flow_files, team, team_hours, team_name
from zapbot.errors import ConflictError, NotFoundError, UsageError
from zapbot.store import audit, rules, team_members, teams, users, views
from zapbot.store.db import transaction
from zapbot.store.rules import Rules

BY = "user:1"


@pytest.fixture
def staffed(shop: Shop) -> Shop:
    """A shop whose sales team goes home at six; it is Monday, ten o'clock."""
    shop.file("teams.yaml", HOURS)
    shop.imports(FLOW)
    return shop


def test_hours_changed_on_the_page_are_what_the_next_message_meets(staffed: Shop) -> None:
    team_hours.change(staffed.db, "vendas", "seg-sex 08:00-22:00", BY, staffed.at)
    staffed.writes("comprar", later=NIGHT)
    assert staffed.column("select owner from conversations") == ["person"]


def test_a_day_off_is_a_day_the_team_is_away(staffed: Shop) -> None:
    team_hours.change(staffed.db, "vendas", "sempre, exceto 02/03", BY, staffed.at)
    staffed.writes("comprar")
    assert staffed.said() == ["Voltamos às 8h."]


def test_an_import_does_not_undo_what_was_changed_and_putting_back_does(staffed: Shop) -> None:
    team_hours.change(staffed.db, "vendas", "nunca", BY, staffed.at)
    staffed.file("teams.yaml", HOURS.replace("18:00", "19:00"))
    staffed.imports()
    assert teams.hours(staffed.db) == {"vendas": "nunca"}
    team_hours.put_back(staffed.db, "vendas", BY, staffed.at)
    assert teams.hours(staffed.db) == {"vendas": "seg-sex 08:00-19:00"}
    assert teams.changes(staffed.db) == {}
    assert [line.what for line in audit.listed(staffed.db, kind="team")] == ["team.put_back", "team.hours"]


def test_files_are_checked_by_themselves_whatever_was_changed_on_the_page(staffed: Shop) -> None:
    team_hours.add(staffed.db, "cobrança", BY, staffed.at)
    staffed.file("fluxo.yaml", FLOW.replace("to: vendas", "to: cobrança"))
    told = flow_files.problems(flow_files.read([staffed.folder / "flows"]))
    assert [problem.severity for problem in told if "cobrança" in str(problem)] == ["error", "error"]


@pytest.mark.parametrize("text", ["seg-sex", "seg 18:00-08:00", "sempre, exceto 31/02", "sempre, exceto", "x" * 9])
def test_what_are_no_hours_is_refused_and_the_old_ones_hold(staffed: Shop, text: str) -> None:
    with pytest.raises(UsageError, match="write"):
        team_hours.change(staffed.db, "vendas", text, BY, staffed.at)
    assert teams.hours(staffed.db) == {"vendas": "seg-sex 08:00-18:00"}


def test_a_new_team_can_be_passed_to_and_is_always_there_at_first(staffed: Shop) -> None:
    assert team_hours.add(staffed.db, "  pós  venda ", BY, staffed.at) == "pós venda"
    assert team_members.known(staffed.db) == ["pós venda", "vendas"]
    assert teams.hours(staffed.db)["pós venda"] == "sempre"


@pytest.mark.parametrize(("name", "error"), [("Vendas!", ConflictError), ("", UsageError), ("a/b", UsageError)])
def test_a_team_has_a_name_of_its_own(staffed: Shop, name: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        team_hours.add(staffed.db, name, BY, staffed.at)
    assert team_members.known(staffed.db) == ["vendas"]


def test_a_team_that_a_flow_names_keeps_its_name_and_stays(staffed: Shop) -> None:
    for deed in (lambda: team_name.rename(staffed.db, "vendas", "lojas", BY, 0), lambda: remove(staffed, "vendas")):
        with pytest.raises(ConflictError, match="vendas"):
            deed()
    assert team_members.known(staffed.db) == ["vendas"]


def test_a_new_name_goes_everywhere_the_old_one_was(shop: Shop) -> None:
    user = with_team(shop, "caixa")
    team_name.rename(shop.db, "caixa", "financeiro", BY, shop.at)
    assert team_members.known(shop.db) == ["financeiro"]
    assert team_members.members(shop.db) == {"financeiro": {user}}
    assert shop.column("select team from conversations") == ["financeiro"]
    assert rules.get(shop.db).by_turns == ("financeiro",)
    assert views.everybodys(shop.db)[0].query == "tab=all&team=financeiro"


def test_a_team_keeps_its_name_in_other_letters(shop: Shop) -> None:
    with_team(shop, "caixa")
    assert team_name.rename(shop.db, "caixa", "Caixa", BY, shop.at) == "Caixa"
    assert team_members.known(shop.db) == ["Caixa"]


def test_a_removed_team_leaves_its_conversations_to_anybody(shop: Shop) -> None:
    with_team(shop, "caixa")
    assert remove(shop, "caixa") == 1
    assert team_members.known(shop.db) == []
    assert rules.get(shop.db).by_turns == ()
    assert shop.column("select owner || ' ' || coalesce(team, '-') from conversations") == ["person -"]
    (line,) = shop.column("select data from journal where kind = 'conversation.assigned' order by id desc limit 1")
    assert '"to":"nobody"' in line


def test_a_removed_team_is_not_brought_back_by_what_was_resolved_long_ago(shop: Shop) -> None:
    with_team(shop, "caixa")
    shop.db.execute("update conversations set status = 'resolved'")
    assert remove(shop, "caixa") == 0
    assert shop.column("select team from conversations") == ["caixa"]
    assert team_members.known(shop.db) == []


def test_a_team_of_the_file_that_was_removed_stays_away_until_it_is_put_back(shop: Shop) -> None:
    shop.file("teams.yaml", HOURS)
    shop.imports("zapbot: 1\nflow: oi\ntriggers: [{keyword: oi}]\nnodes: {oi: {message: Oi}, fim: {end: {}}}\n")
    remove(shop, "vendas")
    shop.imports()
    assert team_members.known(shop.db) == []
    team_hours.put_back(shop.db, "vendas", BY, shop.at)
    assert team_members.known(shop.db) == ["vendas"]


def test_what_is_not_there_is_not_changed(staffed: Shop) -> None:
    for deed in (
        lambda: team_hours.change(staffed.db, "nada", "sempre", BY, 0),
        lambda: team_hours.put_back(staffed.db, "nada", BY, 0),
        lambda: team_name.rename(staffed.db, "nada", "algo", BY, 0),
        lambda: remove(staffed, "nada"),
    ):
        with pytest.raises(NotFoundError):
            deed()
    assert audit.listed(staffed.db, kind="team") == []


def remove(shop: Shop, name: str) -> int:
    """Remove a team."""
    return team_name.remove(shop.db, name, BY, shop.at)


def with_team(shop: Shop, name: str) -> int:
    """A team with somebody in it, turns, a view, and one conversation; who is in it."""
    with transaction(shop.db):
        user = users.add(shop.db, "bia@loja.example", "Bia", "agent", None, shop.at).id
        views.add(shop.db, user, "nossas", f"tab=all&team={name}", shop.at)
        rules.put(shop.db, Rules(by_turns=(name,)), shop.at)
    team_hours.add(shop.db, name, BY, shop.at)
    team.set_members(shop.db, name, {user}, BY, shop.at)
    shop.writes("oi")
    shop.db.execute("update conversations set owner = 'person', team = ?", (name,))
    return user
