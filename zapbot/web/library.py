"""The compiled flows, for the few requests that play one: the server knows nothing of them until then."""

from typing import TYPE_CHECKING

from litestar.datastructures import State

if TYPE_CHECKING:
    from zapbot.desk.library import Library


def library(state: State) -> "Library":
    """The flows, kept as long as the process lives."""
    from zapbot.desk.library import Library

    if "library" not in state:
        state.library = Library(state.settings.zone)
    found: Library = state.library
    return found
