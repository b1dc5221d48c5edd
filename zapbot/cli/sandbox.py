"""`zapbot sandbox`."""

from typing import Annotated

import typer

Callback = Annotated[str, typer.Option(help="Where webhooks go: your server's /webhook.")]
Host = Annotated[str, typer.Option(help="Address to listen on.")]
Port = Annotated[int, typer.Option(help="Port to listen on.")]
Secret = Annotated[str | None, typer.Option(help="App secret that signs webhooks.")]
Token = Annotated[str | None, typer.Option(help="Access token it accepts.")]
Verify = Annotated[str | None, typer.Option(help="Verify token it sends.")]
Number = Annotated[str | None, typer.Option(help="Phone number id of the business; several with commas between.")]
Dialect = Annotated[str, typer.Option(help="Whose API: cloud, or 360dialog.")]
Account = Annotated[str | None, typer.Option(help="WhatsApp Business Account id.")]
Unknown = Annotated[
    str, typer.Option(help="A number nobody has: undeliverable, refused, or welcome as a new customer.")
]
Tier = Annotated[str, typer.Option(help="People a day the business may write to first: TIER_2K ... TIER_UNLIMITED.")]
Latency = Annotated[float, typer.Option(help="Seconds before every answer to a send.")]

_SHOWN = {
    "cloud": {
        "access_token": "ZAPBOT_WHATSAPP_ACCESS_TOKEN",
        "app_secret": "ZAPBOT_WHATSAPP_APP_SECRET",
        "verify_token": "ZAPBOT_WHATSAPP_VERIFY_TOKEN",
    },
    "360dialog": {"access_token": "ZAPBOT_DIALOG360_API_KEY", "webhook_secret": "ZAPBOT_WEBHOOK_SECRET"},
}
"""What the other side must know, as its settings."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(sandbox)


def sandbox(
    callback: Callback = "http://127.0.0.1:8000/webhook",
    host: Host = "127.0.0.1",
    port: Port = 8001,
    app_secret: Secret = None,
    access_token: Token = None,
    verify_token: Verify = None,
    phone_number_id: Number = None,
    business_account_id: Account = None,
    latency: Latency = 0.0,
    dialect: Dialect = "",
    unknown_recipients: Unknown = "undeliverable",
    messaging_limit: Tier = "TIER_2K",
) -> None:
    """Run a local Cloud API with a phone in the browser: for developing without a Meta account.

    What is not given is taken from ZAPBOT_CHANNEL, ZAPBOT_WHATSAPP_..., so that both sides agree.

    Example: zapbot sandbox --callback http://127.0.0.1:8000/webhook --port 8001
    """
    from dataclasses import replace

    import uvicorn

    from zapbot import logs, settings
    from zapbot.errors import UsageError
    from zapbot.sandbox.app import create_app
    from zapbot.sandbox.config import SandboxConfig
    from zapbot.settings import secret

    configured = settings.load()
    dialect = dialect or ("360dialog" if configured.channel == "360dialog" else "cloud")
    if dialect not in ("cloud", "360dialog"):
        raise UsageError(f"--dialect is cloud or 360dialog, not {dialect!r}")
    token = configured.dialog360_api_key if dialect == "360dialog" else configured.whatsapp_access_token
    number, *more = [part.strip() for part in (phone_number_id or configured.whatsapp_phone_number_id or "").split(",")]
    if unknown_recipients not in ("undeliverable", "refused", "welcome"):
        raise UsageError(f"--unknown-recipients is undeliverable, refused or welcome, not {unknown_recipients!r}")
    logs.configure(configured.log_format)
    agreed = {
        "app_secret": app_secret or secret(configured.whatsapp_app_secret).partition(",")[0].strip(),
        "access_token": access_token or secret(token),
        "webhook_secret": secret(configured.webhook_secret),
        "verify_token": verify_token or secret(configured.whatsapp_verify_token),
        "phone_number_id": number,
        "business_account_id": business_account_id or configured.whatsapp_business_account_id,
        "unknown_recipients": unknown_recipients,
        "messaging_limit": messaging_limit,
        "timezone": configured.timezone,
    }
    given = {name: value for name, value in agreed.items() if value}
    config = replace(
        SandboxConfig(callback, latency_seconds=latency, dialect=dialect, more_numbers=tuple(filter(None, more))),  # type: ignore[arg-type]
        **given,  # type: ignore[arg-type]
    )
    typer.echo(f"Phone: http://{host}:{port}/   Graph API: http://{host}:{port}   webhooks go to {callback}")
    typer.echo(f"ZAPBOT_WHATSAPP_PHONE_NUMBER_ID={','.join(config.numbers)}")
    typer.echo(f"ZAPBOT_WHATSAPP_BUSINESS_ACCOUNT_ID={config.business_account_id}")
    for name, setting in _SHOWN[dialect].items():
        if name not in given:
            typer.echo(f"{setting}={getattr(config, name)}")
    options = uvicorn.Config(create_app(config), host=host, port=port, log_config=None, access_log=False)
    uvicorn.Server(options).run()
