"""From the API to the customer's phone: sandbox, server and worker as processes."""

import time
from contextlib import closing
from pathlib import Path

from tests.stack import Stack, until
from tests.web.api.conftest import Api


def test_a_message_over_the_api_arrives_and_says_so(tmp_path: Path) -> None:
    with Stack(tmp_path) as stack:
        api = Api(stack)
        with closing(api.db):
            stack.start("sandbox", "serve", "worker")
            customer = stack.customer(name="Ana")
            stack.say(customer, "oi")
            until(lambda: api.get("/contacts?search=Ana")["items"], 20, "the customer is known")
            (contact,) = api.get("/contacts?search=Ana")["items"]
            content = {"kind": "text", "text": "Bom dia, Ana."}
            body = {"to": f"contact:{contact['id']}", "content": content}
            began = time.monotonic()
            sent = api.post("/messages", body, headers={"Idempotency-Key": "a"})
            assert sent.status_code == 202, sent.text
            until(lambda: stack.heard(customer), 20, "the message arrives")
            took = time.monotonic() - began
            path = f"/messages/{sent.json()['id']}"
            until(lambda: api.get(path)["status"] in ("delivered", "read"), 20, "its status is known")
            assert api.post("/messages", body, headers={"Idempotency-Key": "a"}).json()["id"] == sent.json()["id"]
            assert stack.heard(customer) == ["Bom dia, Ana."]
            assert took < 10  # a lost nudge would wait for the sweep, up to a minute
