"""What each of Meta's error codes means for a message. Cloud API fact sheet, section 3.2."""

from zapbot.connector import Hold, Outcome, Refused, Retry, Stop

_HOURS = 3600.0
_STOPS = {0, 3, 10, 33, 190, 368, 131005, 131031, 131042, 131044, 131045, 133010, 133000, 133005, 133006, 133015}
_STOPS |= {131037, 134011, *range(200, 300)}
_TRANSIENT = {1, 2, 131016, 133004}
_RETRIED = {131000: 3, 135000: 2, 131053: 3}
_PAUSES = {4: 120.0, 613: 120.0, 80007: 300.0, 131057: 60.0, 2494100: 60.0}
_LATER = {131048: _HOURS, 131064: _HOURS, 132069: _HOURS}
_BLOCKED = 130403
_UNBLOCK = "the number has blocked this person at WhatsApp: unblock them on their page in the inbox to write to them"
_MARKETING = {131049: "capped", 131050: "out"}
_LATER |= dict.fromkeys((133008, 133009, 133016), _HOURS)


def decide(code: int | None, reason: str, status: int = 400) -> Outcome:
    """What to do about a definite failure; codes Meta does not list fail the message.

    `status` is the HTTP status of the answer, if the failure was one.
    """
    if code == 130429:
        return Hold(reason, 2.0, code, slower=True)
    if code == 131056:
        return Hold(reason, 1.0, code)
    if status == 429 or code in _PAUSES:
        return Hold(reason, _PAUSES.get(code or 0, 60.0), code, scope="number")
    if code in _LATER:
        return Hold(reason, _LATER[code], code)
    if code in _STOPS or (code is None and status == 401):
        return Stop(reason, code)
    if code in _RETRIED:
        return Retry(reason, code, _RETRIED[code])
    if code in _TRANSIENT or (code is not None and status >= 500):
        return Retry(reason, code)
    if code == _BLOCKED:
        return Refused(_UNBLOCK, code)
    return Refused(reason, code, _MARKETING.get(code or 0))
