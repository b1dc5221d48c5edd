"""Twilio's webhooks as updates."""

import pytest

from tests.twilio.posts import ACCOUNT, ANA, NUMBER, OTHER, message, status
from zapbot.connector import Broken, File, Inbound, Other, Sender, StatusChange, Update
from zapbot.errors import MalformedEventError
from zapbot.twilio import inbound
from zapbot.twilio.form import with_callback

T0 = 1_790_000_000.0


def parse(body: bytes) -> list[Update]:
    return inbound.parse(body, T0, ACCOUNT, (NUMBER,))


def one(body: bytes) -> Inbound:
    (update,) = parse(body)
    assert isinstance(update, Inbound)
    return update


def test_a_text_says_who_wrote_what_to_which_number() -> None:
    said = one(message("Olá 😀"))
    assert (said.id, said.kind, said.text, said.at) == ("SM0001", "text", "Olá 😀", T0)
    assert said.sender == Sender(wa_id=ANA, name="Ana Ribeiro")
    assert said.number == NUMBER
    assert said.wakes_bot and said.opens_window and not said.late
    assert said.content["body"] == "Olá 😀"


def test_a_picture_with_its_caption_is_one_message() -> None:
    url = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Messages/MM1/Media/ME1"
    said = one(message("a placa", NumMedia="1", MediaUrl0=url, MediaContentType0="image/jpeg", MessageType="image"))
    assert (said.kind, said.text) == ("image", "a placa")
    assert said.file == File("ME1", "image/jpeg", url=url)
    assert said.content["caption"] == "a placa"


def test_several_files_become_messages_of_their_own() -> None:
    files = {f"MediaUrl{i}": f"https://api.twilio.com/Media/ME{i}" for i in range(3)}
    kinds = {f"MediaContentType{i}": kind for i, kind in enumerate(("image/png", "application/pdf", "audio/ogg"))}
    first, second, third = parse(message("veja", NumMedia="3", **files, **kinds))
    assert isinstance(first, Inbound) and isinstance(second, Inbound) and isinstance(third, Inbound)
    assert [said.id for said in (first, second, third)] == ["SM0001", "SM0001:1", "SM0001:2"]
    assert [said.kind for said in (first, second, third)] == ["image", "document", "audio"]
    assert [said.text for said in (first, second, third)] == ["veja", "", ""]
    assert third.file == File("ME2", "audio/ogg", url="https://api.twilio.com/Media/ME2")
    assert third.sender == first.sender and third.number == NUMBER


@pytest.mark.parametrize("count", ["-1", "x", "9999", "1"])
def test_a_count_of_files_that_is_not_true_brings_none(count: str) -> None:
    assert one(message("oi", NumMedia=count)).file is None


@pytest.mark.parametrize(
    ("fields", "text", "option"),
    [
        ({"ButtonText": "Sim", "ButtonPayload": "sim"}, "Sim", "sim"),
        ({"ButtonText": "Sim"}, "Sim", "Sim"),
        ({"ListId": "vendas", "ListTitle": "Vendas"}, "Vendas", "vendas"),
        ({"ListId": "vendas"}, "Oi", "vendas"),
    ],
)
def test_a_tap_is_an_option_with_its_id(fields: dict[str, str], text: str, option: str) -> None:
    said = one(message("Oi", **fields))
    assert (said.kind, said.text, said.option) == ("option", text, option)


def test_a_place_has_its_coordinates() -> None:
    said = one(message("", Latitude="-23.55", Longitude="-46.63", Address="Rua A, 1", Label="Padaria"))
    assert (said.kind, said.text) == ("location", "Padaria")
    assert (said.content["latitude"], said.content["longitude"]) == (-23.55, -46.63)
    assert said.content["address"] == "Rua A, 1"


def test_a_reply_an_advertisement_and_whatever_is_new_are_kept() -> None:
    said = one(
        message(
            OriginalRepliedMessageSid="SM9",
            ReferralHeadline="Pães",
            ReferralCtwaClid="clid-1",
            ReferralSourceId="77",
            Forwarded="true",
            Novidade="42",
        )
    )
    assert said.reply_to == "SM9"
    assert said.content["_"]["referral"] == {"headline": "Pães", "ctwa_clid": "clid-1", "source_id": "77"}
    assert said.content["_"]["twilio"]["Novidade"] == "42"
    assert said.content["_"]["twilio"]["Forwarded"] == "true"


def test_nothing_that_can_be_read_wakes_nobody() -> None:
    said = one(message("", MessageType="unsupported"))
    assert said.kind == "unsupported"
    assert not said.wakes_bot and not said.opens_window


def test_a_user_id_is_known_beside_or_instead_of_the_number() -> None:
    assert one(message(ExternalUserId="BR.123")).sender == Sender(bsuid="BR.123", wa_id=ANA, name="Ana Ribeiro")
    assert one(message(From="BR.123", WaId="")).sender == Sender(bsuid="BR.123", name="Ana Ribeiro")
    (nobody,) = parse(message(From="whatsapp:", WaId=""))
    assert isinstance(nobody, Broken)


@pytest.mark.parametrize(
    ("told", "ours"),
    [
        ("sent", "sent"),
        ("delivered", "delivered"),
        ("read", "read"),
        ("failed", "failed"),
        ("undelivered", "failed"),
    ],
)
def test_a_status_names_the_attempt_its_address_named(told: str, ours: str) -> None:
    (change,) = parse(with_callback(status(told), "callback=zapbot%3Atk%3A1"))
    assert isinstance(change, StatusChange)
    assert (change.id, change.status, change.callback, change.number) == ("SM9001", ours, "zapbot:tk:1", NUMBER)
    assert change.recipient == Sender(wa_id=ANA)


@pytest.mark.parametrize("told", ["queued", "sending", "accepted", "scheduled", "canceled"])
def test_steps_before_whatsapp_change_nothing(told: str) -> None:
    assert parse(status(told)) == [Other("status", told)]


def test_a_failure_is_told_in_words() -> None:
    (change,) = parse(status("undelivered", ErrorCode="63016"))
    assert isinstance(change, StatusChange)
    assert change.code == 63016
    assert "24-hour window" in (change.reason or "")
    (other,) = parse(status("failed", ErrorCode="65999", ErrorMessage="what Twilio says"))
    assert isinstance(other, StatusChange)
    assert (other.code, other.reason) == (65999, "what Twilio says")


def test_what_a_body_says_of_its_attempt_counts_for_nothing() -> None:
    (change,) = parse(with_callback(status("sent", callback="zapbot:forged:1"), ""))
    assert isinstance(change, StatusChange)
    assert change.callback is None


def test_other_accounts_and_numbers_are_kept_and_not_acted_on() -> None:
    assert [type(update) for update in parse(message(AccountSid="AC" + "f" * 32))] == [Other]
    assert [type(update) for update in parse(message(to=OTHER))] == [Other]
    assert [type(update) for update in parse(status("sent", From=f"whatsapp:+{OTHER}"))] == [Other]
    assert [type(update) for update in parse(message(MessageSid=""))] == [Other]


@pytest.mark.parametrize("body", [b"", b"{}", b"\xff=1", b"a=%FF", b'{"object": "x"}', b"a&" * 600])
def test_what_is_no_form_of_twilios_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedEventError):
        parse(body)


def test_nuls_do_not_get_in() -> None:
    assert one(message("a\0b")).text == "ab"
