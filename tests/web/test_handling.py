"""The buttons above the messages, pressed at a real server with a real worker that is busy sending."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, closing

import httpx
import pytest

from tests.stack import Stack, until
from tests.web.listening import Browser, found
from zapbot.store import alerts, attendance, handling, rules
from zapbot.store.db import connect
from zapbot.store.handling import Holder

LONG = "\n".join(
    ["zapbot: 1", "flow: conta", "name: Conta", "triggers:", "  - {keyword: [conta]}", "nodes:"]
    + [f"  n{number}:\n    message: Mensagem {number}." for number in range(40)]
    + ["  espera:\n    wait: {next: fim}", "  fim:\n    end: {}"]
)


class House:
    """A business with a worker, two people and a customer in a conversation with the bot."""

    def __init__(self, stack: Stack, open: ExitStack) -> None:
        self.stack = stack
        self.ana, self.bia = (open.enter_context(closing(Browser(stack, name, "admin"))) for name in ("Ana", "Bia"))
        self.db = connect(stack.data_dir)
        open.callback(self.db.close)
        self._customers = 0

    def conversation(self, says: str = "conta") -> tuple[str, int]:
        """A new customer who writes; who they are and the conversation's id."""
        self._customers += 1
        customer = self.stack.customer(name=f"Cliente {self._customers}")
        before = self._newest()
        self.stack.say(customer, says)
        return customer, until(lambda: self._newest() > before and self._newest(), 20, "the conversation is there")

    def holder(self, id: int) -> Holder:
        """Who has it."""
        return handling.holder(self.db, id)

    def _newest(self) -> int:
        return int(self.db.execute("select coalesce(max(id), 0) from conversations").fetchone()[0])


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """All of it running."""
    with ExitStack() as open:
        stack = open.enter_context(Stack(tmp_path_factory.mktemp("handling")))
        stack.import_flow(LONG)
        stack.start("sandbox", "serve", "worker")
        yield House(stack, open)


def toast(answer: httpx.Response) -> dict[str, str]:
    """The notice an answer brings along."""
    assert answer.status_code == 200, answer.text
    said: dict[str, str] = json.loads(answer.headers["hx-trigger"])["zapbot:toast"]
    return said


def test_after_the_click_is_answered_nothing_of_the_bot_leaves(house: House) -> None:
    customer, id = house.conversation()
    until(lambda: len(house.stack.heard(customer)) >= 3, 20, "the worker is busy sending")
    answer = house.ana.post(f"/c/{id}/take-over")
    coming = house.db.execute("select count(*) from messages where conversation_id = ? and status = 'sending'", (id,))
    arrived, on_their_way = len(house.stack.heard(customer)), coming.fetchone()[0]
    assert "robô parou" in toast(answer)["text"]
    until(
        lambda: (
            not house.db.execute(
                "select 1 from messages where conversation_id = ? and status in ('pending', 'sending')", (id,)
            ).fetchone()
        ),
        20,
        "nothing of it waits any more",
    )
    house.stack.say(customer, "alguém aí?")
    until(lambda: house.holder(id).waiting_since, 20, "the customer's message is in")
    assert len(house.stack.heard(customer)) <= arrived + on_their_way < 40
    sent = house.db.execute(
        "select count(*) from messages where conversation_id = ? and wamid is not null and direction = 'out'", (id,)
    ).fetchone()[0]
    assert sent == len(house.stack.heard(customer))


def test_the_slower_of_two_sees_who_was_quicker(house: House) -> None:
    _, id = house.conversation()
    house.ana.post(f"/c/{id}/take-over")
    late = house.bia.post(f"/c/{id}/take-over")
    assert "Ana" in toast(late)["text"]
    assert house.holder(id).agent == "Ana"


def test_a_form_that_is_out_of_date_changes_nothing(house: House) -> None:
    _, id = house.conversation()
    page = house.bia.http.get(f"/c/{id}/handling").text
    had = found(r'name="had" value="([^"]*)"', page)
    house.ana.post(f"/c/{id}/take-over")
    late = house.bia.post(f"/c/{id}/assign", {"to": f"user:{house.bia.id}", "had": had})
    assert "Ana" in toast(late)["text"]
    assert house.holder(id).agent == "Ana"


def test_the_flow_goes_on_when_it_is_handed_back(house: House) -> None:
    customer, id = house.conversation()
    until(lambda: len(house.stack.heard(customer)) >= 2, 20, "the bot speaks")
    house.ana.post(f"/c/{id}/take-over")
    house.ana.post(f"/c/{id}/hand-back", {"how": "continue"})
    until(lambda: "Mensagem 39." in house.stack.heard(customer), 30, "the bot says the rest")
    said = house.stack.heard(customer)
    assert said == list(dict.fromkeys(said))


def test_resolving_is_taken_back_by_its_notice(house: House) -> None:
    _, id = house.conversation()
    house.ana.post(f"/c/{id}/take-over")
    way = toast(house.ana.post(f"/c/{id}/resolve"))["post"]
    assert house.holder(id).status == "resolved"
    house.ana.post(way)
    assert (house.holder(id).status, house.holder(id).agent) == ("open", "Ana")


def test_what_is_resolved_leads_to_the_conversation_the_customer_began_since(house: House) -> None:
    customer, id = house.conversation()
    house.ana.post(f"/c/{id}/resolve")
    assert f"/c/{id}/reopen" in house.ana.http.get(f"/c/{id}/handling").text
    house.stack.say(customer, "conta")
    newer = until(lambda: handling.newer(house.db, id), 20, "the new conversation is there")
    strip = house.ana.http.get(f"/c/{id}/handling").text
    assert f'href="/c/{newer}"' in strip
    assert f"/c/{id}/reopen" not in strip
    told = toast(house.ana.post(f"/c/{id}/reopen"))
    assert (told["href"], told["action"]) == (f"/c/{newer}", "Ir para a conversa nova")


def test_a_snoozed_conversation_says_until_when(house: House) -> None:
    _, id = house.conversation()
    house.ana.post(f"/c/{id}/take-over")
    answer = house.ana.post(f"/c/{id}/snooze", {"when": "tomorrow"})
    assert "09:00" in answer.text
    past = toast(house.ana.post(f"/c/{id}/snooze", {"at": "2020-01-01T09:00"}))
    assert past["bad"]


def test_a_form_without_scripts_comes_back_to_the_conversation(house: House) -> None:
    _, id = house.conversation()
    answer = house.ana.http.post(f"/c/{id}/take-over", data={"csrf": house.ana.csrf})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/c/{id}")
    assert house.holder(id).agent == "Ana"


def test_a_press_from_another_site_changes_nothing(house: House) -> None:
    _, id = house.conversation()
    assert house.ana.http.post(f"/c/{id}/take-over", data={}).status_code == 403
    assert house.holder(id).owner == "bot"


def test_there_is_no_strip_of_a_conversation_there_is_not(house: House) -> None:
    assert house.ana.http.get("/c/999999/handling").status_code == 404
    assert house.ana.post("/c/999999/resolve").status_code == 404


def test_the_rules_are_kept_and_shown(house: House) -> None:
    house.ana.http.post(
        "/admin/rules", data={"csrf": house.ana.csrf, "return_hours": "8", "capacity": "5"}, follow_redirects=True
    )
    kept = rules.get(house.db)
    assert (kept.return_hours, kept.phone_silences, kept.capacity) == (8, False, 5)
    assert '<option value="8" selected>' in house.ana.http.get("/admin/rules").text
    house.ana.http.post("/admin/rules", data={"csrf": house.ana.csrf, "return_hours": "7", "phone_silences": "on"})
    assert rules.get(house.db) == rules.Rules()


def test_quiet_hours_and_absence_are_kept(house: House) -> None:
    house.bia.http.post("/alerts", data={"csrf": house.bia.csrf, "quiet": "22:00-7:30", "away": "on"})
    assert "22:00-07:30" in house.bia.http.get("/profile").text
    assert attendance.away(house.db, house.bia.id)
    house.bia.http.post("/alerts", data={"csrf": house.bia.csrf, "quiet": ""})
    assert not attendance.away(house.db, house.bia.id)


def test_somebody_is_told_of_their_customer_and_of_nobody_elses(house: House) -> None:
    customer, id = house.conversation()
    house.ana.post(f"/c/{id}/take-over")
    since = house.ana.journal()
    house.stack.say(customer, "e o meu pedido?")
    until(lambda: alerts.since(house.db, house.ana.id, since), 20, "the message is in")
    told = house.ana.http.get(f"/alerts?since={since}").json()
    assert [alert["url"] for alert in told["alerts"]] == [f"/c/{id}"]
    assert told["badge"] >= 1
    assert house.bia.http.get(f"/alerts?since={since}").json()["alerts"] == []
