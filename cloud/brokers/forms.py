"""How each broker asks and wants to be answered. Pure: fields in, a question; a verdict in, an answer.

- `emqx` (5.x HTTP authn and authz): JSON or form; 200 with JSON `result`, for another status means "ignore".
  It ends the session whose client id a client shows; so who connects is asked with the client id.
- `rabbitmq` (auth_backend_http): form or query; 200 with the text `allow` or `deny`. Its MQTT plugin tells
  every session's client id; what comes without one speaks AMQP or another protocol, and is denied.
- `mosquitto` (go-auth's http backend in mode status or json, and amqtt's http plugin): JSON, form or query;
  200 or 403 with JSON `ok`.

Whatever is not understood is denied.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import parse_qsl

from broker_plugins.policy import Action

Fields = Mapping[str, str]


class Login(NamedTuple):
    """May this client connect? Where a client id is told, only with a session of its own."""

    username: str
    password: str | None
    common_name: str | None = None
    client_id: str | None = None


class CertificateLogin(NamedTuple):
    """RabbitMQ: may this client connect, whose certificate has said who it is?"""

    username: str


class Use(NamedTuple):
    """May this client do all of this?"""

    username: str
    actions: tuple[Action, ...]
    topic: str


class Queue(NamedTuple):
    """RabbitMQ: may this session touch this exchange or queue?"""

    username: str
    client_id: str
    kind: str
    name: str
    permission: str


class Vhost(NamedTuple):
    """RabbitMQ: may this user be in this virtual host, with a session of this client id?"""

    username: str
    client_id: str
    vhost: str


class Never(NamedTuple):
    """What is denied without asking: superusers, and what is not understood."""


Question = Login | CertificateLogin | Use | Queue | Vhost | Never


class Answer(NamedTuple):
    """Status, media type, body."""

    status: int
    media_type: str
    body: bytes


class Form(NamedTuple):
    """One endpoint of one door."""

    read: Callable[[Fields], Question]
    answer: Callable[[bool], Answer]


def _login(fields: Fields) -> Question:
    username = fields.get("username")
    return Login(username, fields.get("password")) if username else Never()


def _rabbit_login(fields: Fields) -> Question:
    # RabbitMQ leaves the password out only where its own certificate login has said who it is.
    username = fields.get("username")
    return CertificateLogin(username) if username and "password" not in fields else _login(fields)


def _emqx_login(fields: Fields) -> Question:
    told = _all(fields, "username", "clientid")
    if not told:
        return Never()
    username, client_id = told
    # An empty placeholder is how EMQX says that there was no certificate.
    return Login(username, fields.get("password"), fields.get("cert_common_name") or None, client_id)


def _emqx_use(fields: Fields) -> Question:
    action = {"publish": Action.PUBLISH, "subscribe": Action.SUBSCRIBE}.get(fields.get("action", ""))
    return _use(fields.get("username"), (action,) if action else (), fields.get("topic"))


#: Mosquitto's access bits.
_ACCESS = {
    "1": (Action.RECEIVE,),
    "2": (Action.PUBLISH,),
    "3": (Action.RECEIVE, Action.PUBLISH),
    "4": (Action.SUBSCRIBE,),
}


def _mosquitto_use(fields: Fields) -> Question:
    return _use(fields.get("username"), _ACCESS.get(fields.get("acc", ""), ()), fields.get("topic"))


def _use(username: str | None, actions: tuple[Action, ...], topic: str | None) -> Question:
    return Use(username, actions, topic) if username and actions and topic else Never()


def _vhost(fields: Fields) -> Question:
    told = _all(fields, "username", "client_id", "vhost")
    return Vhost(*told) if told else Never()


def _queue(fields: Fields) -> Question:
    told = _all(fields, "username", "client_id", "resource", "name", "permission")
    return Queue(*told) if told else Never()


def _all(fields: Fields, *keys: str) -> list[str]:
    """The fields of these names; empty where one is missing or empty."""
    told = [fields.get(key, "") for key in keys]
    return told if all(told) else []


_RABBIT_ACTION = {"write": Action.PUBLISH, "read": Action.SUBSCRIBE}
_TO_MQTT = str.maketrans({".": "/", "*": "+"})


def _rabbit_topic(fields: Fields) -> Question:
    action = _RABBIT_ACTION.get(fields.get("permission", ""))
    key = fields.get("routing_key", "")
    # MQTT's levels are words between full stops there; a slash or a plus in a key came from elsewhere.
    # There are no shared subscriptions: what looks like one would be granted and give nothing.
    if fields.get("name") != "amq.topic" or "/" in key or "+" in key or key.startswith("$"):
        return Never()
    return _use(fields.get("username"), (action,) if action else (), key.translate(_TO_MQTT))


def _emqx(allowed: bool) -> Answer:
    said = {"result": "allow" if allowed else "deny", "is_superuser": False}
    return Answer(200, "application/json", json.dumps(said).encode())


def _rabbit(allowed: bool) -> Answer:
    return Answer(200, "text/plain", b"allow" if allowed else b"deny")


def _mosquitto(allowed: bool) -> Answer:
    said = {"ok": allowed, "error": "" if allowed else "denied"}
    return Answer(200 if allowed else 403, "application/json", json.dumps(said).encode())


FORMS: dict[tuple[str, str], Form] = {
    ("emqx", "authentication"): Form(_emqx_login, _emqx),
    ("emqx", "authorization"): Form(_emqx_use, _emqx),
    ("rabbitmq", "user"): Form(_rabbit_login, _rabbit),
    ("rabbitmq", "vhost"): Form(_vhost, _rabbit),
    ("rabbitmq", "resource"): Form(_queue, _rabbit),
    ("rabbitmq", "topic"): Form(_rabbit_topic, _rabbit),
    ("mosquitto", "user"): Form(_login, _mosquitto),
    ("mosquitto", "superuser"): Form(lambda _: Never(), _mosquitto),
    ("mosquitto", "acl"): Form(_mosquitto_use, _mosquitto),
}


def fields_of(content_type: str, query: str, body: bytes) -> Fields | None:
    """The fields of a request, from its query and its body; None where they cannot be told for certain.

    A field that comes twice is such a case: two programs would read two different ones.
    """
    told: list[tuple[str, str]] = []
    kind = content_type.partition(";")[0].strip().lower()
    try:
        told += parse_qsl(query, keep_blank_values=True, max_num_fields=32, errors="strict")
        if body and kind == "application/json":
            found = json.loads(body, object_pairs_hook=_pairs)
            told += [(key, _text(value)) for key, value in found if value is not None]
        elif body:
            told += parse_qsl(
                body.decode("ascii"), keep_blank_values=True, max_num_fields=32, errors="strict"
            )
    except (ValueError, TypeError, RecursionError):
        return None
    fields = dict(told)
    return fields if len(fields) == len(told) else None


def _pairs(pairs: list[tuple[str, object]]) -> list[tuple[str, object]]:
    return pairs


def _text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise TypeError
    return str(value)
