"""Regular expressions that can never match, or that repeat what already repeats."""

import re
from collections.abc import Iterator

from zapbot.flow import words
from zapbot.flow.checks import ways
from zapbot.flow.checks.report import WARNING, Report
from zapbot.flow.definition import Flow
from zapbot.flow.nodes.condition import Condition
from zapbot.flow.nodes.wait import NAMED, Wait
from zapbot.flow.source import Path

_PIECE = re.compile(
    r"""\\Q(?P<quoted>.*?)(?:\\E|$)
    | \\(?:[pP](?:\{[^}]*\}|.)|x\{[^}]*\}|x..|[0-7]+|[A-Za-z]|(?P<escaped>.))
    | (?P<capitals>\[(?:[A-ZÀ-Ý]-?)+\])
    | \[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]
    | \(\?(?P<flags>[a-zA-Z-]+)[:)] | \(\?P?<\w+> | \(\?:
    | \{\d*,?\d*\}
    | (?P<plain>[^\\\[\](){}|?*+.^$])
    | .""",
    re.VERBOSE | re.DOTALL,
)
_OPTIONAL = re.compile(r"[?*]|\{0?,")
_NESTED = re.compile(r"(?<!\\)(?:[+*]|\{\d+,\d*\})\??\)(?:[+*]|\{\d+,\d*\})")


def check(flow: Flow, report: Report) -> None:
    """Patterns for compared texts hold only what such texts hold; none repeats a repetition."""
    for path, pattern, compared in _patterns(flow):
        if compared:
            for lost in dict.fromkeys(never_there(pattern)):
                message = f"the regex {pattern!r} asks for {lost!r}, which is in no text it is tried on"
                advice = f"{_instead(lost)}: texts are compared in lower case, without accents or punctuation"
                report(path, message, advice, WARNING)
        if _NESTED.search(pattern):
            message = f"the regex {pattern!r} repeats what already repeats"
            report(path, message, "one repetition finds the same, and elsewhere this could hang", WARNING)


def never_there(pattern: str) -> Iterator[str]:
    """What a pattern asks for that a text reduced to what is compared never has: characters, sets of capitals."""
    folded = False
    for piece in _PIECE.finditer(pattern):
        folded |= "i" in (piece["flags"] or "").split("-")[0]
        if _OPTIONAL.match(pattern, piece.end()):
            continue
        if piece["capitals"] and not folded:
            yield piece["capitals"]
        for character in piece["quoted"] or piece["escaped"] or piece["plain"] or "":
            wanted = character.lower() if folded else character
            if not character.isspace() and words.plain(wanted) != wanted:
                yield character


def _instead(character: str) -> str:
    plain = character.lower() if character.startswith("[") else words.plain(character)
    return f"write {plain}" if plain else "write a space or leave it out"


def _patterns(flow: Flow) -> Iterator[tuple[Path, str, bool]]:
    """Each pattern, with its place and whether it is tried on a text reduced to what is compared."""
    for i, trigger in enumerate(flow.triggers):
        if trigger.regex:
            yield ("triggers", i, "keyword", "regex"), trigger.regex, True
    for node in flow.nodes.values():
        if isinstance(node.body, Condition):
            for i, case in enumerate(node.body.cases):
                if case.matches:
                    yield ways.within(node, ("cases", i, "matches")), case.matches, True
        elif isinstance(node.body, Wait) and node.body.accept and node.body.accept not in NAMED:
            yield ways.within(node, ("accept",)), node.body.accept, False
