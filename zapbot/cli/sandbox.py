"""`zapbot sandbox`."""

from typing import Annotated

import typer

Callback = Annotated[str, typer.Option(help="Where webhooks go: your server's /webhook.")]
Host = Annotated[str, typer.Option(help="Address to listen on.")]
Port = Annotated[int, typer.Option(help="Port to listen on.")]
Secret = Annotated[str | None, typer.Option(help="App secret that signs webhooks.")]
Token = Annotated[str | None, typer.Option(help="Access token it accepts.")]
Verify = Annotated[str | None, typer.Option(help="Verify token it sends.")]
Number = Annotated[str | None, typer.Option(help="Phone number id of the business.")]
Account = Annotated[str | None, typer.Option(help="WhatsApp Business Account id.")]
Latency = Annotated[float, typer.Option(help="Seconds before every answer to a send.")]


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
) -> None:
    """Run a local Cloud API with a phone in the browser: for developing without a Meta account.

    What is not given is taken from ZAPBOT_WHATSAPP_..., so that both sides agree.

    Example: zapbot sandbox --callback http://127.0.0.1:8000/webhook --port 8001
    """
    from dataclasses import replace

    import uvicorn

    from zapbot import logs, settings
    from zapbot.sandbox.app import create_app
    from zapbot.sandbox.config import SandboxConfig
    from zapbot.settings import secret

    configured = settings.load()
    logs.configure(configured.log_format)
    agreed = {
        "app_secret": app_secret or secret(configured.whatsapp_app_secret).partition(",")[0].strip(),
        "access_token": access_token or secret(configured.whatsapp_access_token),
        "verify_token": verify_token or secret(configured.whatsapp_verify_token),
        "phone_number_id": phone_number_id or configured.whatsapp_phone_number_id,
        "business_account_id": business_account_id or configured.whatsapp_business_account_id,
    }
    given = {name: value for name, value in agreed.items() if value}
    config = replace(SandboxConfig(callback, latency_seconds=latency), **given)  # type: ignore[arg-type]
    typer.echo(f"Phone: http://{host}:{port}/   Graph API: http://{host}:{port}   webhooks go to {callback}")
    typer.echo(f"ZAPBOT_WHATSAPP_PHONE_NUMBER_ID={config.phone_number_id}")
    typer.echo(f"ZAPBOT_WHATSAPP_BUSINESS_ACCOUNT_ID={config.business_account_id}")
    for name in ("access_token", "app_secret", "verify_token"):
        if name not in given:
            typer.echo(f"ZAPBOT_WHATSAPP_{name.upper()}={getattr(config, name)}")
    options = uvicorn.Config(create_app(config), host=host, port=port, log_config=None, access_log=False)
    uvicorn.Server(options).run()
