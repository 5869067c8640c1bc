"""A line with a stand-in: over to the backup, back to the first, and nothing lost on the way."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.backoff import Backoff
from runtime.mqtt_line import LineDown, MqttLine, MqttSettings
from runtime.mqtt_pair import Choice, MqttPair, Pace, View, choose
from tests.services import free_port, start_mosquitto, until

PACE = Pace(backup_after_s=5, primary_steady_s=30)


@pytest.mark.parametrize(
    ("view", "choice"),
    [
        (View("primary", 1.0, 0.0, False), Choice("primary", False)),
        (View("primary", None, 1.0, False), Choice("primary", False)),
        (View("primary", None, 5.0, False), Choice("primary", True)),
        (View("primary", None, 6.0, True), Choice("backup", True)),
        (View("backup", 1.0, 0.0, True), Choice("backup", True)),
        (View("backup", 30.0, 0.0, True), Choice("primary", False)),
        (View("backup", 1.0, 0.0, False), Choice("primary", False)),
        (View("backup", None, 9.0, False), Choice("backup", True)),
    ],
)
def test_which_broker_is_used(view: View, choice: Choice) -> None:
    assert choose(view, PACE) == choice


views = st.builds(
    View,
    st.sampled_from(["primary", "backup"]),
    st.none() | st.floats(0, 100),
    st.floats(0, 100),
    st.booleans(),
)


@given(views)
def test_a_broker_that_is_up_is_never_passed_over_for_one_that_is_not(view: View) -> None:
    choice = choose(view, PACE)
    up = {"primary": view.primary_up_s is not None, "backup": view.backup_up}
    assert up[choice.active] or not any(up.values())
    assert choice.dial_backup or choice.active == "primary"


def quick() -> Backoff:
    return Backoff(first_s=0.02, limit_s=0.05)


def to(port: int, name: str = "gw") -> MqttSettings:
    return MqttSettings(port=port, client_id=name, clean_session=False)


@contextlib.asynccontextmanager
async def running(*lines: MqttLine | MqttPair) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(line.run()) for line in lines]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def test_the_backup_stands_in_and_the_first_takes_over_again(tmp_path: Path) -> None:
    first = free_port()
    pair = MqttPair(to(first), None, pace=Pace(0.2, 0.6), backoff=quick)
    with start_mosquitto(tmp_path) as backup:
        pair = MqttPair(to(first), to(backup.port), [("t", 1)], Pace(0.2, 0.6), backoff=quick)
        comings: list[str] = []
        pair.on_connect.append(lambda: comings.append(pair.active))
        heard: list[bytes] = []

        async def listen() -> None:
            async for message in pair.messages():
                heard.append(message.payload)
                message.ack()

        listener = asyncio.create_task(listen())
        async with running(pair):
            with start_mosquitto(tmp_path, port=first):
                await pair.wait_connected()
                await pair.publish("t", b"over the first")
                await until(lambda: heard == [b"over the first"])
            await until(lambda: pair.active == "backup" and pair.connected)
            assert pair.broker == f"127.0.0.1:{backup.port}"
            assert "primary: " in str(pair.last_fault) or pair.last_fault
            await pair.publish("t", b"over the backup")
            await until(lambda: len(heard) == 2)
            with start_mosquitto(tmp_path, port=first):
                await until(lambda: pair.active == "primary" and pair.connected)
                await pair.publish("t", b"over the first again")
                await until(lambda: len(heard) == 3)
                assert comings == ["primary", "backup", "primary"]
                assert pair.reconnects == 2
                assert pair.published == 3
        await asyncio.wait_for(listener, 10)
        assert heard == [b"over the first", b"over the backup", b"over the first again"]


async def test_without_any_broker_it_says_so_and_publishes_nothing(tmp_path: Path) -> None:
    pair = MqttPair(to(free_port()), to(free_port()), pace=Pace(0.05, 0.1), backoff=quick)
    async with running(pair):
        await until(lambda: "backup: " in str(pair.last_fault))
        with pytest.raises(LineDown):
            await pair.publish("t", b"x")
        assert not pair.connected


async def test_it_goes_over_to_other_brokers_while_it_runs(tmp_path: Path) -> None:
    with start_mosquitto(tmp_path) as one, start_mosquitto(tmp_path) as other:
        pair = MqttPair(to(one.port), backoff=quick)
        async with running(pair):
            await pair.wait_connected()
            pair.renew(to(other.port), None)
            assert not pair.connected, "not while it is between two brokers"
            await until(lambda: pair.connected)
            assert pair.broker.endswith(str(other.port))
            assert pair.reconnects == 1


async def test_it_can_be_run_again_after_it_was_cancelled(tmp_path: Path) -> None:
    with start_mosquitto(tmp_path) as broker:
        pair = MqttPair(to(broker.port), subscriptions=[("t", 1)], backoff=quick)
        for word in (b"one", b"two"):
            heard: list[bytes] = []

            async def listen(heard: list[bytes] = heard) -> None:
                async for message in pair.messages():
                    heard.append(message.payload)
                    message.ack()

            async with running(pair):
                listener = asyncio.create_task(listen())
                await until(lambda: pair.connected)
                await pair.publish("t", word)
                await until(lambda heard=heard, word=word: heard == [word])
            await asyncio.wait_for(listener, 10)
