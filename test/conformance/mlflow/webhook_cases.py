"""Webhooks, with a receiver of our own on this machine: the server must be started so that it may send there."""

import base64
import hashlib
import hmac
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from harness import case, client, refused, same, unique

SECRET = "c0nformance-secret"


class Receiver:
    """Keeps what is posted to it."""

    def __enter__(self):
        self.received = received = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                received.append(({key.lower(): value for key, value in self.headers.items()}, body))
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"thanks")

            def log_message(self, *_words):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_error):
        self.server.shutdown()
        self.server.server_close()

    def wait_for(self, count):
        until = time.monotonic() + 20
        while len(self.received) < count and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(0.2)
        same(len(self.received), count, "deliveries")
        return [json.loads(body) for _headers, body in self.received]


def signed(headers, body):
    """The signature is of what came, not of what it means."""
    content = f"{headers['x-mlflow-delivery-id']}.{headers['x-mlflow-timestamp']}.".encode() + body
    digest = hmac.new(SECRET.encode(), content, hashlib.sha256).digest()
    same(headers["x-mlflow-signature"], "v1," + base64.b64encode(digest).decode())
    assert abs(int(headers["x-mlflow-timestamp"]) - time.time()) < 120


@case(since=3)
def a_webhook_is_made_listed_changed_and_deleted():
    events = ["registered_model.created", "model_version_alias.created"]
    made = client().create_webhook(unique("hook"), "http://127.0.0.1:9/hook", events, "what for", SECRET)
    same((made.status.value, made.description, sorted(str(event) for event in made.events)), ("ACTIVE", "what for", sorted(events)))
    found = client().get_webhook(made.webhook_id)
    same((found.name, found.url), (made.name, "http://127.0.0.1:9/hook"))
    changed = client().update_webhook(made.webhook_id, description="new", events=["model_version.created"], status="DISABLED")
    same((changed.description, changed.status.value), ("new", "DISABLED"))
    same([str(event) for event in client().get_webhook(made.webhook_id).events], ["model_version.created"])
    other = client().create_webhook(unique("hook"), "http://127.0.0.1:9/hook", events)
    first = client().list_webhooks(max_results=1)
    same((len(first), bool(first.token)), (1, True))
    ids, token = [], None
    while True:
        page = client().list_webhooks(max_results=1, page_token=token)
        ids += [webhook.webhook_id for webhook in page]
        token = page.token
        if not token:
            break
    assert {made.webhook_id, other.webhook_id} <= set(ids) and len(ids) == len(set(ids)), ids
    for webhook in (made, other):
        client().delete_webhook(webhook.webhook_id)
    refused("RESOURCE_DOES_NOT_EXIST", lambda: client().get_webhook(made.webhook_id))


@case(since=3)
def a_webhook_that_is_wrong_is_refused():
    for url in ("ftp://example.com/hook", "no address", ""):
        refused("INVALID_PARAMETER_VALUE", lambda url=url: client().create_webhook(unique("hook"), url, ["model_version.created"]))
    refused("INVALID_PARAMETER_VALUE", lambda: client().create_webhook(unique("hook"), "http://127.0.0.1:9/hook", []))


@case(since=3)
def a_webhook_is_tested():
    with Receiver() as receiver:
        made = client().create_webhook(unique("hook"), receiver.address, ["model_version.created"], secret=SECRET)
        result = client().test_webhook(made.webhook_id)
        same((result.success, result.response_status, result.response_body), (True, 200, "thanks"))
        [body] = receiver.wait_for(1)
        same((body["entity"], body["action"]), ("model_version", "created"))
        signed(*receiver.received[0])
        client().delete_webhook(made.webhook_id)
    dead = client().create_webhook(unique("hook"), receiver.address, ["model_version.created"])
    result = client().test_webhook(dead.webhook_id)
    same((result.success, bool(result.error_message)), (False, True))
    client().delete_webhook(dead.webhook_id)


@case(since=3)
def a_webhook_is_told_what_happens_to_models():
    events = [
        "registered_model.created",
        "model_version.created",
        "model_version_tag.set",
        "model_version_tag.deleted",
        "model_version_alias.created",
        "model_version_alias.deleted",
    ]
    with Receiver() as receiver:
        made = client().create_webhook(unique("hook"), receiver.address, events, secret=SECRET)
        # A server may remember for a second that there was none.
        time.sleep(1.2)
        name = unique("hooked")
        client().create_registered_model(name, {"team": "risk"}, "what for")
        client().create_model_version(name, "s3://bucket/model", tags={"t": "1"}, description="first")
        client().set_model_version_tag(name, "1", "u", "2")
        client().delete_model_version_tag(name, "1", "u")
        client().set_registered_model_alias(name, "champion", "1")
        client().delete_registered_model_alias(name, "champion")
        bodies = receiver.wait_for(6)
        client().delete_webhook(made.webhook_id)
    for delivery in receiver.received:
        signed(*delivery)
    data = {f"{body['entity']}.{body['action']}": body["data"] for body in bodies}
    same(set(data), set(events))
    same(data["registered_model.created"], {"name": name, "tags": {"team": "risk"}, "description": "what for"})
    created = data["model_version.created"]
    same({key: created[key] for key in ("name", "version", "source", "tags", "description")}, {
        "name": name, "version": "1", "source": "s3://bucket/model", "tags": {"t": "1"}, "description": "first",
    })
    same(data["model_version_tag.set"], {"name": name, "version": "1", "key": "u", "value": "2"})
    same(data["model_version_tag.deleted"], {"name": name, "version": "1", "key": "u"})
    same(data["model_version_alias.created"], {"name": name, "alias": "champion", "version": "1"})
    same(data["model_version_alias.deleted"], {"name": name, "alias": "champion"})
    assert all(body["timestamp"] for body in bodies)
