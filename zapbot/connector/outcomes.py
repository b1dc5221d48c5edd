"""What goes out, and how a send can end."""

import msgspec

from zapbot.connector.updates import Sender
from zapbot.model import Content


class Outgoing(msgspec.Struct, frozen=True):
    """A message on its way: from which number to whom, what, and the id of this attempt."""

    to: Sender
    content: Content
    callback: str
    reply_to: str | None = None
    number: str = ""


class Accepted(msgspec.Struct, frozen=True):
    """The provider took the message; delivery is told later."""

    id: str
    recipient: Sender = Sender()


class Retry(msgspec.Struct, frozen=True):
    """Surely not delivered, worth trying again; `attempts` caps how often for this reason."""

    reason: str
    code: int | None = None
    attempts: int | None = None


class Hold(msgspec.Struct, frozen=True):
    """Too fast: wait without counting it as an attempt. `scope` is contact or number, `slower` halves the rate."""

    reason: str
    seconds: float
    code: int | None = None
    scope: str = "contact"
    slower: bool = False


class Stop(msgspec.Struct, frozen=True):
    """The number cannot send at all until somebody repairs it; the queue waits."""

    reason: str
    code: int | None = None


class Refused(msgspec.Struct, frozen=True):
    """This message will never be taken.

    `marketing` tells what follows for marketing to this person: `out`, they want none; `capped`, none for a day.
    """

    reason: str
    code: int | None = None
    marketing: str | None = None


class Unsent(msgspec.Struct, frozen=True):
    """The request surely never left."""

    reason: str


class Unknown(msgspec.Struct, frozen=True):
    """The request may have arrived; nobody can say yet."""

    reason: str


Outcome = Accepted | Retry | Hold | Stop | Refused | Unsent | Unknown
