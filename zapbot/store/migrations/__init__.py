"""The schema, as an append-only list of steps, a file each. A released step is never edited: add another."""

from pathlib import Path
from types import ModuleType

from sqlite_utils import Database, Migrations

from zapbot.errors import NewerSchemaError
from zapbot.store.db import connect, transaction
from zapbot.store.migrations import (
    m001_spine,
    m002_flows_and_the_world,
    m003_history,
    m004_everything_whatsapp_carries,
    m005_inbox,
    m006_blocks,
)

STEPS = (m001_spine, m002_flows_and_the_world, m003_history, m004_everything_whatsapp_carries, m005_inbox, m006_blocks)
migration = Migrations("zapbot")


def migrate(data_dir: Path) -> list[str]:
    """Bring a data directory's schema up to date; the names of the steps applied.

    Several processes may do it at once: each waits for the write lock. Raises NewerSchemaError.
    """
    db = connect(data_dir)
    try:
        with transaction(db):
            missing = pending(db)
            migration.apply(db)
        return missing
    finally:
        db.close()


def pending(db: Database) -> list[str]:
    """Steps not applied yet. Raises NewerSchemaError when the file knows steps we do not."""
    known = [step.name for step in migration._migrations]
    unknown = [step.name for step in migration.applied(db) if step.name not in known]
    if unknown:
        raise NewerSchemaError(
            f"This data directory was written by a newer zapbot (schema {unknown[-1]}, this version knows "
            f"{known[-1]}): install that version or a later one."
        )
    return [step.name for step in migration.pending(db)]


def latest() -> str:
    """The name of the newest step this version knows."""
    return migration._migrations[-1].name


def _add(step: ModuleType) -> None:
    @migration(name=step.__name__.rpartition(".")[2])
    def apply(db: Database) -> None:
        for statement in step.SQL.split(";\n"):
            db.execute(statement)


for _step in STEPS:
    _add(_step)
