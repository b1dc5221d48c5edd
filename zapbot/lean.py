"""What a process that runs for months does without."""

import sys

ARENA_MAX = -8
"""`mallopt`'s name for how many heaps there may be."""


def without_rich() -> None:
    """Let nobody load rich: structlog and httpx would, for tracebacks and a command we never use; 5 MB a process.

    Call it before they are imported. Both take rich for optional.
    """
    sys.modules.setdefault("rich", None)  # type: ignore[arg-type]


def one_heap() -> None:
    """Have all threads share one heap: one interpreter lets only one run at a time, and each heap keeps what it got.

    Call it before there are threads. Where the C library knows no such thing nothing happens.
    """
    import ctypes

    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(ARENA_MAX, 1)
