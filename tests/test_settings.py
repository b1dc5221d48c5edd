"""Settings: where they come from, which wins, and how wrong ones are told."""

from pathlib import Path

import pytest

from zapbot import settings
from zapbot.errors import UsageError
from zapbot.settings import secret


@pytest.fixture(autouse=True)
def _nothing_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of this machine, no .env of this checkout."""
    for name in settings.Settings.model_fields:
        monkeypatch.delenv(f"ZAPBOT_{name.upper()}", raising=False)
        monkeypatch.delenv(f"ZAPBOT_{name.upper()}_FILE", raising=False)
    monkeypatch.chdir(tmp_path)


def test_arguments_win_over_the_environment_over_files_over_dotenv(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("ZAPBOT_WHATSAPP_APP_SECRET=from-dotenv\n")
    assert secret(settings.load().whatsapp_app_secret) == "from-dotenv"
    (tmp_path / "secret").write_text("from-file\n")
    monkeypatch.setenv("ZAPBOT_WHATSAPP_APP_SECRET_FILE", str(tmp_path / "secret"))
    assert secret(settings.load().whatsapp_app_secret) == "from-file"
    monkeypatch.setenv("ZAPBOT_WHATSAPP_APP_SECRET", "from-environment")
    assert secret(settings.load().whatsapp_app_secret) == "from-environment"
    assert secret(settings.load(whatsapp_app_secret="from-argument").whatsapp_app_secret) == "from-argument"


def test_a_secret_file_loses_its_final_newline_only_at_the_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret").write_text("com espaço no meio\r\n")
    monkeypatch.setenv("ZAPBOT_SECRET_KEY_FILE", str(tmp_path / "secret"))
    assert secret(settings.load().secret_key) == "com espaço no meio"


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_secret_file_that_cannot_be_read_is_told_by_its_setting(
    content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "secret"
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setenv("ZAPBOT_SECRET_KEY_FILE", str(file))
    with pytest.raises(UsageError, match=r"ZAPBOT_SECRET_KEY_FILE.*secret"):
        settings.load()


def test_an_empty_variable_counts_as_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZAPBOT_PORT", "")
    monkeypatch.setenv("ZAPBOT_WHATSAPP_APP_SECRET", "")
    assert settings.load().port == 8000
    assert settings.load().whatsapp_app_secret is None


def test_all_wrong_settings_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZAPBOT_PORT", "eighty")
    monkeypatch.setenv("ZAPBOT_TIMEZONE", "Sao_Paulo")
    monkeypatch.setenv("ZAPBOT_WHATSAPP_API_VERSION", "26")
    with pytest.raises(UsageError) as told:
        settings.load()
    named = {line.partition(":")[0] for line in str(told.value).splitlines()}
    assert named == {"ZAPBOT_WHATSAPP_API_VERSION", "ZAPBOT_PORT", "ZAPBOT_TIMEZONE"}
    assert told.value.exit_code == 2
    assert "America/Sao_Paulo" in str(told.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "0"), ("PORT", "65536"), ("MESSAGES_PER_SECOND", "0"), ("MESSAGES_PER_SECOND", "1001")],
)
def test_a_number_out_of_its_range_is_refused(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"ZAPBOT_{name}", value)
    with pytest.raises(UsageError, match=f"ZAPBOT_{name}"):
        settings.load()


def test_a_wrong_secret_is_refused_without_repeating_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZAPBOT_PORT", "canary-that-was-put-in-the-wrong-place")
    with pytest.raises(UsageError) as told:
        settings.load()
    assert "canary" not in str(told.value)


def test_all_missing_settings_are_told_at_once_with_what_they_are_for() -> None:
    with pytest.raises(UsageError) as told:
        settings.require(settings.load(), "whatsapp_app_secret", "data_dir", "whatsapp_verify_token")
    text = str(told.value)
    assert "ZAPBOT_WHATSAPP_APP_SECRET" in text
    assert "ZAPBOT_WHATSAPP_VERIFY_TOKEN" in text
    assert "ZAPBOT_DATA_DIR" not in text
    assert "signs webhooks" in text


def test_settings_never_show_their_secrets() -> None:
    shown = repr(settings.load(whatsapp_access_token="canary", secret_key="canary"))
    assert "canary" not in shown


def test_secrets_of_flows_come_from_the_environment_from_files_and_from_dotenv(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text(
        "ZAPBOT_SECRET_CRM_TOKEN=from-dotenv\nZAPBOT_SECRET_OUTRO=outro\nZAPBOT_SECRET_KEY=own\n"
    )
    (tmp_path / "secret").write_text("from-file\n")
    assert settings.flow_secrets() == {"crm_token": "from-dotenv", "outro": "outro"}
    monkeypatch.setenv("ZAPBOT_SECRET_ERP_FILE", str(tmp_path / "secret"))
    monkeypatch.setenv("ZAPBOT_SECRET_CRM_TOKEN", "from-environment")
    assert settings.flow_secrets() == {"crm_token": "from-environment", "outro": "outro", "erp": "from-file"}
    monkeypatch.setenv("ZAPBOT_SECRET_ERP", "from-environment")
    assert settings.flow_secrets()["erp"] == "from-environment"


def test_zapbots_own_key_and_empty_values_are_no_secrets_of_flows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZAPBOT_SECRET_KEY", "own")
    monkeypatch.setenv("ZAPBOT_SECRET_KEY_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("ZAPBOT_SECRET_CRM", "")
    monkeypatch.setenv("OTHER_SECRET_CRM", "x")
    assert settings.flow_secrets() == {}


def test_a_flows_secret_file_that_cannot_be_read_is_told_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZAPBOT_SECRET_CRM_FILE", str(tmp_path / "none"))
    with pytest.raises(UsageError, match=r"ZAPBOT_SECRET_CRM_FILE.*none"):
        settings.flow_secrets()


@pytest.mark.parametrize(
    ("given", "numbers"),
    [
        ({"whatsapp_phone_number_id": "1, 2,,3"}, ("1", "2", "3")),
        ({"channel": "360dialog", "whatsapp_phone_number_id": "551140000000"}, ("551140000000",)),
        ({"channel": "twilio", "twilio_number": "+55 11 4000-0000, +55 (11) 40"}, ("551140000000", "551140")),
        ({"channel": "twilio", "whatsapp_phone_number_id": "1"}, ()),
    ],
)
def test_the_numbers_are_named_as_the_channel_names_them(given: dict[str, str], numbers: tuple[str, ...]) -> None:
    assert settings.load(**given).numbers == numbers


@pytest.mark.parametrize(
    ("name", "value"),
    [("CHANNEL", "sms"), ("TWILIO_ACCOUNT_SID", "SK00000000000000000000000000000001"), ("TWILIO_NUMBER", ",")],
)
def test_a_channel_that_is_none_is_refused(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"ZAPBOT_{name}", value)
    with pytest.raises(UsageError, match=f"ZAPBOT_{name}"):
        settings.load()
