"""The doors of a whole centre, asked as the brokers ask."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from broker_plugins.policy import Role
from cloud.centre import Centre
from cloud.enrolment import own_authority
from cloud.server import serving
from tests.cloud.conftest import settings_for
from tests.cloud.enrolment.gateways import GatewayKey
from tests.services import free_port

SECRET = "a secret of the brokers"
NAME = "150102/gw-1"
OWN, OTHERS = "sw/1/150102/gw-1", "sw/1/150102/gw-2"


class Doors:
    def __init__(self, centre: Centre, http: httpx.AsyncClient, password: str) -> None:
        self.centre = centre
        self.http = http
        self.password = password

    async def emqx(self, question: str, **fields: str) -> str:
        answer = await self.http.post(f"/api/v1/brokers/emqx/{question}", json=fields)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("application/json")
        assert answer.json()["is_superuser"] is False
        return str(answer.json()["result"])

    async def rabbit(self, question: str, **fields: str) -> str:
        answer = await self.http.post(f"/api/v1/brokers/rabbitmq/{question}", data=fields)
        assert answer.status_code == 200
        again = await self.http.get(f"/api/v1/brokers/rabbitmq/{question}", params=fields)
        assert again.text == answer.text
        return answer.text

    async def mosquitto(self, question: str, **fields: str) -> bool:
        answer = await self.http.post(f"/api/v1/brokers/mosquitto/{question}", data=fields)
        assert answer.json()["ok"] is (answer.status_code == 200)
        again = await self.http.request("GET", f"/api/v1/brokers/mosquitto/{question}", json=fields)
        assert again.json() == answer.json()
        return bool(answer.json()["ok"])

    async def revoke(self) -> None:
        answer = await self.http.post("/api/v1/gateways/gw-1/revoke", json={"reason": "stolen"})
        assert answer.status_code == 200, answer.text


@pytest.fixture
async def doors(tmp_path: Path) -> AsyncIterator[Doors]:
    own_authority.make(tmp_path / "ca", "Test")
    (tmp_path / "secret").write_text(SECRET)
    settings = settings_for(
        tmp_path,
        free_port(),
        enrolment={"authority": tmp_path / "ca"},
        brokers={"secret_file": tmp_path / "secret", "rabbitmq_certificates": True, "every_s": 0.2},
    )
    async with serving(settings) as (centre, address):
        headers = {"x-steppewatch-broker-secret": SECRET}
        async with httpx.AsyncClient(
            base_url=f"http://{address}", trust_env=False, timeout=60, headers=headers
        ) as http:
            made = await http.post("/api/v1/enrolment/codes", json={"area": "150102", "gateway": "gw-1"})
            asked = {"code": made.json()["code"], "request": GatewayKey().request()}
            assert (await http.post("/api/v1/enrolment", json=asked)).status_code == 200
            made = await http.post("/api/v1/brokers/users", json={"username": "cloud", "role": Role.CLOUD})
            assert made.status_code == 201, made.text
            yield Doors(centre, http, made.json()["password"])


EMQX_LOGINS = [
    # what its listener tells of a client, the answer
    ({"username": "cloud", "password": "its own", "clientid": "cloud-alarm"}, "allow"),
    ({"username": "cloud", "password": "wrong", "clientid": "cloud"}, "deny"),
    ({"username": "cloud", "password": "its own"}, "deny"),
    ({"username": "cloud", "password": "its own", "clientid": "gw-1"}, "deny"),
    ({"username": "nobody", "password": "wrong", "clientid": "nobody"}, "deny"),
    ({"username": NAME, "clientid": NAME}, "deny"),
    ({"username": NAME, "password": "", "clientid": NAME}, "deny"),
    ({"username": NAME, "password": "", "cert_common_name": NAME, "clientid": NAME}, "allow"),
    ({"username": NAME, "password": "", "cert_common_name": NAME, "clientid": "gw-1:secret"}, "allow"),
    ({"username": NAME, "password": "", "cert_common_name": NAME, "clientid": "gw-2"}, "deny"),
    ({"username": NAME, "password": "", "cert_common_name": NAME, "clientid": "150102/gw-2"}, "deny"),
    ({"username": NAME, "password": "", "cert_common_name": NAME, "clientid": ""}, "deny"),
    ({"username": "cloud", "password": "", "cert_common_name": NAME, "clientid": "cloud"}, "deny"),
]


async def test_emqx_asks(doors: Doors) -> None:
    for fields, told in EMQX_LOGINS:
        password = {"password": doors.password} if fields.get("password") == "its own" else {}
        assert (fields, await doors.emqx("authentication", **fields | password)) == (fields, told)
    publish = {"username": NAME, "action": "publish"}
    assert await doors.emqx("authorization", **publish, topic=f"{OWN}/event") == "allow"
    assert await doors.emqx("authorization", **publish, topic=f"{OTHERS}/event") == "deny"
    assert await doors.emqx("authorization", username=NAME, action="subscribe", topic="#") == "deny"
    assert await doors.emqx("authorization", username=NAME, action="subscribe", topic=f"{OWN}/cmd") == "allow"
    assert await doors.emqx("authorization", username="cloud", action="subscribe", topic="sw/1/#") == "allow"


async def test_rabbitmq_asks(doors: Doors) -> None:
    assert await doors.rabbit("user", username="cloud", password=doors.password) == "allow"
    assert await doors.rabbit("user", username="cloud", password="wrong") == "deny"
    assert await doors.rabbit("user", username="cloud") == "deny"
    assert await doors.rabbit("user", username=NAME) == "allow"
    assert await doors.rabbit("user", username="150102/gw-9") == "deny"
    there = {"username": NAME, "ip": "192.0.2.1", "tags": ""}
    assert await doors.rabbit("vhost", **there, vhost="/", client_id="gw-1") == "allow"
    assert await doors.rabbit("vhost", **there, vhost="other", client_id="gw-1") == "deny"
    assert await doors.rabbit("vhost", **there, vhost="/") == "deny"  # AMQP tells no client id
    topic = {"vhost": "/", "resource": "topic", "name": "amq.topic", "username": NAME}
    key = "sw.1.150102.gw-1.event"
    assert await doors.rabbit("topic", **topic, permission="write", routing_key=key) == "allow"
    assert await doors.rabbit("topic", **topic, permission="read", routing_key="#") == "deny"
    assert (
        await doors.rabbit("topic", **topic, permission="read", routing_key="sw.1.150102.gw-1.cmd") == "allow"
    )


SESSIONS = [
    # who, client id, answer
    (NAME, "gw-1", "allow"),
    (NAME, NAME, "allow"),
    (NAME, "gw-1:doctor", "allow"),
    (NAME, "gw-2", "deny"),
    (NAME, "gw-2:gw-1", "deny"),
    (NAME, "gw-1-2", "deny"),
    (NAME, "150103/gw-1", "deny"),
    (NAME, ":gw-1", "deny"),
    ("cloud", "cloud-alarm", "allow"),
    ("cloud", "gw-1", "deny"),
    ("nobody", "nobody", "deny"),
]


async def test_nobody_takes_anothers_session_in_rabbitmq(doors: Doors) -> None:
    for who, client_id, told in SESSIONS:
        answer = await doors.rabbit("vhost", username=who, vhost="/", client_id=client_id)
        assert (who, client_id, answer) == (who, client_id, told)


QUEUES = [
    # kind, name, permission, answer to gw-1
    ("exchange", "amq.topic", "write", "allow"),
    ("exchange", "amq.topic", "configure", "deny"),
    ("exchange", "amq.direct", "write", "deny"),
    ("queue", "mqtt-subscription-gw-1qos1", "configure", "allow"),
    ("queue", "mqtt-subscription-gw-1qos0", "read", "allow"),
    ("queue", "mqtt-subscription-150102/gw-1qos1", "read", "deny"),
    ("queue", "mqtt-subscription-gw-2qos1", "read", "deny"),
    ("queue", "mqtt-subscription-gw-1-2qos1", "read", "deny"),
    ("queue", "anything", "read", "deny"),
]


async def test_a_queue_in_rabbitmq_is_its_own_clients(doors: Doors) -> None:
    for kind, name, permission, told in QUEUES:
        asked = {"username": NAME, "vhost": "/", "resource": kind, "name": name, "permission": permission}
        asked["client_id"] = "gw-1"
        assert (name, await doors.rabbit("resource", **asked)) == (name, told)


async def test_mosquittos_plugins_and_amqtts_ask(doors: Doors) -> None:
    assert await doors.mosquitto("user", username="cloud", password=doors.password)
    assert not await doors.mosquitto("user", username="cloud", password="wrong")
    assert not await doors.mosquitto("superuser", username="cloud")
    assert not await doors.mosquitto("user", username=NAME)  # only RabbitMQ's word is taken for a certificate
    assert await doors.mosquitto("acl", username=NAME, topic=f"{OWN}/event", acc="2")
    assert not await doors.mosquitto("acl", username=NAME, topic=f"{OWN}/event", acc="1")
    assert await doors.mosquitto("acl", username=NAME, topic=f"{OWN}/cmd", acc="4")
    assert not await doors.mosquitto("acl", username=NAME, topic=f"{OTHERS}/cmd", acc="4")
    assert not await doors.mosquitto("acl", username=NAME, topic=f"{OWN}/cmd", acc="3")


async def test_without_the_secret_everybody_is_denied(doors: Doors) -> None:
    for headers in ({"x-steppewatch-broker-secret": "wrong"}, {"x-steppewatch-broker-secret": ""}):
        answer = await doors.http.post(
            "/api/v1/brokers/emqx/authorization",
            headers=headers,
            json={"username": NAME, "action": "publish", "topic": f"{OWN}/event"},
        )
        assert (answer.status_code, answer.json()["result"]) == (200, "deny")


async def test_a_revocation_is_felt_at_once(doors: Doors) -> None:
    ask = {"username": NAME, "action": "publish", "topic": f"{OWN}/event"}
    assert await doors.emqx("authorization", **ask) == "allow"
    await doors.revoke()
    assert await doors.emqx("authorization", **ask) == "deny"
    told = {"username": NAME, "password": "", "cert_common_name": NAME, "clientid": NAME}
    assert await doors.emqx("authentication", **told) == "deny"


async def test_a_revoked_user_is_denied_and_listed_as_such(doors: Doors) -> None:
    assert await doors.mosquitto("user", username="cloud", password=doors.password)
    answer = await doors.http.post("/api/v1/brokers/users/cloud/revoke")
    assert answer.status_code == 200, answer.text
    assert not await doors.mosquitto("user", username="cloud", password=doors.password)
    listed = (await doors.http.get("/api/v1/brokers/users")).json()["items"]
    assert [(user["username"], user["revoked_at"] is not None) for user in listed] == [("cloud", True)]


async def test_when_the_records_cannot_be_asked_everybody_is_denied(doors: Doors) -> None:
    doors.centre.database.close()
    path = doors.centre.settings.database.path
    assert path is not None
    moved = path.rename(path.with_suffix(".away"))
    try:
        path.mkdir()
        doors.centre.brokers.keeper.forget()
        ask = {"username": NAME, "action": "publish", "topic": f"{OWN}/event"}
        assert await doors.emqx("authorization", **ask) == "deny"
    finally:
        path.rmdir()
        moved.rename(path)
