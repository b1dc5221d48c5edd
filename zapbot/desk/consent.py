"""Who may be sent marketing: a word once given is kept with its time and source, and asked before each send."""

from datetime import UTC, datetime

from sqlite_utils import Database

from zapbot import phone
from zapbot.connector import Preference
from zapbot.desk import identify
from zapbot.errors import ConsentError
from zapbot.model import Template
from zapbot.store import consents, contacts, journal

CAP_SECONDS = 24 * 3600.0
"""How long nobody should try again when WhatsApp refuses more marketing to a person (131049)."""


def opt_out(db: Database, contact_id: int, source: str, at: float, now: float, detail: str = "") -> bool:
    """A contact wants no marketing from a moment on; whether that is news. Runs in the caller's transaction."""
    news = consents.put(db, contact_id, "out", source, at, detail)
    if news:
        journal.append(db, "contact.opted_out", now, contact_id, source=source)
    return news


def opt_in(db: Database, contact_id: int, source: str, at: float, now: float, detail: str = "") -> bool:
    """A contact wants marketing from a moment on; whether that is news. Runs in the caller's transaction."""
    news = consents.put(db, contact_id, "in", source, at, detail)
    if news:
        journal.append(db, "contact.opted_in", now, contact_id, source=source)
    return news


def check(db: Database, contact_id: int, template: Template, now: float) -> None:
    """Make sure that a template may go to a contact. Raises ConsentError that says why it may not."""
    why_not = trouble(db, contact_id, template, now)
    if why_not:
        raise ConsentError(why_not)


def trouble(db: Database, contact_id: int, template: Template, now: float) -> str:
    """Why a template may not go to a contact; empty when it may."""
    if not consents.is_marketing(db, template.name, template.language):
        return ""
    marketing = consents.get(db, contact_id)
    if marketing.wants == "out":
        since = f" since {_moment(marketing.at)}" if marketing.at else ""
        return (
            f"{_named(db, contact_id)} wants no marketing messages{since} (source: {marketing.source}) and "
            f"{template.name!r} is one. Send a utility template, or wait until they opt in again."
        )
    if marketing.paused_until is not None and marketing.paused_until > now:
        return (
            f"WhatsApp takes no more marketing messages for {_named(db, contact_id)} before "
            f"{_moment(marketing.paused_until)}: they got many from all businesses. Try again after that."
        )
    return ""


def heed(db: Database, contact_id: int, marketing: str | None, at: float, now: float) -> None:
    """What a refused message tells about marketing to a person: they want none (`out`), or none today (`capped`)."""
    if marketing == "out":
        opt_out(db, contact_id, "whatsapp", at, now)
    elif marketing == "capped":
        consents.pause(db, contact_id, at + CAP_SECONDS)


def prefer(db: Database, preference: Preference, now: float) -> None:
    """A customer told WhatsApp what they want."""
    contact_id = identify.contact(db, preference.sender, preference.at, now)
    change = opt_in if preference.marketing else opt_out
    change(db, contact_id, "whatsapp", preference.at, now, preference.detail)


def _named(db: Database, contact_id: int) -> str:
    contact = contacts.get(db, contact_id)
    number = phone.pretty(contact.phone) if contact.phone else f"contact {contact_id}"
    return f"{contact.name} ({number})" if contact.name else number


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).astimezone().strftime("%d/%m/%Y %H:%M")
