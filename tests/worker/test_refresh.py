"""Templates are read when it is time, and a failure is no more than a delay."""

import asyncio
from pathlib import Path

import pytest
from sqlite_utils import Database

from zapbot.connector import Outcome, Retry, Stop, TemplateCopy, Unsent
from zapbot.desk.template_sync import AGAIN_SECONDS, EVERY_SECONDS, OFFLINE_SECONDS, ask_again, read_at
from zapbot.store import templates
from zapbot.store.db import connect
from zapbot.store.migrations import migrate
from zapbot.templates import Definition
from zapbot.worker.templates import Refresh

T0 = 1_790_000_000.0
AVISO = TemplateCopy(Definition(name="aviso", body="Olá"), "APPROVED", "1")


class Account:
    """An account that answers in turn, and counts how often it was asked."""

    def __init__(self, *answers: list[TemplateCopy] | Outcome) -> None:
        self.answers = list(answers)
        self.asked = 0

    async def list_templates(self) -> list[TemplateCopy] | Outcome:
        """The next answer."""
        self.asked += 1
        return self.answers.pop(0)

    async def create_template(self, definition: Definition) -> TemplateCopy | Outcome:
        """Nobody hands in anything here."""
        raise AssertionError(definition)

    async def delete_template(self, name: str, remote_id: str | None = None) -> Outcome | None:
        """Nobody deletes anything here."""
        raise AssertionError(name, remote_id)

    async def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def db(tmp_path: Path) -> Database:
    migrate(tmp_path)
    return connect(tmp_path)


def drain(db: Database, account: Account, now: float) -> float | None:
    """Run the drain at a moment; when it will be due again."""
    return asyncio.run(Refresh(db, account, lambda: now).drain())


def test_they_are_read_at_first_and_then_every_few_hours(db: Database) -> None:
    account = Account([AVISO], [AVISO])
    assert drain(db, account, T0) == T0 + EVERY_SECONDS
    assert [one.name for one in templates.listed(db)] == ["aviso"]
    drain(db, account, T0 + EVERY_SECONDS - 1)
    assert account.asked == 1
    drain(db, account, T0 + EVERY_SECONDS)
    assert account.asked == 2


@pytest.mark.parametrize("failure", [Retry("busy"), Stop("token", 190)])
def test_a_failure_keeps_what_is_known_and_is_tried_again(db: Database, failure: Outcome) -> None:
    account = Account([AVISO], failure, [])
    drain(db, account, T0)
    assert drain(db, account, T0 + EVERY_SECONDS) == T0 + EVERY_SECONDS + AGAIN_SECONDS
    assert [one.status for one in templates.listed(db)] == ["APPROVED"]
    assert read_at(db) == T0
    drain(db, account, T0 + EVERY_SECONDS + AGAIN_SECONDS)
    assert templates.listed(db) == []


def test_a_network_that_is_not_there_yet_is_tried_soon(db: Database) -> None:
    account = Account(Unsent("refused"), [AVISO])
    assert drain(db, account, T0) == T0 + OFFLINE_SECONDS
    drain(db, account, T0 + OFFLINE_SECONDS)
    assert [one.name for one in templates.listed(db)] == ["aviso"]


def test_what_was_asked_for_again_is_read_before_its_time(db: Database) -> None:
    account = Account([AVISO], [AVISO])
    drain(db, account, T0)
    ask_again(db, T0 + 100)
    drain(db, account, T0 + 100)
    assert account.asked == 2
