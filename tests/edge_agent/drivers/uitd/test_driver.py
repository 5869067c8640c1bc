"""The gateway as the centre of transmission devices, on real sockets: confirmed once stored, never before."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from edge_agent.drivers.uitd.unit import Unit
from telemetry.event_kinds import EventKind
from telemetry.gb26875 import bodies
from tests.edge_agent.drivers.uitd.site import (
    CENTRE,
    DEVICE,
    component,
    heartbeat,
    label,
    line_to,
    plan_of,
    sent,
    serving,
    udp_of,
    udp_socket,
)
from tests.services import until
from tests.telemetry.gb26875.vectors import DAMAGED, FRAMES

FIRE = component("0A 00 02 00", 0b11, "三层走廊".encode("gb18030"))
NORMAL = component("0A 00 02 00", 1)


async def test_a_fire_is_confirmed_with_its_number_and_swapped_addresses(tmp_path: Path) -> None:
    async with serving(plan_of(tmp_path)) as (driver, disk), line_to(driver) as line:
        line.write(FRAMES["A1"])
        answer = await line.answer()
        assert (answer.command, answer.serial, answer.adu) == (3, 1, b"")
        assert (answer.source, answer.destination) == (CENTRE, DEVICE)
        assert disk.told() == ["building-a/10-2 fire+"]
        (event,) = disk.events
        assert event.evidence["component"] == "10-2"
        assert event.evidence["component_hex"] == "0A 00 02 00"
        assert event.evidence["device_time"] == "2012-09-26T09:58:02"
        assert event.ts_source is None  # fourteen years off: kept as evidence, not believed


async def test_nothing_is_confirmed_before_it_is_on_the_disk(tmp_path: Path) -> None:
    async with serving(plan_of(tmp_path)) as (driver, disk), line_to(driver) as line:
        disk.held = []
        line.write(sent(7, 2, FIRE))
        await until(lambda: bool(disk.held))
        line.write(sent(7, 2, FIRE))
        line.write(heartbeat(8))
        assert (await line.answer()).serial == 8
        assert disk.held is not None
        disk.held[0].set_result(None)
        assert (await line.answer(2)).serial == 7
        assert disk.told() == ["building-a/10-2 fire+"]
        assert len(line.answers) == 2


async def test_what_cannot_be_stored_is_not_confirmed_and_told_once_when_it_comes_again(
    tmp_path: Path,
) -> None:
    async with serving(plan_of(tmp_path)) as (driver, disk), line_to(driver) as line:
        disk.broken = True
        line.write(sent(7, 2, FIRE))
        await until(lambda: "not stored" in driver.bus.last_error)
        assert not line.answers
        disk.broken = False
        line.write(sent(7, 2, FIRE))
        assert (await line.answer()).serial == 7
        line.write(sent(7, 2, FIRE))
        assert (await line.answer(2)).serial == 7
        assert disk.told() == ["building-a/10-2 fire+"]


async def test_a_repetition_over_a_new_connection_is_confirmed_and_not_told_again(tmp_path: Path) -> None:
    reset = bodies.SystemOperation(1, 1, 1, 5, label())
    async with serving(plan_of(tmp_path)) as (driver, disk):
        for _ in range(2):
            async with line_to(driver) as line:
                line.write(sent(3, 4, reset))
                assert (await line.answer()).command == 3
        assert disk.told() == ["building-a operation+"]


async def test_a_frame_with_a_wrong_checksum_is_denied_and_says_nothing(tmp_path: Path) -> None:
    async with serving(plan_of(tmp_path)) as (driver, disk), line_to(driver) as line:
        damaged = bytearray(FRAMES["A1"])
        damaged[34] ^= 0x02
        line.write(bytes(damaged))
        answer = await line.answer()
        assert (answer.command, answer.serial) == (6, 1)
        line.write(DAMAGED["D2"])
        assert (await line.answer(2)).command == 6
        assert disk.events == []
        assert "damaged frame" in driver.bus.last_error


async def test_split_and_merged_segments_make_no_difference(tmp_path: Path) -> None:
    async with serving(plan_of(tmp_path)) as (driver, disk), line_to(driver) as line:
        stream = sent(1, 2, FIRE) + heartbeat(2) + sent(3, 2, NORMAL)
        for at in range(0, len(stream), 11):
            line.write(stream[at : at + 11])
            await asyncio.sleep(0)
        await line.answer(3)
        assert [answer.serial for answer in line.answers] == [1, 2, 3]
        assert disk.told() == ["building-a/10-2 fire+", "building-a/10-2 fire-"]


async def test_a_heartbeat_is_a_sign_of_life_and_nothing_else(tmp_path: Path) -> None:
    async with serving(plan_of(tmp_path)) as (driver, disk), line_to(driver) as line:
        line.write(heartbeat(0xFFFF))
        answer = await line.answer()
        assert (answer.command, answer.serial, answer.adu) == (3, 0xFFFF, b"")
        assert disk.alive == ["building-a"]
        assert disk.events == []
        (row,) = driver.units()
        assert row.up


async def test_a_heartbeat_that_never_changes_its_number_is_a_sign_of_life_each_time(tmp_path: Path) -> None:
    async with serving(plan_of(tmp_path)) as (driver, disk), line_to(driver) as line:
        for count in (1, 2, 3):
            line.write(heartbeat(0))
            await line.answer(count)
        assert disk.alive == ["building-a"] * 3


async def test_udp_datagrams_are_confirmed_to_their_sender(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, 'listen_udp = "127.0.0.1:0"\n')
    async with serving(plan) as (driver, disk):
        with udp_socket() as sock:
            await asyncio.to_thread(sock.sendto, sent(5, 2, FIRE), udp_of(driver))
            data, _ = await asyncio.to_thread(sock.recvfrom, 2048)
        assert data[2:4] == b"\x05\x00"
        assert data[26] == 3
        assert disk.told() == ["building-a/10-2 fire+"]


async def test_every_kind_of_upload_becomes_what_it_means(tmp_path: Path) -> None:
    async with serving(plan_of(tmp_path)) as (driver, disk), line_to(driver) as line:
        uploads = [
            sent(1, 1, bodies.SystemState(12, 3, 0x0101, label())),
            sent(2, 3, bodies.AnalogValue(12, 3, 99, bytes.fromhex("0A000200"), 5, 4200, label())),
            sent(3, 21, bodies.UitdState(0b100, label())),
            sent(4, 24, bodies.UitdOperation(1 << 6, 9, label())),
            sent(5, 24, bodies.UitdOperation(1 << 2, 9, label())),
            sent(6, 25, bodies.UitdVersion(1, 4)),
            sent(7, 25, bodies.UitdVersion(1, 5)),
        ]
        for data in uploads:
            line.write(data)
        await line.answer(len(uploads))
        assert disk.told() == [
            "building-a/system-12-3 fault+",
            "building-a fault+",
            "building-a operation+",
            "building-a fire+",
            "building-a operation+",
        ]
        assert disk.values == [("building-a/10-2", 5, 420.0)]
        assert "测试 test" in disk.events[2].text
        assert "手动报警 manual alarm" in disk.events[3].text
        assert disk.events[4].text == "1.5"


async def test_the_same_key_pressed_twice_is_two_operations(tmp_path: Path) -> None:
    async with serving(plan_of(tmp_path)) as (driver, disk), line_to(driver) as line:
        first, second = label(), label()._replace(second=30)
        line.write(sent(1, 24, bodies.UitdOperation(2, 1, first), bodies.UitdOperation(2, 1, second)))
        await line.answer()
        assert disk.told() == ["building-a operation+"] * 2


async def test_an_unlisted_component_is_told_of_the_device_and_its_fire_stands(tmp_path: Path) -> None:
    async with serving(plan_of(tmp_path)) as (driver, disk), line_to(driver) as line:
        line.write(sent(1, 2, component("63 00 01 00", 0b11)))
        line.write(sent(2, 2, component("63 00 02 00", 1)))
        line.write(sent(3, 1, bodies.SystemState(1, 1, 1, label())))
        await line.answer(3)
        assert disk.told() == ["building-a fire+"]
        assert "component 1-1/99-1" in disk.events[0].text
        assert disk.events[0].evidence["component"] == "99-1"
        line.write(sent(4, 2, component("63 00 01 00", 1)))
        line.write(sent(5, 21, bodies.UitdState(1, label())))
        await line.answer(5)
        assert disk.told() == ["building-a fire+", "building-a fire-"]


async def test_a_value_of_an_unlisted_component_is_told_and_makes_no_false_curve(tmp_path: Path) -> None:
    async with serving(plan_of(tmp_path)) as (driver, disk), line_to(driver) as line:
        line.write(sent(1, 3, bodies.AnalogValue(12, 3, 99, bytes.fromhex("63000100"), 5, 4200, label())))
        await line.answer()
        assert disk.values == []
        (event,) = disk.events
        assert event.kind is EventKind.OPERATION
        assert event.evidence["component 12-3/99-1 pressure_kpa"] == 420.0


async def test_an_unknown_type_is_stored_not_dropped(tmp_path: Path) -> None:
    async with serving(plan_of(tmp_path)) as (driver, disk), line_to(driver) as line:
        line.write(FRAMES["C1"][:24] + b"\x03\x00\x02\x80\x01\xff")
        body = FRAMES["C1"][2:24] + b"\x03\x00\x02\x80\x01\xff"
        line.write(bytes((sum(body) & 0xFF,)) + b"##")
        assert (await line.answer()).command == 3
        (event,) = disk.events
        assert event.evidence["type 128"] == "FF"


@pytest.mark.parametrize(("setting", "command", "told"), [("confirm", 3, ["uitd fire+"]), ("deny", 6, [])])
async def test_a_device_nobody_listed_is_confirmed_or_denied_as_set_and_told_in_health(
    tmp_path: Path, setting: str, command: int, told: list[str]
) -> None:
    plan = plan_of(tmp_path, f'unknown = "{setting}"\n')
    async with serving(plan) as (driver, disk), line_to(driver) as line:
        line.write(sent(1, 2, FIRE, source=b"\x09" * 6))
        assert (await line.answer()).command == command
        assert "090909090909" in driver.bus.last_error
        assert disk.told() == told
        if told:
            assert disk.events[0].evidence["device"] == "090909090909"
            assert "未列出的装置" in disk.events[0].text


async def test_a_key_pressed_at_a_device_nobody_listed_is_told(tmp_path: Path) -> None:
    async with serving(plan_of(tmp_path)) as (driver, disk), line_to(driver) as line:
        line.write(sent(1, 24, bodies.UitdOperation(1, 3, label()), source=b"\x09" * 6))
        await line.answer()
        assert disk.told() == ["uitd operation+"]


async def test_a_frame_that_we_fail_to_digest_costs_neither_line_nor_confirmation_of_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(plan_of(tmp_path)) as (driver, disk), line_to(driver) as line:
        monkeypatch.setattr(Unit, "observations", lambda *_: 1 // 0)
        line.write(sent(1, 2, FIRE))
        await until(lambda: "not stored" in driver.bus.last_error)
        monkeypatch.undo()
        line.write(sent(1, 2, FIRE))
        assert (await line.answer()).serial == 1
        assert disk.told() == ["building-a/10-2 fire+"]


async def test_the_clock_of_a_device_is_measured(tmp_path: Path) -> None:
    async with serving(plan_of(tmp_path)) as (driver, _), line_to(driver) as line:
        line.write(heartbeat(1))
        await line.answer()
        assert driver.clock_offset_ms is not None
        assert driver.clock_offset_ms < -1e10  # its label says 2021
        assert driver.units()[0].clock_offset_ms == driver.clock_offset_ms


async def test_a_profile_with_resetting_records_ends_everything_behind_the_device(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, profile="gb26875-latest-state")
    async with serving(plan) as (driver, disk), line_to(driver) as line:
        line.write(sent(1, 2, FIRE, component("63 00 01 00", 0b11)))
        line.write(sent(2, 2, component("0A 00 02 00", 0b101)))
        line.write(sent(3, 4, bodies.SystemOperation(1, 1, 1, 5, label())))
        await until(lambda: len([answer for answer in line.answers if answer.command == 3]) == 3)
        assert sorted(disk.told()) == [
            "building-a fire+",
            "building-a fire-",
            "building-a/10-2 fault+",
            "building-a/10-2 fault-",
            "building-a/10-2 fire+",
            "building-a/10-2 fire-",
        ]
