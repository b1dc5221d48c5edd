"""Groups are not served: what is written there is kept as it came, and answered by nobody."""

from sqlite_utils import Database

from zapbot.store import journal, settings

AGAIN_SECONDS = 24 * 3600.0


def refuse(db: Database, group: str, now: float) -> None:
    """Note that a group wrote, once a day for each group."""
    key = f"group.refused:{group}"
    noted_at = settings.get(db, key)
    if noted_at is None or now - noted_at >= AGAIN_SECONDS:
        settings.put(db, key, now, now)
        journal.append(db, "group.refused", now, group=group)
