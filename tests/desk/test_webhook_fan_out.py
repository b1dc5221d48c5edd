"""What happens becomes deliveries: each event once for each webhook that wants it, frozen as it was."""

from typing import Any

import pytest

from tests.desk.listeners import KEY, listener, tell, told
from tests.desk.office import Office
from tests.desk.webhooks import T0, post, text
from tests.store.people import person, queue
from zapbot.desk import identify, public_events, webhook_fan_out, webhooks
from zapbot.desk.webhook_fan_out import fan_out
from zapbot.outside.addresses import Allowed
from zapbot.store import contacts, journal, webhook_deliveries
from zapbot.store.webhooks import get


def types(office: Office, webhook_id: int) -> list[str]:
    """The events a webhook is told."""
    return [event["type"] for event in told(office.db, webhook_id)]


def test_a_message_is_told_with_whom_and_where(office: Office) -> None:
    id = listener(office.db, "message.received")
    office.post(post(text("wamid.1", "Olá, tudo bem?")))
    tell(office.db, office.now)
    (event,) = told(office.db, id)
    contact, conversation, message = (event["data"][name] for name in ("contact", "conversation", "message"))
    assert (event["type"], event["timestamp"]) == ("message.received", public_events.moment(T0))
    assert contact == {"id": 1, "name": contact["name"], "phone": f"+{contacts.get(office.db, 1).phone}"}
    assert (conversation["id"], conversation["status"], conversation["owner"]) == (1, "open", "bot")
    assert conversation["number"] == office.connector.numbers[0]
    assert (message["direction"], message["kind"], message["text"]) == ("in", "text", "Olá, tudo bem?")
    assert (message["id"], message["status"], message["reply_to"], message["failed"]) == (1, "received", None, None)


def test_times_are_written_as_rfc_3339() -> None:
    assert public_events.moment(1_790_000_000.25) == "2026-09-21T14:13:20.250Z"


def test_a_webhook_is_told_what_it_asked_for(bot: Office) -> None:
    one, group, all = listener(bot.db, "flow.started"), listener(bot.db, "message.*"), listener(bot.db)
    bot.post(post(text("wamid.1", "oi")))
    tell(bot.db, bot.now)
    assert types(bot, one) == ["flow.started"]
    assert types(bot, group) == ["message.received"]
    assert types(bot, all) == ["contact.created", "conversation.created", "message.received", "flow.started"]
    assert {event["data"].get("flow") for event in told(bot.db, one)} == {"ola"}


def test_every_step_of_a_sent_message_is_a_status(bot: Office) -> None:
    id = listener(bot.db, "message.status")
    bot.post(post(text("wamid.1", "oi")))
    bot.deliver()
    for status in ("delivered", "read"):
        journal.append(bot.db, "message.status", bot.now, 1, 1, 2, status=status)
    journal.append(bot.db, "message.dead", bot.now, message_id=2)
    tell(bot.db, bot.now)
    events = told(bot.db, id)
    assert [event["data"]["message"]["status"] for event in events] == ["sent", "delivered", "read", "dead"]
    assert {event["data"]["message"]["text"] for event in events} == {"Como posso ajudar?"}
    assert {event["data"]["contact"]["id"] for event in events} == {1}
    assert [event["data"]["message"]["failed"] for event in events[:3]] == [None] * 3
    assert events[3]["data"]["message"]["failed"] == {"code": None, "reason": None}


def test_a_flow_that_fails_has_failed_and_one_that_ends_has_finished(office: Office) -> None:
    id = listener(office.db, "flow.*")
    person(office.db)
    journal.append(office.db, "flow.finished", T0, 1, flow="ola", status="ended")
    journal.append(office.db, "flow.finished", T0, 1, flow="ola", status="failed")
    journal.append(office.db, "flow.broken", T0, 1, reason="a loop")
    tell(office.db)
    assert types(office, id) == ["flow.finished", "flow.failed", "flow.failed"]


def test_what_is_our_own_affair_is_not_told(office: Office) -> None:
    id = listener(office.db)
    for kind in ("call.queued", "event.dead", "webhook.paused", "message.queued", "flow.imported"):
        journal.append(office.db, kind, T0)
    tell(office.db)
    assert types(office, id) == []


def test_what_happened_before_a_webhook_was_added_is_not_told(office: Office) -> None:
    office.post(post(text("wamid.1", "antes")))
    id = listener(office.db, "message.received")
    office.post(post(text("wamid.2", "depois")))
    tell(office.db, office.now)
    assert [event["data"]["message"]["text"] for event in told(office.db, id)] == ["depois"]


def test_without_a_webhook_nothing_is_read_and_nothing_written(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.post(post(text("wamid.1", "oi")))
    before = office.db.conn.total_changes
    assert fan_out(office.db, office.now) is False
    assert office.db.conn.total_changes == before


def test_a_webhook_that_is_disabled_is_told_nothing_of_the_time_between(office: Office) -> None:
    id = listener(office.db, "message.received")
    webhooks.disable(office.db, id, "férias", T0)
    office.post(post(text("wamid.1", "um")))
    assert fan_out(office.db, office.now) is False
    webhooks.enable(office.db, id, T0)
    office.post(post(text("wamid.2", "dois")))
    tell(office.db, office.now)
    assert [event["data"]["message"]["text"] for event in told(office.db, id)] == ["dois"]


def test_more_than_one_batch_is_told_whole_and_in_order(office: Office) -> None:
    id = listener(office.db, "number.*")
    for number in range(2 * webhook_fan_out.LINES + 1):
        journal.append(office.db, "number.resumed", T0, number=str(number))
    tell(office.db)
    numbers = [event["data"]["number"] for event in told(office.db, id)]
    assert numbers == [str(number) for number in range(2 * webhook_fan_out.LINES + 1)]


def test_a_crash_between_reading_and_marking_doubles_and_loses_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = listener(office.db, "message.received")
    office.post(post(text("wamid.1", "um"), text("wamid.2", "dois")))

    def crash(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("zapbot.store.webhooks.advance", crash)
        with pytest.raises(KeyboardInterrupt):
            fan_out(office.db, office.now)
    assert told(office.db, id) == []
    tell(office.db, office.now)
    office.db.execute("update webhooks set journal_id = 0")
    tell(office.db, office.now)
    assert [event["data"]["message"]["text"] for event in told(office.db, id)] == ["um", "dois"]


def test_an_event_stays_as_it_was_when_it_happened(office: Office) -> None:
    id = listener(office.db, "message.received")
    office.post(post(text("wamid.1", "antes")))
    tell(office.db, office.now)
    office.db.execute("update messages set text = 'depois'")
    assert [event["data"]["message"]["text"] for event in told(office.db, id)] == ["antes"]


def test_a_contact_that_is_erased_takes_along_what_was_to_be_told_of_it(office: Office) -> None:
    id = listener(office.db)
    office.post(post(text("wamid.1", "meu segredo")))
    tell(office.db, office.now)
    office.db.execute("delete from contacts")
    assert told(office.db, id) == []
    journal.append(office.db, "contact.updated", T0, 1)
    tell(office.db)
    assert [event["data"] for event in told(office.db, id)] == [{}]


def test_two_contacts_that_become_one_lose_no_delivery(office: Office) -> None:
    id = listener(office.db, "contact.*")
    kept, gone = person(office.db), person(office.db, "5511955550102")
    journal.append(office.db, "contact.updated", T0, gone)
    tell(office.db)
    identify._united(office.db, [kept, gone], T0)
    tell(office.db)
    assert types(office, id) == ["contact.updated", "contact.merged"]
    assert told(office.db, id)[1]["data"]["gone"] == gone


def test_an_answer_names_the_message_it_answers(office: Office) -> None:
    id = listener(office.db, "message.status")
    office.post(post(text("wamid.1", "oi")))
    answer = queue(office.db, 1, "olá", reply_to="wamid.1")
    journal.append(office.db, "message.sent", T0, message_id=answer)
    tell(office.db)
    (event,) = told(office.db, id)
    assert event["data"]["message"]["reply_to"] == 1


def test_every_kind_of_line_has_a_name_in_a_group() -> None:
    assert all(public.type.count(".") == 1 for public in public_events.EVENTS.values())
    assert not any(type.startswith("webhook.") for type in public_events.TYPES)


def test_a_webhook_holds_its_secret_encrypted_only(office: Office) -> None:
    webhook, secret = webhooks.add(office.db, KEY, "https://crm.example/", [], Allowed(), T0)
    assert secret not in str(get(office.db, webhook.id))
    assert secret.removeprefix("whsec_").encode() not in b"".join(
        file.read_bytes() for file in office.folder.iterdir() if file.is_file()
    )
    assert webhook_deliveries.counts(office.db, webhook.id)["pending"] == 0
