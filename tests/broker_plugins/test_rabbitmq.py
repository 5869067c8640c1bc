"""What only RabbitMQ does: sessions taken by client id, hosts within user names, open connections."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from cloud.brokers.rabbitmq import closing
from cloud.brokers.rabbitmq_sessions import USERNAME
from runtime.mqtt_line import MqttLine, MqttSettings
from tests.broker_plugins.rabbitmq_engine import ReachedRabbit, ask, enrolled
from tests.broker_plugins.test_matrix import END, A, B, line, until_end
from tests.services import until

pytestmark = pytest.mark.xdist_group("rabbitmq")


async def refused(settings: MqttSettings) -> str:
    """Why a client is not let in."""
    stranger = MqttLine(settings)
    task = asyncio.create_task(stranger.run())
    await until(lambda: stranger.last_fault is not None)
    assert not stranger.connected
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    return stranger.last_fault or ""


@pytest.mark.parametrize("client_id", ["gw-a:", "gw-a", "150102/gw-a", "gw-a:other", "cloud-alarm", "gw-b-1"])
async def test_nobody_ends_or_takes_anothers_session(rabbitmq: ReachedRabbit, client_id: str) -> None:
    async with line(rabbitmq, "gw-a", f"{A}/cmd") as mine, line(rabbitmq, "cloud", role="-h") as helping:
        assert mine.settings.client_id == "gw-a:"
        before = mine.reconnects
        stranger = rabbitmq.settings("gw-b").model_copy(update={"client_id": client_id})
        await refused(stranger)
        await helping.publish(f"{A}/cmd", END)
        assert await until_end(mine) == []
        assert mine.reconnects == before


async def test_a_gateways_own_client_id_keeps_its_session(rabbitmq: ReachedRabbit) -> None:
    own = rabbitmq.settings("gw-b").model_copy(update={"client_id": "gw-b", "clean_session": False})
    for payload in (b"first", b"second"):
        mine = MqttLine(own, [(f"{B}/cmd", 1)])
        task = asyncio.create_task(mine.run())
        if payload == b"first":
            await mine.wait_connected()
        else:
            message = await anext(mine.messages())
            assert message.payload == b"first"
            message.ack()
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        if payload == b"first":
            async with line(rabbitmq, "cloud", role="-h") as helping:
                await helping.publish(f"{B}/cmd", payload)


async def test_a_certificates_name_needs_the_certificate(rabbitmq: ReachedRabbit) -> None:
    empty = rabbitmq.folder / "empty.secret"
    empty.write_text("")
    for username, secret in (("150102/gw-a", empty), ("150102/gw-a", None), ("guest", empty)):
        told = {"username": username, "password_file": secret, "client_id": username}
        await refused(rabbitmq.settings("cloud").model_copy(update=told))


async def test_no_other_virtual_host_is_entered(rabbitmq: ReachedRabbit) -> None:
    for host in ("other", "/other", "%2f"):
        await refused(rabbitmq.settings("cloud").model_copy(update={"username": f"{host}:cloud"}))


async def test_a_revoked_clients_connection_is_closed_and_it_comes_in_no_more(
    rabbitmq: ReachedRabbit,
) -> None:
    made = ask(rabbitmq.centre, "brokers/users", {"username": "leaving", "role": "cloud"})
    secret = rabbitmq.folder / "leaving.secret"
    secret.write_text(made["password"])
    told = {"username": "leaving", "password_file": secret, "client_id": "leaving"}
    leaving = MqttLine(rabbitmq.settings("cloud").model_copy(update=told), [("sw/1/#", 1)])
    task = asyncio.create_task(leaving.run())
    await leaving.wait_connected()
    await leaving.publish(f"{A}/receipt", b"asked about")
    ask(rabbitmq.centre, "brokers/users/leaving/revoke", {})
    await until(lambda: "refused" in (leaving.last_fault or ""))
    assert not leaving.connected
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def test_a_shut_out_gateways_connection_is_closed(rabbitmq: ReachedRabbit) -> None:
    own = await asyncio.to_thread(enrolled, rabbitmq.centre, rabbitmq.folder, "gw-leaving", "150102")
    told = {"tls_cert": own, "tls_key": own, "client_id": "150102/gw-leaving"}
    leaving = MqttLine(rabbitmq.settings("gw-b").model_copy(update=told))
    task = asyncio.create_task(leaving.run())
    await leaving.wait_connected()
    await asyncio.to_thread(ask, rabbitmq.centre, "gateways/gw-leaving/revoke", {"reason": "stolen"})
    await until(lambda: "refused" in (leaving.last_fault or ""))
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def test_the_management_has_one_user_who_speaks_nowhere(rabbitmq: ReachedRabbit) -> None:
    users = await asyncio.to_thread(rabbitmq.server.control, "list_users", "--silent")
    assert users.split() == [USERNAME, "[administrator]"]
    told = {"username": USERNAME, "password_file": rabbitmq.folder / "rabbitmq.password"}
    await refused(rabbitmq.settings("cloud").model_copy(update=told))


async def test_clients_are_closed_by_hand_where_there_is_no_management(rabbitmq: ReachedRabbit) -> None:
    async with line(rabbitmq, "gw-b") as mine:
        before = mine.reconnects
        await asyncio.to_thread(rabbitmq.server.control, "eval", closing("150103/gw-b"))
        await until(lambda: mine.reconnects > before)


@pytest.mark.parametrize("name", ["", "a b", 'a">>', "1501/gw-1", "150102/gw-1/x", "名"])
def test_only_names_go_into_the_command(name: str) -> None:
    with pytest.raises(ValueError, match="is no name"):
        closing(name)
