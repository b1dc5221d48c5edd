"""Stored files of people and programs: checked before they go up, given up once for all who need them."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.desk.shop import ANA, BIA, NUMBER, Shop
from zapbot.connector import Accepted, Outcome, Outgoing, Refused, Retry
from zapbot.desk.attach import NOTE_BYTES
from zapbot.desk.send import send
from zapbot.model import Buttons, Content, Media, Option, Template
from zapbot.store import conversations, flow_files, media

PNG = b"\x89PNG\r\n\x1a\n" + b"pixels" * 200_000
NOTE = b"OggS\0\2" + b"\0" * 22 + b"OpusHead\1" + b"sound" * 100
MP3 = b"ID3\4\0" + b"sound" * 100


def queue(shop: Shop, content: Content, who: str = ANA) -> int:
    """Somebody of the business sends something."""
    shop.writes("oi", who=who)
    contact = shop.column("select contact_id from contact_identifiers where value = ?", who)[0]
    conversation = conversations.current(shop.db, contact, shop.at, NUMBER)
    return send(shop.db, conversation, content, "agent", shop.at)


def stored(shop: Shop, data: bytes, type: str = "image", **about: Any) -> Media:
    """A file of the store."""
    return Media(type, f"sha256:{media.put(shop.data_dir, data)}", **about)


def reasons(shop: Shop) -> list[str]:
    """Why messages are dead letters."""
    return shop.column("select failed_reason from messages where status = 'dead' order by id")


def answering(shop: Shop, answer: Callable[[int, Outgoing], Outcome]) -> None:
    """From now on a send ends so; it is told how many there were before."""

    async def decide(message: Outgoing) -> Outcome:
        shop.channel.sent.append(message)
        return answer(len(shop.channel.sent) - 1, message)

    shop.channel.send = decide  # type: ignore[method-assign]


def test_a_file_without_a_type_gets_that_of_its_bytes(shop: Shop) -> None:
    queue(shop, stored(shop, PNG))
    shop.delivers()
    assert shop.channel.uploads == [(PNG, "image/png", "image")]


def test_a_document_gets_its_type_by_its_name(shop: Shop) -> None:
    queue(shop, stored(shop, b"a,b\n1,2\n", "document", filename="tabela.csv"))
    shop.delivers()
    assert shop.channel.uploads[0][1:] == ("text/csv", "tabela.csv")


@pytest.mark.parametrize(
    ("data", "type", "words"),
    [
        (PNG[:100] + b"x" * 5 * 1024 * 1024, "image", "WhatsApp allows 5 MB"),
        (b"GIF89a" + b"x" * 99, "image", "convert it"),
        (b"", "document", "is empty"),
        (MP3, "video", "is audio/mpeg"),
    ],
)
def test_what_whatsapp_would_refuse_does_not_go_up(shop: Shop, data: bytes, type: str, words: str) -> None:
    queue(shop, stored(shop, data, type, filename="a.pdf" if type == "document" else None))
    shop.delivers()
    (reason,) = reasons(shop)
    assert words in reason
    assert (shop.channel.uploads, shop.channel.sent) == ([], [])


def test_a_voice_note_is_opus_in_ogg_or_is_told_how_to_become_it(shop: Shop) -> None:
    queue(shop, stored(shop, NOTE, "audio", voice=True))
    queue(shop, stored(shop, MP3, "audio", voice=True))
    queue(shop, stored(shop, MP3, "audio"))
    shop.delivers()
    (reason,) = reasons(shop)
    assert "OGG with Opus" in reason
    assert "ffmpeg" in reason
    assert [
        (sent.content.voice, sent.content.type) for sent in shop.channel.sent if isinstance(sent.content, Media)
    ] == [
        (True, "audio"),
        (False, "audio"),
    ]


def test_a_long_voice_note_is_sent_all_the_same(shop: Shop) -> None:
    queue(shop, stored(shop, NOTE + b"x" * NOTE_BYTES, "audio", voice=True))
    shop.delivers()
    assert len(shop.channel.sent) == 1


@pytest.mark.parametrize(
    "make",
    [
        lambda file: Buttons("Confirma?", (Option("sim", "Sim"),), header=file),
        lambda file: Template("promo", header=file),
    ],
    ids=["buttons", "template"],
)
def test_the_file_in_a_header_goes_the_same_way(shop: Shop, make: Callable[[Media], Any]) -> None:
    queue(shop, make(stored(shop, PNG)))
    shop.delivers()
    assert len(shop.channel.uploads) == 1
    header = shop.channel.sent[0].content.header  # type: ignore[union-attr]
    assert isinstance(header, Media)
    assert header.source == "id:media-1"


def test_a_file_many_messages_need_at_once_goes_up_once(shop: Shop) -> None:
    file = stored(shop, PNG)
    for n in range(10):
        queue(shop, file, who=f"55119555502{n:02d}")
    shop.delivers()
    assert len(shop.channel.uploads) == 1
    assert len(shop.channel.sent) == 10


@pytest.mark.parametrize("refusal", [Retry("upload error", 131053, 3), Refused("not valid", 131009)])
def test_an_id_meta_has_forgotten_is_replaced_at_once(shop: Shop, refusal: Outcome) -> None:
    file = stored(shop, PNG)
    queue(shop, file)
    shop.delivers()
    queue(shop, file, who=BIA)
    answering(shop, lambda n, message: refusal if n == 1 else Accepted(f"wamid.{n}"))
    shop.delivers()
    sources = [sent.content.source for sent in shop.channel.sent if isinstance(sent.content, Media)]
    assert sources == ["id:media-1", "id:media-1", "id:media-2"]
    assert shop.column("select status from messages where direction = 'out'") == ["sent", "sent"]


def test_a_fresh_id_that_is_refused_is_not_replaced_again_and_again(shop: Shop) -> None:
    answering(shop, lambda n, message: Refused("not valid", 131009))
    queue(shop, stored(shop, PNG))
    shop.delivers()
    assert (len(shop.channel.uploads), len(shop.channel.sent)) == (1, 1)
    assert reasons(shop) == ["not valid"]


def test_another_refusal_says_nothing_about_the_file(shop: Shop) -> None:
    file = stored(shop, PNG)
    queue(shop, file)
    shop.delivers()
    queue(shop, file, who=BIA)
    answering(shop, lambda n, message: Refused("undeliverable", 131026))
    shop.delivers()
    assert len(shop.channel.uploads) == 1


def test_a_failure_told_later_forgets_the_upload_too(shop: Shop) -> None:
    file = stored(shop, PNG)
    for content in (file, Template("promo", header=file)):
        id = queue(shop, content)
        shop.delivers()
        assert flow_files.upload(shop.db, media.hash_of(PNG), NUMBER, 0)
        flow_files.forget_upload_of(shop.db, id)
        assert flow_files.upload(shop.db, media.hash_of(PNG), NUMBER, 0) is None
