"""`zapbot send -`: one submission a line, as JSON."""

from collections.abc import Iterator
from typing import BinaryIO

from zapbot.cli.sending.row import Row

LINE_BYTES = 1024 * 1024


def rows(stream: BinaryIO, key: str | None, number: str, outside: str) -> Iterator[Row]:
    """The submission of each line; number, `outside` and key are put in where a line says nothing of them."""
    import msgspec

    from zapbot.desk.submit import Submission

    decoder = msgspec.json.Decoder(Submission)
    line = 0
    while text := stream.readline(LINE_BYTES + 1):
        line += 1
        if len(text) > LINE_BYTES:
            yield Row(line, "", error=f"line {line} is longer than {LINE_BYTES} bytes: one submission a line")
            return
        if not text.strip():
            continue
        try:
            given = decoder.decode(text)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            yield Row(line, "", error=f"line {line}: {error}")
            continue
        filled = {
            "key": given.key or (f"{key}:{line}" if key else None),
            "number": given.number or number,
            "outside": outside if given.outside == "refuse" else given.outside,
        }
        yield Row(line, given.to, msgspec.structs.replace(given, **filled))
