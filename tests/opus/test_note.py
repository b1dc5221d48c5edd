"""Recordings become voice notes: the packets stay as they are, the container is another one."""

import pytest

from tests.opus import ogg_file
from zapbot import mime, opus
from zapbot.errors import InvalidContentError

HEAD = b"OpusHead\x01\x01" + (312).to_bytes(2, "little") + (48_000).to_bytes(4, "little") + b"\0\0\0"
SILK_20_MS = 0x08


def element(id: str, content: bytes, size: bytes | None = None) -> bytes:
    """An EBML element; its size has eight bytes unless given."""
    return bytes.fromhex(id) + (size or (1 << 56 | len(content)).to_bytes(8, "big")) + content


UNKNOWN = b"\x01" + b"\xff" * 7


def block(packet: bytes, track: int = 1, flags: int = 0x80) -> bytes:
    """A simple block."""
    return element("A3", bytes([0x80 | track, 0, 0, flags]) + packet)


def packet(number: int, toc: int = SILK_20_MS, length: int = 60) -> bytes:
    """An Opus packet of one frame."""
    return bytes([toc]) + bytes((number + i) % 256 for i in range(length - 1))


def webm(*clusters: bytes, codec: bytes = b"A_OPUS", head: bytes = HEAD) -> bytes:
    """A recording as a browser writes it: segment and clusters of unknown size."""
    track = element("AE", element("D7", b"\1") + element("86", codec) + element("63A2", head))
    body = element("1549A966", b"x" * 20) + element("1654AE6B", track) + b"".join(clusters)
    return element("1A45DFA3", b"webm") + element("18538067", body, UNKNOWN)


def cluster(*blocks: bytes) -> bytes:
    """Some blocks after their time."""
    return element("1F43B675", element("E7", b"\0") + b"".join(blocks), UNKNOWN)


def test_the_packets_of_a_recording_stand_in_ogg_pages_unchanged() -> None:
    packets = [packet(number) for number in range(130)]
    data = webm(cluster(*map(block, packets[:70])), cluster(*map(block, packets[70:])))
    found = ogg_file.read(opus.note(data))
    assert found.packets == packets
    assert found.head == HEAD
    assert found.positions == [48_000, 96_000, 130 * 960]
    assert found.seconds == pytest.approx(2.6 - 312 / 48_000)


def test_a_note_is_what_whatsapp_plays_as_one() -> None:
    assert mime.is_voice(opus.note(webm(cluster(block(packet(1)))))[:512])


def test_what_is_discarded_at_the_end_is_not_played() -> None:
    group = element("A0", element("A1", b"\x81\0\0\0" + packet(2)) + element("75A2", (10_000_000).to_bytes(4, "big")))
    found = ogg_file.read(opus.note(webm(cluster(block(packet(1)), group))))
    assert found.positions == [2 * 960 - 480]


def test_long_packets_and_full_pages_keep_their_limits() -> None:
    packets = [packet(number, length=length) for number, length in enumerate([1, 255, 510, 4000, *[20_000] * 9])]
    assert ogg_file.read(opus.note(webm(cluster(*map(block, packets))))).packets == packets


def test_every_duration_is_read_from_the_packet() -> None:
    wanted = {0x00: 480, 0x18: 2880, 0x60: 480, 0x68: 960, 0x80: 120, 0x98: 960, 0x99: 1920}
    for toc, samples in wanted.items():
        assert ogg_file.read(opus.note(webm(cluster(block(packet(1, toc)))))).positions == [samples]
    three = bytes([0x9B, 3]) + bytes(40)
    assert ogg_file.read(opus.note(webm(cluster(block(three))))).positions == [2880]


def test_ogg_stays_as_it_is() -> None:
    note = opus.note(webm(cluster(block(packet(1)))))
    assert opus.note(note) == note


def test_the_sound_of_another_track_is_left_out() -> None:
    data = webm(cluster(block(packet(1)), block(b"video", track=2), block(packet(3))))
    assert len(ogg_file.read(opus.note(data)).packets) == 2


@pytest.mark.parametrize(
    ("recording", "why"),
    [
        (b"", "neither Ogg nor WebM"),
        (b"RIFF....WAVE", "neither Ogg nor WebM"),
        (webm(), "nothing was recorded"),
        (webm(cluster(block(packet(1))), codec=b"A_VORBIS"), "no Opus sound"),
        (webm(cluster(block(packet(1))), head=b"OpusHead"), "header"),
        (webm(cluster(block(packet(1))), head=HEAD[:18] + b"\1"), "mono or stereo"),
        (webm(cluster(block(packet(1))))[:-5], "ends too soon"),
        (webm(cluster(block(packet(1)))) + b"\0\0\0", "no WebM"),
        (webm(cluster(block(packet(1), flags=0x02))), "laced"),
        (webm(cluster(block(b""))), "ends too soon"),
        (webm(cluster(block(b"\x9b"))), "ends too soon"),
        (webm(cluster(block(b"\x9b\x3f"))), "120 ms"),
    ],
)
def test_what_is_no_recording_is_refused_with_the_reason(recording: bytes, why: str) -> None:
    with pytest.raises(InvalidContentError, match=why):
        opus.note(recording)


def test_any_cut_of_a_recording_is_read_or_refused_but_never_breaks() -> None:
    data = webm(cluster(*(block(packet(number, length=8)) for number in range(3))))
    for end in range(len(data)):
        try:
            ogg_file.read(opus.note(data[:end]))
        except InvalidContentError:
            continue
