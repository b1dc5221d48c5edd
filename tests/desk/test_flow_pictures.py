"""Pictures: made once for a version, counted again only after a while."""

from pathlib import Path

import pytest

from zapbot import starter
from zapbot.desk import flow_files
from zapbot.desk.flow_pictures import Pictures
from zapbot.errors import NotFoundError
from zapbot.flow import engine
from zapbot.flow.graph.words import Words
from zapbot.store import conversations, executions, flows
from zapbot.store.db import connect
from zapbot.store.migrations import migrate

T0 = 1_790_000_000.0
WORDS = {"standing": "{n} aqui", "thousands": "."}


class Clock:
    """A clock that goes when told to."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_numbers_are_counted_again_after_two_seconds(tmp_path: Path) -> None:
    migrate(tmp_path)
    db = connect(tmp_path)
    flow_files.import_(db, flow_files.read([starter.folder() / "faq.yaml"]), T0)
    (version,) = flows.active(db)
    clock = Clock()
    pictures = Pictures(clock)
    assert pictures.view(db, "faq", None, WORDS).executions == 0
    contact = db.execute("insert into contacts (created_at) values (1) returning id").fetchone()[0]
    conversation = conversations.current(db, contact, T0).id
    flow = flow_files.read([starter.folder() / "faq.yaml"])[0].flow
    assert flow is not None
    executions.begin(db, contact, conversation, version.id, engine.start(flow), T0)
    assert pictures.view(db, "faq", 1, WORDS).executions == 0
    clock.now += 2.5
    view = pictures.view(db, "faq", 1, WORDS)
    assert (view.executions, view.statuses["active"]) == (1, 1)
    db.close()


def test_what_is_not_there_is_not_found(tmp_path: Path) -> None:
    migrate(tmp_path)
    db = connect(tmp_path)
    flow_files.import_(db, flow_files.read([starter.folder() / "faq.yaml"]), T0)
    for id, number in (("none", None), ("faq", 2)):
        with pytest.raises(NotFoundError):
            Pictures().view(db, id, number, {})
    db.close()


def test_numbers_are_written_as_the_language_does() -> None:
    assert Words(thousands=".").number(1234567) == "1.234.567"
