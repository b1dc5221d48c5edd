"""Sentences of the desk as a page says them: in the visitor's language, as far as the catalogue has them.

The desk speaks English, to programs and in the terminal. What has no words here is shown as it came, which is better
than nothing.
"""

import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from litestar import Response

from zapbot.web import catalogue, failures, markup, pages
from zapbot.web.pages import AnyRequest

KEYS = (
    (r"has no phone", "reason.no_phone"),
    (r"the spreadsheet shortened the phone to (?P<what>.+): format its column as text", "reason.shortened"),
    (r"'(?P<what>.*)' is not a phone number; write it like .+", "reason.not_a_phone"),
    (r"has (?P<has>\d+) columns where the first line names (?P<named>\d+)", "reason.columns"),
    (r"has no value for \{(?P<what>.+)\}", "reason.no_value"),
    (r"the contact has no phone and no user id", "reason.no_address"),
    (r".*the variable (?P<what>\S+) has a line break.+", "reason.uneven"),
    (r".*the variable (?P<what>\S+) is empty.*", "reason.no_value"),
    (r".*has no column for the phone.*", "reason.no_phone_column"),
    (r".*is not a text file.*", "reason.not_text"),
    (r".*names a column twice: (?P<what>.+)", "reason.column_twice"),
    (r"this list is here no more.*", "reason.list_gone"),
    (r"there is a campaign '.*' already.*", "campaigns.wrong.name_taken"),
    (r"nobody would get this campaign.*", "reason.nobody"),
    (r"a person paused it", "reason.paused"),
    (r"the campaign was stopped", "reason.stopped"),
    (r"waits for the time it was planned for", "reason.planned"),
    (r"waits: it is quiet from (?P<what>.+) to (?P<until>.+)", "reason.quiet"),
    (r"waits: the number's messaging limit for 24 hours is used up", "reason.limit"),
    (r"the number cannot send: (?P<told>.+)", "reason.number"),
    (r"WhatsApp rates the number's quality (?P<what>\S+): .+", "reason.quality"),
    (r"WhatsApp restricted the number because of spam reports.*", "reason.restricted"),
    (r"(?P<has>\d+) of (?P<named>\d+) messages failed: .+", "reason.failures"),
    (r"(?P<has>\d+) of (?P<named>\d+) people cannot be reached: .+", "reason.unreachable"),
    (r"this person got it by another address already", "reason.twice"),
    (r"the contact is blocked.*", "reason.contact_blocked"),
    (r"it was switched off", "reason.switched_off"),
    (r"it answered 410 Gone", "reason.gone"),
    (r"there is no event (?P<what>\S+);.*", "reason.no_event"),
    (r"no webhook can go there: (?P<told>.+)", "reason.no_address_there"),
    (r"this is not an address: .+", "reason.address_unclear"),
    (r"this is not an https address: it begins with '(?P<what>.*)'", "reason.address_scheme"),
    (r"an address may not carry a user name", "reason.address_user"),
    (r"the address on (?P<what>\S+) leads up: .+", "reason.address_up"),
    (r"(?P<what>https?) on port (?P<has>\d+) is not allowed: .+", "reason.address_port"),
    (r"'(?P<what>.+)' is not an address: write all four numbers", "reason.address_numbers"),
    (r"(?P<what>\S+) is not a public address; .+", "reason.address_private"),
    (r"no answer within (?P<what>\S+) s", "reason.no_answer"),
    (r"the request cannot be made \(.+\)", "reason.no_request"),
    (r"(ClientConnectorDNSError|gaierror): .+", "reason.no_such_name"),
    (r"(ClientConnectorCertificateError|ClientConnectorSSLError|ClientSSLError|SSL\w*Error): .+", "reason.certificate"),
    (r"(ClientConnector\w*Error|ConnectError|ConnectionRefusedError): .+", "reason.no_connection"),
    (r"(Client\w*|Server\w*|Connection\w*|OS|Read|Write|RemoteProtocol)Error: .*", "reason.cut_off"),
    (r"delivery \d+ is on its way at this moment.*", "reason.on_its_way"),
    (r"webhook \d+ is disabled.*", "reason.webhook_disabled"),
    (r"Meta did not do this: (?P<what>.+)", "reason.meta"),
    (r"'(?P<what>.*)' is no day of the calendar: .+", "reason.no_day"),
    (r"(?P<what>[\d:]+-[\d:]+) ends before it begins: .+", "reason.ends_before"),
    (r"there are no hours: .+", "reason.no_hours"),
    (r"a line of hours has days and two times: .+", "reason.half_line"),
    (r"hours have at most \d+ characters: .+", "reason.long_hours"),
    (r"a team's name has letters or digits, no / and no braces, at most (?P<most>\d+) .+", "reason.team_name"),
    (r"there is a team (?P<what>.+) already: .+", "reason.team_taken"),
    (r"these flows name the team (?P<named>.+): (?P<what>.+); change them first", "reason.team_named"),
    (r"takes a to z, 0 to 9 and _ only, at most \d+: such as (?P<what>.+)", "rule.name"),
    (r"'(?P<what>.*)' is no language: write it like pt_BR", "rule.language"),
    (r"is empty", "rule.empty"),
    (r"has (?P<has>\d+) characters, WhatsApp allows (?P<most>\d+).*", "rule.long"),
    (r"may not begin with a variable.*", "rule.begins"),
    (r"may not end with a variable.*", "rule.ends"),
    (r"has (?P<has>\d+) words for (?P<named>\d+) variables.*", "rule.dense"),
    (r"is missing: show what (the variable may say|the address may be)", "rule.example"),
    (r"has braces that are no variable.*", "rule.braces"),
    (r"mixes numbered and named variables.*", "rule.mixed"),
    (r"numbers its variables (?P<what>.+): count from 1 without a gap", "rule.gap"),
    (r"takes one variable at most|takes one variable, at its end", "rule.one"),
    (r"takes no variables", "rule.no_variables"),
    (r"the variable '(?P<what>.+)' takes a to z, 0 to 9 and _ only", "rule.variable"),
    (r"is missing or no https address.*", "rule.address"),
    (r"is missing or no number.*", "rule.phone"),
    (r"is missing or longer than (?P<most>\d+): show a code", "rule.code"),
    (r"two are called '(?P<what>.+)'", "rule.twice"),
)
_PATTERNS = tuple((re.compile(pattern, re.DOTALL), key) for pattern, key in KEYS)


def page(request: AnyRequest, template: str, code: int = 200, **context: Any) -> Response[Any]:
    """A page of the office: it can say them, `spoken(sentence)`, what a code of Meta's means, and what bold text is."""
    words = catalogue.words(pages.language(request))
    says = {"spoken": partial(spoken, words), "failure": partial(failures.of_code, words), "markup": markup.html}
    return pages.page(request, template, code, **says, **context)


def spoken(words: Mapping[str, str], sentence: str) -> str:
    """A sentence of the desk, in the words of a catalogue."""
    for pattern, key in _PATTERNS:
        found = pattern.fullmatch(sentence.strip())
        if found:
            return words[key].format(**{name: _value(words, name, what) for name, what in found.groupdict().items()})
    return sentence


def _value(words: Mapping[str, str], name: str, what: str | None) -> str:
    """A part of a sentence; `told` is a sentence of its own."""
    return spoken(words, what or "") if name == "told" else what or ""
