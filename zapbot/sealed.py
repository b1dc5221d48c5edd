"""Secrets at rest: encrypted with AES-256-GCM, bound to the row they belong to."""

import base64
import os

from zapbot.errors import ZapbotError

NONCE_BYTES = 12


def seal(key: bytes, text: str, place: str) -> str:
    """A text made unreadable by a key of 32 bytes.

    `place` is its table and row, such as `webhooks:3`: it opens nowhere else.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, text.encode(), place.encode())
    return base64.b64encode(nonce + sealed).decode()


def unseal(key: bytes, sealed: str, place: str) -> str:
    """The text again. Raises ZapbotError when the key is another one or the row was tampered with."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    data = base64.b64decode(sealed)
    try:
        text = AESGCM(key).decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], place.encode())
    except InvalidTag:
        raise ZapbotError(
            f"the secret of {place} cannot be read: ZAPBOT_SECRET_KEY or secret.key is not the one it was written with"
        ) from None
    return text.decode()
