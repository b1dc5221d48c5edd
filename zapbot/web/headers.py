"""The security headers of what people see in a browser, and of the files their pages are made of."""

from secrets import token_urlsafe

HSTS = "max-age=31536000; includeSubDomains"
COMMON = {"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin"}
PAGE = {
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), payment=(), usb=(), microphone=(self)",
}
POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'self'; img-src 'self' data: blob:; "
    "media-src 'self' blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
)
PLAIN = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
"""On every answer: nothing here is for a cache or for another site."""
FOREVER = "public, max-age=31536000, immutable"


def nonce() -> str:
    """A word no page had before, which its own scripts repeat: 128 random bits."""
    return token_urlsafe(16)


def page(nonce: str, secure: bool = False) -> dict[str, str]:
    """The headers of an HTML page; `secure` when the public address is https."""
    return {
        **_common(secure),
        **PAGE,
        "Content-Security-Policy": POLICY.format(nonce=nonce),
        "Cache-Control": "no-store",
    }


def asset(lasting: bool, secure: bool = False) -> dict[str, str]:
    """The headers of a style or script; lasting when its address has the mark of its contents."""
    cache = FOREVER if lasting else "no-cache"
    return {**_common(secure), "Content-Security-Policy": "default-src 'none'", "Cache-Control": cache}


def _common(secure: bool) -> dict[str, str]:
    return {**COMMON, "Strict-Transport-Security": HSTS} if secure else dict(COMMON)
