"""Who looks at a conversation and who types there, for as long as their browser says so."""

from typing import Any

import pytest

from zapbot.web.presence import LOOKS_SECONDS, TYPES_SECONDS, Presence


class Room:
    """Presence with a clock that a test moves, and what everybody was told."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.told: list[dict[str, Any]] = []
        self.presence = Presence(self.told.append, lambda: self.now)

    def ping(self, page: str, name: str, conversation: int, typing: bool = False) -> None:
        """Somebody's page says what it shows; a person is known by the first letter."""
        self.presence.ping(page, ord(name[0]), name, conversation, typing)

    def there(self, conversation: int) -> list[str]:
        """Who is there, with a mark at who types."""
        people = self.presence.everywhere().get(conversation, [])
        return [person["name"] + ("…" if person["typing"] else "") for person in people]


@pytest.fixture
def room() -> Room:
    """Nobody is there yet."""
    return Room()


def test_who_looks_is_told_once(room: Room) -> None:
    room.ping("p1", "Ana", 7)
    room.ping("p1", "Ana", 7)
    assert room.there(7) == ["Ana"]
    assert len(room.told) == 1


def test_who_goes_elsewhere_is_there_and_not_here(room: Room) -> None:
    room.ping("p1", "Ana", 7)
    room.ping("p1", "Ana", 8)
    assert (room.there(7), room.there(8)) == ([], ["Ana"])
    assert {told["conversation"]: told["people"] for told in room.told}[7] == []


def test_who_closes_the_page_is_gone(room: Room) -> None:
    room.ping("p1", "Ana", 7)
    room.ping("p1", "Ana", 0)
    assert room.presence.everywhere() == {}


def test_two_pages_of_one_person_are_one_person_until_both_are_closed(room: Room) -> None:
    room.ping("p1", "Ana", 7)
    room.ping("p2", "Ana", 7)
    room.ping("p1", "Ana", 0)
    assert room.there(7) == ["Ana"]
    room.ping("p2", "Ana", 0)
    assert room.there(7) == []


def test_who_types_does_so_for_some_seconds(room: Room) -> None:
    room.ping("p1", "Ana", 7, typing=True)
    room.ping("p2", "Bia", 7)
    assert room.there(7) == ["Ana…", "Bia"]
    room.now += TYPES_SECONDS + 0.1
    room.presence.forget()
    assert room.there(7) == ["Ana", "Bia"]
    assert room.told[-1]["people"][0]["typing"] is False


def test_who_says_nothing_any_more_is_forgotten(room: Room) -> None:
    room.ping("p1", "Ana", 7)
    room.now += LOOKS_SECONDS - 0.1
    room.presence.forget()
    assert room.there(7) == ["Ana"]
    room.now += 0.2
    room.presence.forget()
    assert room.there(7) == []
