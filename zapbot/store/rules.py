"""The rules an admin sets for who gets which conversation, and when the bot takes one back."""

from dataclasses import asdict, dataclass

from sqlite_utils import Database

from zapbot.store import settings

_KEY = "rules"


@dataclass(frozen=True, slots=True)
class Rules:
    """Hours of people's silence until the bot answers again (0: never); what a word from the phone does.

    The teams whose conversations are dealt out by turns, and how many open ones one person has at most (0: any).
    """

    return_hours: int = 0
    phone_silences: bool = True
    by_turns: tuple[str, ...] = ()
    capacity: int = 0


def get(db: Database) -> Rules:
    """The rules that hold."""
    known = settings.get(db, _KEY) or {}
    return Rules(**{**known, "by_turns": tuple(known.get("by_turns", ()))})


def put(db: Database, rules: Rules, at: float) -> None:
    """Other rules from now on."""
    settings.put(db, _KEY, asdict(rules), at)
