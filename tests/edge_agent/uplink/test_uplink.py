"""From the spool to the cloud over a real broker: fire first, again until a receipt, never forgotten."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from edge_agent.spool.record import Rank
from edge_agent.spool.spool import Spool
from edge_agent.uplink.uplink import WINDOWS, Uplink
from runtime.backoff import Backoff
from runtime.clock import SystemClock
from runtime.mqtt_line import LineDown, MqttLine, MqttSettings
from runtime.mqtt_pair import MqttPair
from telemetry.event_kinds import EventKind
from telemetry.messages import Stream
from tests.edge_agent.panels import AREA, GATEWAY, Cloud, running
from tests.edge_agent.records import event, health, reading, snapshot
from tests.services import Mosquitto, free_port, start_mosquitto, until


@pytest.fixture
def broker(tmp_path: Path) -> AsyncIterator[Mosquitto]:
    with start_mosquitto(tmp_path, config="allow_anonymous true\nset_tcp_nodelay true\n") as broker:
        yield broker  # type: ignore[misc]


@pytest.fixture
async def spool(tmp_path: Path) -> AsyncIterator[Spool]:
    spool = Spool.open(tmp_path / "spool", 50_000_000)
    yield spool
    await spool.close()


def uplink_of(spool: Spool, port: int, resend_after_s: float = 10.0) -> tuple[MqttLine, Uplink]:
    line = MqttLine(
        MqttSettings(host="127.0.0.1", port=port, client_id=GATEWAY),
        Uplink.subscriptions(AREA, GATEWAY),
        backoff=Backoff(first_s=0.02, limit_s=0.05),
    )
    return line, Uplink(
        spool,
        line,
        AREA,
        GATEWAY,
        SystemClock(),
        resend_after_s=resend_after_s,
        resend_limit_s=resend_after_s * 2,
    )


async def test_what_has_a_receipt_is_forgotten_and_nothing_else(broker: Mosquitto, spool: Spool) -> None:
    cloud = Cloud(broker.port, answers=False)
    line, uplink = uplink_of(spool, broker.port)
    async with running(cloud.run(), line.run(), uplink.run()):
        await cloud.line.wait_connected()
        await spool.append([event(), event(), reading()])
        await until(lambda: len(cloud.got) == 3)
        assert spool.state.held[Rank.FIRE] == 2
        await cloud.receipt([("event", 2)])
        await until(lambda: spool.state.held[Rank.FIRE] == 1)
        (left,) = await spool.fetch(Rank.FIRE, 0, 10)
        assert left.seq == 1
        assert spool.state.held[Rank.READING] == 1


async def test_a_backlog_larger_than_every_window_drains_in_order(broker: Mosquitto, spool: Spool) -> None:
    await spool.append([*(event() for _ in range(300)), *(reading() for _ in range(100))])
    cloud = Cloud(broker.port)
    line, uplink = uplink_of(spool, broker.port)
    async with running(cloud.run()):
        await cloud.line.wait_connected()
        async with running(line.run(), uplink.run()):
            await until(lambda: not any(spool.state.held.values()))
            fires = [message.seq for message in cloud.events]
            assert fires == list(range(1, 301))
            assert uplink.link_ok


async def test_a_fire_overtakes_a_backlog_of_everything_else(broker: Mosquitto, spool: Spool) -> None:
    await spool.append(
        [
            *(health() for _ in range(50)),
            *(reading(200) for _ in range(200)),
            *(snapshot() for _ in range(50)),
        ]
    )
    await spool.append([event(EventKind.FAULT) for _ in range(100)])
    await spool.append([event()])
    cloud = Cloud(broker.port, answers=False)
    line, uplink = uplink_of(spool, broker.port)
    async with running(cloud.run()):
        await cloud.line.wait_connected()
        async with running(line.run(), uplink.run()):
            await until(lambda: len(cloud.got) >= 80)
            assert cloud.events[0].kind is EventKind.FIRE
            assert cloud.got[0] == cloud.events[0]
            # Now every window but that of fires is full of records nobody answers.
            await spool.append([event()])
            await until(lambda: sum(found.kind is EventKind.FIRE for found in cloud.events) == 2)
            readings = sum(message.stream == "reading" for message in cloud.got)
            assert readings <= WINDOWS[Rank.READING]


async def test_without_a_receipt_it_is_sent_again_and_the_link_is_said_to_be_down(
    broker: Mosquitto, spool: Spool
) -> None:
    cloud = Cloud(broker.port, answers=False)
    line, uplink = uplink_of(spool, broker.port, resend_after_s=0.1)
    async with running(cloud.run(), line.run(), uplink.run()):
        await cloud.line.wait_connected()
        await until(lambda: uplink.link_ok)
        await spool.append([event()])
        await until(lambda: len(cloud.got) >= 4)
        await until(lambda: not uplink.link_ok)
        await until(lambda: len(cloud.got) >= 6)
        assert len(set(cloud.raw)) == 1, "each time the same bytes"
        await cloud.receipt([("event", 1)])
        await until(lambda: uplink.link_ok and spool.state.held[Rank.FIRE] == 0)


async def test_after_a_broker_restart_everything_unanswered_is_sent_again(
    tmp_path: Path, spool: Spool
) -> None:
    port = free_port()
    line, uplink = uplink_of(spool, port)
    cloud = Cloud(port, answers=False)
    async with running(cloud.run(), line.run(), uplink.run()):
        with start_mosquitto(tmp_path, port=port):
            await cloud.line.wait_connected()
            await spool.append([event(), event()])
            await until(lambda: len(cloud.got) == 2)
        await spool.append([event()])
        cloud.answers = True
        with start_mosquitto(tmp_path, port=port):
            await until(lambda: spool.state.held[Rank.FIRE] == 0)
        assert set(cloud.once()) == {("event", 1), ("event", 2), ("event", 3)}


async def test_a_receipt_for_what_an_earlier_process_sent_frees_its_place(
    broker: Mosquitto, spool: Spool
) -> None:
    """The receipt comes between reading the record from the spool and sending it."""
    cloud = Cloud(broker.port, answers=False)
    line, uplink = uplink_of(spool, broker.port, resend_after_s=0.1)
    async with running(cloud.run(), line.run(), uplink.run()):
        await cloud.line.wait_connected()
        await spool.append([event()])
        await until(lambda: len(cloud.got) >= 1)
        await spool.forget([])
        await cloud.receipt([("event", 1)])
        await until(lambda: spool.state.held[Rank.FIRE] == 0)
        count = len(cloud.got)
        await cloud.receipt([("event", 1)])
        await asyncio.sleep(0.3)
        assert len(cloud.got) <= count + 1
        assert uplink.link_ok


async def test_a_receipt_that_cannot_be_read_is_passed_over(broker: Mosquitto, spool: Spool) -> None:
    cloud = Cloud(broker.port, answers=False)
    line, uplink = uplink_of(spool, broker.port)
    async with running(cloud.run(), line.run(), uplink.run()):
        await cloud.line.wait_connected()
        await line.wait_connected()
        await spool.append([event()])
        await until(lambda: len(cloud.got) == 1)
        await cloud.line.publish(f"sw/1/{AREA}/{GATEWAY}/receipt", b"{]")
        await cloud.receipt([("event", 1), (Stream.READING, 5)])
        await until(lambda: spool.state.held[Rank.FIRE] == 0)
        assert "receipt" in uplink.last_error


class GoingOver:
    """A line that goes over to the other broker while a publish waits for the first one's word."""

    connected = True

    def __init__(self) -> None:
        self.on_connect: list[object] = []
        self.asked: list[bytes] = []

    async def publish(self, _topic: str, payload: bytes) -> None:
        self.asked.append(payload)
        if len(self.asked) == 1:
            raise LineDown("the line was cut: stopped")

    async def messages(self) -> AsyncIterator[None]:
        await asyncio.Event().wait()
        yield


async def test_what_was_cut_off_by_going_over_to_a_broker_that_is_up_goes_out_at_once(spool: Spool) -> None:
    line = GoingOver()
    uplink = Uplink(spool, line, AREA, GATEWAY, SystemClock(), resend_after_s=3600.0)  # type: ignore[arg-type]
    async with running(uplink.run()):
        await spool.append([event()])
        await until(lambda: len(line.asked) == 2)
        assert line.asked[0] == line.asked[1]


async def test_receipts_are_taken_again_after_the_line_was_started_anew(
    broker: Mosquitto, spool: Spool
) -> None:
    settings = MqttSettings(host="127.0.0.1", port=broker.port, client_id=GATEWAY)
    line = MqttPair(settings, subscriptions=Uplink.subscriptions(AREA, GATEWAY))
    uplink = Uplink(spool, line, AREA, GATEWAY, SystemClock())
    cloud = Cloud(broker.port)
    async with running(cloud.run(), uplink.run()):
        await cloud.line.wait_connected()
        for _ in range(2):
            async with running(line.run()):
                await spool.append([event()])
                await until(lambda: spool.state.held[Rank.FIRE] == 0)
