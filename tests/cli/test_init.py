"""`zapbot init`: from an empty folder to somebody who can sign in."""

import re
import stat
from pathlib import Path

import pytest
from dotenv import dotenv_values

from tests.cli.conftest import Zapbot
from zapbot.children import free_port
from zapbot.store import sessions, users
from zapbot.store.db import connect

ADMIN = "ana@loja.example"
ANSWERS = ["https://atendimento.example", "800000000000001", "900000000000001", "EAAB77", "o'segredo # 1", ADMIN]


@pytest.fixture(autouse=True)
def _nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Meta cannot be reached: nobody listens there."""
    monkeypatch.setenv("ZAPBOT_WHATSAPP_API_URL", f"http://127.0.0.1:{free_port()}")


def _link(out: str) -> str:
    found = re.search(r"(https?://\S+)/sign-in/(\S+)", out)
    assert found
    return found[2]


def test_six_answers_make_everything(zapbot: Zapbot, tmp_path: Path) -> None:
    done = zapbot("init", input="\n".join(ANSWERS) + "\n")
    assert done.code == 0, done.err
    kept = dotenv_values(tmp_path / ".env")
    assert kept["ZAPBOT_PUBLIC_URL"] == ANSWERS[0]
    assert kept["ZAPBOT_WHATSAPP_APP_SECRET"] == ANSWERS[4]
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "data" / "secret.key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    assert (tmp_path / "flows" / "faq.yaml").is_file()
    assert "https://atendimento.example/webhook" in done.out
    assert kept["ZAPBOT_WHATSAPP_VERIFY_TOKEN"] in done.out
    assert "could not be asked now" in done.out
    assert [secret for secret in ANSWERS[3:5] if secret in done.out] == []
    assert "█" in done.out


def test_the_link_signs_the_first_admin_in(zapbot: Zapbot, tmp_path: Path) -> None:
    reference = _link(zapbot("init", "--yes", "--admin", ADMIN).out)
    db = connect(tmp_path / "data")
    try:
        ana = users.named(db, ADMIN)
        assert ana.role == "admin"
        assert sessions.take_link(db, sessions.hash_of(reference), ana.created_at + 60) == ana.id
    finally:
        db.close()


def test_without_questions_the_environment_is_the_answer(
    zapbot: Zapbot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZAPBOT_WHATSAPP_PHONE_NUMBER_ID", "800000000000001")
    done = zapbot("init", "--yes", "--admin", ADMIN)
    assert done.code == 0, done.err
    assert "ZAPBOT_WHATSAPP_ACCESS_TOKEN" in done.out
    assert dotenv_values(tmp_path / ".env")["ZAPBOT_WHATSAPP_PHONE_NUMBER_ID"] == "800000000000001"


def test_run_again_it_keeps_what_is_there(zapbot: Zapbot, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("# ours\nZAPBOT_CURRENCY=USD\n")
    first = zapbot("init", input="\n".join(ANSWERS) + "\n")
    key = (tmp_path / "data" / "secret.key").read_bytes()
    (tmp_path / "flows" / "faq.yaml").write_text("changed")
    again = zapbot("init", input="https://outro.example\n\n\n\n\n" + ADMIN + "\n")
    assert (first.code, again.code) == (0, 0)
    kept = (tmp_path / ".env").read_text()
    assert kept.startswith("# ours\nZAPBOT_CURRENCY=USD\n")
    assert kept.count("ZAPBOT_PUBLIC_URL") == 1
    values = dotenv_values(tmp_path / ".env")
    assert values["ZAPBOT_PUBLIC_URL"] == "https://outro.example"
    assert values["ZAPBOT_WHATSAPP_APP_SECRET"] == ANSWERS[4]
    assert values["ZAPBOT_WHATSAPP_VERIFY_TOKEN"] in again.out
    assert (tmp_path / "data" / "secret.key").read_bytes() == key
    assert (tmp_path / "flows" / "faq.yaml").read_text() == "changed"
    assert len(zapbot("users", "list", "--json").json) == 1


def test_nobody_to_sign_in_is_a_wrong_call(zapbot: Zapbot, tmp_path: Path) -> None:
    wrong = zapbot("init", "--yes")
    assert (wrong.code, "--admin" in wrong.err) == (2, True)
    assert zapbot("init", "--yes", "--admin", "ana").code == 2
