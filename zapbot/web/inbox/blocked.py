"""What the channel says of a block, as the pane beside a conversation tells it: a person blocked here may write on."""

from dataclasses import dataclass

from sqlite_utils import Database

from zapbot.store import channel_blocks, numbers
from zapbot.store.channel_blocks import Standing

_REFUSED = {131047: "silent", 139101: "full"}
"""Refusals with a sentence of their own, by WhatsApp's code. Cloud API fact sheet, section 3.2."""


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence of the catalogue, `contact.block.` and the key; `number` names ours when there are several."""

    key: str
    number: str = ""
    reason: str = ""


def told(db: Database, contact_id: int, blocked: bool) -> list[Told]:
    """How far the channel follows what is wanted here; nothing is said when nobody is blocked anywhere."""
    found = channel_blocks.of_contact(db, contact_id)
    if not blocked:
        return [_told(db, one, found) for one in found if not one.blocked and one.status != "done"]
    return [_told(db, one, found) for one in found] or [Told("never_wrote")]


def _told(db: Database, one: Standing, all: list[Standing]) -> Told:
    number = ""
    if len(all) > 1:
        number = next((known.display or known.id for known in numbers.listed(db) if known.id == one.number), one.number)
    return Told(_key(one), number, one.reason or "")


def _key(one: Standing) -> str:
    if one.status == "pending":
        return "trying" if one.reason else "pending"
    if not one.blocked:
        return "still"
    if one.status == "refused":
        return _REFUSED.get(one.code or 0, "refused")
    return "done" if one.status == "done" else "dead"
