"""The secret of each webhook that starts a flow: derived from `ZAPBOT_SECRET_KEY`, so there is none to store."""

import hashlib
import hmac


def hook_key(secret_key: str, id: str) -> str:
    """The word a system must bring to start a flow by this webhook."""
    return hmac.new(secret_key.encode(), f"hook:{id}".encode(), hashlib.sha256).hexdigest()[:40]
