"""The second step of signing in: each person's sealed secret, and the last code that was used."""

from sqlite_utils import Database


def secret(db: Database, user_id: int) -> str | None:
    """The sealed secret of a person; None when they sign in with a password alone."""
    row = db.execute("select totp_secret from users where id = ?", (user_id,)).fetchone()
    return row[0] if row else None


def set_secret(db: Database, user_id: int, sealed: str | None) -> None:
    """Begin or end asking a person for codes."""
    db.execute("update users set totp_secret = ?, totp_step = 0 where id = ?", (sealed, user_id))


def use(db: Database, user_id: int, step: int) -> bool:
    """Use a code up, told by its time step; False when it or a later one was used already."""
    return db.execute("update users set totp_step = ?1 where id = ?2 and totp_step < ?1", (step, user_id)).rowcount > 0
