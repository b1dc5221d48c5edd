"""Which files WhatsApp takes, and how a message that grew too long is made to fit."""

import pytest

from zapbot import limits
from zapbot.limits import file_problems
from zapbot.model import Buttons, Content, Location, Media, Menu, Option, Reaction, Template, Text

MB = 1024 * 1024
PDF = "application/pdf"
PICTURE = Media("image", "id:1")


@pytest.mark.parametrize(
    ("type", "mime", "size"),
    [
        ("image", "image/jpeg", 5 * MB),
        ("image", "image/png", 1),
        ("video", "video/3gpp", 16 * MB),
        ("audio", "audio/ogg; codecs=opus", 16 * MB),
        ("audio", "AUDIO/MPEG", 10),
        ("sticker", "image/webp", 500 * 1024),
        ("document", PDF, 100 * MB),
        ("document", "application/zip", 10),
    ],
)
def test_a_file_at_the_limit_is_taken(type: str, mime: str, size: int) -> None:
    assert list(file_problems(type, mime, size)) == []


@pytest.mark.parametrize(
    ("type", "mime", "size", "why"),
    [
        ("image", "image/jpeg", 5 * MB + 1, "WhatsApp allows 5 MB: make it smaller, or send it as a document"),
        ("video", "video/mp4", 16 * MB + 1, "(16777217 bytes), WhatsApp allows 16 MB"),
        ("audio", "audio/mpeg", 16 * MB + 1, "WhatsApp allows 16 MB"),
        ("sticker", "image/webp", 500 * 1024 + 1, "WhatsApp allows 500 KB"),
        ("document", PDF, 100 * MB + 1, "WhatsApp allows 100 MB: make it smaller"),
        ("document", PDF, 0, "is empty"),
        ("image", "image/gif", 10, "is image/gif; image takes image/jpeg, image/png: convert it"),
        ("image", "image/webp", 10, "convert it, or send it as a document"),
        ("audio", "audio/webm", 10, "is audio/webm"),
        ("document", "", 10, "is of unknown type; name its type"),
        ("gif", "image/gif", 10, "is 'gif': a file is one of audio, document, image, sticker, video"),
    ],
)
def test_one_byte_or_one_type_beyond_is_refused_with_a_way_out(type: str, mime: str, size: int, why: str) -> None:
    assert why in "; ".join(" ".join(problem) for problem in file_problems(type, mime, size))


def test_a_document_that_is_too_large_is_not_sent_to_be_a_document() -> None:
    ((_, why),) = file_problems("document", PDF, 100 * MB + 1)
    assert "as a document" not in why


@pytest.mark.parametrize(
    "content",
    [
        Text("a" * 5000, preview=False),
        Media("image", "id:1", "a" * 2000),
        Buttons("a" * 2000, (Option("a", "t" * 30),), header=PICTURE, footer="f" * 90),
        Buttons("a", (Option("a", "t"),), header="", footer=""),
        Menu("a" * 5000, "b" * 30, (Option("a", "t" * 30, "d" * 90),), "h" * 90),
        Template("a", params=("x" * 2000,), header="h"),
        Template("a", params={"nome": "x" * 2000}),
    ],
)
def test_what_grew_too_long_is_cut_until_nothing_is_wrong(content: Content) -> None:
    assert list(limits.problems(limits.fit(content))) == []


@pytest.mark.parametrize(
    "content",
    [Text("oi", preview=True), Location(1, 2), Reaction("w", "👍"), Buttons("a", (Option("a", "t"),), PICTURE, "f")],
)
def test_what_fits_stays_as_it_is(content: Content) -> None:
    assert limits.fit(content) == content
