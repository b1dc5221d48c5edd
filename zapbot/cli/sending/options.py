"""The small languages of options: `sim=Sim|nao=Não`, `nome=Ana`, `1=url:A-42`, `Bruno Lima,+55 21 95555-0102`."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from zapbot.errors import UsageError

if TYPE_CHECKING:
    from zapbot.model import Card, Option, Param, TemplateButton

_NAMED = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=(.*)", re.DOTALL)
_NUMBERED = re.compile(r"(\d{1,3})=(.*)", re.DOTALL)
_CHOICE = re.compile(r"([A-Za-z0-9_.:-]{1,200})=(.+)", re.DOTALL)
_SECTION = re.compile(r"\[(.+)\]")
_BUTTON = re.compile(r"(?:(\d)=)?(quick_reply|url|copy_code|flow|catalog|mpm)(?::(.*))?", re.DOTALL)
DESCRIPTION = "::"


def choices(text: str) -> tuple["Option", ...]:
    """Buttons from `Sim|Não` or `sim=Sim|nao=Não`."""
    from zapbot.model import Option

    return tuple(Option(id, title) for id, title in map(_choice, _parts(text)))


def rows(text: str) -> tuple["Option", ...]:
    """Rows of a list from `[Financeiro]|2via=Segunda via::Boleto do mês|[Ajuda]|Falar com alguém`."""
    from zapbot.model import Option

    found: list[Option] = []
    section: str | None = None
    for part in _parts(text):
        heading = _SECTION.fullmatch(part)
        if heading:
            section = heading[1].strip()
            continue
        titled, _, description = part.partition(DESCRIPTION)
        id, title = _choice(titled.strip())
        found.append(Option(id, title, description.strip() or None, section))
    return tuple(found)


def params(given: Sequence[str]) -> "tuple[Param, ...] | dict[str, Param]":
    """What fills a template: `nome=Ana` by name, or values by their order. Raises UsageError for a mix."""
    named = [_NAMED.fullmatch(text) for text in given]
    if given and all(named):
        return {found[1]: found[2] for found in named if found}
    if any(named):
        by_name = next(found[1] for found in named if found)
        raise UsageError(
            f"--param: {by_name}= goes by name and others by order; write those as 1=..., 2=... or name all"
        )
    return tuple(_by_order(given))


def template_button(text: str, place: int) -> "TemplateButton":
    """A template's button from `url:A-42`, or with its place (0 is the first) from `1=url:A-42`."""
    from zapbot.model import TemplateButton

    found = _BUTTON.fullmatch(text)
    if found is None:
        raise UsageError(
            f"--button {text!r} fills no template: write url:A-42, quick_reply:SIM, copy_code:SOL10 or flow:TOKEN, "
            "with its place before it when it is not the next one, as in 1=url:A-42"
        )
    return TemplateButton(int(found[1] or place), found[2], found[3] or "")


def card(text: str) -> "Card":
    """A contact card from `Bruno Lima,+55 21 95555-0102`; more numbers may follow."""
    from zapbot import phone
    from zapbot.model import Card, Phone

    name, *numbers = (part.strip() for part in text.split(","))
    if not name or not numbers:
        raise UsageError(f"--contact {text!r} is no card: write a name and a phone, as in Bruno Lima,+55 21 95555-0102")
    try:
        digits = [phone.parse(number) for number in numbers]
    except ValueError as error:
        raise UsageError(f"--contact: {error}") from None
    return Card(name, phones=tuple(Phone(f"+{number}", "CELL", number) for number in digits))


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split("|") if part.strip()]


def _choice(text: str) -> tuple[str, str]:
    """An id and a title; without an id it is made of the title's letters."""
    found = _CHOICE.fullmatch(text)
    return (found[1], found[2].strip()) if found else (_slug(text), text)


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_") or title.strip()


def _by_order(given: Sequence[str]) -> Iterator[str]:
    """Values by order; `1=...` says the place of a value that has an equals sign itself."""
    for place, text in enumerate(given, 1):
        numbered = _NUMBERED.fullmatch(text)
        if numbered and int(numbered[1]) != place:
            raise UsageError(f"--param {text}: this is value {place}, write {place}=... or give them in their order")
        yield numbered[2] if numbered else text
