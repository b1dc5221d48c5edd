"""A small, strict Twilio on loopback: takes sends, posts signed webhooks, keeps files behind a password."""

import base64
import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode

import httpx

from tests.twilio.posts import ACCOUNT, PUBLIC, TOKEN
from zapbot.twilio.signature import sign

FIELDS = {"From", "To", "Body", "MediaUrl", "ContentSid", "ContentVariables", "PersistentAction", "StatusCallback"}
SENDS = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"


@dataclass
class Twilio:
    """The API at `url`; webhooks meant for the public address go to `server`."""

    server: str = ""
    sends: list[dict[str, str]] = field(default_factory=list)
    seen: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    """Path and headers of every request."""
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    """Type and bytes by path; the type `moved` sends on to the address in the bytes."""
    cut: int = 0
    """How many of the next sends are taken without an answer."""

    def __enter__(self) -> "Twilio":
        twilio = self

        class Handler(_Handler):
            api = twilio

        self._listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._listening.server_address[1]}"
        self._thread = threading.Thread(target=self._listening.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._listening.shutdown()
        self._listening.server_close()
        self._thread.join(5)

    def post(self, body: bytes, address: str = f"{PUBLIC}/webhook", token: str = TOKEN) -> httpx.Response:
        """A signed webhook to a public address, as the proxy hands it on."""
        headers = {
            "X-Twilio-Signature": sign(address, body, token),
            "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
        }
        return httpx.post(self.server + address.removeprefix(PUBLIC), content=body, headers=headers, trust_env=False)

    def tell(self, send: dict[str, str], status: str, **more: str) -> httpx.Response:
        """What became of a send, told where it asked for it."""
        fields = {
            "AccountSid": ACCOUNT,
            "MessageSid": send["sid"],
            "MessageStatus": status,
            "From": send["From"],
            "To": send["To"],
            **more,
        }
        return self.post(urlencode(fields).encode(), send["StatusCallback"])


class _Handler(BaseHTTPRequestHandler):
    api: Twilio

    def do_POST(self) -> None:
        """A send."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.api.seen.append((self.path, dict(self.headers)))
        if not self._known():
            return self._json(401, {"code": 20003, "message": "Authenticate", "status": 401})
        form = dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True))
        wrong = _wrong(form, self.path)
        if wrong:
            return self._json(400, {"code": wrong[0], "message": wrong[1], "status": 400})
        form["sid"] = f"SM{len(self.api.sends):032x}"
        self.api.sends.append(form)
        if self.api.cut:
            self.api.cut -= 1
            self.close_connection = True
            return None
        return self._json(201, {"sid": form["sid"], "status": "queued", "to": form["To"], "error_code": None})

    def do_GET(self) -> None:
        """A file."""
        self.api.seen.append((self.path, dict(self.headers)))
        mime, data = self.api.files.get(self.path, ("", b""))
        if not self.path.startswith("/cdn/") and not self._known():
            return self._json(401, {"code": 20003, "message": "Authenticate", "status": 401})
        if not mime:
            return self._json(404, {"code": 20404, "message": "not found", "status": 404})
        if mime == "moved":
            self.send_response(307)
            self.send_header("Location", data.decode())
            self.send_header("Content-Length", "0")
            return self.end_headers()
        self.send_response(200)
        self.send_header("Content-Type", mime)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
        return None

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def _known(self) -> bool:
        expected = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        return self.headers.get("Authorization") == f"Basic {expected}"

    def _json(self, status: int, answer: dict[str, Any]) -> None:
        data = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def _wrong(form: dict[str, str], path: str) -> tuple[int, str] | None:
    """The code and sentence of the first thing Twilio would not take."""
    if path != SENDS:
        return 20404, "The requested resource was not found"
    if set(form) - FIELDS:
        return 21600, f"unknown parameters {sorted(set(form) - FIELDS)}"
    for name, code in (("From", 21212), ("To", 21211)):
        number = form.get(name, "").removeprefix("whatsapp:+")
        if not form.get(name, "").startswith("whatsapp:+") or not number.isdecimal() or not 8 <= len(number) <= 15:
            return code, f"The '{name}' number is not valid"
    if not {"Body", "MediaUrl", "ContentSid"} & set(form):
        return 21619, "A text message body or media urls must be specified."
    if len(form.get("Body", "")) > 1600:
        return 21617, "The concatenated message body exceeds the 1600 character limit."
    if "MediaUrl" in form and not form["MediaUrl"].startswith("https://"):
        return 21620, "Invalid media URL(s)"
    if "ContentVariables" in form and not isinstance(json.loads(form["ContentVariables"]), dict):
        return 21656, "The ContentVariables Parameter is invalid"
    return None if "callback" in parse_qs(form["StatusCallback"].partition("?")[2]) else (21609, "no StatusCallback")
