"""Messages as they came from outside: in Meta's shape, from customers and from the business's phone."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import msgspec

from zapbot import phone
from zapbot.store.threads import Bubble
from zapbot.web import markup
from zapbot.web.drawing.shapes import SHOWN, Drawing, FileView, items, mapping, place, text

_STATES = {"stored": "ready", "dead": "dead", "dropped": "dropped"}


def drawn(bubble: Bubble) -> Drawing:
    """A message's shape; what is not known is said to be so, never left out."""
    return _SHAPES.get(bubble.kind, _unsupported)(bubble)


def beside(bubble: Bubble) -> dict[str, Any]:
    """What stands beside a message: that it was passed on, the ad it answers, the product it asks about."""
    told = mapping(bubble.content.get("_"))
    context, referral = mapping(told.get("context")), mapping(told.get("referral"))
    product = mapping(context.get("referred_product"))
    return {
        "forwarded": bool(context.get("forwarded") or context.get("frequently_forwarded")),
        "ad": _ad(referral) if referral else None,
        "product": text(product.get("product_retailer_id")),
    }


def _ad(referral: dict[str, Any]) -> dict[str, str]:
    url = text(referral.get("source_url"))
    return {
        "headline": text(referral.get("headline")),
        "body": text(referral.get("body")),
        "url": url if url.startswith(("https://", "http://")) else "",
        "host": urlsplit(url).hostname or "" if url.startswith(("https://", "http://")) else "",
    }


def _text(bubble: Bubble) -> Drawing:
    return Drawing("text", {"body": markup.html(bubble.text)})


def _file(bubble: Bubble) -> Drawing:
    content = bubble.content
    view = _view(bubble, content)
    return Drawing(view.kind, {"file": view, "caption": markup.html(bubble.text) if bubble.text else ""})


def _view(bubble: Bubble, content: dict[str, Any]) -> FileView:
    file = bubble.file
    if file is None:
        return FileView(bubble.kind, "away", bubble.id, text(content.get("filename")) or None)
    state = _STATES.get(file.status, "coming")
    kind = bubble.kind if bubble.kind in SHOWN else "document"
    if state == "ready" and not (file.mime or "").startswith(SHOWN.get(kind, "")):
        kind = "document"
    return FileView(
        kind,
        state,
        bubble.id,
        file.filename or text(content.get("filename")) or None,
        file.mime,
        file.size,
        file.reason,
        voice=content.get("voice") is True,
        animated=content.get("animated") is True,
    )


def _location(bubble: Bubble) -> Drawing:
    content = bubble.content
    where = place(
        content.get("latitude"), content.get("longitude"), text(content.get("name")), text(content.get("address"))
    )
    return Drawing("location", where)


def _cards(bubble: Bubble) -> Drawing:
    return Drawing("contacts", {"cards": [_card(card) for card in items(bubble.content.get("contacts"))]})


def _card(card: dict[str, Any]) -> dict[str, Any]:
    name, company = mapping(card.get("name")), mapping(card.get("org"))
    parts = " ".join(filter(None, (text(name.get("first_name")), text(name.get("last_name")))))
    return {
        "name": text(name.get("formatted_name")) or parts,
        "company": " · ".join(filter(None, (text(company.get("title")), text(company.get("company"))))),
        "phones": [number(text(one.get("wa_id")) or text(one.get("phone"))) for one in items(card.get("phones"))],
        "emails": [text(one.get("email")) for one in items(card.get("emails"))],
    }


def number(given: str) -> dict[str, str]:
    """A number as it is read, and as a link may hold it."""
    digits = "".join(filter(str.isdigit, given))[:15]
    return {"shown": phone.pretty(digits) if len(digits) >= 8 else given, "tel": f"+{digits}" if digits else ""}


def _option(bubble: Bubble) -> Drawing:
    reply = mapping(bubble.content.get("list_reply") or bubble.content.get("button_reply"))
    return Drawing("option", {"title": bubble.text, "description": text(reply.get("description"))})


def _interactive(bubble: Bubble) -> Drawing:
    kind = text(bubble.content.get("type"))
    if kind == "nfm_reply":
        return _answers(bubble, mapping(bubble.content.get("nfm_reply")))
    if kind == "call_permission_reply":
        reply = mapping(bubble.content.get("call_permission_reply"))
        return Drawing("permission", {"given": text(reply.get("response")) == "accept"})
    return _unsupported(bubble)


def _answers(bubble: Bubble, reply: dict[str, Any]) -> Drawing:
    """A form that was filled in: its answers, without the token that only zapbot needs."""
    given = reply.get("response_json")
    try:
        answers = mapping(msgspec.json.decode(given) if isinstance(given, str) else given)
    except msgspec.DecodeError:
        answers = {}
    rows = [(name, _value(value)) for name, value in answers.items() if name != "flow_token"]
    return Drawing("answers", {"name": text(reply.get("name")), "body": bubble.text, "rows": rows[:100]})


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "✓" if value else "✗"
    return text(value) or (msgspec.json.encode(value).decode()[:2000] if value else "")


def _order(bubble: Bubble) -> Drawing:
    products = [_product(one) for one in items(bubble.content.get("product_items"))]
    by_currency: dict[str, float] = {}
    for one in products:
        by_currency[one["currency"]] = by_currency.get(one["currency"], 0.0) + one["price"] * one["quantity"]
    return Drawing("order", {"products": products, "totals": by_currency, "body": markup.html(bubble.text)})


def _product(item: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": text(item.get("product_retailer_id")),
        "quantity": _amount(item.get("quantity")),
        "price": _amount(item.get("item_price")),
        "currency": text(item.get("currency"))[:8],
    }


def _amount(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return 0.0


def _unsupported(bubble: Bubble) -> Drawing:
    told = items(mapping(bubble.content.get("_")).get("errors")) or items(bubble.content.get("errors"))
    inner = text(mapping(bubble.content.get("unsupported")).get("type")) or text(bubble.content.get("type"))
    kind = bubble.kind if bubble.kind != "unsupported" else inner
    said = text(mapping(told[0].get("error_data")).get("details")) or text(told[0].get("title")) if told else ""
    return Drawing("unsupported", {"kind": kind, "reason": said, "body": bubble.text})


_SHAPES: dict[str, Callable[[Bubble], Drawing]] = {
    "text": _text,
    "image": _file,
    "video": _file,
    "audio": _file,
    "document": _file,
    "sticker": _file,
    "location": _location,
    "contacts": _cards,
    "option": _option,
    "interactive": _interactive,
    "order": _order,
}
