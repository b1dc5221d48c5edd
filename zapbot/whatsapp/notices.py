"""What Meta tells about a number or the account, and what it answers when asked. Fact sheet, sections 2, 6 and 11.2."""

from collections.abc import Callable
from typing import Any

from zapbot.connector import NumberChange, Update
from zapbot.whatsapp.payloads import items, mapping, text

Fields = dict[str, Any]

UNLIMITED = -1
ABOUT = (
    "id,display_phone_number,verified_name,quality_rating,status,throughput,whatsapp_business_manager_messaging_limit"
)
_TIERS = {"TIER_50": 50, "TIER_250": 250, "TIER_1K": 1000, "TIER_2K": 2000, "TIER_10K": 10_000, "TIER_100K": 100_000}
_TIERS |= {"TIER_UNLIMITED": UNLIMITED}
_SEVERE_ACCOUNT = {"ACCOUNT_RESTRICTION", "ACCOUNT_VIOLATION", "ACCOUNT_DELETED", "DISABLED_UPDATE"}
_SEVERE_ACCOUNT |= {"PARTNER_REMOVED", "ACCOUNT_OFFBOARDED"}
_STATUS_OF_ACCOUNT = {"ACCOUNT_RESTRICTION": "RESTRICTED", "ACCOUNT_DELETED": "DELETED", "DISABLED_UPDATE": "BANNED"}
_STATUS_OF_ACCOUNT |= {"ACCOUNT_RECONNECTED": "CONNECTED"}
_QUALITY_OF_EVENT = {"FLAGGED": "FLAGGED", "UNFLAGGED": "UNKNOWN"}


def read(field: str, value: Fields, at: float) -> Update:
    """One change of a field in `FIELDS`."""
    return FIELDS[field](value, at)


def about(data: Fields, number: str) -> NumberChange:
    """What the number's node says of itself; it names no time."""
    return NumberChange(
        0.0,
        "about",
        number,
        display=text(data.get("display_phone_number")) or None,
        quality=text(data.get("quality_rating")) or None,
        limit=tier(data.get("whatsapp_business_manager_messaging_limit")),
        name=text(data.get("verified_name")) or None,
        status=text(data.get("status")) or None,
        throughput=text(mapping(data.get("throughput")).get("level")) or None,
    )


def tier(value: Any) -> int | None:
    """How many people a day: Meta writes a figure, -1, or the name of a tier; None for what is none of these."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and value.lstrip("-").isdecimal():
        value = int(value[:9])
    if isinstance(value, int):
        return UNLIMITED if value < 0 else value
    return _TIERS.get(value) if isinstance(value, str) else None


def _quality(value: Fields, at: float) -> Update:
    event = text(value.get("event"))
    limit = tier(value.get("max_daily_conversations_per_business")) or tier(value.get("current_limit"))
    return NumberChange(
        at,
        f"quality {event}",
        display=text(value.get("display_phone_number")) or None,
        quality=_QUALITY_OF_EVENT.get(event),
        limit=limit,
        throughput="HIGH" if event == "THROUGHPUT_UPGRADE" else None,
        severe=event in ("FLAGGED", "DOWNGRADE"),
    )


def _capability(value: Fields, at: float) -> Update:
    return NumberChange(at, "messaging limit", limit=tier(value.get("max_daily_conversations_per_business")))


def _account(value: Fields, at: float) -> Update:
    event = text(value.get("event"))
    banned = text(mapping(value.get("ban_info")).get("waba_ban_state"))
    reinstated = banned == "REINSTATE"
    return NumberChange(
        at,
        f"account {event}",
        display=text(value.get("phone_number")) or None,
        detail=", ".join(filter(None, (*_restrictions(value), _violation(value), _parting(value), banned))),
        severe=event in _SEVERE_ACCOUNT and not reinstated,
        status="CONNECTED" if reinstated else _STATUS_OF_ACCOUNT.get(event),
    )


def _restrictions(value: Fields) -> list[str]:
    return [text(mapping(one).get("restriction_type")) for one in items(value.get("restriction_info"))]


def _violation(value: Fields) -> str:
    return text(mapping(value.get("violation_info")).get("violation_type"))


def _parting(value: Fields) -> str:
    return text(mapping(value.get("disconnection_info")).get("reason"))


def _alert(value: Fields, at: float) -> Update:
    info = mapping(value.get("alert_info")) or value
    detail = ": ".join(filter(None, (text(info.get("alert_type")), text(info.get("alert_description")))))
    status = text(info.get("alert_status"))
    severe = text(info.get("alert_severity")) == "CRITICAL" and status != "RESOLVED"
    return NumberChange(at, f"alert {status}".strip(), detail=detail, severe=severe)


def _name(value: Fields, at: float) -> Update:
    decision = text(value.get("decision"))
    wanted, why_not = text(value.get("requested_verified_name")), text(value.get("rejection_reason"))
    return NumberChange(
        at,
        f"name {decision}",
        display=text(value.get("display_phone_number")) or None,
        detail=": ".join(filter(None, (wanted, why_not))),
        severe=decision == "REJECTED",
        name=wanted if decision == "APPROVED" and wanted else None,
    )


def _review(value: Fields, at: float) -> Update:
    decision = text(value.get("decision"))
    return NumberChange(at, f"account review {decision}", severe=decision == "REJECTED")


def _security(value: Fields, at: float) -> Update:
    """A PIN was changed or somebody asks for a new one: whoever is not the business must not."""
    event, who = text(value.get("event")), text(value.get("requester"))
    return NumberChange(
        at,
        f"security {event}",
        display=text(value.get("display_phone_number")) or None,
        detail=f"requested by {who}" if who else "",
        severe=True,
    )


FIELDS: dict[str, Callable[[Fields, float], Update]] = {
    "phone_number_quality_update": _quality,
    "business_capability_update": _capability,
    "account_update": _account,
    "account_alerts": _alert,
    "phone_number_name_update": _name,
    "account_review_update": _review,
    "security": _security,
}
