"""Templates are read in full now and then, soon after something was told, and not too often."""

import pytest

from tests.desk.approved import NUMBERED, PLAIN, keep
from tests.desk.office import Office
from tests.desk.webhooks import T0, change
from zapbot.connector import TemplateChange, TemplateCopy
from zapbot.desk import template_sync
from zapbot.desk.template_sync import AGAIN_SECONDS, EVERY_SECONDS, GAP_SECONDS
from zapbot.store import templates

NAMED = {"message_template_name": "bom_dia", "message_template_language": "pt_BR"}


def test_templates_that_were_never_read_are_due(office: Office) -> None:
    assert template_sync.next_at(office.db) <= T0
    assert template_sync.read_at(office.db) is None


def test_after_a_reading_the_next_is_hours_away(office: Office) -> None:
    keep(office.db, PLAIN)
    assert template_sync.next_at(office.db) == T0 + EVERY_SECONDS
    assert template_sync.read_at(office.db) == T0


def test_after_a_failure_it_is_tried_again_later(office: Office) -> None:
    template_sync.failed(office.db, T0)
    assert template_sync.next_at(office.db) == T0 + AGAIN_SECONDS
    assert template_sync.read_at(office.db) is None


def test_what_is_gone_is_named_and_journaled(office: Office) -> None:
    keep(office.db, PLAIN, NUMBERED)
    assert template_sync.sync(office.db, [TemplateCopy(PLAIN, "APPROVED")], T0 + 5, T0 + 6) == ["lembrete"]
    assert len(office.journal("template.changed")) == 3


def test_reading_the_same_again_is_no_news(office: Office) -> None:
    keep(office.db, PLAIN)
    keep(office.db, PLAIN, at=T0 + 60)
    assert office.journal("template.changed") == ["template.changed"]


def test_new_words_are_read_soon_but_not_at_every_change(office: Office) -> None:
    keep(office.db, PLAIN)
    for second in (1, 2, 3):
        office.now = T0 + second
        office.post(change("message_template_components_update", NAMED))
    assert template_sync.next_at(office.db) == T0 + GAP_SECONDS
    office.now = T0 + GAP_SECONDS + 5
    keep(office.db, PLAIN, at=T0 + GAP_SECONDS)
    office.post(change("message_template_components_update", NAMED))
    assert template_sync.next_at(office.db) == T0 + 2 * GAP_SECONDS


def test_a_template_made_elsewhere_is_read_when_it_is_heard_of(office: Office) -> None:
    keep(office.db, NUMBERED)
    office.now += 100
    office.post(change("message_template_status_update", {**NAMED, "event": "APPROVED"}))
    assert template_sync.next_at(office.db) == office.now
    kept = templates.get(office.db, "bom_dia", "pt_BR")
    assert kept is not None
    assert (kept.status, kept.definition) == ("APPROVED", None)


def test_a_change_told_within_the_second_of_a_reading_is_not_lost(office: Office) -> None:
    keep(office.db, PLAIN, at=T0 + 0.5)
    template_sync.change(office.db, TemplateChange("bom_dia", "pt_BR", T0, status="PAUSED"), T0 + 0.9)
    kept = templates.get(office.db, "bom_dia", "pt_BR")
    assert kept is not None
    assert kept.status == "PAUSED"


def test_a_change_told_twice_is_no_news(office: Office) -> None:
    keep(office.db, PLAIN)
    told = change("message_template_quality_update", {**NAMED, "new_quality_score": "YELLOW"})
    for _ in range(3):
        office.now += 10
        office.post(told)
    assert len(office.journal("template.changed")) == 2


def test_a_known_change_needs_no_reading(office: Office) -> None:
    keep(office.db, PLAIN)
    office.now += 100
    office.post(change("message_template_quality_update", {**NAMED, "new_quality_score": "YELLOW"}))
    assert template_sync.next_at(office.db) == T0 + EVERY_SECONDS


@pytest.mark.parametrize("status", ["APPROVED", "PENDING"])
def test_an_answer_that_comes_after_the_verdict_does_not_undo_it(office: Office, status: str) -> None:
    template_sync.change(office.db, TemplateChange("bom_dia", "pt_BR", T0 + 1, status="REJECTED"), T0 + 2)
    template_sync.created(office.db, TemplateCopy(PLAIN, status, "1"), T0, T0 + 3)
    kept = templates.get(office.db, "bom_dia", "pt_BR")
    assert kept is not None
    assert (kept.status, kept.definition) == ("REJECTED", PLAIN)


def test_what_was_deleted_on_our_behalf_is_gone(office: Office) -> None:
    keep(office.db, PLAIN)
    template_sync.deleted(office.db, "bom_dia", ["pt_BR"], T0 + 1)
    assert templates.listed(office.db) == []
