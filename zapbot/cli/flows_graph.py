"""`zapbot flows graph`: a flow as a picture."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from zapbot.flow.definition import Flow
    from zapbot.flow.graph.edges import Graph
    from zapbot.flow.graph.traffic import Traffic
    from zapbot.store.flows import Version


class Format(StrEnum):
    """How the picture is written."""

    mermaid = "mermaid"
    svg = "svg"


What = Annotated[str, typer.Argument(metavar="PATH|FLOW", help="A flow file, or the id of an imported flow.")]
How = Annotated[Format, typer.Option("--format", help="Mermaid text for git hosts, or an SVG picture.")]
Stats = Annotated[bool, typer.Option("--stats", help="Show how many conversations took each exit and where they stop.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="File to write instead of the terminal.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(graph)


def graph(what: What = "", format: How = Format.mermaid, stats: Stats = False, output: Output = None) -> None:
    """Draw a flow: its nodes, its exits, and with --stats how many conversations went where.

    A path is read as it is; anything else is the id of an imported flow, and left out it is the only one there is.

    Example: zapbot flows graph cotacao --format svg --stats -o cotacao.svg
    """
    from zapbot.flow.graph import edges

    flow, version = _find(what, stats)
    drawn = edges.graph(flow)
    picture = _draw(drawn, _traffic(drawn, version) if version else None, format)
    if output is None:
        typer.echo(picture, nl=False)
    else:
        output.write_text(picture, "utf-8")


def _find(what: str, stats: bool) -> tuple["Flow", "Version | None"]:
    """The flow to draw, and the version its numbers are of. Raises UsageError and NotFoundError."""
    path = Path(what)
    if what and path.exists():
        flow = _read(path)
        return flow, _counted_version(flow, path.read_text("utf-8")) if stats else None
    stored = _stored(what)
    return _understood(stored.source, stored.file), stored if stats else None


def _read(path: Path) -> "Flow":
    from zapbot.desk import flow_files
    from zapbot.errors import FlowFilesError, UsageError

    loaded = flow_files.read([path])
    if len(loaded) > 1:
        raise UsageError(f"{path} has {len(loaded)} flows: name one of the files")
    if loaded[0].flow is None:
        for problem in loaded[0].problems:
            typer.echo(str(problem), err=True)
        raise FlowFilesError("The flow has problems; mend them first.")
    return loaded[0].flow


def _understood(source: str, file: str) -> "Flow":
    from zapbot.errors import ZapbotError
    from zapbot.flow import reader

    flow = reader.load(source, file).flow
    if flow is None:
        raise ZapbotError(f"{file} was imported by another zapbot; this one cannot understand it")
    return flow


def _stored(what: str) -> "Version":
    """The active version of a flow named, or of the only one there is."""
    from zapbot.cli import store
    from zapbot.errors import NotFoundError, UsageError
    from zapbot.store import flows

    with store.opened() as db:
        active = {version.flow_id: version for version in flows.active(db)}
    if what in active:
        return active[what]
    names = ", ".join(active) or "none"
    if what:
        raise NotFoundError(f"there is no file and no imported flow {what!r}; imported: {names}")
    if len(active) != 1:
        raise UsageError(f"which flow? Name a file or an imported flow ({names})")
    return next(iter(active.values()))


def _counted_version(flow: "Flow", text: str) -> "Version":
    """The active version of a file's flow; says so when the file is not that version."""
    stored = _stored(flow.id)
    if stored.source != text:
        typer.echo(f"zapbot: the file differs from version {stored.number}, whose numbers these are", err=True)
    return stored


def _traffic(drawn: "Graph", version: "Version") -> "Traffic":
    from zapbot.cli import store
    from zapbot.flow.graph import traffic
    from zapbot.store import flow_stats

    with store.opened() as db:
        return traffic.count(drawn, flow_stats.journeys(db, version.id))


def _draw(drawn: "Graph", counted: "Traffic | None", format: Format) -> str:
    from zapbot.flow.graph import mermaid, plan, svg
    from zapbot.web import assets

    if format is Format.mermaid:
        return mermaid.text(drawn, counted)
    return svg.draw(plan.plan(drawn, numbered=counted is not None), counted, style=assets.text("graph.css")) + "\n"
