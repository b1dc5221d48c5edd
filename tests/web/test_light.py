"""What the server does not load before somebody needs it: every megabyte counts on a small machine."""

import subprocess
import sys
from pathlib import Path

import pytest
from litestar.testing import TestClient

from tests.stack import SECRETS
from zapbot.settings import Settings
from zapbot.web.server import create_app

HEAVY = ("zapbot.flow.reader", "zapbot.outside.fetch", "aiohttp", "httpx", "ruamel", "re2", "argon2", "cryptography")


@pytest.mark.parametrize("name", HEAVY)
def test_the_server_starts_without(name: str) -> None:
    code = f"import sys, zapbot.web.server; sys.exit(any((m + '.').startswith({name + '.'!r}) for m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr or f"{name} is loaded at the start"


def test_the_pages_come_when_somebody_looks_and_not_when_programs_call(tmp_path: Path) -> None:
    named = {name.removeprefix("ZAPBOT_").lower(): value for name, value in SECRETS.items()}
    app = create_app(Settings(data_dir=tmp_path, _env_file=None, **named), late_pages=True)  # type: ignore[arg-type, call-arg]
    with TestClient(app) as client:
        before = len(app.routes)
        assert client.get("/health").status_code == 200
        assert client.get("/api/nothing").status_code == 404
        assert client.get("/webhook").status_code == 403
        assert len(app.routes) == before
        assert client.get("/sign-in").status_code in (200, 503)
        there = len(app.routes)
        assert there > before + 50
        assert client.get("/profile", follow_redirects=False).status_code == 401
        assert len(app.routes) == there
