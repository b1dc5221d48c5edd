"""Stored webhooks: each changes things once, together, and in the order things were said."""

import itertools
import multiprocessing
import random
import sqlite3
from pathlib import Path

import pytest

from tests.desk import webhooks
from tests.desk.office import FakeConnector, Office, drain, drain_folder
from tests.desk.webhooks import ANA, BRUNO, CARLA, T0, echo, post, reaction, status, system, tap, text
from tests.whatsapp import corpus
from zapbot.connector import Inbound, Sender, Update
from zapbot.store import dead_letters, webhook_events
from zapbot.store.db import connect

DAY = 24 * 3600.0


class Poisoned(FakeConnector):
    """Finds, in every body, an update that cannot be stored beside those that can."""

    def parse(self, body: bytes, received_at: float) -> list[Update]:
        """The updates of the body, and poison after the first."""
        poison = Inbound("wamid.POISON", T0, Sender(wa_id=BRUNO), "text", content={"x": object()})
        updates = super().parse(body, received_at)
        return [*updates[:1], poison, *updates[1:]]


def test_a_message_is_kept_with_its_contact_and_the_bot_answers(bot: Office) -> None:
    bot.post(post(text("w1", "oi")))
    assert bot.rows("select name, phone from contacts") == [("Ana Ribeiro", ANA)]
    assert bot.texts() == ["oi"]
    assert bot.texts("out") == ["Como posso ajudar?"]
    assert bot.journal("message.received", "message.queued", "flow.started") == [
        "message.received",
        "flow.started",
        "message.queued",
    ]


def test_the_same_wamid_twice_in_one_post_is_one_message(bot: Office) -> None:
    bot.post(post(text("w1", "oi"), text("w1", "oi")))
    assert (bot.texts(), bot.texts("out")) == (["oi"], ["Como posso ajudar?"])


@pytest.mark.parametrize("name", ["one_list", "two_changes", "two_entries"])
def test_the_same_wamid_twice_anywhere_in_one_post_is_one_message(office: Office, name: str) -> None:
    office.now = corpus.RECEIVED_AT
    office.post(corpus.body(f"batches/same_wamid_twice_in_{name}.json"))
    assert len(office.texts()) == 1


def test_the_same_wamid_in_two_posts_is_one_message_even_six_days_later(bot: Office) -> None:
    bot.post(post(text("w1", "oi")))
    bot.post(post(text("w1", "oi"), text("w2", "menu")))
    before = bot.everything()
    bot.now += 6 * DAY
    bot.post(post(text("w1", "oi")), post(text("w2", "menu"), text("w1", "oi")))
    assert bot.everything() == before
    assert bot.texts() == ["oi", "menu"]


def test_the_same_wamid_concurrently_from_two_processes_is_one_message(bot: Office) -> None:
    people = [f"5511985{n:06}" for n in range(60)]
    bodies = [post(text(f"w{who}", "oi", who)) for who in people] * 4
    random.Random(7).shuffle(bodies)
    bot.arrive(*bodies)
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        pool.map(drain_folder, [bot.folder] * 2, chunksize=1)
        pool.close()
        pool.join()
    assert bot.rows("select count(*) from webhook_events where state <> 'processed'") == [0]
    assert len(bot.texts()) == len(bot.texts("out")) == 60
    assert bot.rows("select count(*) from executions where status = 'active'") == [60]
    assert bot.rows("select count(*) from contacts") == [60]


def test_twenty_messages_in_twenty_posts_shuffled_are_one_conversation_shown_in_order(office: Office) -> None:
    bodies = [post(text(f"w{n}", f"parte {n:02}", at=T0 + n)) for n in range(20)]
    random.Random(7).shuffle(bodies)
    office.now += 30
    office.post(*bodies)
    assert office.texts() == [f"parte {n:02}" for n in range(20)]
    assert office.rows("select count(*) from conversations") == [1]
    assert office.rows("select text from messages order by id") == office.texts()


def test_messages_out_of_order_in_one_post_reach_the_bot_in_the_order_they_were_written(bot: Office) -> None:
    bot.now += 10
    bot.post(post(tap("w3", "sim", "Sim", at=T0 + 2), text("w1", "oi", at=T0)))
    assert bot.texts("out") == ["Como posso ajudar?", "Você disse sim."]


def test_five_messages_of_the_corpus_out_of_order_are_taken_in_order(office: Office) -> None:
    office.now = corpus.RECEIVED_AT
    office.post(corpus.body("batches/one_customer_five_messages_out_of_order.json"))
    assert office.rows("select text from messages order by id") == [f"parte {n}" for n in range(1, 6)]


def test_messages_of_the_same_second_keep_their_order(office: Office) -> None:
    office.post(post(*(text(f"w{n}", str(n)) for n in (3, 1, 2))))
    assert office.rows("select text from messages order by id") == ["3", "1", "2"]


def test_a_late_message_is_stored_at_its_own_time_and_not_answered(bot: Office) -> None:
    bot.now += 6 * DAY
    bot.post(post(text("w1", "oi", at=T0)))
    assert bot.rows("select at, late from messages") == [(T0, 1)]
    assert bot.texts("out") == []
    assert bot.silences() == ["it came more than 24 hours after it was written"]
    assert bot.one("select last_inbound_at from contacts") == T0


def test_a_message_a_little_late_is_answered_and_its_window_counts_from_when_it_was_written(bot: Office) -> None:
    bot.now += DAY - 60
    bot.post(post(text("w1", "oi", at=T0)))
    assert bot.statuses() == ["failed"]
    assert bot.one("select failed_code from messages where direction = 'out'") == 131047


def test_timestamps_never_lie_in_the_future(office: Office) -> None:
    bodies = [post({**text(f"w{n}", "oi"), "timestamp": stamp}) for n, stamp in enumerate(("4102444800", 0, "x", None))]
    office.post(*bodies, post({**text("wms", "oi"), "timestamp": str(int((T0 - 5) * 1000))}))
    assert office.rows("select distinct at from messages order by at") == [T0 - 5 + 0.999, T0]


def test_an_answer_within_the_second_stands_below_what_it_answers_and_the_window_keeps_whatsapps_second(
    bot: Office,
) -> None:
    bot.post(post(text("w1", "oi", at=T0)))
    bot.now += 0.4
    bot.post(post(text("w2", "Rua A", at=T0)), echo("e1", "Já vou", at=T0))
    rows = bot.rows("select text, at from messages where direction = 'in' or origin = 'phone' order by at, id")
    assert rows == [("oi", T0), ("Rua A", T0 + 0.4), ("Já vou", T0 + 0.4)]
    said = bot.one("select min(at) from messages where origin = 'flow'")
    assert T0 <= said < T0 + 0.4
    assert bot.one("select last_inbound_at from contacts") == T0
    assert bot.one("select last_inbound_at from windows") == T0
    bot.post(post(text("w2", "Rua A", at=T0)))
    assert bot.one("select count(*) from messages where wamid = 'w2'") == 1


def test_a_clock_of_ours_that_runs_behind_moves_no_message_before_it_was_written(office: Office) -> None:
    office.now -= 30
    office.post(post(text("w1", "oi", at=T0 - 29)))
    assert office.one("select at from messages") >= T0 - 30


@pytest.mark.parametrize(
    "name",
    [
        "reaction",
        "reaction_removed_empty_emoji",
        "system_customer_identity_changed",
        "system_unknown_type",
        "unsupported_with_type",
        "unsupported_that_holds_text",
        "type_unknown",
        "type_invented",
        "request_welcome",
        "edit",
        "revoke",
        "interactive_without_object",
        "interactive_call_permission_accept",
        "group_message",
        "phone_number_id_not_ours",
    ],
)
def test_what_is_no_answer_does_not_wake_the_bot_nor_open_the_window(office: Office, name: str) -> None:
    office.learn(
        "zapbot: 1\nflow: tudo\nname: Tudo\ntriggers:\n  - new_contact: true\n  - keyword: {regex: '.'}\n"
        "nodes:\n  a:\n    message: Oi!\n  b:\n    end:\n"
    )
    office.now = corpus.RECEIVED_AT
    office.post(corpus.body(f"inbound/{name}.json"))
    assert office.dead() == []
    assert office.texts("out") == []
    assert office.rows("select count(*) from contacts where last_inbound_at is not null") == [0]


def test_a_group_leaves_a_line_and_another_number_of_ours_no_trace(office: Office) -> None:
    group = [{**message, "group_id": "120300000000000001"} for message in (text("w1", "oi"), reaction("w2", "x", "👍"))]
    office.post(post(*group), post(text("w3", "oi"), number="800000000000002"))
    office.post(post(statuses=(status("x", "sent"),), number="800000000000002"))
    assert office.journal() == ["group.refused"]
    assert not any(rows for table, rows in office.everything().items() if table != "journal")
    assert office.dead() == []


def test_of_two_numbers_in_one_post_only_ours_counts(office: Office) -> None:
    office.now = corpus.RECEIVED_AT
    office.post(corpus.body("batches/two_phone_number_ids_mixed.json"))
    assert len(office.texts()) == 2


def test_a_tap_on_an_old_menu_is_answered_by_the_flow_and_breaks_nothing(bot: Office) -> None:
    bot.post(post(tap("w1", "row_menu_removido", "Promoção antiga")))
    assert bot.silences() == ["no trigger of any flow fits this message"]
    bot.post(post(text("w2", "oi")))
    bot.post(post(tap("w3", "row_menu_removido", "Promoção antiga")))
    assert bot.texts("out") == ["Como posso ajudar?", "Não entendi."]
    assert bot.dead() == []


def test_a_button_tapped_twice_is_answered_once(bot: Office) -> None:
    bot.post(post(text("w1", "oi")))
    bot.post(post(tap("w2", "sim", "Sim", at=T0 + 1)), post(tap("w3", "sim", "Sim", at=T0 + 1)))
    assert bot.texts("out") == ["Como posso ajudar?", "Você disse sim."]
    assert len(bot.texts()) == 3


def test_what_staff_write_on_the_phone_silences_the_bot_and_takes_back_what_it_had_not_said(bot: Office) -> None:
    bot.post(post(text("w1", "oi")))
    bot.post(echo("e1", "Deixa comigo"))
    assert bot.statuses() == ["canceled", "sent"]
    bot.post(echo("e1", "Deixa comigo"), post(tap("w2", "sim", "Sim")), post(text("w3", "oi")))
    assert bot.statuses() == ["canceled", "sent"]
    assert bot.silences() == ["a person has this conversation"] * 2
    bot.deliver()
    assert bot.connector.said == []
    assert bot.rows("select count(*) from executions where status = 'active'") == [0]


def test_what_staff_write_to_one_customer_does_not_silence_the_bot_for_another(bot: Office) -> None:
    bot.post(post(text("w1", "oi")), post(text("w2", "oi", BRUNO)), echo("e1", "Deixa comigo"))
    bot.deliver()
    assert [message.to.wa_id for message in bot.connector.sent] == [BRUNO]


def test_an_echo_to_somebody_new_makes_a_contact_a_person_has(bot: Office) -> None:
    bot.post(echo("e1", "Bom dia", CARLA), post(text("w1", "oi", CARLA)))
    assert bot.texts("out") == ["Bom dia"]
    assert bot.one("select owner from conversations") == "person"


def test_a_reaction_may_come_before_its_message_and_be_taken_back(office: Office) -> None:
    bodies = [
        post(text("w1", "oi", at=T0)),
        post(reaction("r1", "w1", "👍", T0 + 1)),
        post(reaction("r2", "w1", "❤️", T0 + 2)),
        post(reaction("r3", "w1", "", T0 + 3)),
    ]
    for order in itertools.permutations(bodies):
        office.now = T0 + 9
        office.post(*order)
        assert office.rows("select emoji from reactions where emoji <> ''") == []
    office.post(bodies[1])
    assert office.rows("select emoji from reactions where emoji <> ''") == []


def test_an_edit_and_a_revoke_change_the_message_they_name(office: Office) -> None:
    office.now = corpus.RECEIVED_AT
    office.post(corpus.body("batches/message_then_edit_then_revoke.json"))
    assert office.rows("select text, revoked_at is not null from messages") == [("Abrem hoje?", 1)]


def test_all_of_a_large_post_is_handled_and_what_is_unknown_is_kept(office: Office) -> None:
    office.now = corpus.RECEIVED_AT
    office.post(corpus.body("batches/three_entries_two_changes_messages_statuses_unknown_field.json"))
    values = list(corpus.values("batches/three_entries_two_changes_messages_statuses_unknown_field.json"))
    assert len(office.texts()) == sum(len(value.get("messages", [])) for value in values) > 1
    assert office.rows("select count(*) from orphan_statuses") == [sum(len(v.get("statuses", [])) for v in values)]


def test_one_bad_element_makes_a_dead_letter_and_the_good_ones_are_kept(office: Office) -> None:
    office.now = corpus.RECEIVED_AT
    for name in ("one_bad_message_between_good_ones", "one_bad_change_between_good_ones"):
        office.post(corpus.body(f"batches/{name}.json"))
    assert [said for said in office.texts() if said] == ["boa 1", "boa 2"] * 2
    assert len(office.dead()) == 2


def test_poison_beside_good_updates_is_set_aside_with_its_traceback(office: Office) -> None:
    (id,) = office.post(post(text("w1", "um"), text("w2", "dois")), connector=Poisoned())
    assert office.texts() == ["um", "dois"]
    assert office.rows("select phone from contacts") == [ANA]
    assert office.dead() == [id]
    assert "Traceback" in office.one("select error from webhook_events")
    assert office.journal("event.dead") == ["event.dead"]


def test_poison_in_one_body_does_not_stop_the_others(office: Office) -> None:
    ids = office.post(b"not json", post(text("w1", "um")), b"[]", post(text("w2", "dois")))
    assert office.dead() == [ids[0], ids[2]]
    assert office.texts() == ["um", "dois"]


def test_large_bodies_are_taken_few_at_a_time_so_that_others_may_write_between(office: Office) -> None:
    office.arrive(*(post(text(f"w{n}", "x" * 200_000)) for n in range(5)), b" " * 3_000_000)
    office.arrive(*(post(text(f"v{n}", "x")) for n in range(50)))
    batches = drain(office.db, office.connector, office.library, lambda: office.now)
    assert len(office.texts()) == 55
    assert batches == 3


def test_a_dead_letter_that_is_retried_changes_nothing_twice(office: Office) -> None:
    (id,) = office.post(post(text("w1", "um"), text("w2", "dois")), connector=Poisoned())
    before = office.everything()
    dead_letters.retry(office.db, f"event-{id}", T0)
    office.post()
    assert office.everything() == before
    assert office.dead() == []


def test_whatever_stops_a_batch_in_the_middle_leaves_nothing_of_it(bot: Office) -> None:
    class Stopped(FakeConnector):
        def parse(self, body: bytes, received_at: float) -> list[Update]:
            if b"w2" in body:
                raise KeyboardInterrupt
            return super().parse(body, received_at)

    before = bot.everything()
    with pytest.raises(KeyboardInterrupt):
        bot.post(post(text("w1", "oi")), post(text("w2", "oi", BRUNO)), connector=Stopped())
    assert bot.everything() == before
    assert len(webhook_events.pending(bot.db, 9)) == 2
    bot.post()
    assert bot.texts() == ["oi", "oi"]


def test_a_full_disk_kills_no_event_and_all_is_well_when_there_is_room(bot: Office) -> None:
    big = "x" * 4000
    bot.arrive(*(post(text(f"w{n}", big, f"5511985{n:06}")) for n in range(40)))
    pages = bot.db.execute("pragma page_count").fetchone()[0]
    bot.db.execute(f"pragma max_page_count = {pages + 4}")
    with pytest.raises(sqlite3.OperationalError, match="full"):
        bot.post()
    assert bot.rows("select distinct state from webhook_events") == ["pending"]
    assert bot.texts() == []
    bot.db.execute("pragma max_page_count = 1000000")
    bot.post()
    assert len(bot.texts()) == 40
    assert bot.dead() == []


def test_a_write_lock_that_is_held_for_ever_kills_no_event(bot: Office) -> None:
    bot.arrive(post(text("w1", "oi")))
    other = connect(bot.folder)
    other.execute("begin immediate")
    bot.db.execute("pragma busy_timeout = 10")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        bot.post()
    other.execute("rollback")
    other.close()
    bot.post()
    assert bot.texts() == ["oi"]


def test_a_status_may_come_in_the_same_post_before_the_message_that_answers_it(office: Office) -> None:
    office.now = corpus.RECEIVED_AT
    office.post(corpus.body("batches/status_before_message_of_same_customer.json"))
    assert office.texts() == ["Respondendo"]
    assert office.rows("select status from orphan_statuses") == ["read"]


def test_a_number_that_changed_and_the_message_from_the_new_one_are_one_contact(office: Office) -> None:
    office.now = corpus.RECEIVED_AT
    office.post(post(text("w0", "oi")), corpus.body("batches/number_changed_then_message_from_new_number.json"))
    assert office.rows("select name, phone from contacts") == [("Ana Ribeiro", "5511955550199")]


def test_json_as_deep_as_it_gets_is_a_dead_letter(office: Office, tmp_path: Path) -> None:
    office.post(b"[" * 200_000, webhooks.post(system("s", "x", "y")))
    assert len(office.dead()) == 1
