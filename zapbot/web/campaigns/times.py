"""How long something takes, as both languages write it."""


def lasting(seconds: float) -> str:
    """`45 s`, `12 min`, `3 h 20 min`, `2 d 4 h`: no more exact than it is worth."""
    if seconds < 60:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 24 * 60:
        return _two(minutes // 60, "h", minutes % 60, "min")
    return _two(minutes // 1440, "d", minutes % 1440 // 60, "h")


def _two(great: int, of_great: str, small: int, of_small: str) -> str:
    return f"{great} {of_great} {small} {of_small}" if small else f"{great} {of_great}"
