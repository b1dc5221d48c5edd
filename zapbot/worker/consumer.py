"""Run Huey's consumer until a signal: both SIGTERM and SIGINT end it in order."""

import signal
from collections.abc import Callable
from typing import Any

from huey.consumer import Consumer

from zapbot.worker.drains import Drains

THREADS = 8
"""More than there are drains that wait for answers: while those wait, messages are still taken in."""
STOP_SECONDS = 14
"""For sends on their way; with closing the connections the process ends within 20 s."""


def run(drains: Drains) -> None:
    """Work until told to stop, then finish what is begun."""
    consumer = _Consumer(
        drains.queue.huey,
        workers=THREADS,
        shutdown_timeout=STOP_SECONDS,
        wind_down=drains.wind_down,
    )
    drains.start()
    consumer.run()
    drains.close()


class _Consumer(Consumer):  # type: ignore[misc]
    """Huey takes one of the two signals as graceful and cuts tasks off at the other; here both are graceful.

    Huey takes the second of a kind as impatience. Of Ctrl-C it is, but SIGTERM may come from the service manager and
    from our own parent.
    """

    def __init__(self, *args: Any, wind_down: Callable[[], None], **options: Any) -> None:
        super().__init__(*args, **options)
        self._wind_down = wind_down
        for signum in (signal.SIGINT, signal.SIGTERM):
            self._signal_actions[signum] = (False, True)
        self._signal_actions.pop(signal.SIGHUP, None)

    def stop(self, graceful: bool = False) -> None:
        """Tell the drains first, so that none goes on claiming."""
        self._wind_down()
        super().stop(graceful=graceful)

    def _handle_signal(self, signum: int, frame: Any) -> None:
        super()._handle_signal(signum, frame)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
