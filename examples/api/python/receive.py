"""Receive zapbot's webhooks on PORT, check them with WEBHOOK_SECRET, print each event; needs nothing but Python."""

import base64
import hashlib
import hmac
import os
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer

SECRET = os.environ["WEBHOOK_SECRET"]
FRESH_SECONDS = 300
seen: set[str] = set()


def genuine(headers: Mapping[str, str], body: bytes) -> bool:
    """Whether zapbot signed this, just now; while the secret changes there are two signatures."""
    id, at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not at.isdigit() or abs(time.time() - int(at)) > FRESH_SECONDS:
        return False
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    digest = hmac.new(key, f"{id}.{at}.".encode() + body, hashlib.sha256).digest()
    right = f"v1,{base64.b64encode(digest).decode()}"
    return any(hmac.compare_digest(right, one) for one in headers.get("webhook-signature", "").split())


class Door(BaseHTTPRequestHandler):
    """Answers 204 to what is genuine; what came before is taken once."""

    def do_POST(self) -> None:
        """Take an event."""
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        if not genuine(self.headers, body):
            self.send_error(401)
            return
        if self.headers["webhook-id"] not in seen:
            seen.add(self.headers["webhook-id"])
            print(body.decode(), flush=True)
        self.send_response(204)
        self.end_headers()


if __name__ == "__main__":
    HTTPServer(("127.0.0.1", int(os.environ.get("PORT", "3000"))), Door).serve_forever()
