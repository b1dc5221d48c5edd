"""Write a real conversation, masked, as a test of the flows it ran on."""

from datetime import tzinfo
from io import StringIO
from itertools import zip_longest
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedSeq
from sqlite_utils import Database

from zapbot import model
from zapbot.desk import history
from zapbot.desk.library import Library
from zapbot.errors import ZapbotError
from zapbot.flow import hours
from zapbot.flow.past import Past
from zapbot.flow.recording import taking
from zapbot.flow.recording.taking import Recording
from zapbot.flow.replay import World
from zapbot.store import flow_versions, teams
from zapbot.store import history as stored

_HEAD = """# A real conversation, masked by zapbot: names, numbers, e-mails, plates and dates in it are inventions.
# A machine masked it and cannot find everything: read it before you share it.
"""


def record(db: Database, conversation_id: int, since: float | None, now: float, zone: tzinfo) -> str:
    """The text of a test file. Raises NotFoundError, and ZapbotError when there is nothing a flow took part in."""
    past = history.past(db, conversation_id, since, now)
    world = _world(db, past, zone)
    taken = taking.take(past, world)
    if not taken.flow:
        reason = f": {taken.ends}" if taken.ends else ""
        raise ZapbotError(f"no flow took part in conversation {conversation_id}{reason}")
    return _HEAD + _remarks(db, past, taken) + _yaml(taken, f"conversa {conversation_id}")


def _world(db: Database, past: Past, zone: tzinfo) -> World:
    """The flows as they were when the conversation began."""
    library = Library(zone)
    versions = [library.version(db, version.id) for version in flow_versions.in_force(db, past.began)]
    flows = [flow for flow in versions if flow is not None]
    open_at = {team: hours.parse(text) for team, text in teams.hours(db).items()}
    return World(flows, flows, zone, open_at)


def _remarks(db: Database, past: Past, taken: Recording) -> str:
    remarks = [f"It ends early: {taken.ends}."] if taken.ends else []
    really = stored.said_by_flows(db, past.id, past.began)
    here = [model.summary(content) for content in taken.said]
    if any(one != other for one, other in zip_longest(here, really[: len(here)])):
        remarks.append(
            "The bot really said something else then: the flows were changed while the conversation went on."
        )
    return "".join(f"# {remark}\n" for remark in remarks)


def _yaml(taken: Recording, name: str) -> str:
    yaml = YAML()
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    text = StringIO()
    data = {"flow": taken.flow, "setup": taken.setup, "tests": {name: taken.steps}}
    yaml.dump(_short_lists_on_one_line(data), text)
    return text.getvalue()


def _short_lists_on_one_line(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _short_lists_on_one_line(item) for key, item in value.items()}
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        line = CommentedSeq(value)
        line.fa.set_flow_style()
        return line
    return [_short_lists_on_one_line(item) for item in value] if isinstance(value, list) else value
