"""Files beside a flow reach the customer: uploaded once, by their id, and again when Meta has forgotten them."""

import pytest

from tests.desk.shop import ANA, BIA, Shop
from zapbot.connector import Refused, Retry
from zapbot.desk.attach import KEPT_SECONDS
from zapbot.model import Media

DAY = 24 * 3600.0
FLOW = """
zapbot: 1
flow: foto
triggers:
  - keyword: foto
  - {keyword: boleto, next: boleto}
nodes:
  foto:
    message: {image: media/loja.png, caption: Nossa loja}
    next: fim
  boleto:
    message: {document: media/boleto.pdf}
    next: fim
  fim:
    end: {}
"""
PICTURE, PAPER = b"\x89PNG of a shop", b"%PDF of a bill"


@pytest.fixture
def stocked(shop: Shop) -> Shop:
    """A shop that sends a picture and a document."""
    shop.file("media/loja.png", PICTURE)
    shop.file("media/boleto.pdf", PAPER)
    shop.imports(FLOW)
    return shop


def sources(shop: Shop) -> list[str]:
    """What the messages that left point to."""
    return [message.content.source for message in shop.channel.sent if isinstance(message.content, Media)]


def statuses(shop: Shop) -> list[str]:
    """Where the outgoing messages stand."""
    return shop.column("select status from messages where direction = 'out' order by id")


def test_a_file_is_uploaded_and_sent_by_its_id(stocked: Shop) -> None:
    stocked.writes("foto")
    stocked.delivers()
    assert stocked.channel.uploads == [(PICTURE, "image/png", "image")]
    (sent,) = stocked.channel.sent
    assert sent.content == Media("image", "id:media-1", "Nossa loja")
    assert statuses(stocked) == ["sent"]


def test_a_document_keeps_its_name(stocked: Shop) -> None:
    stocked.writes("boleto")
    stocked.delivers()
    assert stocked.channel.uploads == [(PAPER, "application/pdf", "boleto.pdf")]
    assert stocked.channel.sent[0].content == Media("document", "id:media-1", filename="boleto.pdf")


def test_the_next_customer_gets_the_same_id(stocked: Shop) -> None:
    stocked.writes("foto")
    stocked.delivers()
    stocked.restart()
    stocked.writes("foto", who=BIA, later=60)
    stocked.delivers()
    assert len(stocked.channel.uploads) == 1
    assert sources(stocked) == ["id:media-1", "id:media-1"]


def test_after_twenty_nine_days_it_is_uploaded_again(stocked: Shop) -> None:
    for days in (0, 28, 2, 1):
        stocked.writes("foto", later=days * DAY)
        stocked.delivers()
    assert sources(stocked) == ["id:media-1", "id:media-1", "id:media-2", "id:media-2"]
    assert KEPT_SECONDS == 29 * DAY


def test_another_number_has_ids_of_its_own(stocked: Shop) -> None:
    stocked.writes("foto")
    stocked.delivers()
    stocked.db.execute("update uploads set number = 'another'")
    stocked.writes("foto", who=BIA)
    stocked.delivers()
    assert len(stocked.channel.uploads) == 2


def test_an_upload_that_fails_for_now_is_tried_again_with_its_message(stocked: Shop) -> None:
    stocked.channel.takes_files = [Retry("the upload failed: HTTP 500")]
    stocked.writes("foto")
    stocked.delivers()
    assert statuses(stocked) == ["pending"]
    assert stocked.channel.sent == []
    stocked.at += 400
    stocked.delivers()
    assert sources(stocked) == ["id:media-2"]


def test_a_file_meta_refuses_is_a_dead_letter_and_those_behind_it_leave(stocked: Shop) -> None:
    stocked.channel.takes_files = [Refused("unsupported", 100)]
    stocked.writes("foto", "boleto")
    stocked.delivers()
    assert statuses(stocked) == ["dead", "sent"]
    assert stocked.column("select failed_reason from messages where status = 'dead'") == ["unsupported"]


def test_bytes_that_are_gone_are_told_by_name(stocked: Shop) -> None:
    (stocked.data_dir / "media.db").unlink()
    stocked.writes("boleto")
    stocked.delivers()
    assert statuses(stocked) == ["dead"]
    assert stocked.column("select failed_reason from messages where direction = 'out'") == [
        "the file boleto.pdf is not stored here any more"
    ]


def test_a_store_of_files_that_is_broken_is_tried_again_and_nothing_is_in_doubt(stocked: Shop) -> None:
    stocked.writes("foto")
    whole = (stocked.data_dir / "media.db").read_bytes()
    for suffix in ("-wal", "-shm"):
        (stocked.data_dir / f"media.db{suffix}").unlink(missing_ok=True)
    (stocked.data_dir / "media.db").write_bytes(b"broken" * 1000)
    stocked.delivers()
    assert statuses(stocked) == ["pending"]
    (stocked.data_dir / "media.db").write_bytes(whole)
    stocked.at += 400
    stocked.delivers()
    assert statuses(stocked) == ["sent"]


def test_an_address_is_sent_as_it_is(shop: Shop) -> None:
    shop.imports(
        FLOW.replace("media/loja.png", "https://loja.example/a.png").replace(
            "media/boleto.pdf", "https://loja.example/b.pdf"
        )
    )
    shop.writes("foto")
    shop.delivers()
    assert (shop.channel.uploads, sources(shop)) == ([], ["https://loja.example/a.png"])


def test_the_file_of_the_version_the_message_was_decided_by_is_sent(stocked: Shop) -> None:
    stocked.writes("foto")
    stocked.file("media/loja.png", b"another picture")
    stocked.imports()
    stocked.delivers()
    assert stocked.channel.uploads[0][0] == PICTURE
    stocked.writes("foto", who=ANA)
    stocked.delivers()
    assert stocked.channel.uploads[1][0] == b"another picture"
