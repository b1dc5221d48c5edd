"""Jumps to flows that do not exist."""

from zapbot.flow import explain
from zapbot.flow.checks import ways
from zapbot.flow.checks.report import WARNING
from zapbot.flow.nodes.jump import Jump
from zapbot.flow.reader import Loaded


def check(files: list[Loaded]) -> None:
    """Every `flow` node names a flow; a file read alone cannot know the others."""
    ids = [one.draft.id for one in files if one.draft is not None]
    severity = WARNING if len(files) == 1 else "error"
    for one in files:
        for node in one.draft.nodes.values() if one.draft else ():
            if isinstance(node.body, Jump) and node.body.to not in ids:
                message = f"{node.id}: there is no flow {node.body.to!r} among these files"
                advice = explain.nearest(node.body.to, ids) if len(files) > 1 else "check its file together with this"
                one.source.report(ways.within(node, ("to",)), message, advice, severity)
