"""Ready answers: found by what is typed after `/`, and filled with what is known of the contact."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from zapbot import phone
from zapbot.errors import UsageError
from zapbot.flow.words import plain
from zapbot.limits import TEXT
from zapbot.model import Contact
from zapbot.store import audit, canned_replies
from zapbot.store.canned_replies import Canned
from zapbot.store.db import transaction

_VARIABLE = re.compile(r"\{([^\W\d]\w{0,39})\}")
_SHORTCUT = re.compile(r"[\w-]{1,40}")
_MOST = 8


@dataclass(frozen=True, slots=True)
class Filled:
    """A ready answer as it would be sent; `missing` names the variables nothing is known for."""

    shortcut: str
    text: str
    missing: tuple[str, ...]


def offered(db: Database, typed: str, contact: Contact, agent: str) -> list[Filled]:
    """The ready answers that fit: first those whose shortcut begins so, then those that hold all the words."""
    wanted = plain(typed)
    ranked = [(_rank(one, wanted), one) for one in canned_replies.listed(db)]
    fitting = sorted(((rank, one.shortcut.lower(), one) for rank, one in ranked if rank), key=lambda found: found[:2])
    known = values(contact, agent)
    return [_filled(one, known) for _, _, one in fitting[:_MOST]]


def values(contact: Contact, agent: str) -> dict[str, str]:
    """What the variables stand for, in both languages; the contact's own fields by their names."""
    name, number = (contact.name or "").strip(), phone.pretty(contact.phone) if contact.phone else ""
    first, own = name.split(" ")[0], {key: str(value) for key, value in contact.fields.items() if value is not None}
    english = {"name": name, "first_name": first, "phone": number, "agent": agent}
    return {**own, **english, "nome": name, "primeiro_nome": first, "telefone": number, "atendente": agent}


def unfilled(text: str) -> tuple[str, ...]:
    """The variables that still stand in a text."""
    return tuple(dict.fromkeys(_VARIABLE.findall(text)))


def save(db: Database, id: int | None, shortcut: str, text: str, by: str, now: float) -> int:
    """Add a ready answer, or change one; its id. Raises UsageError, ConflictError and NotFoundError."""
    shortcut, text = shortcut.strip().removeprefix("/"), text.strip()
    if not _SHORTCUT.fullmatch(shortcut):
        raise UsageError("a shortcut has 1 to 40 letters, digits, - or _, such as horario")
    if not text or len(text) > TEXT:
        raise UsageError(f"a ready answer has 1 to {TEXT} characters")
    with transaction(db):
        if id is None:
            id = canned_replies.add(db, shortcut, text, by, now)
        else:
            canned_replies.get(db, id)
            canned_replies.change(db, id, shortcut, text, by, now)
        audit.append(db, now, by, "canned.saved", f"canned:{id}", shortcut=shortcut)
    return id


def remove(db: Database, id: int, by: str, now: float) -> None:
    """There is no such answer any more. Raises NotFoundError."""
    with transaction(db):
        gone = canned_replies.get(db, id)
        canned_replies.remove(db, id)
        audit.append(db, now, by, "canned.removed", f"canned:{id}", shortcut=gone.shortcut)


def _filled(one: Canned, known: Mapping[str, str]) -> Filled:
    text = _VARIABLE.sub(lambda match: known.get(match[1]) or match[0], one.text)
    return Filled(one.shortcut, text, unfilled(text))


def _rank(one: Canned, wanted: str) -> int:
    """How well it fits, the less the better; 0 when it does not."""
    shortcut, text = plain(one.shortcut), plain(one.text)
    if shortcut.startswith(wanted):
        return 1
    return 2 if all(word in f"{shortcut} {text}" for word in wanted.split()) else 0
