"""Feeding a campaign into the outbox: each recipient once, at its rate, never at night, never against their will."""

from datetime import datetime

import pytest

from tests.desk.approved import NUMBERED, keep
from tests.desk.campaign import ZONE, go_on, made, numbers, people, reason, running, state
from tests.desk.office import Office
from tests.desk.webhooks import T0, post, text
from zapbot.connector import Hold, Refused, Retry, Sender, Unknown
from zapbot.desk import block, campaigns, consent
from zapbot.desk.campaign_feed import BLOCKED, TWICE, feed
from zapbot.desk.campaign_left import left
from zapbot.desk.settle import stop_number
from zapbot.errors import ConflictError
from zapbot.model import Template
from zapbot.store import campaign_report, contacts, conversations, threads, users
from zapbot.store import campaigns as store_campaigns
from zapbot.store.db import connect, transaction

PLAIN = Template("promo")


def reached(office: Office) -> list[str]:
    return [message.to.wa_id or "" for message in office.connector.sent]


def at_night(hour: int) -> float:
    return datetime(2026, 11, 22, hour, 30, tzinfo=ZONE).timestamp()


def test_every_recipient_gets_it_once_in_the_order_of_the_list(office: Office) -> None:
    id = running(office, 7)
    go_on(office)
    assert reached(office) == numbers(7)
    assert state(office, id) == "finished"
    assert office.journal("campaign.created", "campaign.started", "campaign.finished") == [
        "campaign.created",
        "campaign.started",
        "campaign.finished",
    ]


def test_its_message_is_signed_with_its_name_and_says_its_words_in_lists(office: Office) -> None:
    keep(office.db, NUMBERED, at=office.now)
    user = users.add(office.db, "ana@loja.example", "Ana", "admin", None, office.now).id
    message = Template("lembrete", params=("{nome}", "segunda"))
    running(office, [{"phone": numbers(1)[0], "nome": "Maria"}], message=message, created_by=f"user:{user}")
    go_on(office)
    (id,) = (row[0] for row in office.db.execute("select id from messages where origin = 'campaign'").fetchall())
    assert threads.get(office.db, id).author == "natal"
    assert office.one("select text from messages where id = ?", id) == "Olá Maria, até segunda na clínica."


def test_an_empty_column_is_filled_with_what_is_kept_of_the_contact(office: Office) -> None:
    known, unknown = numbers(2)
    maria = contacts.create(office.db, Sender(wa_id=known), office.now)
    contacts.learn(office.db, maria, Sender(wa_id=known), office.now)
    contacts.set_field(office.db, maria, "name", "Maria Souza")
    contacts.set_field(office.db, maria, "cidade", "Santos")
    rows = [{"phone": known, "nome": "", "cidade": ""}, {"phone": unknown, "nome": "", "cidade": ""}]
    running(office, rows, message=Template("promo", params=("{nome}", "{cidade}")))
    go_on(office)
    assert [message.content.params for message in office.connector.sent] == [("Maria Souza", "Santos")]  # type: ignore[union-attr]


def test_a_campaign_that_was_not_started_sends_nothing(office: Office) -> None:
    made(office, 3)
    go_on(office)
    assert reached(office) == []


def test_a_campaign_keeps_to_its_rate(office: Office) -> None:
    running(office, 100, rate=10.0)
    go_on(office, 4.0)
    assert 35 <= len(reached(office)) <= 60
    go_on(office, 8.0)
    assert len(reached(office)) == 100


def test_less_than_one_message_a_second_is_a_rate_too(office: Office) -> None:
    running(office, 3, rate=0.1)
    go_on(office, 9.0)
    assert len(reached(office)) == 1
    go_on(office, 30.0)
    assert len(reached(office)) == 3


def test_only_a_few_seconds_worth_waits_in_the_outbox(office: Office) -> None:
    running(office, 500, rate=20.0)
    go_on(office, 30.0, deliver=False)
    assert len(office.statuses()) == 40


def test_a_customer_who_wrote_does_not_wait_behind_a_campaign(office: Office) -> None:
    running(office, 200, rate=100.0)
    go_on(office, 5.0, deliver=False)
    office.learn()
    office.post(post(text("w1", "oi")))
    office.deliver()
    assert office.connector.said[0] == "Como posso ajudar?"
    assert len(office.connector.said) > 100


def test_whoever_opted_out_meanwhile_is_skipped_with_the_reason(office: Office) -> None:
    office.db.execute(
        "insert into templates (name, language, status, category, updated_at) "
        "values ('promo', 'pt_BR', 'APPROVED', 'MARKETING', 0)"
    )
    id = running(office, 3, message=PLAIN)
    first = contacts.create(office.db, Sender(wa_id=numbers(1)[0]), T0)
    contacts.learn(office.db, first, Sender(wa_id=numbers(1)[0]), T0)
    with transaction(office.db):
        consent.opt_out(office.db, first, "cli", T0, T0)
    go_on(office)
    assert reached(office) == numbers(3)[1:]
    assert "marketing" in office.one("select reason from campaign_recipients where status = 'skipped'")
    assert state(office, id) == "finished"


def test_two_addresses_of_one_person_get_it_once(office: Office) -> None:
    running(office, 2)
    first, second = numbers(2)
    id = contacts.create(office.db, Sender(wa_id=first), T0)
    for number in (first, second):
        contacts.learn(office.db, id, Sender(wa_id=number), T0)
    go_on(office)
    assert len(reached(office)) == 1
    assert office.rows("select reason from campaign_recipients where status = 'skipped'") == [TWICE]


def test_at_night_it_waits_for_the_morning(office: Office) -> None:
    office.now = at_night(22)
    id = running(office, 2, quiet="21:00-08:00")
    assert feed(office.db, office.now, ZONE) == at_night(22) + 9.5 * 3600
    assert reason(office, id) == "waits: it is quiet from 21:00 to 08:00"
    go_on(office, 10 * 3600)
    assert len(reached(office)) == 2


def test_it_waits_for_the_time_it_was_planned_for(office: Office) -> None:
    running(office, 2, starts_at=T0 + 3600)
    assert feed(office.db, T0, ZONE) == T0 + 3600
    go_on(office, 3700)
    assert len(reached(office)) == 2


def test_it_goes_no_further_than_the_messaging_limit(office: Office) -> None:
    office.db.execute("update numbers set messaging_limit = 5")
    id = running(office, 8)
    go_on(office, 600)
    assert len(reached(office)) == 5
    assert "messaging limit" in (reason(office, id) or "")
    go_on(office, 25 * 3600)
    assert len(reached(office)) == 8


def test_a_pause_takes_back_what_has_not_left_and_resume_sends_it_once(office: Office) -> None:
    id = running(office, 60, rate=20.0)
    go_on(office, 2.0, deliver=False)
    assert campaigns.pause(office.db, id, office.now) == len(office.statuses()) > 10
    go_on(office)
    assert reached(office) == []
    campaigns.resume(office.db, id, office.now)
    go_on(office)
    assert sorted(reached(office)) == numbers(60)
    assert office.one("select count(*) from messages where origin = 'campaign'") == 60


def test_a_retry_does_not_leave_while_the_campaign_is_paused(office: Office) -> None:
    id = running(office, 1)
    office.connector.answers = [Retry("later")]
    office.connector.meanwhile = lambda _: pause_once(office, id)
    go_on(office, 1.0)
    assert state(office, id) == "paused"
    go_on(office)
    office.now += 600
    go_on(office)
    assert len(reached(office)) == 1
    campaigns.resume(office.db, id, office.now)
    go_on(office)
    assert len(reached(office)) == 2
    assert office.statuses() == ["sent"]


def test_a_message_taken_back_is_not_sent_when_its_first_try_turns_out_to_have_arrived(office: Office) -> None:
    id = running(office, 1)
    office.connector.answers = [Retry("later")]
    go_on(office, 0.2)
    campaigns.pause(office.db, id, office.now)
    office.db.execute("update messages set status = 'delivered', sent_at = ?", (office.now,))
    campaigns.resume(office.db, id, office.now)
    go_on(office)
    assert len(reached(office)) == 1
    assert state(office, id) == "finished"


def test_whoever_opts_out_during_a_pause_gets_nothing_after_it(office: Office) -> None:
    office.db.execute(
        "insert into templates (name, language, status, category, updated_at) "
        "values ('promo', 'pt_BR', 'APPROVED', 'MARKETING', 0)"
    )
    id = running(office, 1, message=PLAIN)
    go_on(office, 0.2, deliver=False)
    campaigns.pause(office.db, id, office.now)
    with transaction(office.db):
        consent.opt_out(office.db, 1, "cli", office.now, office.now)
    campaigns.resume(office.db, id, office.now)
    go_on(office)
    assert reached(office) == []
    assert office.statuses() == ["canceled"]
    assert office.rows("select status from campaign_recipients") == ["skipped"]


def test_stop_gives_up_what_has_not_left_for_good(office: Office) -> None:
    id = running(office, 60, rate=20.0)
    go_on(office, 1.0, deliver=False)
    assert campaigns.stop(office.db, id, office.now) > 0
    go_on(office)
    assert reached(office) == []
    assert set(office.statuses()) == {"canceled"}
    with pytest.raises(ConflictError, match="stopped for good"):
        campaigns.resume(office.db, id, office.now)


def test_started_twice_is_refused(office: Office) -> None:
    id = running(office)
    with pytest.raises(ConflictError, match="it is running"):
        campaigns.start(office.db, id, office.now)


def test_an_unknown_outcome_is_not_repeated_unless_a_person_says_so(office: Office) -> None:
    id = running(office, 3)
    office.connector.answers = [Unknown("cut")]
    go_on(office)
    campaigns_finished = state(office, id)
    office.now += 3600
    go_on(office)
    assert (campaigns_finished, len(reached(office))) == ("finished", 3)
    assert campaigns.retry_unknown(office.db, id, office.now) == 1
    assert campaigns.retry_unknown(office.db, id, office.now) == 0
    office.deliver()
    assert reached(office) == [*numbers(3), numbers(1)[0]]


def test_one_who_cannot_be_queued_does_not_hold_up_the_others(office: Office) -> None:
    id = running(office, 3)
    office.db.execute("update campaign_recipients set content = '{}' where id = 1")
    go_on(office)
    assert reached(office) == numbers(3)[1:]
    assert state(office, id) == "finished"


def test_two_workers_that_feed_queue_everybody_once(office: Office) -> None:
    running(office, 30, rate=1000.0)
    other = connect(office.folder)
    for _ in range(5):
        feed(office.db, office.now, ZONE)
        feed(other, office.now, ZONE)
        office.now += 0.5
    other.close()
    office.deliver()
    assert sorted(reached(office)) == numbers(30)


def pause_once(office: Office, id: int) -> None:
    if state(office, id) == "running":
        campaigns.pause(office.db, id, office.now)


def test_many_failures_pause_it_and_a_resume_starts_counting_anew(office: Office) -> None:
    id = running(office, 300, rate=20.0)
    office.connector.decide = lambda _: Refused("no", 131008)
    go_on(office)
    assert state(office, id) == "paused"
    assert "messages failed" in (reason(office, id) or "")
    assert 50 <= len(reached(office)) < 200
    office.connector.decide = lambda _: None
    campaigns.resume(office.db, id, office.now)
    go_on(office)
    assert state(office, id) == "finished"
    assert sorted(set(reached(office))) == numbers(300)
    assert len(reached(office)) == 300


@pytest.mark.parametrize(("share", "ends"), [(4, "finished"), (2, "paused")])
def test_people_who_cannot_be_reached_are_counted_apart(office: Office, share: int, ends: str) -> None:
    id = running(office, 120, rate=20.0)
    office.connector.decide = lambda message: (
        Refused("undeliverable", 131026) if int(message.to.wa_id or 0) % share == 0 else None
    )
    go_on(office)
    assert state(office, id) == ends


@pytest.mark.parametrize("quality", ["RED", "FLAGGED"])
def test_a_poor_quality_pauses_it(office: Office, quality: str) -> None:
    office.db.execute("update numbers set quality = ?", (quality,))
    id = running(office, 3)
    go_on(office)
    assert state(office, id) == "paused"
    assert reached(office) == []
    assert office.journal("campaign.paused") == ["campaign.paused"]


def test_a_template_that_was_paused_pauses_it(office: Office) -> None:
    office.db.execute(
        "insert into templates (name, language, status, category, reason, updated_at) "
        "values ('promo', 'pt_BR', 'APPROVED', 'UTILITY', '', 0)"
    )
    id = running(office, 3, message=PLAIN)
    office.db.execute("update templates set status = 'PAUSED'")
    go_on(office)
    assert (state(office, id), reached(office)) == ("paused", [])
    assert "PAUSED" in (reason(office, id) or "")


def test_a_number_that_cannot_send_pauses_it(office: Office) -> None:
    id = running(office, 3)
    stop_number(office.db, office.connector.numbers[0], 190, "the token has expired", office.now)
    go_on(office)
    assert "the token has expired" in (reason(office, id) or "")
    assert reached(office) == []


def test_a_restriction_of_the_number_pauses_it_at_once(office: Office) -> None:
    id = running(office, 100, rate=10.0)
    office.connector.decide = lambda _: Hold("spam", 3600.0, 131048)
    go_on(office)
    assert state(office, id) == "paused"
    assert "spam" in (reason(office, id) or "")
    assert len(reached(office)) < 50


def test_its_conversations_are_held_on_its_number(office: Office) -> None:
    running(office, 1)
    go_on(office)
    assert conversations.get(office.db, 1).number == office.connector.numbers[0]
    assert office.one("select origin from messages") == "campaign"


def test_the_names_of_the_list_become_the_names_of_new_contacts(office: Office) -> None:
    running(office, people(2))
    go_on(office)
    assert office.rows("select name from contacts order by id") == ["Pessoa 0", "Pessoa 1"]


def blocked(office: Office, number: str) -> int:
    """Somebody blocked, who wrote once; their id."""
    office.post(post(text(f"w{number}", "oi", who=number)))
    (found,) = contacts.find(office.db, Sender(wa_id=number), office.now)
    block.block(office.db, found, "cli", office.now)
    return found


def test_whoever_is_blocked_is_counted_and_skipped_with_the_reason(office: Office) -> None:
    blocked(office, numbers(1)[0])
    created = made(office, 3)
    assert (created.count.valid, created.count.blocked, created.count.will_be_sent) == (3, 1, 2)
    campaigns.start(office.db, created.id, office.now)
    assert left(office.db, store_campaigns.get(office.db, created.id), office.now).blocked == 1
    go_on(office)
    assert reached(office) == numbers(3)[1:]
    report = campaign_report.report(office.db, created.id)
    assert [(skip.reason, skip.count) for skip in report.skips] == [(BLOCKED, 1)]


def test_whoever_is_blocked_after_a_campaign_was_made_gets_nothing_of_it(office: Office) -> None:
    id = running(office, 3)
    blocked(office, numbers(2)[1])
    go_on(office)
    assert reached(office) == [numbers(3)[0], numbers(3)[2]]
    assert office.rows("select reason from campaign_recipients where campaign_id = ? and status = 'skipped'", id) == [
        BLOCKED
    ]


def test_whoever_is_blocked_while_their_message_waits_gets_it_no_more(office: Office) -> None:
    office.post(post(text("w1", "oi", who=numbers(1)[0])))
    running(office, 2)
    feed(office.db, office.now, ZONE)
    assert "pending" in office.statuses()
    blocked(office, numbers(1)[0])
    go_on(office)
    assert numbers(1)[0] not in reached(office)
