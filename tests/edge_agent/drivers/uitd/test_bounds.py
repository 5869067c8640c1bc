"""The listener under hostile and clumsy peers: bounded, alive, and told in health."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest

from edge_agent.drivers.uitd import tcp
from edge_agent.drivers.uitd.settings import UitdSettings
from runtime.allowance import Rate, let_in
from tests.edge_agent.drivers.uitd.site import (
    component,
    heartbeat,
    line_to,
    plan_of,
    sent,
    serving,
    udp_of,
    udp_socket,
)
from tests.services import until
from tests.telemetry.gb26875.vectors import FRAMES


async def test_hostile_bytes_never_end_the_server(tmp_path: Path) -> None:
    dice = random.Random(4)
    plan = plan_of(tmp_path, 'listen_tcp = "127.0.0.1:0"\nlisten_udp = "127.0.0.1:0"\n')
    async with serving(plan) as (driver, disk):
        for _ in range(20):
            async with line_to(driver) as line:
                line.write(dice.randbytes(500) + b"@@" + dice.randbytes(200))
        with udp_socket() as sock:
            for _ in range(50):
                sock.sendto(b"@@" + dice.randbytes(dice.randrange(1200)), udp_of(driver))
        async with line_to(driver) as line:
            line.write(heartbeat(9))
            assert (await line.answer()).serial == 9
        assert disk.events == []


async def test_a_peer_that_sends_only_damage_is_let_go(tmp_path: Path) -> None:
    damaged = bytearray(FRAMES["A1"])
    damaged[-3] ^= 1
    async with serving(plan_of(tmp_path)) as (driver, disk), line_to(driver) as line:
        line.write(bytes(damaged) * (tcp.STRIKES + 1))
        await until(lambda: line.ended)
        assert "damaged frames in a row" in driver.bus.last_error
        assert disk.events == []


async def test_half_a_frame_is_given_up_and_the_line_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tcp, "QUIET_S", 0.05)
    async with serving(plan_of(tmp_path)) as (driver, _), line_to(driver) as line:
        line.write(FRAMES["A1"][:50])
        await until(lambda: "then silence" in driver.bus.last_error)
        line.write(heartbeat(3))
        assert (await line.answer()).serial == 3


async def test_a_frame_fed_byte_by_byte_for_ever_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tcp, "FRAME_S", 0.2)
    async with serving(plan_of(tmp_path)) as (driver, _), line_to(driver) as line:

        async def drip() -> None:
            line.write(b"@@" + bytes(22) + b"\x00\x04")
            while True:
                line.write(b"\x00")
                await asyncio.sleep(0.02)

        dripping = asyncio.create_task(drip())
        await until(lambda: "then silence" in driver.bus.last_error)
        dripping.cancel()


async def test_a_silent_connection_is_closed(tmp_path: Path) -> None:
    async with serving(plan_of(tmp_path, "idle_s = 0.2\n")) as (driver, _), line_to(driver) as line:
        await until(lambda: line.ended)
        assert "no frame for 0.2 s" in driver.bus.last_error


async def test_connections_are_bounded(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "max_connections = 1\n")
    async with serving(plan) as (driver, _), line_to(driver) as first:
        first.write(heartbeat(1))
        await first.answer()
        async with line_to(driver) as second:
            await until(lambda: second.ended)
        assert "1 connections are open already" in driver.bus.last_error
        first.write(heartbeat(2))
        assert (await first.answer(2)).serial == 2


async def test_a_flood_over_tcp_is_slowed_and_nothing_of_it_is_lost(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "frames_per_s = 20\n")
    async with serving(plan) as (driver, disk), line_to(driver) as line:
        count = 220
        states = [component("0A 00 02 00", 0b11 if n % 2 == 0 else 1) for n in range(count)]
        line.write(b"".join(sent(n, 2, state) for n, state in enumerate(states)))
        await line.answer(count)
        assert len(disk.events) == count


async def test_a_flood_over_udp_is_left_unconfirmed_and_counted(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, 'listen_udp = "127.0.0.1:0"\nframes_per_s = 0.1\n')
    async with serving(plan) as (driver, _):
        with udp_socket() as sock:
            for serial in range(5):
                sock.sendto(heartbeat(serial), udp_of(driver))
            await until(lambda: driver.bus.errors >= 4)
        assert "faster than allowed" in driver.bus.last_error


async def test_who_invents_addresses_does_not_get_past_the_rate(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, 'listen_udp = "127.0.0.1:0"\nframes_per_s = 0.1\n')
    async with serving(plan) as (driver, _):
        with udp_socket() as sock:
            for number in range(20):
                sock.sendto(heartbeat(1, bytes((number,)) * 6), udp_of(driver))
            await until(lambda: driver.bus.errors >= 20)
        assert driver.bus.requests == 1


def test_who_may_connect() -> None:
    settings = UitdSettings(bus="u", listen_tcp="0.0.0.0:26875", allow=("10.0.0.0/24", "fd00::/8"))  # type: ignore[arg-type]
    hosts = ["127.0.0.1", "::1", "10.0.0.7", "::ffff:10.0.0.7", "10.0.1.7", "8.8.8.8", "fd00::1%eth0", "x"]
    assert [let_in(host, settings.allow) for host in hosts] == [
        True,
        True,
        True,
        True,
        False,
        False,
        True,
        False,
    ]


def test_a_rate_lets_a_burst_pass_and_then_its_pace() -> None:
    rate = Rate(2.0)
    assert [rate.wait_s(0.0) for _ in range(20)] == [0.0] * 20
    assert rate.wait_s(0.0) == pytest.approx(0.5)
    assert rate.wait_s(0.5) == 0.0
    assert rate.wait_s(0.5) == pytest.approx(0.5)


async def test_who_invents_addresses_does_not_fill_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines: list[str] = []

    class Log:
        def warning(self, _event: str, *, fault: str, **_more: object) -> None:
            lines.append(fault)

        info = error = lambda *_args, **_more: None

    monkeypatch.setattr("edge_agent.drivers.uitd.driver.log", Log())
    plan = plan_of(tmp_path, 'listen_udp = "127.0.0.1:0"\n')
    async with serving(plan) as (driver, _):
        with udp_socket() as sock:
            for number in range(100):
                sock.sendto(heartbeat(1, bytes((number,)) * 6), udp_of(driver))
            await until(lambda: driver.bus.errors >= 100)
    assert 1 <= len(lines) < 50
