"""How somebody likes the inbox: kept as JSON with the person; what is missing or strange is as it is for everybody."""

from typing import Literal

import msgspec
from sqlite_utils import Database

from zapbot.store.users import User


class Preferences(msgspec.Struct, frozen=True):
    """What a person may choose. `enter_sends` false means that Ctrl+Enter does; `quiet` is such as 21:00-08:00."""

    enter_sends: bool = True
    undo: bool = True
    shortcuts: bool = True
    sounds: bool = True
    notifications: bool = True
    density: Literal["comfortable", "compact"] = "comfortable"
    text_size: Literal["normal", "large"] = "normal"
    quiet: str = ""


def preferences(user: User) -> Preferences:
    """What a person has chosen."""
    try:
        return msgspec.json.decode(user.preferences, type=Preferences)
    except (msgspec.ValidationError, msgspec.DecodeError):
        return Preferences()


def prefer(db: Database, user_id: int, chosen: Preferences) -> None:
    """A person has chosen."""
    db.execute("update users set preferences = ? where id = ?", (msgspec.json.encode(chosen).decode(), user_id))
