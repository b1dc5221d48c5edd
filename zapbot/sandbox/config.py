"""Everything the sandbox can be told at start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class SandboxConfig:
    """One business number, the app that owns it, and how the imitated network behaves."""

    callback_url: str
    """Where webhooks go: the address an operator would type into the App Dashboard."""
    app_secret: str = "segredo-da-caixa-de-areia"  # noqa: S105
    verify_token: str = "verificacao-da-caixa-de-areia"  # noqa: S105
    access_token: str = "token-da-caixa-de-areia"  # noqa: S105
    app_id: str = "700000000000001"
    phone_number_id: str = "800000000000001"
    business_account_id: str = "900000000000001"
    display_phone_number: str = "551140000000"
    verified_name: str = "Padaria Aurora"

    latency_seconds: float = 0.0
    """Added before every answer to a send."""
    sent_after_seconds: float = 0.02
    delivered_after_seconds: float = 0.06
    read_after_seconds: float = 0.4
    """How long a customer looks at the open chat before the message counts as read."""
    window_seconds: float = 24 * 3600.0
    """How long after a customer's message anything but a template may be sent."""

    webhook_connections: int = 16
    webhook_timeout_seconds: float = 30.0
    first_retry_seconds: float = 0.5
    longest_retry_seconds: float = 30.0
    most_attempts: int = 60

    messages_per_second: float | None = None
    """The number's throughput; above it 130429. None switches the limit off."""
    pair_rate: bool = False
    """One message per six seconds to one customer, 45 borrowed; above it 131056."""
    unknown_recipients: Literal["undeliverable", "refused", "welcome"] = "undeliverable"
    """A number no customer has: accepted then failed (131026), refused (131030), or made a customer."""

    first_customers: bool = True
    """Start with three customers, so that the page is not empty."""
    most_customers: int = 20_000
    most_sends: int = 200_000
    most_pending: int = 200_000
    """Webhooks waiting for a callback that does not answer; what comes on top is lost."""
    most_bubbles: int = 2_000
    """Kept per thread; the oldest go first."""
    most_events: int = 2_000
    """Kept for pages that reconnect."""
