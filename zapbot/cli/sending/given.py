"""What was given on the command line of `zapbot send`."""

from dataclasses import dataclass

from zapbot.errors import UsageError


@dataclass(frozen=True, slots=True)
class Given:
    """The options that say what to send; None is not given."""

    text: str | None = None
    preview: bool | None = None
    image: str | None = None
    video: str | None = None
    audio: str | None = None
    voice: str | None = None
    document: str | None = None
    sticker: str | None = None
    caption: str | None = None
    filename: str | None = None
    template: str | None = None
    language: str | None = None
    param: tuple[str, ...] = ()
    header: str | None = None
    footer: str | None = None
    button: tuple[str, ...] = ()
    buttons: str | None = None
    list: str | None = None
    link: str | None = None
    location: str | None = None
    place: str | None = None
    address: str | None = None
    contact: tuple[str, ...] = ()
    reaction: str | None = None
    to_message: int | None = None
    ask_location: bool = False
    ask_contact: bool = False
    content: str | None = None
    window_template: str | None = None


FILES = ("image", "video", "audio", "voice", "document", "sticker")
_TEXT = "a text"

_KINDS = (
    *FILES,
    "template",
    "buttons",
    "list",
    "link",
    "location",
    "contact",
    "reaction",
    "ask_location",
    "ask_contact",
    "content",
)

_GOES_WITH = {
    "caption": ("image", "video", "document"),
    "filename": ("document",),
    "language": ("template", "window_template"),
    "param": ("template", "window_template"),
    "header": ("template", "buttons", "list", "link"),
    "footer": ("buttons", "list", "link"),
    "button": ("template", "list", "link"),
    "place": ("location",),
    "address": ("location",),
    "to_message": ("reaction",),
    "preview": ("text",),
}
_TEXT_GOES_WITH = ("buttons", "list", "link", "ask_location", "ask_contact", "image", "video", "document")


def kind(given: Given) -> str:
    """The one kind of message that was asked for. Raises UsageError when it is none, or several that do not fit."""
    kinds = [name for name in _KINDS if _is_given(given, name)]
    if len(kinds) > 1:
        raise UsageError(f"{' and '.join(map(option, kinds))} are messages of their own: send one at a time")
    if not kinds and given.text is None:
        raise UsageError(
            'there is nothing to send: give a text, as in zapbot send "+55 31 98555-0103" "Oi", or --image, '
            "--template ..."
        )
    found = kinds[0] if kinds else "text"
    if kinds and given.text is not None and found not in _TEXT_GOES_WITH:
        raise UsageError(f"{option(found)} carries no text: leave the text out, or send it on its own")
    _fits(given, found)
    return found


def option(name: str) -> str:
    """How an option is written."""
    return "--json-content" if name == "content" else f"--{name.replace('_', '-')}"


def _fits(given: Given, kind: str) -> None:
    present = {kind, *(("window_template",) if given.window_template else ())}
    for name, kinds in _GOES_WITH.items():
        if _is_given(given, name) and not present & set(kinds):
            shown = _TEXT if kinds == ("text",) else " or ".join(map(option, kinds))
            raise UsageError(f"{option(name)} goes with {shown} only: leave it out")


def _is_given(given: Given, name: str) -> bool:
    return getattr(given, name) not in (None, (), False) or (name == "preview" and given.preview is not None)
