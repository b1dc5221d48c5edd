"""The whole corpus through the desk, then all of it once more."""

import pytest

from tests.desk.office import FakeConnector, Office
from tests.whatsapp import corpus
from tests.whatsapp.test_corpus import BROKEN
from zapbot.connector import Broken
from zapbot.errors import MalformedEventError


def hopeless(name: str) -> bool:
    """Whether a body holds something that cannot be understood."""
    try:
        updates = FakeConnector().parse(corpus.body(name), corpus.RECEIVED_AT)
    except MalformedEventError:
        return True
    return any(isinstance(update, Broken) for update in updates)


@pytest.mark.parametrize("folder", ["inbound", "statuses", "other", "batches", "malformed"])
def test_a_whole_folder_is_processed_and_a_second_delivery_changes_nothing(bot: Office, folder: str) -> None:
    bot.now = corpus.RECEIVED_AT
    names = corpus.names(folder)
    ids = bot.post(*(corpus.body(name) for name in names))
    expected = [name for name in names if hopeless(name)]
    assert [names[ids.index(id)] for id in bot.dead()] == expected
    if folder != "malformed":
        assert set(expected) <= BROKEN
    assert bot.rows("select id from webhook_events where state = 'pending'") == []
    before = bot.everything()
    bot.now += 60
    bot.post(*(corpus.body(name) for name in reversed(names)))
    after = bot.everything()
    for table, rows in before.items():
        assert after[table] == rows, table


def test_the_whole_corpus_at_once_keeps_every_message_once(bot: Office) -> None:
    bot.now = corpus.RECEIVED_AT
    names = corpus.names("inbound", "statuses", "other", "batches", "malformed")
    bot.post(*(corpus.body(name) for name in names))
    wamids = bot.rows("select wamid from messages where wamid is not null")
    assert len(wamids) == len(set(wamids)) > 200
    assert bot.db.execute("pragma foreign_key_check").fetchall() == []
    assert bot.db.execute("pragma integrity_check").fetchone() == ("ok",)
    before = bot.everything()
    bot.post(*(corpus.body(name) for name in names))
    assert bot.everything() == before


@pytest.mark.parametrize("name", corpus.names("malformed"))
def test_what_is_dead_says_why(office: Office, name: str) -> None:
    office.now = corpus.RECEIVED_AT
    office.post(corpus.body(name))
    if hopeless(name):
        assert office.one("select error from webhook_events where state = 'dead'")
    else:
        assert office.dead() == []
