from __future__ import annotations

import json

import pytest

from broker_plugins.policy import Action
from cloud.brokers.forms import (
    FORMS,
    CertificateLogin,
    Login,
    Never,
    Question,
    Queue,
    Use,
    Vhost,
    fields_of,
)

JSON, FORM = "application/json", "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("door", "fields", "question"),
    [
        (
            ("emqx", "authentication"),
            {"username": "a", "password": "b"},
            Never(),
        ),  # whose session is it to be?
        (
            ("emqx", "authentication"),
            {"username": "a", "password": "b", "clientid": "a:1"},
            Login("a", "b", None, "a:1"),
        ),
        (
            ("emqx", "authentication"),
            {"username": "1/a", "password": "", "cert_common_name": "1/a", "clientid": "1/a"},
            Login("1/a", "", "1/a", "1/a"),
        ),
        (
            ("emqx", "authentication"),
            {"username": "a", "cert_common_name": "", "clientid": "a"},
            Login("a", None, None, "a"),
        ),
        (("emqx", "authentication"), {"password": "b"}, Never()),
        (
            ("emqx", "authorization"),
            {"username": "a", "topic": "t/#", "action": "subscribe"},
            Use("a", (Action.SUBSCRIBE,), "t/#"),
        ),
        (("emqx", "authorization"), {"username": "a", "topic": "t", "action": "all"}, Never()),
        (("rabbitmq", "user"), {"username": "a"}, CertificateLogin("a")),
        (("rabbitmq", "user"), {"username": "a", "password": ""}, Login("a", "")),
        (("mosquitto", "user"), {"username": "a"}, Login("a", None)),
        (
            ("rabbitmq", "vhost"),
            {"username": "a", "vhost": "/", "ip": "::1", "client_id": "a:1"},
            Vhost("a", "a:1", "/"),
        ),
        (("rabbitmq", "vhost"), {"username": "a", "vhost": "/", "ip": "::1"}, Never()),
        (
            ("rabbitmq", "resource"),
            {"username": "a", "vhost": "/", "resource": "queue", "name": "q", "permission": "read"}
            | {"client_id": "a"},
            Queue("a", "a", "queue", "q", "read"),
        ),
        (
            ("rabbitmq", "resource"),
            {"username": "a", "vhost": "/", "resource": "queue", "name": "q", "permission": "read"},
            Never(),
        ),
        (
            ("rabbitmq", "topic"),
            {"username": "a", "name": "amq.topic", "permission": "read", "routing_key": "$share.g.sw.1.#"},
            Never(),
        ),
        (
            ("rabbitmq", "topic"),
            {
                "username": "a",
                "name": "amq.topic",
                "permission": "write",
                "routing_key": "sw.1.150102.gw.event",
            },
            Use("a", (Action.PUBLISH,), "sw/1/150102/gw/event"),
        ),
        (
            ("rabbitmq", "topic"),
            {"username": "a", "name": "amq.topic", "permission": "read", "routing_key": "sw.1.*.*.#"},
            Use("a", (Action.SUBSCRIBE,), "sw/1/+/+/#"),
        ),
        (
            ("rabbitmq", "topic"),
            {"username": "a", "name": "other", "permission": "write", "routing_key": "sw.1"},
            Never(),
        ),
        (
            ("rabbitmq", "topic"),
            {"username": "a", "name": "amq.topic", "permission": "write", "routing_key": "sw/1.x"},
            Never(),
        ),
        (("mosquitto", "acl"), {"username": "a", "topic": "t", "acc": "1"}, Use("a", (Action.RECEIVE,), "t")),
        (
            ("mosquitto", "acl"),
            {"username": "a", "topic": "t", "acc": "3"},
            Use("a", (Action.RECEIVE, Action.PUBLISH), "t"),
        ),
        (("mosquitto", "acl"), {"username": "a", "topic": "t", "acc": "0"}, Never()),
        (("mosquitto", "superuser"), {"username": "a"}, Never()),
    ],
)
def test_each_broker_is_understood(door: tuple[str, str], fields: dict[str, str], question: Question) -> None:
    assert FORMS[door].read(fields) == question


@pytest.mark.parametrize(
    ("broker", "yes", "no"),
    [
        ("emqx", (200, '{"result": "allow"'), (200, '{"result": "deny"')),
        ("rabbitmq", (200, "allow"), (200, "deny")),
        ("mosquitto", (200, '{"ok": true'), (403, '{"ok": false')),
    ],
)
def test_each_broker_is_answered_in_its_own_words(
    broker: str, yes: tuple[int, str], no: tuple[int, str]
) -> None:
    for (name, _), form in FORMS.items():
        if name == broker:
            for allowed, (status, begins) in ((True, yes), (False, no)):
                answer = form.answer(allowed)
                assert answer.status == status
                assert answer.body.decode().startswith(begins)
    assert 'superuser": true' not in FORMS["emqx", "authentication"].answer(True).body.decode()


@pytest.mark.parametrize(
    ("kind", "query", "body", "told"),
    [
        (JSON, "", b'{"username":"a","acc":2,"x":null}', {"username": "a", "acc": "2"}),
        (FORM, "", b"username=a&topic=sw%2F1%2F%23", {"username": "a", "topic": "sw/1/#"}),
        ("", "username=a&password=", b"", {"username": "a", "password": ""}),
        (FORM, "", "username=中".encode(), None),
        (FORM, "", b"username=a&username=b", None),
        (FORM, "username=a", b"username=b", None),
        (JSON, "", b'{"username":"a","username":"b"}', None),
        (JSON, "", b'{"username":["a"]}', None),
        (JSON, "", b'{"username":true}', None),
        (JSON, "", b'["a"]', None),
        (JSON, "", b"{", None),
        (JSON, "", b"[" * 100_000, None),
        (FORM, "", b"username=%ff", None),
        (FORM, "", b"&".join(b"f%d=1" % number for number in range(40)), None),
        (JSON, "", json.dumps({"username": "a"}).encode("utf-16"), {"username": "a"}),
    ],
)
def test_what_two_programs_would_read_differently_is_not_understood(
    kind: str, query: str, body: bytes, told: dict[str, str] | None
) -> None:
    assert fields_of(kind, query, body) == told
