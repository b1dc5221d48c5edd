"""What a campaign's report counts."""

from pathlib import Path

from tests.desk.campaign import ZONE, go_on, numbers, running
from tests.desk.office import Office
from tests.desk.webhooks import post, text
from zapbot.connector import Outgoing, Refused, Unknown
from zapbot.desk import campaign_export, campaigns
from zapbot.store import campaign_report, journal


def failing(message: Outgoing) -> Refused | Unknown | None:
    """The first two fail for a reason, the third is in doubt."""
    place = int((message.to.wa_id or "0")[-1])
    if place < 2:
        return Refused("Message undeliverable", 131026)
    return Unknown("the connection was cut") if place == 2 else None


def test_every_recipient_is_counted_where_it_stands(office: Office) -> None:
    id = running(office, 8)
    office.connector.decide = failing
    go_on(office)
    office.db.execute("update messages set status = 'read' where id in (4, 5)")
    office.db.execute("update messages set status = 'delivered' where id = 6")
    found = campaign_report.report(office.db, id)
    assert (found.total, found.sent, found.delivered, found.read) == (8, 5, 3, 2)
    assert (found.failed, found.unknown, found.waiting, found.skipped) == (2, 1, 0, 0)
    assert [(one.code, one.reason, one.count) for one in found.failures] == [(131026, "Message undeliverable", 2)]
    assert found.share(found.read) == 40.0
    assert found.seconds is not None


def test_an_answer_counts_within_three_days_of_the_message(office: Office) -> None:
    id = running(office, 3)
    first, second, _ = numbers(3)
    office.post(post(text("w0", "antes", who=first, at=int(office.now) - 60)))
    go_on(office)
    assert campaign_report.report(office.db, id).replied == 0
    office.now += 3600
    office.post(post(text("w1", "quero", who=first, at=int(office.now))))
    office.now += campaign_report.REPLY_SECONDS
    office.post(post(text("w2", "quero", who=second, at=int(office.now))))
    assert campaign_report.report(office.db, id).replied == 1


def test_the_rows_say_of_everybody_what_became_of_their_message(office: Office, tmp_path: Path) -> None:
    id = running(office, 4)
    office.connector.decide = failing
    go_on(office)
    rows = list(campaign_report.rows(office.db, id))
    assert [row.status for row in rows] == ["dead", "dead", "unknown", "sent"]
    assert rows[0].code == 131026
    assert campaign_export.write(office.db, id, tmp_path / "out.csv", ZONE) == 4
    lines = (tmp_path / "out.csv").read_text("utf-8-sig").splitlines()
    assert lines[1].startswith("55 11 97000-0000;Pessoa 0;dead;131026;Message undeliverable;;;;no")


def test_what_happens_to_a_campaign_is_written_down_with_its_name(office: Office) -> None:
    id = running(office, 1)
    campaigns.pause(office.db, id, office.now)
    campaigns.resume(office.db, id, office.now)
    go_on(office)
    for kind in ("created", "started", "paused", "resumed", "finished"):
        assert journal.count(office.db, f"campaign.{kind}") == 1
    assert office.one("select distinct data ->> 'name' from journal where kind like 'campaign.%'") == "natal"
