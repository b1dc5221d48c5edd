"""Files a flow needs that are not there: media, prompts, knowledge."""

from collections.abc import Callable

from zapbot.flow.checks import ways
from zapbot.flow.checks.report import Report
from zapbot.flow.definition import Flow


def missing_files(flow: Flow, exists: Callable[[str], bool], report: Report) -> None:
    """Every file a node names exists; of a name with `*`, at least one."""
    for node in flow.nodes.values():
        for path, name in node.body.files() if node.body else ():
            if not exists(name):
                what = "no file fits" if "*" in name else "there is no file"
                message = f"{node.id}: {what} {name!r}"
                report(ways.within(node, path), message, "its path begins at the flow's folder")
