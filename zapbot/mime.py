"""What kind of file bytes are, by the bytes themselves: what a message announces may be a lie."""

UNKNOWN = "application/octet-stream"
INLINE = ("image/", "audio/", "video/")
"""What a browser may show in place; anything else is only ever saved."""

_STARTS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"#!AMR", "audio/amr"),
    (b"%PDF-", "application/pdf"),
)
_SOUNDS = (b"M4A ", b"M4B ")


def sniffed(head: bytes) -> str:
    """The MIME type of a file that begins so, of those WhatsApp carries; anything else is `UNKNOWN`."""
    for start, mime in _STARTS:
        if head.startswith(start):
            return mime
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp":
        return _box(head[8:12])
    return _frames(head[:3])


def is_voice(head: bytes) -> bool:
    """Whether a file that begins so is Ogg with Opus inside: the only kind WhatsApp plays as a voice note."""
    return head.startswith(b"OggS") and b"OpusHead" in head


def _box(brand: bytes) -> str:
    """An ISO container by its brand."""
    if brand[:3] in (b"3gp", b"3g2"):
        return "video/3gpp"
    if brand in _SOUNDS:
        return "audio/mp4"
    return UNKNOWN if brand in (b"heic", b"heix", b"mif1", b"avif", b"qt  ") else "video/mp4"


def _frames(start: bytes) -> str:
    """Sound without a container, by the header of its first frame: ADTS (layer 0) is AAC, layer III is MP3."""
    if len(start) < 3 or start[0] != 0xFF or start[1] & 0xE0 != 0xE0:
        return UNKNOWN
    layer = start[1] >> 1 & 3
    if layer == 0 and start[1] & 0xF0 == 0xF0:
        return "audio/aac"
    rate, frequency = start[2] >> 4, start[2] >> 2 & 3
    return "audio/mpeg" if layer == 1 and 0 < rate < 15 and frequency < 3 else UNKNOWN
