"""`/metrics` for Prometheus: what this process counted, and what the store holds."""

from litestar import MediaType, Response, get
from litestar.datastructures import State
from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

from zapbot.store import journal, stats
from zapbot.store.db import connect

REGISTRY = CollectorRegistry()
WEBHOOKS = Counter("zapbot_webhooks", "Webhooks by what became of them", ["result"], registry=REGISTRY)
_EVENTS = Gauge("zapbot_events", "Stored webhook bodies by state", ["state"], registry=REGISTRY)
_MESSAGES = Gauge("zapbot_messages_out", "Outgoing messages by status", ["status"], registry=REGISTRY)
_RECEIVED = Gauge("zapbot_messages_in", "Messages received", registry=REGISTRY)
_DUPLICATES = Gauge("zapbot_duplicate_sends", "Messages found to have been sent twice", registry=REGISTRY)


@get("/metrics", sync_to_thread=True, include_in_schema=False)
def metrics(state: State) -> Response[bytes]:
    """All of it in Prometheus's text format."""
    if state.ready.is_set():
        _measure(state)
    return Response(generate_latest(REGISTRY), media_type=MediaType.TEXT)


def _measure(state: State) -> None:
    db = connect(state.settings.data_dir)
    try:
        counts = stats.snapshot(db)
        _DUPLICATES.set(journal.count(db, "message.duplicate"))
    finally:
        db.close()
    for name, count in counts["events"].items():
        _EVENTS.labels(name).set(count)
    for name, count in counts["messages"]["out"].items():
        _MESSAGES.labels(name).set(count)
    _RECEIVED.set(counts["messages"]["in"])
