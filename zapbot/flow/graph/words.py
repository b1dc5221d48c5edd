"""The few words and the way of writing numbers that a picture does not take from the flow."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """In English; the web gives its own."""

    nodes: str = "{nodes} nodes, {ways} ways, {entries} entries"
    executions: str = "{n} conversations"
    standing: str = "{n} here"
    thousands: str = ","

    def number(self, value: int) -> str:
        """A count with its thousands apart."""
        return f"{value:,}".replace(",", self.thousands)

    def say(self, sentence: str, value: int) -> str:
        """A sentence with a count in it."""
        return sentence.format(n=self.number(value))


def percent(share: float) -> str:
    """A share in whole percent; what is not nothing and not all never looks like it."""
    if 0 < share < 0.01:
        return "<1%"
    if 0.99 < share < 1:
        return ">99%"
    return f"{share * 100:.0f}%"
