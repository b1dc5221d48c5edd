"""Markup written safely: whatever a flow says stays text."""

_FORBIDDEN = {
    **dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127, 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)), "�"),
    **dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A))),
}
"""Characters XML cannot hold, and those that turn the direction of what stands around them."""

_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})


def escape(text: str) -> str:
    """Text for the inside of an element or a quoted attribute."""
    return text.translate(_FORBIDDEN).translate(_ESCAPED)


def element(name: str, content: str = "", **attributes: str | float) -> str:
    """An element around finished markup; attributes are escaped, `class_` is `class`, `a_b` is `a-b`."""
    given = "".join(f' {_name(key)}="{escape(_number(value))}"' for key, value in attributes.items() if value != "")
    return f"<{name}{given}>{content}</{name}>" if content else f"<{name}{given}/>"


def text(content: str, **attributes: str | float) -> str:
    """A line of text."""
    return element("text", escape(content) or " ", **attributes)


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-") if key not in ("viewBox",) else key


def _number(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.1f}".removesuffix(".0")
