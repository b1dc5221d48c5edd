"""Which addresses a request may go to: the public internet, and what the operator allows by name.

Checked on the address a name resolves to, at the moment of connecting, so that neither an odd spelling of
127.0.0.1 nor a name that changes its mind gets through.
"""

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

PUBLIC_PORTS = (443, 8443)

_UNICAST = ipaddress.ip_network("2000::/3")
"""All of IPv6 that is given out; what lies outside leads inside, whatever Python's `is_global` says."""
_DENIED = tuple(map(ipaddress.ip_network, ("2002::/16", "2001::/23", "3fff::/20", "192.88.99.0/24")))


class AddressRefusedError(Exception):
    """A request may not go there; the message says why."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """The private `host:port` pairs the operator allows."""

    pairs: frozenset[tuple[str, int]] = frozenset()

    @classmethod
    def parse(cls, texts: Iterable[str]) -> "Allowed":
        """Pairs written `10.0.0.5:8443`. Raises ValueError."""
        pairs = set()
        for text in texts:
            host, _, port = text.strip().rpartition(":")
            if not host or not re.fullmatch("[0-9]{1,5}", port) or int(port) > 65535:
                raise ValueError(f"{text!r} is not an address: write it like 10.0.0.5:8443")
            pairs.add((host.strip("[]").lower(), int(port)))
        return cls(frozenset(pairs))

    def has(self, host: str, port: int) -> bool:
        """Whether this very host and port are allowed."""
        return (host.lower(), port) in self.pairs


def check_url(url: str, allowed: Allowed) -> tuple[str, int]:
    """The host and port of an address a request may be made to. Raises AddressRefusedError.

    The reason never shows more than the host: a secret may stand in the rest.
    """
    try:
        parts = urlsplit(url)
        port = parts.port if parts.port is not None else 443 if parts.scheme == "https" else 80
    except ValueError:
        raise AddressRefusedError("this is not an address: its host or port cannot be understood") from None
    host = parts.hostname or ""
    if not host or parts.scheme not in ("http", "https"):
        raise AddressRefusedError(f"this is not an https address: it begins with {parts.scheme[:20]!r}")
    if parts.username is not None or parts.password is not None:
        raise AddressRefusedError("an address may not carry a user name")
    if _climbs(parts.path):
        raise AddressRefusedError(f"the address on {host} leads up: its path may not hold . or .. as a part")
    if allowed.has(host, port):
        return host, port
    if parts.scheme != "https" or port not in PUBLIC_PORTS:
        raise AddressRefusedError(f"{parts.scheme} on port {port} is not allowed: only https on 443 and 8443")
    return host, port


def check_literal(host: str) -> None:
    """An address written as numbers is not resolved, so it is checked here. Raises AddressRefusedError."""
    if ":" not in host and not host.replace(".", "").isdigit():
        return
    try:
        check_address(host)
    except ValueError:
        raise AddressRefusedError(f"{host!r} is not an address: write all four numbers") from None


def check_address(address: str) -> None:
    """Refuse an IP address that is not on the public internet. Raises AddressRefusedError."""
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    strange = ip.version == 6 and ip not in _UNICAST
    if strange or not ip.is_global or ip.is_multicast or any(ip in network for network in _DENIED):
        raise AddressRefusedError(f"{address} is not a public address; the operator may allow it")


def _climbs(path: str) -> bool:
    """Whether a path goes up once it is decoded: a customer's `..` must not choose what is asked."""
    return any(part in (".", "..") for part in re.split(r"[/\\]", unquote(path)))
