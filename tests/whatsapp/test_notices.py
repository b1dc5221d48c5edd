"""What Meta tells of numbers, customers' wishes, calls and old messages, as updates."""

from typing import Any

import pytest

from tests.desk.webhooks import ANA, BSUIDS, T0, change
from tests.whatsapp import corpus
from zapbot.connector import Broken, Called, Imported, Introduced, NumberChange, Other, Preference, Update
from zapbot.whatsapp import inbound, notices
from zapbot.whatsapp.coexistence import past


def parsed(name: str) -> list[Update]:
    """The updates of a body of the corpus."""
    return inbound.parse(corpus.body(f"other/{name}.json"), corpus.RECEIVED_AT, (corpus.PHONE_NUMBER_ID,))


def read(field: str, value: dict[str, Any]) -> list[Update]:
    """The updates of one change."""
    return inbound.parse(change(field, value), T0)


@pytest.mark.parametrize(
    ("value", "people"),
    [
        (2000, 2000),
        ("2000", 2000),
        ("TIER_250", 250),
        ("TIER_2K", 2000),
        ("TIER_10K", 10_000),
        ("TIER_100K", 100_000),
        ("TIER_UNLIMITED", -1),
        (-1, -1),
        ("-1", -1),
        ("TIER_NOBODY_KNOWS", None),
        (None, None),
        (True, None),
        ([], None),
    ],
)
def test_a_messaging_limit_is_read_in_all_its_forms(value: Any, people: int | None) -> None:
    assert notices.tier(value) == people


def test_a_notice_happened_when_its_entry_says() -> None:
    (update,) = parsed("phone_number_quality_update_flagged_old")
    assert isinstance(update, NumberChange)
    assert (update.display, update.quality, update.severe) == ("551140000000", "FLAGGED", True)
    assert 0 < corpus.RECEIVED_AT - update.at < 1000


def test_a_throughput_upgrade_is_good_news() -> None:
    (update,) = parsed("phone_number_quality_update_throughput_upgrade")
    assert isinstance(update, NumberChange)
    assert (update.throughput, update.limit, update.quality, update.severe) == ("HIGH", -1, None, False)


def test_a_ban_that_is_lifted_is_not_severe() -> None:
    (update,) = read("account_update", {"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": "REINSTATE"}})
    assert isinstance(update, NumberChange)
    assert (update.severe, update.status) == (False, "CONNECTED")


@pytest.mark.parametrize(
    ("severity", "status", "severe"),
    [("CRITICAL", "ACTIVE", True), ("CRITICAL", "RESOLVED", False), ("WARNING", "ACTIVE", False)],
)
def test_only_a_critical_alert_that_is_not_over_is_severe(severity: str, status: str, severe: bool) -> None:
    (update,) = read("account_alerts", {"alert_info": {"alert_severity": severity, "alert_status": status}})
    assert isinstance(update, NumberChange)
    assert update.severe is severe


@pytest.mark.parametrize("field", sorted(notices.FIELDS))
@pytest.mark.parametrize("value", [{}, {"event": 7}, {"alert_info": [], "ban_info": 1, "restriction_info": {"a": 1}}])
def test_a_notice_of_the_wrong_shape_breaks_nothing(field: str, value: dict[str, Any]) -> None:
    assert all(isinstance(update, NumberChange) for update in read(field, value))


@pytest.mark.parametrize(
    ("name", "marketing"),
    [("stop", False), ("resume", True), ("signup", True), ("stop_bsuid_only", False)],
)
def test_a_preference_names_the_person_and_what_they_want(name: str, marketing: bool) -> None:
    (update,) = parsed(f"user_preferences_{name}")
    assert isinstance(update, Preference)
    assert (update.marketing, update.sender.bsuid, update.sender.name) == (marketing, BSUIDS[ANA], "Ana Ribeiro")
    assert update.number == corpus.PHONE_NUMBER_ID


def test_a_preference_about_something_else_is_only_kept() -> None:
    said = {"wa_id": ANA, "category": "utility_messages", "value": "stop"}
    assert [type(update) for update in read("user_preferences", {"user_preferences": [said]})] == [Other]
    nobody = {"category": "marketing_messages", "value": "stop"}
    assert [type(update) for update in read("user_preferences", {"user_preferences": [nobody]})] == [Broken]


def test_a_call_names_its_caller_and_its_moment() -> None:
    (update,) = parsed("calls_like_unknown")
    assert isinstance(update, Called)
    assert (update.id, update.at, update.event) == ("wacid.CALL1", 1790000510.0, "connect")
    assert (update.sender.wa_id, update.sender.name) == (ANA, "Ana Ribeiro")


def test_a_call_of_nobody_is_broken() -> None:
    assert [type(update) for update in read("calls", {"calls": [{"id": "wacid.1"}, 7]})] == [Broken, Broken]


def test_old_messages_never_wake_the_bot_and_know_who_wrote_them() -> None:
    ours, theirs = parsed("history")
    assert isinstance(ours, Imported)
    assert isinstance(theirs, Imported)
    assert (ours.ours, ours.status, ours.message.sender.wa_id) == (True, "read", ANA)
    assert (theirs.ours, theirs.status, theirs.message.kind) == (False, "played", "media_placeholder")
    for update in (ours, theirs):
        assert not update.message.wakes_bot
        assert not update.message.opens_window
        assert update.message.late


def test_an_old_reaction_and_a_change_of_number_are_only_kept() -> None:
    told = {"from": ANA, "id": "h1", "timestamp": str(int(T0))}
    reaction = {**told, "type": "reaction", "reaction": {"message_id": "w1", "emoji": "👍"}}
    moved = {**told, "type": "system", "system": {"type": "user_changed_number", "wa_id": "5511955550199"}}
    assert [type(past(message, ANA, T0, "")) for message in (reaction, moved)] == [Other, Other]


def test_the_address_book_gives_a_name() -> None:
    (update,) = parsed("smb_app_state_sync_add")
    assert isinstance(update, Introduced)
    assert (update.sender.wa_id, update.sender.name, update.at) == (ANA, "Ana Ribeiro", 1790000500.0)
    assert [type(update) for update in parsed("smb_app_state_sync_remove")] == [Other]


def test_a_group_is_named() -> None:
    told = {"from": ANA, "id": "w1", "type": "text", "group_id": "g1", "text": {"body": "oi"}}
    (update,) = read("messages", {"messages": [told]})
    assert isinstance(update, Other)
    assert (update.field, update.subject) == ("group", "g1")
