"""Teams and their hours: from `teams.yaml` into what a transfer does."""

import pytest

from tests.desk.shop import Shop
from zapbot.desk import flow_files
from zapbot.errors import FlowFilesError, UsageError

FLOW = """
zapbot: 1
flow: vendas
triggers:
  - keyword: comprar
  - {keyword: fila, next: fila}
nodes:
  passa:
    transfer: {to: vendas, note: Quer comprar, closed: fechado}
  fechado:
    message: Voltamos às 8h.
    next: fim
  fila:
    transfer: {to: vendas, queue: "true"}
  fim:
    end: {}
"""
HOURS = "teams: {vendas: {hours: seg-sex 08:00-18:00}}"
NIGHT = 11 * 3600.0


@pytest.fixture
def staffed(shop: Shop) -> Shop:
    """A shop whose sales team goes home at six; it is Monday, ten o'clock."""
    shop.file("teams.yaml", HOURS)
    shop.imports(FLOW)
    return shop


def test_a_team_that_is_there_gets_the_conversation(staffed: Shop) -> None:
    staffed.writes("comprar")
    assert staffed.column("select owner || ' ' || team from conversations") == ["person vendas"]
    assert staffed.notes() == ["Quer comprar"]


def test_a_team_that_is_away_takes_the_closed_exit(staffed: Shop) -> None:
    staffed.writes("comprar", later=NIGHT)
    assert staffed.said() == ["Voltamos às 8h."]
    assert staffed.column("select owner from conversations") == ["bot"]


def test_a_queue_takes_the_conversation_at_any_hour(staffed: Shop) -> None:
    staffed.writes("fila", later=NIGHT)
    assert staffed.column("select owner || ' ' || team from conversations") == ["person vendas"]
    (told,) = staffed.column("select data from journal where kind = 'conversation.transferred'")
    assert '"queued":true' in told


def test_hours_that_change_are_in_force_without_a_new_version(staffed: Shop) -> None:
    staffed.file("teams.yaml", HOURS.replace("seg-sex 08:00-18:00", "nunca"))
    assert staffed.imports() == ["unchanged"]
    staffed.writes("comprar")
    assert staffed.said() == ["Voltamos às 8h."]


def test_a_team_no_file_tells_of_is_always_there(shop: Shop) -> None:
    shop.imports(FLOW)
    shop.writes("comprar", later=NIGHT)
    assert shop.column("select owner from conversations") == ["person"]


@pytest.mark.parametrize(
    "text",
    [
        "teams: {vendas: {hours: sempre que der}}",
        "teams: {vendas: {hours: seg-sex 18:00-08:00}}",
        "teams: {vendas: {hours: seg-sex}}",
        "teams: [vendas]",
        "vendas",
        "teams: {vendas: {hours: seg 08:00-18:00}",
        "",
    ],
)
def test_a_bad_file_is_told_with_its_place_and_nothing_is_imported(staffed: Shop, text: str) -> None:
    staffed.file("teams.yaml", text)
    staffed.file("fluxo.yaml", FLOW.replace("Quer comprar", "Outra nota"))
    loaded = flow_files.read([staffed.folder / "flows"])
    with pytest.raises(FlowFilesError, match=r"teams\.yaml:\d+:\d+: error: "):
        flow_files.import_(staffed.db, loaded, staffed.at)
    assert staffed.column("select count(*) from flow_versions") == [1]
    assert staffed.column("select hours from teams") == ["seg-sex 08:00-18:00"]


def test_a_file_that_is_no_text_is_told(staffed: Shop) -> None:
    staffed.file("teams.yaml", b"\xff\xfe")
    loaded = flow_files.read([staffed.folder / "flows"])
    with pytest.raises((FlowFilesError, UsageError), match=r"teams\.yaml"):
        flow_files.import_(staffed.db, loaded, staffed.at)


@pytest.mark.parametrize(
    ("hours", "open_at_ten"),
    [("mon to fri 08:00-18:00", True), ("seg e ter 11:00-12:00", False), ("dom a ter 09:00-11:00", True)],
)
def test_days_are_read_as_people_write_them(shop: Shop, hours: str, open_at_ten: bool) -> None:
    shop.file("teams.yaml", f"teams: {{vendas: {{hours: {hours}}}}}")
    shop.imports(FLOW)
    shop.at += 24 * 3600
    shop.writes("comprar")
    assert shop.column("select owner from conversations") == ["person" if open_at_ten else "bot"]
