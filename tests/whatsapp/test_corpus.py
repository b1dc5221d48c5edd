"""Every body of the corpus: never an exception but one, nothing lost, nothing twice."""

import json
from collections.abc import Iterator

import pytest

from tests.whatsapp import corpus
from zapbot.connector import Broken, Echo, Inbound, Other, Reaction, StatusChange, Update
from zapbot.errors import MalformedEventError
from zapbot.whatsapp import inbound

SPECIAL = {"reaction", "edit", "revoke", "system"}
BROKEN = {
    "inbound/no_sender_at_all.json",
    "other/field_absent.json",
    "batches/one_bad_change_between_good_ones.json",
    "batches/one_bad_message_between_good_ones.json",
}


def parsed(name: str) -> list[Update]:
    return inbound.parse(corpus.body(name), corpus.RECEIVED_AT, corpus.PHONE_NUMBER_ID)


def texts(update: Update) -> Iterator[str]:
    """Every text of an update that the store keeps as a column."""
    message = update.message if isinstance(update, Echo) else update
    for name in message.__struct_fields__:
        value = getattr(message, name)
        if isinstance(value, str):
            yield value


@pytest.mark.parametrize("name", corpus.names("inbound", "statuses", "other", "batches", "malformed"))
def test_a_body_is_parsed_or_named_malformed(name: str) -> None:
    try:
        updates = parsed(name)
    except MalformedEventError as error:
        assert name.startswith("malformed/"), name
        assert str(error)
        return
    for update in updates:
        assert not any("\0" in text for text in texts(update))
        message = update.message if isinstance(update, Echo) else update
        if not isinstance(message, Other | Broken):
            assert 0 < message.at <= corpus.RECEIVED_AT
        if isinstance(message, Inbound):
            assert message.id
            assert message.sender.known
            assert json.loads(json.dumps(message.content)) == message.content


@pytest.mark.parametrize("name", corpus.names("inbound", "statuses", "other", "batches"))
def test_nothing_of_a_whole_body_is_broken_but_what_is_meant_to_be(name: str) -> None:
    assert any(isinstance(update, Broken) for update in parsed(name)) is (name in BROKEN)


@pytest.mark.parametrize("name", corpus.names("inbound", "batches"))
def test_every_wamid_comes_out_once_for_each_time_it_is_in_the_body(name: str) -> None:
    if name in BROKEN:
        return
    written = [
        message["id"]
        for value in corpus.values(name)
        for message in value.get("messages", [])
        if message["type"] not in SPECIAL and "group_id" not in message
    ]
    assert [update.id for update in parsed(name) if isinstance(update, Inbound)] == written


@pytest.mark.parametrize("name", corpus.names("statuses"))
def test_every_status_comes_out_once(name: str) -> None:
    written = [
        (status["id"], status["status"]) for value in corpus.values(name) for status in value.get("statuses", [])
    ]
    assert [(u.id, u.status) for u in parsed(name) if isinstance(u, StatusChange)] == written


@pytest.mark.parametrize("name", corpus.names("inbound", "statuses", "other", "batches"))
def test_another_business_number_sees_none_of_it(name: str) -> None:
    updates = inbound.parse(corpus.body(name), corpus.RECEIVED_AT, "800000000000009")
    if b'"metadata"' in corpus.body(name):
        assert not any(isinstance(u, Inbound | Echo | StatusChange | Reaction) for u in updates)
