"""Everything the sandbox can be told at start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class SandboxConfig:
    """A business's number or numbers, the app that owns them, and how the imitated network behaves."""

    callback_url: str
    """Where webhooks go: the address an operator would type into the App Dashboard."""
    dialect: Literal["cloud", "360dialog"] = "cloud"
    """Whose paths and proofs: 360dialog takes the access token as its key, and puts the webhook secret in a header."""
    webhook_secret: str = "segredo-dos-webhooks"  # noqa: S105
    app_secret: str = "segredo-da-caixa-de-areia"  # noqa: S105
    verify_token: str = "verificacao-da-caixa-de-areia"  # noqa: S105
    access_token: str = "token-da-caixa-de-areia"  # noqa: S105
    app_id: str = "700000000000001"
    phone_number_id: str = "800000000000001"
    business_account_id: str = "900000000000001"
    display_phone_number: str = "551140000000"
    more_numbers: tuple[str, ...] = ()
    """Ids of further numbers of the account; each is shown as the one before it plus one."""
    verified_name: str = "Padaria Aurora"
    timezone: str = ""
    """Whose clock the phone page shows, such as America/Sao_Paulo; empty: the browser's."""

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
    messaging_limit: str = "TIER_2K"
    """How many people a day the business may write to first, as Meta tells it; nothing is refused above it."""
    unknown_recipients: Literal["undeliverable", "refused", "welcome"] = "undeliverable"
    """A number no customer has: accepted then failed (131026), refused (131030), or made a customer."""

    strict_templates: bool = True
    """A template send must name an approved template and fill it in exactly; else any name is taken."""
    first_templates: bool = True
    """Start with a few approved templates."""
    review_seconds: float = 0.3
    """How long a new template is PENDING."""

    most_blocked: int = 64_000
    """How many people a number may block; above it 139101."""

    first_customers: bool = True
    """Start with three customers, so that the page is not empty."""
    most_customers: int = 20_000
    most_sends: int = 200_000
    most_pending: int = 200_000
    """Webhooks waiting for a callback that does not answer; what comes on top is lost."""
    most_bubbles: int = 2_000
    """Kept per thread; the oldest go first."""
    most_files: int = 2_000
    """Kept on disk, in a temporary folder; the oldest go first."""
    most_events: int = 2_000
    """Kept for pages that reconnect."""

    @property
    def files_at(self) -> str | None:
        """The host that files are said to lie on; None is the sandbox's own."""
        return "https://lookaside.fbsbx.com" if self.dialect == "360dialog" else None

    @property
    def numbers(self) -> dict[str, str]:
        """The digits of each number by its id, the main one first."""
        ids = (self.phone_number_id, *self.more_numbers)
        return {id: str(int(self.display_phone_number) + place) for place, id in enumerate(ids)}
