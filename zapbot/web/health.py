"""`/health` says the process lives, from the first moment on; `/ready` says it can store webhooks."""

from typing import Any

from litestar import Response, get
from litestar.datastructures import State


@get("/health", sync_to_thread=False, include_in_schema=False)
def health() -> dict[str, str]:
    """Always well while the process answers."""
    return {"status": "ok"}


@get("/ready", sync_to_thread=False, include_in_schema=False)
def ready(state: State) -> Response[dict[str, Any]]:
    """503 with the reason until migrations are done."""
    if state.ready.is_set():
        return Response({"status": "ready"})
    return Response({"status": "starting", "reason": state.reason}, status_code=503, headers={"Retry-After": "1"})
