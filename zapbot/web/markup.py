"""WhatsApp's own markup as HTML: *bold*, _italic_, ~struck~, `code`, > quotes, lists, links; all else is escaped."""

import re
from collections.abc import Iterator
from itertools import groupby

from markupsafe import Markup, escape

_FENCE = re.compile(r"```(.+?)```", re.DOTALL)
_ATOM = re.compile(
    r"`(?P<code>[^`\n]+)`"
    r"|(?P<link>https?://[^\s<>\"']{1,2000}[^\s<>\"'.,;:!?)\]}*_~])"
    r"|(?P<mail>(?<![\w.+-])(?:mailto:)?[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5})"
    r"|(?P<phone>(?<!\w)tel:\+?\d{3,15}(?!\d))",
    re.IGNORECASE,
)
_LINE = re.compile(r"(?P<quote>> ?)|(?P<bullet>[*-] )|(?P<number>(?P<start>\d{1,3})\. )")
_SPANS = (("*", "strong"), ("_", "em"), ("~", "s"))
_OPEN, _CLOSE = "\ue000", "\ue001"
_PLACE = re.compile(f"{_OPEN}(\\d+){_CLOSE}")


def html(text: str) -> Markup:
    """A text as it is shown."""
    parts = _FENCE.split(text)
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if index % 2 else Markup("").join(_blocks(part))
        for index, part in enumerate(parts)
    )


def plain(text: str) -> str:
    """A message in one line, without its marks."""
    return " ".join(_inline(line).striptags() for line in text.splitlines())


def _blocks(text: str) -> Iterator[Markup]:
    """Lines of one sort together: a quote, a list, or as they stand."""
    before = ""
    for sort, lines in groupby(text.split("\n"), _sort):
        found = list(lines)
        if sort:
            yield _block(sort, found)
        else:
            yield Markup("{}{}").format("\n" if before == "plain" else "", _inline("\n".join(found)))
        before = sort or "plain"


def _sort(line: str) -> str:
    match = _LINE.match(line)
    return next(name for name in ("quote", "bullet", "number") if match[name]) if match else ""


def _block(sort: str, lines: list[str]) -> Markup:
    inside = [_inline(_LINE.sub("", line, count=1)) for line in lines]
    if sort == "quote":
        return Markup("<blockquote>{}</blockquote>").format(Markup("\n").join(inside))
    items = Markup("").join(Markup("<li>{}</li>").format(item) for item in inside)
    if sort == "bullet":
        return Markup("<ul>{}</ul>").format(items)
    first = _LINE.match(lines[0])
    return Markup('<ol start="{}">{}</ol>').format(first["start"] if first else 1, items)


def _inline(text: str) -> Markup:
    """Links and code are put aside first, so that no mark is found inside of them."""
    aside: list[Markup] = []

    def put_aside(match: re.Match[str]) -> str:
        aside.append(_atom(match))
        return f"{_OPEN}{len(aside) - 1}{_CLOSE}"

    plain = _ATOM.sub(put_aside, text.replace(_OPEN, "").replace(_CLOSE, ""))
    return Markup(_PLACE.sub(lambda match: aside[int(match[1])], _spanned(plain)))  # noqa: S704 — escaped by _spanned


def _atom(match: re.Match[str]) -> Markup:
    if match["code"]:
        return Markup("<code>{}</code>").format(match["code"])
    if match["mail"]:
        return Markup('<a href="mailto:{}">{}</a>').format(match["mail"].removeprefix("mailto:"), match["mail"])
    if match["phone"]:
        return Markup('<a href="{}">{}</a>').format(match["phone"].lower(), match["phone"][4:])
    return Markup('<a href="{0}" target="_blank" rel="noopener noreferrer nofollow">{0}</a>').format(match["link"])


def _spanned(text: str) -> str:
    """Marks that enclose words: after a space or another mark, before none, and closed on the same line."""
    escaped = str(escape(text))
    for mark, tag in _SPANS:
        sign = re.escape(mark)
        escaped = re.sub(
            rf"(?<![\w{sign}]){sign}(?=\S)([^\n{sign}]+?)(?<=\S){sign}(?![\w{sign}])", rf"<{tag}>\1</{tag}>", escaped
        )
    return escaped
