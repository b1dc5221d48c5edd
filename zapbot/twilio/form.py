"""A form as Twilio posts it."""

from urllib.parse import parse_qsl, urlencode

from zapbot.errors import MalformedEventError

MOST_FIELDS = 500
CALLBACK = "callback"
"""The field of our own: which attempt a status is about. It stands in the address Twilio is told to call."""


def pairs(body: bytes) -> list[tuple[str, str]]:
    """Names and values in their order. Raises MalformedEventError."""
    try:
        return parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise MalformedEventError(f"the body is not a form: {error}") from None


def fields(body: bytes) -> dict[str, str]:
    """Values by name, the last of each, without NULs (SQLite's functions stop at them). Raises MalformedEventError."""
    return {name: value.replace("\0", "") for name, value in pairs(body)}


def with_callback(body: bytes, query: str) -> bytes:
    """The body, and which attempt it is about, if the address it was posted to says so.

    What is posted never says so itself: the address has the last word.
    """
    callback = dict(parse_qsl(query)).get(CALLBACK, "")
    return body + b"&" + urlencode({CALLBACK: callback}).encode()
