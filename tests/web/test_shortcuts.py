"""The keys: one table, told the same way by the page's help and by README."""

import re
from pathlib import Path

from zapbot.web import catalogue, shortcuts

README = (Path(__file__).parent.parent.parent / "README.md").read_text("utf-8")
CHATWOOT = {"next": "Alt+J", "previous": "Alt+K", "resolve": "Alt+E", "resolve_next": "Control+Alt+E", "note": "Alt+P"}
CHATWOOT |= {"reply": "Alt+L", "snooze": "Alt+M", "attach": "Control+Alt+A", "search": "/", "help": "?"}


def test_no_key_and_no_name_is_there_twice() -> None:
    assert len({key.keys for key in shortcuts.ALL}) == len({key.name for key in shortcuts.ALL}) == len(shortcuts.ALL)


def test_who_comes_from_chatwoot_loses_nothing() -> None:
    assert CHATWOOT.items() <= {key.name: key.keys for key in shortcuts.ALL}.items()


def test_every_key_is_explained_in_both_languages() -> None:
    for language in ("pt_BR", "en"):
        assert [key.name for key in shortcuts.ALL if f"keys.{key.name}" not in catalogue.words(language)] == []


def test_readme_has_the_same_table() -> None:
    told = dict(re.findall(r"^\| (`[^|]+`) \| ([^|]+) \|$", README.partition("## The inbox")[2], re.MULTILINE))
    words = catalogue.words("en")
    for key in shortcuts.ALL:
        written = "+".join(key.parts)
        assert told.get(f"`{written}`") == words[f"keys.{key.name}"], written
