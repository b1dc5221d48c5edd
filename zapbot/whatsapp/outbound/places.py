"""A place on the map."""

from decimal import Decimal

from zapbot.model import Location


def place(content: Location) -> dict[str, str]:
    """Coordinates as text, as in Meta's examples, and never as 1e-05."""
    fields = {"latitude": _decimal(content.latitude), "longitude": _decimal(content.longitude)}
    fields |= {"name": content.name} if content.name else {}
    return fields | ({"address": content.address} if content.address else {})


def _decimal(number: float) -> str:
    return format(Decimal(str(number)), "f")
