"""The team a conversation is with, when teams change their names or are no more."""

from sqlite_utils import Database


def move(db: Database, team: str, to: str) -> None:
    """All conversations of a team are another's, the resolved ones too."""
    db.execute("update conversations set team = ? where team = ?", (to, team))


def leave(db: Database, team: str, at: float) -> list[tuple[int, int]]:
    """The conversations of a team that are not resolved are nobody's in particular; their ids and their contacts'."""
    rows = db.execute(
        "update conversations set team = null, updated_at = ? where team = ? and status <> 'resolved' "
        "returning id, contact_id",
        (at, team),
    )
    return [(id, contact_id) for id, contact_id in rows.fetchall()]
