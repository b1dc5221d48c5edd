"""A business on Twilio with real processes: all of it is what serves a real number, but for Twilio."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stack import Stack, until
from tests.twilio.fake import Twilio
from tests.twilio.posts import ACCOUNT, NUMBER, PUBLIC, TOKEN, message

MEDIA = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/MM1/Media/ME1"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 2000
FLOW = """
zapbot: 1
flow: ola
triggers:
  - {keyword: [oi], match: exact}
nodes:
  menu:
    message: {text: Como posso ajudar?, buttons: {vendas: Vendas, suporte: Suporte}}
  escolha:
    wait:
      options: {vendas: fotos, suporte: fim}
      on_invalid: fim
  fotos:
    message: {image: foto.png, caption: A nossa padaria}
  fim:
    end: Até logo.
"""


class Business:
    """The processes and the Twilio they talk to."""

    def __init__(self, stack: Stack, twilio: Twilio) -> None:
        self.stack = stack
        self.twilio = twilio

    def sent(self, count: int) -> list[dict[str, str]]:
        """The sends, as soon as there are so many."""
        until(lambda: len(self.twilio.sends) >= count, 20, f"{count} messages are sent")
        return self.twilio.sends

    def outgoing(self) -> dict[str, int]:
        """How many outgoing messages have which status."""
        counts: dict[str, int] = self.stack.status()["messages"]["out"]
        return {status: count for status, count in counts.items() if count}


@pytest.fixture
def business(tmp_path: Path) -> Iterator[Business]:
    """A business that has begun."""
    with Twilio() as twilio:
        settings = {
            "CHANNEL": "twilio",
            "TWILIO_URL": twilio.url,
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_NUMBER": "+55 11 4000-0000",
            "PUBLIC_URL": PUBLIC,
        }
        with Stack(tmp_path, **settings) as stack:
            for name in list(stack.environment):
                if name.startswith("ZAPBOT_WHATSAPP_"):
                    del stack.environment[name]
            twilio.server = stack.server
            (tmp_path / "flows").mkdir()
            (tmp_path / "flows" / "foto.png").write_bytes(PNG)
            stack.import_flow(FLOW)
            stack.start("serve", "worker")
            yield Business(stack, twilio)


def test_a_customer_is_answered_and_the_number_of_an_option_is_an_answer(business: Business) -> None:
    answer = business.twilio.post(message("oi", "SM0001"))
    assert (answer.status_code, answer.content) == (200, b"")
    (question,) = business.sent(1)
    assert question["Body"] == "Como posso ajudar?\n\n1. Vendas\n2. Suporte"
    assert question["From"] == f"whatsapp:+{NUMBER}"
    business.twilio.post(message("2", "SM0002"))
    business.twilio.post(message("2", "SM0002"))
    assert business.sent(2)[1]["Body"] == "Até logo."
    for status in ("queued", "sent", "delivered", "read"):
        assert business.twilio.tell(question, status).status_code == 200
    until(lambda: business.outgoing().get("read") == 1, 20, "the question is read")
    assert len(business.twilio.sends) == 2


def test_a_lost_answer_is_settled_by_the_status_and_nothing_is_sent_twice(business: Business) -> None:
    business.twilio.cut = 1
    business.twilio.post(message("oi", "SM0001"))
    (question,) = business.sent(1)
    until(lambda: business.outgoing().get("unknown") == 1, 20, "nobody knows what became of it")
    business.twilio.tell(question, "delivered")
    until(lambda: business.outgoing() == {"delivered": 1}, 20, "the status settles it")
    assert len(business.twilio.sends) == 1


def test_files_go_out_by_an_address_of_ours_and_come_in_with_the_password(business: Business) -> None:
    business.twilio.post(message("oi", "SM0001"))
    business.sent(1)
    business.twilio.post(message("vendas", "SM0002"))
    picture = business.sent(2)[1]
    assert picture["Body"] == "A nossa padaria"
    assert picture["MediaUrl"].startswith(f"{PUBLIC}/files/")
    fetch = business.stack.client.get
    path = picture["MediaUrl"].removeprefix(PUBLIC)
    served = fetch(business.stack.server + path)
    assert (served.status_code, served.headers["content-type"], served.content) == (200, "image/png", PNG)
    for spoilt in (
        path[:-1],
        path.replace("until=1", "until=2"),
        path.replace("name=image", "name=a.html"),
        path.split("?")[0],
    ):
        assert fetch(business.stack.server + spoilt).status_code == 404
    url = f"{business.twilio.url}{MEDIA}"
    business.twilio.files[MEDIA] = ("image/png", PNG)
    business.twilio.post(message("a placa", "SM0003", NumMedia="1", MediaUrl0=url, MediaContentType0="image/png"))
    until(lambda: business.stack.status()["media"]["stored"] == 1, 20, "the picture is stored")


def test_who_is_not_twilio_is_not_let_in(business: Business) -> None:
    assert business.twilio.post(message(), token="outro").status_code == 403
    body = message()
    assert business.stack.client.post(f"{business.stack.server}/webhook", content=body).status_code == 401
    challenge = {"hub.mode": "subscribe", "hub.challenge": "1", "hub.verify_token": ""}
    assert business.stack.client.get(f"{business.stack.server}/webhook", params=challenge).status_code == 403
    assert "ZAPBOT_TWILIO_AUTH_TOKEN" in business.stack.log("serve")
    assert business.stack.status()["events"]["received"] == 0


def test_a_missing_public_address_is_named(tmp_path: Path) -> None:
    with Stack(tmp_path, CHANNEL="twilio", TWILIO_ACCOUNT_SID=ACCOUNT, TWILIO_AUTH_TOKEN=TOKEN) as stack:
        for command in ("serve", "worker"):
            done = stack.zapbot(command)
            assert done.returncode == 2
            assert "ZAPBOT_PUBLIC_URL" in done.stderr
            assert "ZAPBOT_TWILIO_NUMBER" in done.stderr
            assert "ZAPBOT_TWILIO_AUTH_TOKEN" not in done.stderr
