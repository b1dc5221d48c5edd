"""The words by which a customer stops marketing messages, or asks for them again."""

from dataclasses import dataclass

from zapbot.flow import words

NO_REPLY = "-"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What counts as a wish, each reduced to plain words, and what is answered once; an empty reply is none."""

    stop: frozenset[str] = frozenset()
    resume: frozenset[str] = frozenset()
    reply: str = ""

    @classmethod
    def parse(cls, stop: str, resume: str, reply: str) -> "Wishes":
        """Wishes as they are set: words with commas between; the reply `-` is none."""
        return cls(_plain(stop), _plain(resume), "" if reply.strip() == NO_REPLY else reply.strip())


def _plain(text: str) -> frozenset[str]:
    return frozenset(filter(None, (words.plain(part) for part in text.split(","))))
