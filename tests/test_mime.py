"""A file is what its first bytes say."""

import pytest

from zapbot import mime


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n\0\0", "image/png"),
        (b"GIF89a/*", "image/gif"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "image/webp"),
        (b"\0\0\0\x18ftypmp42", "video/mp4"),
        (b"\0\0\0\x18ftyp3gp5", "video/3gpp"),
        (b"\0\0\0\x18ftypM4A ", "audio/mp4"),
        (b"OggS\0\2", "audio/ogg"),
        (b"ID3\4\0", "audio/mpeg"),
        (b"\xff\xfb\x90\x64", "audio/mpeg"),
        (b"\xff\xf1\x50\x80", "audio/aac"),
        (b"#!AMR\n", "audio/amr"),
        (b"%PDF-1.7", "application/pdf"),
    ],
)
def test_what_whatsapp_carries_is_known(head: bytes, expected: str) -> None:
    assert mime.sniffed(head) == expected


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"<!DOCTYPE html><script>",
        b"<svg xmlns='http://www.w3.org/2000/svg'>",
        b"\xef\xbb\xbf<html>",
        b"PK\3\4",
        b"MZ\x90",
        b"RIFF\0\0\0\0WAVE",
        b"\0\0\0\x18ftypheic",
        b"\xff\xfe<\0h\0t\0m\0l\0",
        b"\xff\xff\xff\xff",
        b" %PDF-1.7",
    ],
)
def test_anything_else_is_bytes(head: bytes) -> None:
    assert mime.sniffed(head) == mime.UNKNOWN


def test_only_opus_in_ogg_is_a_voice_note() -> None:
    assert mime.is_voice(b"OggS\0\2" + b"\0" * 22 + b"OpusHead\1")
    assert not mime.is_voice(b"OggS\0\2" + b"\0" * 22 + b"\1vorbis")
    assert not mime.is_voice(b"ID3 OpusHead")
