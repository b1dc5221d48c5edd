"""Send one message, and tell what became of it."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from zapbot.cli.sending import order as orders
from zapbot.cli.sending.order import Order

if TYPE_CHECKING:
    from sqlite_utils import Database

    from zapbot.desk.submit import Submission, Submitted
    from zapbot.settings import Settings
    from zapbot.store.submissions import Kept


def one(db: "Database", order: Order, known: "Settings") -> int:
    from zapbot.cli.sending.waiting import FAILED, wait
    from zapbot.desk.submit import submit
    from zapbot.store import submissions

    wanted = orders.wanted(order, known)
    if order.dry:
        return _dry(db, order, wanted)
    done = submit(db, wanted, "api", time.time(), sender="cli")
    _nudge(known.data_dir)
    kept = wait(db, done.id, order.timeout) if order.wait else submissions.get(db, done.id)
    _tell(order, done, kept)
    return 1 if kept.status in FAILED or (order.wait and kept.status == "pending" and not kept.held_for) else 0


def _dry(db: "Database", order: Order, wanted: "Submission") -> int:
    from zapbot.cli import output
    from zapbot.cli.sending.many import try_one

    done = try_one(db, wanted)
    if order.json:
        output.as_json({"status": f"would be {done.status}", "to": wanted.to, "duplicate": done.duplicate})
    else:
        typer.echo(f"Nothing was sent: the message to {wanted.to} would be {done.status}.")
    return 0


def _tell(order: Order, done: "Submitted", kept: "Kept") -> None:
    import msgspec

    from zapbot.cli import output

    status = "held" if kept.held_for else "queued" if kept.status == "pending" else kept.status
    if order.json:
        output.as_json({**msgspec.to_builtins(done), "status": status, "reason": kept.failed_reason})
        return
    before = f" after template message {done.opener}" if done.opener else ""
    again = ", it was submitted before" if done.duplicate else ""
    why = {
        "held": ": it leaves when the customer writes",
        "queued": f" and has not left within {order.timeout:g} s: is zapbot worker running?" if order.wait else "",
    }.get(status, f": {kept.failed_reason}" if kept.failed_reason else "")
    typer.echo(f"Message {done.id} is {status}{before}{again}{why}.".replace("?.", "?"))


def _nudge(data_dir: Path) -> None:
    from zapbot.worker.queue import Queue

    Queue(data_dir).nudge("deliver")
