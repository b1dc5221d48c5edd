"""Which messages wait behind one that is in trouble: the contact's next ones leave only after it."""

from collections.abc import Sequence

from sqlite_utils import Database

from zapbot.store.outbox import AHEAD


def behind(db: Database, ids: Sequence[int], now: float, grace: float) -> dict[int, int]:
    """Of these messages those that wait for another, with the one in trouble they wait for.

    One that is merely on its way is no trouble: the next leaves a moment later. `grace` is how long an unknown message
    of a person holds the contact's next one back.
    """
    marks = ",".join(f":m{place}" for place in range(len(ids)))
    rows = db.execute(
        "select m.id, min(p.id) from messages m join messages p "
        f"on {AHEAD} and (p.status = 'unknown' or p.failed_reason is not null) "
        f"where m.id in ({marks}) and m.status = 'pending' group by m.id",
        {"now": now, "given_up": now - grace} | {f"m{place}": id for place, id in enumerate(ids)},
    )
    return dict(rows.fetchall())
