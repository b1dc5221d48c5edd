"""Contact cards."""

from typing import Any

from zapbot.model import Card, Phone


def card(content: Card) -> dict[str, Any]:
    """One card with what is known of the person."""
    sent: dict[str, Any] = {"name": _name(content)}
    if content.phones:
        sent["phones"] = [_phone(number) for number in content.phones]
    if content.emails:
        sent["emails"] = [{"email": email} for email in content.emails]
    if content.urls:
        sent["urls"] = [{"url": url} for url in content.urls]
    if content.company or content.title:
        sent["org"] = _given(company=content.company, title=content.title)
    return sent | _given(birthday=content.birthday)


def _name(content: Card) -> dict[str, str]:
    """Meta wants one more part of the name than the whole: where none is known it is the first word."""
    parts = _given(first_name=content.first_name, last_name=content.last_name)
    return {"formatted_name": content.name, **(parts or {"first_name": content.name.split()[0]})}


def _phone(number: Phone) -> dict[str, str]:
    return {"phone": number.phone, **_given(type=number.type, wa_id=number.wa_id)}


def _given(**fields: str | None) -> dict[str, str]:
    return {name: value for name, value in fields.items() if value}
