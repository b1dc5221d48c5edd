"""Voice notes: what a browser records, in the container WhatsApp plays. The sound itself is not touched.

Firefox records Ogg, Chromium WebM, both with Opus inside; WhatsApp takes Ogg only. `note` puts the packets of a WebM
recording into Ogg pages: RFC 7845 says how, RFC 6716 how long each packet lasts.
"""

from zapbot.errors import InvalidContentError
from zapbot.opus import ogg, packets, webm

MIME = "audio/ogg"
_OGG, _WEBM = b"OggS", b"\x1aE\xdf\xa3"


def note(recording: bytes) -> bytes:
    """A recording as Ogg with Opus. Raises InvalidContentError when it is something else, or broken."""
    if recording.startswith(_OGG) and b"OpusHead" in recording[:512]:
        return recording
    if not recording.startswith(_WEBM):
        raise InvalidContentError("the recording is neither Ogg nor WebM with Opus: send it as a file")
    try:
        track = webm.read(recording)
        durations = [packets.samples(packet) for packet in track.packets]
    except ValueError as error:
        raise InvalidContentError(f"the recording cannot be read: {error}") from None
    return ogg.written(track.head, track.packets, durations, webm.samples(track.discarded))
