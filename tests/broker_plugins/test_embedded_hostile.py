"""Hostile MQTT at `steppewatch broker` as a process: it lives, serves, and its log has no traceback."""

from __future__ import annotations

import asyncio
import contextlib
import resource
from pathlib import Path

import psutil

from broker_plugins.amqtt_broker import MAX_SESSIONS, MAX_STRANGERS
from broker_plugins.policy import Role
from runtime.backoff import Backoff
from runtime.mqtt_line import MqttLine
from tests.broker_plugins.raw_client import raw_client
from tests.broker_plugins.running import ends
from tests.broker_plugins.test_amqtt_hostile import AFTER_CONNECT, INSTEAD_OF_CONNECT
from tests.services import start_broker

CLIENTS = [("gw-a", Role.GATEWAY, "150102"), ("gw-b", Role.GATEWAY, "150103")]


async def test_hostile_clients_leave_no_traceback_and_nobody_is_cut(tmp_path: Path) -> None:
    with start_broker(tmp_path, CLIENTS) as broker:
        line = MqttLine(broker.settings("gw-b"), backoff=Backoff(0.02, limit_s=0.1))
        running = asyncio.create_task(line.run())
        await line.wait_connected()
        for bad in INSTEAD_OF_CONNECT.values():
            reader, writer = await asyncio.open_connection("127.0.0.1", broker.port)
            writer.write(bad + b"\0" * 64)
            await ends(reader)
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()
        for bad in AFTER_CONNECT.values():
            async with raw_client(broker.settings("gw-a")) as client:
                client._writer.write(bad)
                await ends(client._reader)
        await line.publish("sw/1/150103/gw-b/event", b"still here")
        assert line.reconnects == 0
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
        assert "does not keep to MQTT 3.1.1" in broker.log
        assert "Traceback" not in broker.log
        assert "exception" not in broker.log.lower()


def test_the_process_may_hold_as_many_connections_as_the_broker_lets_in(tmp_path: Path) -> None:
    with start_broker(tmp_path, CLIENTS) as broker:
        soft, hard = psutil.Process(broker.process.pid).rlimit(resource.RLIMIT_NOFILE)
        assert soft >= min(hard, MAX_SESSIONS + MAX_STRANGERS)
