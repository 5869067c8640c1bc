"""The ten assertions that an acceptance of GB/T 26875.3 checks, each over real sockets."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from cloud.transmission.requests import CannotAsk
from runtime.clock import SystemClock
from simulators.building import Name, Point
from simulators.panel import PanelLogic, State
from simulators.uitd import SimulatedUitd, UitdSettings
from telemetry.event_kinds import EventKind
from telemetry.gb26875 import bodies
from telemetry.gb26875 import frame as framing
from telemetry.gb26875.dialect import Command
from telemetry.gb26875.exchange import ResendRule
from telemetry.gb26875.frame import Frame
from tests.cloud.transmission.centre import (
    CENTRE,
    address,
    component,
    gateway,
    label,
    serving,
    upload,
)
from tests.services import until


class ShiftedClock:
    """The machine's clocks, with a monotonic one that a test can push on."""

    def __init__(self) -> None:
        self.shift_s = 0.0

    def now_ms(self) -> int:
        return SystemClock().now_ms()

    def monotonic(self) -> float:
        return time.monotonic() + self.shift_s


async def test_1_every_valid_upload_is_confirmed_with_its_serial_and_addresses_swapped(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path) as site:
        await site.register(889)
        device = await site.device()
        frames = [
            upload(889, 2, [component()], 65535),
            upload(889, 0, [], 0),
            upload(889, 1, [bodies.SystemState(1, 2, 0x0105, label())], 1),
            upload(889, 21, [bodies.UitdState(8, label())], 2),
            upload(889, 24, [bodies.UitdOperation(2, 5, label())], 3),
            upload(889, 25, [bodies.UitdVersion(1, 1)], 4),
            upload(889, 28, [bodies.UitdTime(label())], 5),
        ]
        device.send(*frames)
        for frame in frames:
            answer = await device.confirmed(frame.serial)
            assert (answer.source, answer.destination) == (CENTRE, address(889))
            assert answer.adu == b""
        device.close()


async def test_2_a_frame_with_a_wrong_checksum_is_not_processed_and_is_denied(tmp_path: Path) -> None:
    async with serving(tmp_path) as site:
        await site.register(889)
        device = await site.device()
        damaged = bytearray(framing.encode(upload(889, 2, [component()], 7)))
        damaged[-3] ^= 0x01
        device.send(bytes(damaged))
        denied = await device.until(lambda frame: frame.command == Command.DENY)
        assert denied.serial == 7
        device.send(upload(889, 2, [component("10-3")], 8))
        await device.confirmed(8)
        fires = [event for event in site.events(gateway(889)) if event.kind == "fire"]
        assert [event.part for event in fires] == ["1-1/10-3"]
        device.close()


async def test_3_without_a_confirmation_the_centre_repeats_thrice_under_one_serial_and_reports_failure(
    tmp_path: Path,
) -> None:
    assert ResendRule() == (10.0, 3)
    async with serving(tmp_path, timeout_s=0.3) as site:
        number = await site.register(889)
        device = await site.device()
        device.send(upload(889, 0, [], 1))
        await device.confirmed(1)
        held = site.server.devices[number]
        site.server.asking.add(held)
        asked = asyncio.create_task(site.server.requests.ask(held, 85, [bodies.ReadUitd()]))
        with pytest.raises(CannotAsk, match="4"):
            await asked
        await device.until(lambda frame: _count(device.heard, 0x55) == 4)
        assert len({frame.serial for frame in device.heard if frame.adu[:1] == b"\x55"}) == 1
        device.close()


def _count(frames: list[Frame], code: int) -> int:
    return sum(frame.adu[:1] == bytes((code,)) for frame in frames)


async def test_4_behind_a_backlog_of_other_records_fire_is_stored_first(tmp_path: Path) -> None:
    async with serving(tmp_path, frames_per_s=1000) as site:
        for number in range(1, 9):
            await site.register(number)
        await site.register(889)
        devices = [await site.device() for _ in range(8)]
        fire = await site.device()
        fire.send(upload(889, 0, [], 0))
        await fire.confirmed(0)
        for number, device in enumerate(devices, 1):
            device.send(
                *(upload(number, 2, [component(f"1-{point}", 0b101)], point) for point in range(1, 61))
            )
        await until(lambda: site.line.depth > 200)
        fire.send(upload(889, 2, [component()], 1))
        await fire.confirmed(1)
        for device in devices:
            await device.confirmed(60)
        order = [one.gateway for one in site.submitted if getattr(one.message, "kind", None) is not None]
        place = order.index(gateway(889))
        assert place < len(order) - 100, "the fire stood behind what had come before it"
        assert len(order) == 8 * 60 + 1
        for device in (*devices, fire):
            device.close()


async def test_5_users_that_raise_fire_at_the_same_moment_all_appear(tmp_path: Path) -> None:
    async with serving(tmp_path) as site:
        numbers = range(1, 11)
        for number in numbers:
            await site.register(number)
        devices = [await site.device() for _ in numbers]
        for number, device in zip(numbers, devices, strict=True):
            device.send(upload(number, 2, [component()], 1))
        await asyncio.gather(*(device.confirmed(1) for device in devices))
        raised = {
            alarm.gateway for alarm in site.alarms() if alarm.kind == "fire" and alarm.level == "active"
        }
        assert raised == {gateway(number) for number in numbers}
        for device in devices:
            device.close()


async def test_6_a_lost_link_is_signalled_within_its_limit_and_heals(tmp_path: Path) -> None:
    clock = ShiftedClock()
    async with serving(tmp_path, clock=clock) as site:
        number = await site.register(889)
        device = await site.device()
        device.send(upload(889, 0, [], 1))
        await device.confirmed(1)
        await until(lambda: not site.server.devices[number].lost and site.line.stored > 0)
        device.close()
        clock.shift_s = 99.0
        await until(lambda: any(a.kind == "device-offline" and a.level == "active" for a in site.alarms()))
        again = await site.device()
        again.send(upload(889, 0, [], 2))
        await again.confirmed(2)
        await until(lambda: all(a.level == "cleared" for a in site.alarms() if a.kind == "device-offline"))
        again.close()


async def test_6_a_device_is_polled_at_least_every_two_hours(tmp_path: Path) -> None:
    clock = ShiftedClock()
    async with serving(tmp_path, clock=clock) as site:
        await site.register(889, profile="gb26875-generic", poll_s=7200)
        device = await site.device()
        device.send(upload(889, 0, [], 1))
        first = await device.until(lambda frame: frame.adu[:1] == b"\x51")
        device.send(upload(889, 21, [bodies.UitdState(1, label())], first.serial, command=Command.RESPONSE))
        await until(lambda: site.server.counts["answers"] == 1)
        for step in range(1, 74):
            clock.shift_s = step * 100.0
            device.send(upload(889, 0, [], step + 1))
            await device.confirmed(step + 1)
        await device.until(lambda frame: frame.adu[:1] == b"\x51" and frame.serial != first.serial)
        device.close()


async def test_7_a_duty_check_is_answered_by_the_operator_or_told_to_be_unanswered(tmp_path: Path) -> None:
    async with serving(tmp_path) as site:
        number = await site.register(889)
        device = SimulatedUitd(PanelLogic(_points()), UitdSettings(address(889), CENTRE, heartbeat_s=0.2))
        task = asyncio.create_task(device.run_tcp(site.place))
        await until(lambda: number in site.server.devices and site.server.devices[number].ready)
        held = site.server.devices[number]
        site.server.asking.add(held)
        checking = asyncio.create_task(site.server.requests.duty_check(held, 10))
        await until(lambda: device.duty_minutes == 10)
        device.answer_duty_check(7)
        assert await checking == 7
        await until(lambda: any(e.kind == "operation" for e in site.events(gateway(889))))
        site.server.asking.add(held)
        assert await site.server.requests.duty_check(held, 1, patience_s=0.3) is None
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_8_a_clock_that_is_set_and_then_read_agrees(tmp_path: Path) -> None:
    async with serving(tmp_path) as site:
        number = await site.register(889)
        device = SimulatedUitd(PanelLogic(_points()), UitdSettings(address(889), CENTRE, heartbeat_s=0.2))
        device.clock_error_s = 4000.0
        task = asyncio.create_task(device.run_tcp(site.place))
        await until(lambda: number in site.server.devices and site.server.devices[number].ready)
        held = site.server.devices[number]
        site.server.asking.add(held)
        told = await site.server.requests.set_clock(held)
        assert told.agrees
        assert abs(told.offset_ms) <= 5000
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_9_unknown_types_systems_components_and_values_are_stored(tmp_path: Path) -> None:
    async with serving(tmp_path) as site:
        await site.register(889)
        device = await site.device()
        unknown_type = Frame(1, Command.SEND, b"\xc8\x01ABCDEF", address(889), CENTRE, label())
        device.send(
            unknown_type,
            upload(889, 2, [bodies.ComponentState(0x87, 1, 200, b"\1\0\2\0", 3, bytes(31), label())], 2),
            upload(889, 3, [bodies.AnalogValue(1, 1, 40, b"\1\0\3\0", 0xFA, 1234, label())], 3),
            upload(889, 1, [bodies.SystemState(99, 7, 0x4003, label())], 4),
        )
        for serial in (1, 2, 3, 4):
            await device.confirmed(serial)
        events = site.events(gateway(889))
        kept = [str(event.evidence) for event in events]
        assert any("41 42 43 44 45 46" in evidence for evidence in kept)
        assert any(event.part == "135-1/1-2" and event.kind == "fire" for event in events)
        assert any("1234" in evidence for evidence in kept)
        assert any(event.part == "99-7" and event.kind == "fire" for event in events)
        device.close()


async def test_10_a_repeated_serial_with_the_same_content_is_confirmed_again_and_recorded_once(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path) as site:
        await site.register(889)
        device = await site.device()
        frame = upload(889, 24, [bodies.UitdOperation(2, 5, label())], 9)
        device.send(frame)
        await device.confirmed(9)
        device.send(frame)
        await until(lambda: site.server.counts["repetitions"] == 1)
        device.heard.clear()
        device.send(frame)
        await device.confirmed(9)
        assert len([event for event in site.events(gateway(889)) if event.kind == "operation"]) == 1
        device.close()


async def test_10_also_when_the_server_was_restarted_between(tmp_path: Path) -> None:
    frame = upload(889, 24, [bodies.UitdOperation(2, 5, label())], 9)
    async with serving(tmp_path) as site:
        await site.register(889)
        device = await site.device()
        device.send(frame)
        await device.confirmed(9)
        device.close()
    async with serving(tmp_path) as site:
        device = await site.device()
        device.send(frame)
        await device.confirmed(9)
        assert site.server.counts["repetitions"] == 1
        assert len([event for event in site.events(gateway(889)) if event.kind == "operation"]) == 1
        device.send(upload(889, 2, [component()], 9))
        await until(lambda: any(event.kind == EventKind.FIRE for event in site.events(gateway(889))))
        device.close()


async def test_a_whole_device_with_its_panel_over_udp(tmp_path: Path) -> None:
    logic = PanelLogic(_points())
    async with serving(tmp_path) as site:
        await site.register(889)
        device = SimulatedUitd(logic, UitdSettings(address(889), CENTRE, heartbeat_s=0.2))
        task = asyncio.create_task(device.run_udp(site.place))
        await until(lambda: device.connected)
        point = logic.points[0]
        device.report(logic.set(point.id, State.FIRE, 0.0))
        await until(lambda: any(alarm.kind == "fire" for alarm in site.alarms()))
        device.report(logic.reset(1.0))
        await until(lambda: all(alarm.level == "cleared" for alarm in site.alarms() if alarm.kind == "fire"))
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _points() -> tuple[Point, ...]:
    return tuple(
        Point(
            id=f"p{number}",
            panel="panel-1",
            loop=1,
            device=number,
            component_type=42,
            room="r",
            name=Name(zh="三层烟感", en="smoke floor 3"),
            text=f"SMOKE {number}",
        )
        for number in range(1, 4)
    )
