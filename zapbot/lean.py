"""What a process that runs for months does not load."""

import sys


def without_rich() -> None:
    """Let nobody load rich: structlog and httpx would, for tracebacks and a command we never use; 5 MB a process.

    Call it before they are imported. Both take rich for optional.
    """
    sys.modules.setdefault("rich", None)  # type: ignore[arg-type]
