"""Phone numbers as people write them, as WhatsApp names them, and as Brazil reads them.

Brazilian mobile numbers got a ninth digit; accounts older than it keep the id without. Mexico (521) and
Argentina (549) have a similar extra digit. Cloud API fact sheet, section 13.
"""

import re

_NO_SUCH_AREA = {20, 23, 25, 26, 29, 30, 36, 39, 40, 50, 52, 56, 57, 58, 59, 60, 70, 72, 76, 78, 80, 90}
_AREA_CODES = frozenset(str(code) for code in range(11, 100) if code not in _NO_SUCH_AREA)
_OLD_MOBILE = re.compile(r"55(\d\d)([6-9]\d{7})")
_NEW_MOBILE = re.compile(r"55(\d\d)9([6-9]\d{7})")


def canonical(number: str) -> str:
    """The one form of a number under which a person is found, whichever form WhatsApp used.

    A Brazilian mobile gets its ninth digit, a Mexican loses the 1 after 52, an Argentine the 9 after 54.
    """
    digits = re.sub(r"\D", "", number)
    old = _OLD_MOBILE.fullmatch(digits)
    if old and old[1] in _AREA_CODES:
        return f"55{old[1]}9{old[2]}"
    if re.fullmatch(r"(521|549)\d{10}", digits):
        return digits[:2] + digits[3:]
    return digits


def variants(number: str) -> tuple[str, ...]:
    """Every form in which WhatsApp may name the owner of this number, the canonical one first."""
    main = canonical(number)
    new = _NEW_MOBILE.fullmatch(main)
    if new and new[1] in _AREA_CODES:
        return (main, f"55{new[1]}{new[2]}")
    if re.fullmatch(r"52\d{10}", main):
        return (main, f"521{main[2:]}")
    if re.fullmatch(r"54\d{10}", main):
        return (main, f"549{main[2:]}")
    return (main,)


def parse(text: str) -> str:
    """Digits of a number as a Brazilian would write it, `(31) 98555-0103` or `+55 31 98555-0103`.

    Raises ValueError with what to write instead.
    """
    digits = re.sub(r"[^0-9]", "", text)
    if not text.strip().startswith("+"):
        digits = _with_country(digits)
    if not 8 <= len(digits) <= 15:
        raise ValueError(f"{text!r} is not a phone number; write it like +55 31 98555-0103")
    return canonical(digits)


def pretty(number: str) -> str:
    """A number for people: `+55 31 98555-0103`; other countries as `+` and digits."""
    brazilian = re.fullmatch(r"55(\d\d)(\d{4,5})(\d{4})", number)
    return "+55 {} {}-{}".format(*brazilian.groups()) if brazilian else f"+{number}"


def _with_country(digits: str) -> str:
    """Brazil's country code, put before a national number; trunk zero and carrier code dropped."""
    if digits.startswith("0"):
        digits = digits.lstrip("0")
        digits = digits[2:] if len(digits) in (12, 13) else digits
    if len(digits) in (10, 11) and digits[:2] in _AREA_CODES:
        return "55" + digits
    return digits
