"""Settings: environment variables `ZAPBOT_*`, a `.env` file, and `ZAPBOT_..._FILE` for secrets kept in files."""

import os
import re
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from zapbot.errors import UsageError

PREFIX = "ZAPBOT_"


class Settings(BaseSettings):
    """All there is to configure; each field's description is its documentation."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="ignore", env_ignore_empty=True)

    data_dir: Path = Field(Path("data"), description="where zapbot.db, queue.db and media.db live")
    secret_key: SecretStr | None = Field(None, description="signs tokens and encrypts secrets at rest")
    host: str = Field("127.0.0.1", description="address the server listens on")
    port: int = Field(8000, ge=1, le=65535, description="port the server listens on")
    public_url: str | None = Field(None, description="address customers' browsers and Meta reach the server at")
    channel: Literal["cloud", "360dialog", "twilio"] = Field("cloud", description="who carries the messages")
    whatsapp_api_url: str = Field("https://graph.facebook.com", description="Meta's Graph API, or the sandbox")
    whatsapp_api_version: str = Field("v26.0", pattern=r"^v\d+\.\d+$", description="Graph API version")
    whatsapp_phone_number_id: str | None = Field(
        None,
        description="id of the business's phone number; of several, with commas between, the first is the main one",
    )
    whatsapp_business_account_id: str | None = Field(None, description="id of the WhatsApp Business Account")
    whatsapp_access_token: SecretStr | None = Field(None, description="system user token that may send messages")
    whatsapp_app_secret: SecretStr | None = Field(
        None, description="app secret that signs webhooks; during a change, new and old with a comma between"
    )
    whatsapp_verify_token: SecretStr | None = Field(None, description="word Meta repeats when it checks the webhook")
    dialog360_url: str = Field("https://waba-v2.360dialog.io", description="360dialog's API, or the sandbox")
    dialog360_api_key: SecretStr | None = Field(None, description="360dialog's key of the number")
    dialog360_partner_secret: SecretStr | None = Field(
        None, description="360dialog's secret that signs a partner's webhooks, instead of ZAPBOT_WEBHOOK_SECRET"
    )
    webhook_secret: SecretStr | None = Field(
        None, description="what the header X-Zapbot-Secret of 360dialog's webhooks must hold"
    )
    twilio_url: str = Field("https://api.twilio.com", description="Twilio's API")
    twilio_account_sid: str | None = Field(
        None, pattern=r"^AC[0-9a-fA-F]{32}$", description="Twilio's account, AC and 32 characters"
    )
    twilio_auth_token: SecretStr | None = Field(
        None, description="Twilio's token: sends, and signs webhooks; during a change, new and old with a comma between"
    )
    twilio_number: str | None = Field(
        None,
        pattern=r"^\+?\d[\d\s+().,-]{7,}$",
        description="the business's number at Twilio, such as +55 11 4000-0000; of several, the main one first",
    )
    messages_per_second: float = Field(80, gt=0, le=1000, description="most messages sent per second and number")
    read_receipts: bool = Field(
        True, description="show customers that their messages were read when somebody opens their conversation"
    )
    unknown_grace_seconds: float = Field(
        120, ge=0, description="wait before a message of unknown outcome is sent again"
    )
    ai_url: str | None = Field(None, description="language model for ai_reply, such as https://api.openai.com/v1")
    ai_model: str | None = Field(None, description="the model's name")
    ai_key: SecretStr | None = Field(None, description="the model's key, if it needs one")
    ai_dialect: Literal["openai", "anthropic"] = Field("openai", description="how the model is spoken to")
    allow_private: str = Field(
        "", description="private addresses http nodes may reach, such as 10.0.0.5:8443, with commas between"
    )
    api_per_minute: int = Field(600, ge=1, description="most calls of the API a minute, of each token and each user")
    cors_origins: str = Field(
        "", description="other sites whose pages may call the API, such as https://painel.example, with commas between"
    )
    opt_out_words: str = Field(
        "PARAR,SAIR,STOP,CANCELAR,DESCADASTRAR", description="messages that end marketing, with commas between"
    )
    opt_in_words: str = Field(
        "VOLTAR A RECEBER,QUERO RECEBER", description="messages that ask for marketing again, with commas between"
    )
    opt_out_reply: str = Field(
        "Pronto, você não vai mais receber nossas promoções. Para voltar, escreva VOLTAR A RECEBER.",
        description="answered once to somebody who ends marketing; - answers nothing",
    )
    prices: str = Field(
        "", description="price of a message by category, such as marketing=0.3217,utility=0.0350,service=0"
    )
    currency: str = Field("BRL", pattern=r"^[A-Z]{3}$", description="currency of the prices")
    timezone: str = Field("America/Sao_Paulo", description="the business's time zone")
    log_format: Literal["console", "json"] = Field("console", description="how logs are written")

    @field_validator("timezone")
    @classmethod
    def _known(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(f"{name!r} is not a time zone; write it like America/Sao_Paulo") from None
        return name

    @property
    def zone(self) -> ZoneInfo:
        """The business's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The business's numbers as the channel names them, the main one first."""
        if self.channel == "twilio":
            return tuple(filter(None, (re.sub(r"\D", "", part) for part in (self.twilio_number or "").split(","))))
        return tuple(filter(None, (part.strip() for part in (self.whatsapp_phone_number_id or "").split(","))))

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments first, then the environment, `..._FILE`, `.env`."""
        return init_settings, env_settings, _SecretFiles(settings_cls), dotenv_settings


def load(**given: Any) -> Settings:
    """Settings in force; `given` wins over the environment. Raises UsageError naming every bad one."""
    try:
        return Settings(**given)
    except ValidationError as error:
        raise UsageError("\n".join(_explain(found) for found in error.errors())) from None


def require(settings: Settings, *names: str) -> None:
    """Make sure settings are there. Raises UsageError that lists all that are missing, and how to give them."""
    missing = [name for name in names if getattr(settings, name) in (None, "")]
    if not missing:
        return
    lines = [f"  {PREFIX}{name.upper()}  {_description(name)}" for name in missing]
    raise UsageError(
        "These settings are missing:\n"
        + "\n".join(lines)
        + "\nPut them in the environment or in .env (a secret also as ..._FILE). "
        + "To look around without them: zapbot demo"
    )


def secret(value: SecretStr | None) -> str:
    """The text of a secret that `require` has made sure of."""
    return value.get_secret_value() if value else ""


def flow_secrets() -> dict[str, str]:
    """The secrets http nodes may name: `ZAPBOT_SECRET_CRM_TOKEN` is `{{ secret.crm_token }}`, also as `..._FILE`.

    `ZAPBOT_SECRET_KEY` is zapbot's own and never one of them.
    """
    prefix, found = f"{PREFIX}SECRET_", {}
    given = {**dotenv_values(".env"), **os.environ}
    for name in sorted(given, key=lambda name: not name.endswith("_FILE")):  # the environment wins over a file
        short, value = name.removeprefix(prefix).lower(), given[name]
        if value and name.startswith(prefix) and short.removesuffix("_file") != "key":
            found[short.removesuffix("_file")] = _content(name, value) if short.endswith("_file") else value
    return found


def _content(name: str, path: str) -> str:
    """What the file says that a setting names. Raises UsageError."""
    try:
        return Path(path).read_text("utf-8").strip()
    except OSError as error:
        raise UsageError(f"{name}: cannot read {path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{name}: {path} is not UTF-8 text") from None


class _SecretFiles(PydanticBaseSettingsSource):
    """Reads `ZAPBOT_X` from the file that `ZAPBOT_X_FILE` names."""

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:  # noqa: ARG002
        """One setting from its file."""
        name = f"{PREFIX}{field_name.upper()}_FILE"
        path = os.environ.get(name)
        return (_content(name, path) if path else None), field_name, False

    def __call__(self) -> dict[str, Any]:
        """All settings that come from files."""
        values = {name: self.get_field_value(field, name)[0] for name, field in Settings.model_fields.items()}
        return {name: value for name, value in values.items() if value is not None}


def _description(name: str) -> str:
    return Settings.model_fields[name].description or ""


def _explain(error: Any) -> str:
    name = str(error["loc"][0])
    reason = str(error.get("ctx", {}).get("error", error["msg"]))
    return f"{PREFIX}{name.upper()}: {reason} ({_description(name)})"
