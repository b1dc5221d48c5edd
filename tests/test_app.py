"""The composition root: which channel the settings describe, and what it needs."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from zapbot import app, settings
from zapbot.errors import UsageError
from zapbot.twilio.client import Twilio
from zapbot.whatsapp.client import CloudApi
from zapbot.whatsapp.dialog360 import Dialog360

ACCOUNT = "AC" + "0" * 31 + "1"
TWILIO = {
    "channel": "twilio",
    "twilio_account_sid": ACCOUNT,
    "twilio_auth_token": "token",
    "twilio_number": "+55 11 4000-0000",
    "public_url": "https://atendimento.example/",
}


@pytest.fixture(autouse=True)
def _nothing_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of this machine, no .env of this checkout."""
    for name in settings.Settings.model_fields:
        monkeypatch.delenv(f"ZAPBOT_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("given", "kind", "numbers"),
    [
        ({"whatsapp_phone_number_id": "1,2"}, CloudApi, ("1", "2")),
        ({"channel": "360dialog", "whatsapp_phone_number_id": "1,2"}, Dialog360, ("1",)),
        (TWILIO, Twilio, ("551140000000",)),
    ],
)
def test_the_channel_is_the_one_the_settings_name(
    given: dict[str, str], kind: type[Any], numbers: tuple[str, ...]
) -> None:
    made = app.connector(settings.load(**given))
    assert type(made) is kind
    assert made.numbers == numbers


@pytest.mark.parametrize(
    ("given", "proof", "missing"),
    [
        ({}, "whatsapp_app_secret", "WHATSAPP_VERIFY_TOKEN"),
        ({"channel": "360dialog"}, "webhook_secret", "WHATSAPP_PHONE_NUMBER_ID"),
        ({"channel": "360dialog", "dialog360_partner_secret": "x"}, "dialog360_partner_secret", "PHONE_NUMBER_ID"),
        ({"channel": "twilio"}, "twilio_auth_token", "PUBLIC_URL"),
    ],
)
def test_nothing_is_received_without_what_proves_a_webhook(given: dict[str, str], proof: str, missing: str) -> None:
    configured = settings.load(**given)
    assert app.proof_setting(configured) == proof
    assert proof in app.needed_to_receive(configured)
    assert proof in app.needed_to_send(configured)
    with pytest.raises(UsageError, match=missing):
        settings.require(configured, *app.needed_to_receive(configured))


@pytest.mark.parametrize("channel", ["360dialog", "twilio"])
def test_templates_kept_elsewhere_are_not_looked_for_at_meta(channel: str) -> None:
    with pytest.raises(UsageError, match=channel):
        app.templates(settings.load(channel=channel, whatsapp_business_account_id="1", whatsapp_access_token="t"))


@pytest.mark.parametrize("channel", ["cloud", "360dialog", "twilio"])
def test_who_only_receives_loads_nothing_to_send_with(channel: str) -> None:
    program = (
        "import sys\n"
        "from zapbot import app, settings\n"
        f"configured = settings.load(**{ ({**TWILIO, 'channel': channel, 'whatsapp_phone_number_id': '1'})!r})\n"
        "app.connector(configured)\n"
        "print([name for name in ('httpx', 'aiohttp', 'litestar') if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"
