"""What a process that runs for months does without."""

import sys

ARENA_MAX = -8
"""`mallopt`'s name for how many heaps there may be."""


NEEDLESS = ("rich", "httpx._main", "greenlet")
"""For pretty tracebacks, a command and a way of working we never use: structlog and httpx take each for optional."""


def without_needless() -> None:
    """Let nobody load what is `NEEDLESS`, 7 MB a process. Call it before structlog and httpx are imported."""
    for name in NEEDLESS:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]


def one_heap() -> None:
    """Have all threads share one heap: one interpreter lets only one run at a time, and each heap keeps what it got.

    Call it before there are threads. Where the C library knows no such thing nothing happens.
    """
    import ctypes

    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(ARENA_MAX, 1)
