"""Where the starter flows are: packed into the wheel, or beside the package in a checkout."""

from pathlib import Path

from zapbot.errors import ZapbotError


def folder() -> Path:
    """The folder with the starter flows."""
    here = Path(__file__).parent
    for candidate in (here / "starter_flows", here.parent / "flows"):
        if candidate.is_dir():
            return candidate
    raise ZapbotError("the starter flows are missing from this installation; install zapbot again")
