"""Who is written to, from a name a program or a person gave."""

import re

from sqlite_utils import Database

from zapbot import phone
from zapbot.connector import Sender
from zapbot.desk import identify
from zapbot.errors import InvalidRecipientError, NotFoundError
from zapbot.store import contacts

_USER_ID = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")
_CONTACT = re.compile(r"contact:(\d{1,18})")


def contact(db: Database, to: str, now: float) -> int:
    """The contact of a phone, a user id, or `contact:12`; made when a phone or user id is new.

    Raises InvalidRecipientError, and NotFoundError for a contact that is not there.
    """
    known = _CONTACT.fullmatch(to.strip())
    if known:
        return contacts.get(db, int(known[1])).id
    sender = _sender(to.strip())
    found = contacts.find(db, sender, now)
    return found[0] if found else identify.contact(db, sender, now, now)


def known(db: Database, to: str, now: float) -> int:
    """The contact of a phone, a user id, or `contact:12`, if there is one.

    Raises InvalidRecipientError, and NotFoundError.
    """
    named = _CONTACT.fullmatch(to.strip())
    if named:
        return contacts.get(db, int(named[1])).id
    found = contacts.find(db, _sender(to.strip()), now)
    if not found:
        raise NotFoundError(f"there is no contact {to.strip()}")
    return found[0]


def _sender(to: str) -> Sender:
    """The phone or the user id somebody is named by (fact sheet, section 7)."""
    if _USER_ID.fullmatch(to):
        return Sender(bsuid=to)
    try:
        return Sender(wa_id=phone.parse(to))
    except ValueError as error:
        raise InvalidRecipientError(f"{error}, a user id like BR.123, or contact:12") from None
