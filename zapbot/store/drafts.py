"""What somebody began to write: one text for each conversation, person and mode (reply or note)."""

from sqlite_utils import Database

MODES = ("reply", "note")


def texts(db: Database, user_id: int, conversation_id: int) -> dict[str, str]:
    """What somebody began to write in a conversation, by mode."""
    rows = db.execute(
        "select mode, text from drafts where conversation_id = ? and user_id = ?", (conversation_id, user_id)
    )
    return dict(rows.fetchall())


def keep(db: Database, user_id: int, conversation_id: int, mode: str, text: str, at: float) -> None:
    """Keep what is written so far; an empty text is no draft."""
    if not text.strip():
        drop(db, user_id, conversation_id, mode)
        return
    db.execute(
        "insert into drafts (user_id, conversation_id, mode, text, at) values (?, ?, ?, ?, ?) "
        "on conflict (conversation_id, user_id, mode) do update set text = excluded.text, at = excluded.at",
        (user_id, conversation_id, mode, text, at),
    )


def drop(db: Database, user_id: int, conversation_id: int, mode: str) -> None:
    """It was sent, or given up."""
    db.execute(
        "delete from drafts where conversation_id = ? and user_id = ? and mode = ?", (conversation_id, user_id, mode)
    )
