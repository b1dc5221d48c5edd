"""`/flows`: the flows as they are now. Only to look at: they are changed in git."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from litestar import Controller, Response, get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery

from zapbot.store import flows
from zapbot.web import catalogue, pages, sessions
from zapbot.web.opened import opened
from zapbot.web.pages import AnyRequest

if TYPE_CHECKING:
    from zapbot.desk.flow_pictures import Pictures, View

ENDED = ("ended", "transferred", "failed", "stopped")


class Flows(Controller):
    """The list, a flow's picture with live numbers, its source and its versions."""

    path = "/flows"
    guards = [sessions.agent]
    include_in_schema = False

    @get("/", sync_to_thread=True)
    def index(self, request: AnyRequest, state: State) -> Response[str]:
        """Every flow with what became of its conversations."""
        from zapbot.store import flow_stats  # knows the engine's words, which the server needs here only

        with opened(state) as db:
            listed, outcomes = flows.overview(db), flow_stats.outcomes(db)
        rows = [(flow, _shares(outcomes.get(flow.id, {}))) for flow in listed]
        return pages.page(request, "flows/index.html", section="flows", rows=rows, ended=ENDED)

    @get("/{id:str}", sync_to_thread=True)
    def show(
        self,
        request: AnyRequest,
        state: State,
        id: FromPath[str],
        version: FromQuery[int | None] = None,
        node: FromQuery[str | None] = None,
    ) -> Response[str]:
        """One flow, at the version new conversations begin with or at an older one; `node` stands out."""
        view = _view(request, state, id, version, node)
        lines = re.split(r"\r\n|\n|\r", view.source)
        return pages.page(request, "flows/show.html", section="flows", view=view, lines=lines, node=node)

    @get("/{id:str}/live", sync_to_thread=True)
    def live(
        self,
        request: AnyRequest,
        state: State,
        id: FromPath[str],
        version: FromQuery[int | None] = None,
        node: FromQuery[str | None] = None,
    ) -> Response[str]:
        """The part of a flow's page that changes by itself."""
        return pages.page(request, "flows/_live.html", view=_view(request, state, id, version, node), node=node)


def _view(request: AnyRequest, state: State, id: str, version: int | None, node: str | None) -> "View":
    words = catalogue.words(pages.language(request))
    with opened(state) as db:
        return _pictures(state).view(db, id, version, _words(words), node)


def _pictures(state: State) -> "Pictures":
    """The pictures, made when somebody first looks: until then the server is 6 MB smaller."""
    if state.pictures is None:
        from zapbot.desk.flow_pictures import Pictures

        state.pictures = Pictures()
    pictures: Pictures = state.pictures
    return pictures


def _words(words: Mapping[str, str]) -> dict[str, str]:
    """What the picture says in the visitor's language."""
    return {
        "nodes": words["picture.nodes"],
        "executions": words["picture.executions"],
        "standing": words["picture.standing"],
        "thousands": words["number.thousands"],
    }


def _shares(outcomes: Mapping[str, int]) -> dict[str, Any]:
    """How many conversations there were, and in whole percent how those that are over ended."""
    over = sum(outcomes.get(status, 0) for status in ENDED)
    shares = {status: outcomes.get(status, 0) for status in ENDED}
    return {"all": over + outcomes.get("active", 0), "over": over, "counts": shares}
