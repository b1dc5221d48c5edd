"""What the server does not load before somebody needs it: every megabyte counts on a small machine."""

import subprocess
import sys

import pytest

HEAVY = ("zapbot.flow.reader", "zapbot.outside.fetch", "aiohttp", "httpx", "ruamel", "re2", "argon2", "cryptography")


@pytest.mark.parametrize("name", HEAVY)
def test_the_server_starts_without(name: str) -> None:
    code = f"import sys, zapbot.web.server; sys.exit(any((m + '.').startswith({name + '.'!r}) for m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr or f"{name} is loaded at the start"
