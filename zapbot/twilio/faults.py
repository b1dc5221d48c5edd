"""What each of Twilio's error codes means for a message. Cloud API fact sheet, section 14."""

from zapbot.connector import Hold, Outcome, Refused, Retry, Stop

_HOURS = 3600.0

_STOPS = {
    20003: "Twilio does not know this account or token: check ZAPBOT_TWILIO_ACCOUNT_SID and ZAPBOT_TWILIO_AUTH_TOKEN",
    20005: "the Twilio account is not active",
    20404: "Twilio does not know this account: check ZAPBOT_TWILIO_ACCOUNT_SID",
    21212: "the sender is not a valid number: check ZAPBOT_TWILIO_NUMBER",
    21606: "the account may not send from this number: check ZAPBOT_TWILIO_NUMBER",
    30002: "the Twilio account is suspended",
    63002: "Twilio has no WhatsApp sender for this number: check ZAPBOT_TWILIO_NUMBER",
    63007: "Twilio has no WhatsApp sender for this number: check ZAPBOT_TWILIO_NUMBER",
    63051: "WhatsApp has locked the business account",
}
_REFUSED = {
    21211: "the recipient is not a valid number",
    21610: "the customer has unsubscribed by writing STOP",
    21617: "the text is longer than Twilio takes",
    63003: "no WhatsApp account has this number",
    63005: "WhatsApp did not take this content",
    63013: "WhatsApp refused it for its policy",
    63016: "the 24-hour window is closed: only a template may be sent until the customer writes",
    63024: "WhatsApp says the recipient is invalid",
}
_RETRIED = {63010: 3, 63012: 3, 63019: 3, 30001: 3}
_SLOWER = {63018}
_PAUSES = {20429: 60.0, 14107: 60.0}
_LATER = {63038: _HOURS}


def decide(code: int | None, reason: str | None, status: int = 400) -> Outcome:
    """What to do about a definite failure; codes not listed fail the message.

    `status` is the HTTP status of the answer, if the failure was one.
    """
    told = sentence(code, reason)
    if code in _SLOWER:
        return Hold(told, 2.0, code, slower=True)
    if status == 429 or code in _PAUSES:
        return Hold(told, _PAUSES.get(code or 0, 60.0), code, scope="number")
    if code in _LATER:
        return Hold(told, _LATER[code], code, scope="number")
    if code in _STOPS or status == 401:
        return Stop(told, code)
    if code in _RETRIED:
        return Retry(told, code, _RETRIED[code])
    if code is not None and status >= 500:
        return Retry(told, code)
    return Refused(told, code)


def sentence(code: int | None, reason: str | None) -> str:
    """What went wrong in words: ours if there are any, else Twilio's."""
    return _STOPS.get(code or 0) or _REFUSED.get(code or 0) or reason or (f"error {code}" if code else "failed")
