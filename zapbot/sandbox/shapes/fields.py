"""Reads one JSON object strictly: what is missing, too long, of the wrong type or unexpected is Meta's error."""

from __future__ import annotations

from typing import Any, TypeVar

from zapbot.sandbox.faults import GraphError

T = TypeVar("T")


class Fields:
    """An object of a request; every key must be asked for, then `done` refuses the rest."""

    def __init__(self, value: Any, path: str) -> None:
        if not isinstance(value, dict):
            raise GraphError(100, message=f"(#100) Param {path or '$'} must be a JSON object.")
        self._value: dict[str, Any] = value
        self._seen: set[str] = set()
        self.path = path

    def __contains__(self, key: str) -> bool:
        return key in self._value

    @property
    def empty(self) -> bool:
        """Whether the object has no keys."""
        return not self._value

    def done(self) -> None:
        """Refuse keys nobody asked for."""
        for key in self._value:
            if key not in self._seen:
                where = self.path or "$"
                raise GraphError(100, message=f'(#100) Unexpected key "{key}" on param "{where}".')

    def skip(self, *keys: str) -> None:
        """Allow keys whatever they hold."""
        self._seen.update(keys)

    def text(self, key: str, longest: int | None = None, *, shortest: int = 1) -> str:
        """A required string."""
        value = self._take(key, str, "a string")
        if len(value.strip()) < shortest:
            raise self.invalid(key, f"length invalid. Min length: {shortest}, Max length: {longest or 'none'}")
        if longest is not None and len(value) > longest:
            raise self._too_long(key, longest)
        return value

    def maybe_text(self, key: str, longest: int | None = None, *, shortest: int = 1) -> str | None:
        """An optional string."""
        return self.text(key, longest, shortest=shortest) if key in self._value else None

    def maybe_filename(self, key: str = "filename", most_bytes: int = 240) -> None:
        """An optional name of a file, measured in bytes."""
        name = self.maybe_text(key)
        if name is not None and len(name.encode()) > most_bytes:
            raise self.invalid(key, f"length invalid. Max length: {most_bytes} bytes")

    def flag(self, key: str) -> bool:
        """An optional boolean."""
        return self._take(key, bool, "a boolean") if key in self._value else False

    def choice(self, key: str, *allowed: str) -> str:
        """A required string out of a few."""
        value = self._take(key, str, "a string")
        if value not in allowed:
            listed = ", ".join(allowed)
            raise GraphError(100, message=f'(#100) Param {self.name(key)} must be one of {{{listed}}} - got "{value}".')
        return value

    def object(self, key: str) -> Fields:
        """A required object."""
        return Fields(self._take(key, dict, "a JSON object"), self.name(key))

    def maybe_object(self, key: str) -> Fields | None:
        """An optional object."""
        return self.object(key) if key in self._value else None

    def objects(self, key: str, fewest: int, most: int) -> list[Fields]:
        """A required array of objects."""
        items = self._take(key, list, "an array")
        if not fewest <= len(items) <= most:
            raise self.invalid(key, f"count invalid. Min count: {fewest}, Max count: {most}")
        return [Fields(item, f"{self.name(key)}[{index}]") for index, item in enumerate(items)]

    def maybe_objects(self, key: str, most: int) -> list[Fields]:
        """An optional array of objects."""
        return self.objects(key, 0, most) if key in self._value else []

    def maybe_array(self, key: str) -> list[Any]:
        """An optional array of anything."""
        value: list[Any] = self._take(key, list, "an array") if key in self._value else []
        return value

    def coordinate(self, key: str, most: float) -> None:
        """A number, or the string of one, within plus and minus `most`."""
        raw: Any = self._take(key, (str, int, float), "a number")
        try:
            number = float(raw)
        except ValueError:
            number = most + 1
        if isinstance(raw, bool) or not -most <= number <= most:
            raise self.invalid(key, f"must be a number between -{most:g} and {most:g}")

    def index(self, key: str, most: int) -> int:
        """A position from 0, as a number or the string of one."""
        raw: Any = self._take(key, (str, int), "a string")
        if isinstance(raw, bool) or not str(raw).isdigit() or int(raw) > most:
            raise self.invalid(key, f"must be a number between 0 and {most}")
        return int(raw)

    def whole(self, key: str) -> None:
        """A required whole number."""
        raw: Any = self._take(key, int, "an integer")
        if isinstance(raw, bool):
            raise self.invalid(key, "must be an integer")

    def link(self, key: str, longest: int = 2000) -> str:
        """A required http(s) address."""
        value = self.text(key, longest)
        if not value.startswith(("http://", "https://")) or " " in value or len(value) < 10:
            raise self.invalid(key, "is not a valid URL")
        return value

    def name(self, key: str) -> str:
        """A key as Meta's errors write it."""
        return f"{self.path}['{key}']" if self.path else key

    def invalid(self, key: str, why: str) -> GraphError:
        """A value that has the right type and is wrong all the same."""
        return GraphError(131009, f"{self.name(key)} {why}")

    def missing(self, key: str) -> GraphError:
        """A required key that is not there."""
        if not self.path:
            return GraphError(100, message=f"(#100) The parameter {key} is required.")
        return GraphError(131008, f"The parameter {self.name(key)} is required.")

    def _take(self, key: str, kind: type[T] | tuple[type, ...], called: str) -> T:
        self._seen.add(key)
        if key not in self._value or self._value[key] is None:
            raise self.missing(key)
        value: T = self._value[key]
        if not isinstance(value, kind):
            raise GraphError(100, message=f"(#100) Param {self.name(key)} must be {called}.")
        return value

    def _too_long(self, key: str, longest: int) -> GraphError:
        if self.path.startswith("interactive"):
            return self.invalid(key, f"length invalid. Min length: 1, Max length: {longest}")
        return GraphError(100, message=f"(#100) Param {self.name(key)} must be at most {longest} characters long.")
