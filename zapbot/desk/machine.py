"""The state of the house: the pulse, the workers, the numbers, the disk."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from zapbot.desk.settle import stopped
from zapbot.store import heartbeat, numbers, pulse
from zapbot.store.numbers import Number
from zapbot.store.pulse import Pulse

LITTLE_DISK = 0.1
"""Less of the disk than this being free is a reason to look."""


@dataclass(frozen=True, slots=True)
class Line:
    """One of the business's numbers; `stopped` says why nothing leaves from it."""

    number: Number
    stopped: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Machine:
    """All of it; sizes are bytes."""

    pulse: Pulse
    workers: int
    worker_seen: float | None
    numbers: list[Line]
    free: int
    disk: int
    sizes: dict[str, int]

    @property
    def disk_low(self) -> bool:
        """Whether the disk is about to be full."""
        return self.free < LITTLE_DISK * self.disk


def look(db: Database, data_dir: Path, now: float) -> Machine:
    """How everything is at this moment."""
    usage = shutil.disk_usage(data_dir)
    return Machine(
        pulse.take(db, now),
        len(heartbeat.alive(db, now)),
        heartbeat.last(db),
        [Line(number, stopped(db, number.id)) for number in numbers.listed(db)],
        usage.free,
        usage.total,
        {file.name: file.stat().st_size for file in sorted(data_dir.glob("*.db*")) if file.is_file()},
    )
