"""`/api/flows`: which there are, and starting one for somebody."""

import time
from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, get, post
from litestar.datastructures import State
from litestar.params import FromPath, JSONBody

from zapbot.desk.access import Caller
from zapbot.errors import ConflictError
from zapbot.store import flows
from zapbot.web.api import words
from zapbot.web.api.access import needs
from zapbot.web.library import library
from zapbot.web.opened import opened


class Flow(msgspec.Struct, frozen=True):
    """A flow as it is now; `standing` conversations are in it."""

    id: str
    name: str
    version: int
    file: str
    git_commit: str | None
    imported_at: datetime
    standing: int


class FlowStart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """For whom, and with which of the variables the flow declares; `template` goes first past 24 hours of silence."""

    to: Annotated[str, msgspec.Meta(min_length=1, max_length=200, examples=["+5511987654321"])]
    vars: Annotated[dict[str, Any], msgspec.Meta(max_length=100, examples=[{"pedido": "A-17"}])] = {}
    template: Annotated[str, msgspec.Meta(min_length=1, max_length=512)] | None = None


class Started(msgspec.Struct, frozen=True):
    """Where the flow runs now; no execution means that it is over already."""

    flow: str
    contact_id: int
    execution_id: int | None


class Flows(Controller):
    """Flows: listed and started. They are changed in git."""

    path = "/flows"
    tags = ["flows"]

    @get("/", guards=[needs("read")], sync_to_thread=True)
    def list_flows(self, state: State) -> list[Flow]:
        """List the flows new conversations may begin with."""
        with opened(state) as db:
            return [_flow(one) for one in flows.overview(db)]

    @post("/{id:str}/start", guards=[needs("flows:start")], status_code=202, sync_to_thread=True)
    def start_flow(
        self, id: FromPath[str], data: JSONBody[FlowStart], request: Request[Caller, Any, State], state: State
    ) -> Started:
        """Start a flow for a contact; 409 with the reason when it cannot be now."""
        from zapbot.desk.start_flow import start_flow  # knows the engine, which the server needs here only

        with opened(state) as db:
            begun = start_flow(
                db, library(state), id, data.to, data.vars, request.user.name, time.time(), data.template
            )
        if begun.reason:
            raise ConflictError(f"the flow was not started: {begun.reason}")
        state.queue.nudge("deliver")
        state.queue.nudge("calls")
        return Started(id, begun.contact_id, begun.execution_id)


def _flow(one: flows.Listed) -> Flow:
    at = words.moment(one.imported_at)
    return Flow(one.id, one.name, one.version, one.file, one.git_commit, at, one.standing)
