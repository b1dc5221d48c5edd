"""People of a team, made quickly, and a flow that talks much."""

from sqlite_utils import Database

from tests.desk.webhooks import T0
from zapbot.store import attendance, rules, users
from zapbot.store.rules import Rules

TALKATIVE = """
zapbot: 1
flow: fala
name: Fala muito

vars:
  resposta: text
triggers:
  - {keyword: [fala]}
nodes:
  um:
    message: Um.
  dois:
    message: Dois.
  tres:
    message: Três.
  espera:
    wait:
      save: resposta
      next: quatro
      timeout: 15m
      on_timeout: fim
  quatro:
    message: Quatro.
    next: fim
  fim:
    end:
"""


def agent(db: Database, name: str, team: str | None = None, there: float | None = None) -> int:
    """Somebody who may answer, perhaps a member of a team, perhaps there since a moment; the id."""
    id = users.add(db, f"{name.lower()}@padaria.example", name, "agent", "", T0).id
    if team is not None:
        db.execute("insert into team_members (team_id, user_id) values (?, ?)", (team, id))
    if there is not None:
        attendance.note(db, [id], there)
    return id


def by_turns(db: Database, *teams: str, capacity: int = 0) -> None:
    """These teams deal their conversations out."""
    rules.put(db, Rules(by_turns=teams, capacity=capacity), T0)
