"""Two contacts made one, and two again."""

from typing import Any

import pytest
from sqlite_utils import Database

from tests.desk.office import Office
from tests.store.people import T0, person, queue
from zapbot.connector import Inbound, Sender
from zapbot.desk import identify, merge
from zapbot.errors import ConflictError, NotFoundError, UsageError
from zapbot.flow.state import State
from zapbot.store import (
    bursts,
    calls,
    channel_blocks,
    charges,
    consents,
    contact_merges,
    contact_notes,
    contacts,
    conversations,
    executions,
    flows,
    messages,
    windows,
)
from zapbot.store.db import transaction

DAY = 24 * 3600.0


def rich(db: Database, number: str, name: str, at: float) -> int:
    """A contact with a row in every table that names contacts."""
    id = person(db, number, at)
    contacts.set_field(db, id, "name", name)
    contacts.set_field(db, id, "cidade", name)
    contacts.set_field(db, id, f"so_{name}", 1)
    contacts.tag(db, id, ["vip", name.lower()], [], at)
    conversation = conversations.current(db, id, at)
    inbound = Inbound(f"wamid.IN{id}", at, Sender(), "text", "oi")
    message = messages.add_inbound(db, id, conversation.id, inbound, at)
    assert message is not None
    conversations.heard(db, conversation.id, message, at)
    out = queue(db, id, "resposta", at=at + 1)
    conversations.spoke(db, conversation.id, out, "flow", at + 1)
    db.execute("update messages set wamid = ?, status = 'sent' where id = ?", (f"wamid.OUT{id}", out))
    db.execute(
        "insert into charges (message_id, conversation_id, number, month, category, type, at) "
        "values (?, ?, '', '2026-09', 'utility', 'regular', ?)",
        (out, conversation.id, at),
    )
    messages.react(db, id, "wamid.SHARED", "👍", at)
    consents.put(db, id, "in", "form", at)
    windows.wrote(db, id, "", at)
    contact_notes.add(db, id, f"gosta de {name}", "cli", at)
    bursts.gather(db, id, message, "oi", at + 5)
    version = flows.add_version(db, f"f{id}", "F", "f.yaml", "", None, None, at)
    executions.begin(db, id, conversation.id, version.id, State(f"f{id}", node="n"), at)
    db.execute(
        "insert into calls (contact_id, call_id, kind, request, max_attempts, created_at, next_attempt_at) "
        "values (?, 'c1', 'http', '{}', 1, 0, 0)",
        (id,),
    )
    db.execute("insert into trace (contact_id, message_id, at, kind) values (?, ?, ?, 'silence')", (id, message, at))
    db.execute(
        "insert into schedule_runs (flow_id, cron, struck_at, flow_version_id, trigger_index) values (?, '', ?, ?, 0)",
        (f"f{id}", at, version.id),
    )
    db.execute("insert into schedule_targets (run_id, contact_id) select max(id), ? from schedule_runs", (id,))
    channel_blocks.want(db, id, "", False, at)
    return id


@pytest.fixture
def two(office: Office) -> tuple[int, int]:
    """Ana, and Bia who is the same person."""
    return rich(office.db, "5511955550101", "Ana", T0), rich(office.db, "5521955550102", "Bia", T0 + 10)


def everything(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of the tables a merge touches; the journal grows by the lines that say so."""
    found = {}
    for name, table in contact_merges.TABLES.items():
        columns = "id, contact_id, conversation_id" if name == "journal" else "*"
        of_merge = " where kind not in ('contact.merged', 'contact.unmerged')" if name == "journal" else ""
        order = ", ".join(table.key)
        found[name] = db.execute(f"select {columns} from {name}{of_merge} order by {order}").fetchall()
    return found


def test_what_was_made_one_is_put_back_exactly(office: Office, two: tuple[int, int]) -> None:
    before = everything(office.db)
    assert all(before[name] for name in before.keys() - {"campaign_recipients", "webhook_deliveries"})
    id = merge.merge(office.db, *two, "user:1", T0 + 60)
    assert everything(office.db) != before
    assert merge.unmerge(office.db, id, "user:1", T0 + DAY) == two[1]
    assert everything(office.db) == before


def test_whichever_of_the_two_is_kept_it_is_put_back_exactly(office: Office, two: tuple[int, int]) -> None:
    before = everything(office.db)
    id = merge.merge(office.db, two[1], two[0], "user:1", T0 + 60)
    merge.unmerge(office.db, id, "user:1", T0 + DAY)
    assert everything(office.db) == before


def test_the_contact_that_is_kept_has_all_of_both(office: Office, two: tuple[int, int]) -> None:
    keep, gone = two
    merge.merge(office.db, keep, gone, "user:1", T0 + 60)
    contact = contacts.get(office.db, keep)
    assert (contact.name, contact.tags) == ("Ana", ("ana", "bia", "vip"))
    assert contact.fields == {"cidade": "Ana", "so_Ana": 1, "so_Bia": 1}
    assert {note.text for note in contact_notes.of_contact(office.db, keep)} == {"gosta de Ana", "gosta de Bia"}
    (kept,) = office.db.execute("select id from conversations where status <> 'resolved'").fetchall()
    assert charges.of_conversation(office.db, kept[0])[0].messages == 2
    with pytest.raises(NotFoundError):
        contacts.get(office.db, gone)


def test_every_table_that_names_a_contact_is_written_down(office: Office) -> None:
    named = {
        row[0]
        for row in office.db.execute(
            "select m.name from sqlite_master m join pragma_table_info(m.name) c "
            "where m.type = 'table' and c.name = 'contact_id'"
        ).fetchall()
    }
    assert named - contact_merges.TABLES.keys() == {"contacts_to_index"}


def test_what_people_changed_since_stays_as_they_left_it(office: Office, two: tuple[int, int]) -> None:
    keep, gone = two
    id = merge.merge(office.db, keep, gone, "user:1", T0 + 60)
    contacts.set_field(office.db, keep, "name", "Ana Lima")
    contacts.set_field(office.db, keep, "cidade", "Recife")
    contacts.tag(office.db, keep, ["nova"], ["vip"], T0 + 70)
    merge.unmerge(office.db, id, "user:1", T0 + DAY)
    ana, bia = contacts.get(office.db, keep), contacts.get(office.db, gone)
    assert (ana.name, ana.fields, ana.tags) == ("Ana Lima", {"cidade": "Recife", "so_Ana": 1}, ("ana", "nova"))
    assert (bia.name, bia.fields, bia.tags) == ("Bia", {"cidade": "Bia", "so_Bia": 1}, ("bia", "vip"))


def test_what_was_said_meanwhile_stays_with_its_conversation(office: Office, two: tuple[int, int]) -> None:
    keep, gone = two
    id = merge.merge(office.db, keep, gone, "user:1", T0 + 60)
    said = queue(office.db, keep, "meanwhile", at=T0 + 70)
    merge.unmerge(office.db, id, "user:1", T0 + DAY)
    whose = office.db.execute(
        "select m.contact_id, c.contact_id, c.last_message_id from messages m "
        "join conversations c on c.id = m.conversation_id where m.id = ?",
        (said,),
    ).fetchone()
    assert whose == (gone, gone, said)


def test_a_contact_whose_id_was_given_away_comes_back_under_another(office: Office, two: tuple[int, int]) -> None:
    keep, gone = two
    id = merge.merge(office.db, keep, gone, "user:1", T0 + 60)
    assert person(office.db, "5531955550103") == gone
    again = merge.unmerge(office.db, id, "user:1", T0 + DAY)
    assert again not in (keep, gone)
    assert contacts.get(office.db, again).tags == ("bia", "vip")
    assert contacts.find(office.db, Sender(wa_id="5521955550102"), T0 + DAY) == [again]
    assert contacts.get(office.db, gone).tags == ()
    assert executions.active(office.db, again) is not None


def test_it_can_be_undone_once_and_for_thirty_days(office: Office, two: tuple[int, int]) -> None:
    id = merge.merge(office.db, *two, "user:1", T0)
    with pytest.raises(ConflictError):
        merge.unmerge(office.db, id, "user:1", T0 + 31 * DAY)
    merge.unmerge(office.db, id, "user:1", T0 + 29 * DAY)
    with pytest.raises(ConflictError):
        merge.unmerge(office.db, id, "user:1", T0 + 29 * DAY)
    contact_merges.forget(office.db, T0 + 1)
    with pytest.raises(NotFoundError):
        merge.unmerge(office.db, id, "user:1", T0 + 29 * DAY)


def test_a_number_seen_in_between_goes_back_to_whose_it_is(office: Office, two: tuple[int, int]) -> None:
    keep, gone = two
    phones = [contacts.get(office.db, id).phone for id in two]
    office.db.execute("update contact_identifiers set seen_at = seen_at + 9 where contact_id = ?", (gone,))
    id = merge.merge(office.db, keep, gone, "user:1", T0)
    contacts.learn(office.db, keep, Sender(wa_id=phones[1]), T0 + 5)
    assert contacts.get(office.db, keep).phone == phones[1]
    merge.unmerge(office.db, id, "user:1", T0 + 9)
    assert [contacts.get(office.db, id).phone for id in two] == phones


def test_the_later_of_two_merges_is_undone_first(office: Office, two: tuple[int, int]) -> None:
    keep, gone = two
    third = person(office.db, "5531955550103")
    first = merge.merge(office.db, keep, gone, "user:1", T0 + 60)
    second = merge.merge(office.db, keep, third, "user:1", T0 + 61)
    with pytest.raises(ConflictError):
        merge.unmerge(office.db, first, "user:1", T0 + 62)
    assert merge.unmerge(office.db, second, "user:1", T0 + 62) == third
    assert merge.unmerge(office.db, first, "user:1", T0 + 62) == gone


def test_a_preview_shows_what_comes_of_it_and_changes_nothing(office: Office, two: tuple[int, int]) -> None:
    before = everything(office.db)
    shown = merge.preview(office.db, *two, T0)
    assert (shown.keep.name, shown.gone.name, shown.result.name) == ("Ana", "Bia", "Ana")
    assert shown.result.tags == ["ana", "bia", "vip"]
    assert everything(office.db) == before


def test_nobody_is_merged_with_themselves_or_with_nobody(office: Office, two: tuple[int, int]) -> None:
    with pytest.raises(UsageError):
        merge.merge(office.db, two[0], two[0], "user:1", T0)
    with pytest.raises(NotFoundError):
        merge.merge(office.db, two[0], 999, "user:1", T0)


def test_calls_of_both_go_on(office: Office, two: tuple[int, int]) -> None:
    merge.merge(office.db, *two, "user:1", T0)
    assert calls.waiting(office.db, T0)


def test_what_whatsapps_names_made_one_can_be_made_two_again(office: Office, two: tuple[int, int]) -> None:
    keep, gone = two
    contacts.learn(office.db, gone, Sender(bsuid="BR.9xyz"), T0)
    before = everything(office.db)
    with transaction(office.db):
        both = Sender(bsuid="BR.9xyz", wa_id="5511955550101")
        assert identify.contact(office.db, both, T0 + 60, T0 + 60) == keep
    (made,) = contact_merges.of_contact(office.db, keep, T0)
    assert (made.gone_id, made.gone_name, made.who) == (gone, "Bia", identify.CHANNEL)
    assert merge.unmerge(office.db, made.id, "user:1", T0 + DAY) == gone
    after = everything(office.db)
    assert {name for name in after if after[name] != before[name]} <= {"contact_identifiers", "contacts"}
    assert contacts.get(office.db, gone).tags == ("bia", "vip")
