"""Whom the server hears and whom it does not: habits, strangers, limits, hostile bytes."""

from __future__ import annotations

import asyncio
import os
import socket
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from sqlalchemy import select

from cloud.access.service import StoreUnavailable
from cloud.people.asker import LOCAL
from cloud.transmission import requests_repository, service
from cloud.transmission.rows import entry_of
from cloud.transmission.schemas import DeviceChange
from cloud.transmission.settings import Gb26875Settings
from cloud.transmission.tables import TransmissionFrame, TransmissionRequest, TransmissionSpeaker
from telemetry.gb26875 import adu as units
from telemetry.gb26875 import bodies
from telemetry.gb26875 import frame as framing
from telemetry.gb26875.dialect import Command
from telemetry.gb26875.frame import Frame
from telemetry.messages import ReadingBatch
from tests.cloud.transmission.centre import (
    AREA,
    CENTRE,
    Site,
    address,
    component,
    gateway,
    label,
    serving,
    upload,
)
from tests.services import until


def fire_from(source: bytes, serial: int = 1) -> Frame:
    return Frame(serial, Command.SEND, units.encode(2, [component()]), source, CENTRE, label())


def test_a_listener_beyond_loopback_needs_the_networks_that_devices_come_from() -> None:
    with pytest.raises(ValidationError, match="allow_from"):
        Gb26875Settings.model_validate({"listen": "0.0.0.0:5875"})
    with pytest.raises(ValidationError, match="private"):
        Gb26875Settings.model_validate({"listen": "0.0.0.0:5875", "allow_from": ["0.0.0.0/0"]})
    with pytest.raises(ValidationError, match="less than or equal to 7200"):
        Gb26875Settings.model_validate({"poll_s": 7201})
    allowed = Gb26875Settings.model_validate({"listen": "0.0.0.0:5875", "allow_from": ["10.8.0.0/16"]})
    assert [str(network) for network in allowed.allow_from] == ["10.8.0.0/16"]


async def test_sources_outside_the_allowed_networks_are_dropped_and_counted(tmp_path: Path) -> None:
    async with serving(tmp_path, allow_from=["10.8.0.0/16"]) as site:
        assert not site.server.let_in("192.0.2.7")
        assert not site.server.let_in("::ffff:192.0.2.7")
        assert site.server.let_in("10.8.3.4")
        assert site.server.let_in("127.0.0.1")
        assert site.server.counts["not_let_in"] == 2


@pytest.mark.parametrize(
    ("profile", "shown", "source"),
    [
        ("gb26875-generic", "88888", bytes.fromhex("385b01000000")),
        ("gb26875-ip-style", "192.168.1.4:27933", bytes.fromhex("c0a801046d1d")),
        ("gb26875-imei-style", "860000000000001", bytes.fromhex("000000000001")),
        ("gb26875-generic", "0", bytes(6)),
    ],
)
async def test_every_address_habit_is_told_apart_by_its_profile(
    tmp_path: Path, profile: str, shown: str, source: bytes
) -> None:
    async with serving(tmp_path) as site:
        number = await site.register(0, address=shown, profile=profile)
        device = await site.device()
        device.send(fire_from(source))
        await device.confirmed(1)
        entry = site.server.roster.by_id(number)
        assert entry is not None
        assert entry.address == source
        assert [event.kind for event in site.events(entry.gateway) if event.active] == ["fire"]
        device.close()


@pytest.mark.parametrize(
    ("profile", "part"),
    [
        ("gb26875-generic", "1-1/10-2"),
        ("gb26875-u32", "1-1/131082"),
        ("gb26875-loop-point-be", "1-1/2560-512"),
    ],
)
async def test_component_addresses_are_written_by_the_devices_profile(
    tmp_path: Path, profile: str, part: str
) -> None:
    async with serving(tmp_path) as site:
        await site.register(889, profile=profile)
        device = await site.device()
        device.send(upload(889, 2, [component("10-2")], 1))
        await device.confirmed(1)
        assert {event.part for event in site.events(gateway(889))} == {part}
        device.close()


async def test_devices_that_all_call_themselves_zero_are_told_apart_by_their_host(tmp_path: Path) -> None:
    async with serving(tmp_path) as site:
        here = await site.register(0, host="127.0.0.1")
        await site.register(0, host="10.8.0.9")
        device = await site.device()
        device.send(fire_from(bytes(6)))
        await device.confirmed(1)
        assert list(site.server.devices) == [here]
        device.close()


async def test_the_description_and_the_types_name_the_part(tmp_path: Path) -> None:
    async with serving(tmp_path) as site:
        await site.register(889, name={"zh": "一号楼", "en": "Building 1"})
        device = await site.device()
        device.send(upload(889, 2, [component(described="三层302室", kind=42)], 1))
        device.send(upload(889, 21, [bodies.UitdState(0b1001, label())], 2))
        await device.confirmed(1)
        await device.confirmed(2)
        told = {event.part: event for event in site.events(gateway(889))}
        fire, own = told["1-1/10-2"], told["gateway"]
        assert fire.described["place"]["zh"] == "三层302室"
        assert fire.described["device"]["zh"] == "点型光电感烟火灾探测器"
        assert (own.kind, own.described["device"]["zh"]) == ("fault", "一号楼")
        device.close()


async def test_values_are_stored_with_their_units_and_quality(tmp_path: Path) -> None:
    async with serving(tmp_path) as site:
        await site.register(889)
        device = await site.device()
        values = [
            bodies.AnalogValue(12, 1, 99, b"\1\0\2\0", 5, 4200, label()),
            bodies.AnalogValue(1, 1, 31, b"\1\0\3\0", 3, -55, label()),
        ]
        device.send(upload(889, 3, values, 1))
        await device.confirmed(1)
        assert _latest(site) == {("12-1/1-2", 5): 420.0, ("1-1/1-3", 3): -5.5}
        device.close()


def _latest(site: Site) -> dict[tuple[str, int], float | None]:
    found: dict[tuple[str, int], float | None] = {}
    for one in site.submitted:
        batch = one.message
        if isinstance(batch, ReadingBatch):
            for part, kind, value in zip(batch.part, batch.analog_type, batch.value, strict=True):
                found[batch.parts[part], kind] = value
    return found


async def test_a_stranger_is_confirmed_listed_and_taken_in_when_adopted(tmp_path: Path) -> None:
    async with serving(tmp_path) as site:
        device = await site.device()
        device.send(upload(777, 0, [], 1), upload(777, 2, [component()], 2))
        device.send(upload(777, 2, [component("1-9", 5)], 3))
        for serial in (1, 2, 3):
            await device.confirmed(serial)
        assert site.events() == []
        with site.stores.database.write() as session:
            speaker = session.scalars(select(TransmissionSpeaker)).one()
            assert (speaker.address, speaker.frames, speaker.fires) == (address(777).hex(), 2, 1)
            told = DeviceChange.model_validate({"area": AREA})
            row = service.register(session, LOCAL, told, address(777), "", 1, 3.0)
            entry = entry_of(row)
        await site.server.refresh()
        assert (await site.server.kept.take_in(entry)).replayed == 2
        assert [(e.part, e.kind) for e in site.events(gateway(777))] == [
            ("1-1/10-2", "fire"),
            ("1-1/1-9", "fault"),
        ]
        device.send(upload(777, 2, [component(state=1)], 4))
        await device.confirmed(4)
        assert any(e.kind == "fire" and not e.active for e in site.events(gateway(777)))
        device.close()


async def test_a_strangers_frames_are_bounded_and_its_fires_go_last(tmp_path: Path) -> None:
    async with serving(tmp_path, frames_kept=5, frames_per_s=1000) as site:
        device = await site.device()
        device.send(upload(777, 2, [component()], 1))
        for serial in range(2, 30):
            device.send(upload(777, 2, [component(f"1-{serial}", 5)], serial))
        await device.confirmed(29)
        with site.stores.database.read() as session:
            kept = list(session.scalars(select(TransmissionFrame)))
            speaker = session.scalars(select(TransmissionSpeaker)).one()
        assert len(kept) == 5
        assert any(frame.fire for frame in kept)
        assert speaker.evicted == 29 - 5
        device.close()


async def test_where_strangers_are_denied_they_are_listed_all_the_same(tmp_path: Path) -> None:
    async with serving(tmp_path, unlisted="deny") as site:
        device = await site.device()
        device.send(upload(777, 2, [component()], 2))
        denied = await device.until(lambda frame: frame.command == Command.DENY)
        assert denied.serial == 2

        def listed() -> list[int]:
            with site.stores.database.read() as session:
                return [int(row.frames) for row in session.scalars(select(TransmissionSpeaker))]

        await until(lambda: listed() == [0])
        device.close()


async def test_connections_are_bounded_and_those_that_say_nothing_are_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cloud.transmission.wire.HELLO_S", 0.2)
    monkeypatch.setattr("runtime.tcp_door._SWEEP_S", 0.05)
    async with serving(tmp_path, connections_per_source=3) as site:
        silent = [await site.device() for _ in range(3)]
        one_too_many = await site.device()
        await one_too_many.ended()
        assert site.server.counts["connections_refused"] == 1
        for device in silent:
            await device.ended()
        assert site.server.counts["idle_closed"] == 3
        assert site.server.tcp is not None
        await until(lambda: not site.server.tcp.connections)  # type: ignore[union-attr]
        for device in (*silent, one_too_many):
            device.close()


async def test_a_frame_that_comes_byte_by_byte_is_given_up_and_the_next_is_heard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cloud.transmission.wire.QUIET_S", 0.1)
    monkeypatch.setattr("runtime.tcp_door._SWEEP_S", 0.05)
    async with serving(tmp_path) as site:
        await site.register(889)
        device = await site.device()
        device.send(framing.encode(upload(889, 2, [component()], 1))[:40])
        await until(lambda: site.server.counts["refused"] == 1)
        device.send(upload(889, 2, [component()], 2))
        await device.confirmed(2)
        device.close()


async def test_a_peer_that_sends_only_damage_is_let_go(tmp_path: Path) -> None:
    async with serving(tmp_path) as site:
        device = await site.device()
        damaged = bytearray(framing.encode(upload(889, 2, [component()], 1)))
        damaged[-3] ^= 1
        device.send(*(bytes(damaged) for _ in range(60)))
        await device.ended()
        assert site.server.counts["strikes_closed"] == 1
        device.close()


async def test_a_peer_that_does_not_read_its_answers_is_let_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runtime.tcp_door._UNREAD_LIMIT", 2048)
    async with serving(tmp_path, frames_per_s=10_000) as site:
        await site.register(889)
        plain = socket.create_connection(("127.0.0.1", site.port))
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        plain.setblocking(False)
        loop = asyncio.get_running_loop()
        beat = b"".join(framing.encode(upload(889, 0, [], serial)) for serial in range(2000))

        async def flood() -> None:
            while True:
                await loop.sock_sendall(plain, beat)

        task = asyncio.create_task(flood())
        await until(lambda: site.server.counts["unread_closed"] > 0, within_s=30)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        plain.close()


async def test_a_device_faster_than_allowed_waits_and_others_do_not(tmp_path: Path) -> None:
    async with serving(tmp_path, frames_per_s=5) as site:
        await site.register(1)
        await site.register(2)
        fast, calm = await site.device(), await site.device()
        fast.send(*(upload(1, 0, [], serial) for serial in range(1, 200)))
        await until(lambda: site.server.counts["paced"] > 0)
        calm.send(upload(2, 2, [component()], 1))
        await calm.confirmed(1)
        fast.close()
        calm.close()


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(st.binary(min_size=1, max_size=400), min_size=1, max_size=8))
def test_random_bytes_over_tcp_and_udp_never_stop_the_server(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[bytes]
) -> None:
    async def attack(folder: Path) -> None:
        async with serving(folder) as site:
            await site.register(889)
            enemy = await site.device()
            enemy.send(*pieces, *(b"@@" + piece for piece in pieces))
            plain = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            assert site.server.udp is not None
            for piece in pieces:
                plain.sendto(b"@@" + piece + os.urandom(20), ("127.0.0.1", site.server.udp.port))
            plain.close()
            device = await site.device()
            device.send(upload(889, 2, [component()], 1))
            await device.confirmed(1)
            assert site.server.counts["faults"] == 0
            device.close()
            enemy.close()

    asyncio.run(attack(tmp_path_factory.mktemp("site")))


async def test_any_unit_of_a_registered_device_is_stored_or_told_and_never_a_fault(tmp_path: Path) -> None:
    async with serving(tmp_path, frames_per_s=10_000) as site:
        await site.register(889)
        device = await site.device()
        units_sent = [
            bytes((code, count)) + os.urandom(length)
            for code in (*range(0, 30), *range(60, 93), 128, 200, 254, 255)
            for count, length in ((1, 60), (255, 900))
        ]
        for serial, unit in enumerate(units_sent):
            device.send(Frame(serial, Command.SEND, unit, address(889), CENTRE, label()))
        for serial in range(len(units_sent)):
            await device.confirmed(serial)
        assert site.server.counts["faults"] == 0
        device.close()


async def test_when_the_store_takes_nothing_nothing_is_confirmed_and_the_repetition_is_stored(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path) as site:
        await site.register(889)
        device = await site.device()
        device.send(upload(889, 0, [], 0))
        await device.confirmed(0)
        submit = site.line._submit
        await until(lambda: site.line.stored > 0 and not site.line.depth)

        def refuse(*_: object) -> object:
            raise StoreUnavailable("the disk is full")

        site.line._submit = refuse
        frame = upload(889, 2, [component()], 1)
        device.send(frame)
        await until(lambda: site.server.counts["not_stored"] == 1)
        assert not any(heard.serial == 1 and heard.command == Command.CONFIRM for heard in device.heard)
        site.line._submit = submit
        device.send(frame)
        await device.confirmed(1)
        assert [e.kind for e in site.events(gateway(889))].count("fire") == 1
        device.close()


async def test_what_was_asked_before_a_restart_is_told_to_have_failed(tmp_path: Path) -> None:
    async with serving(tmp_path) as site:
        number = await site.register(889)
        with site.stores.database.write() as session:
            session.add(
                TransmissionRequest(
                    device_id=number,
                    kind="duty-check",
                    arguments={},
                    asked_by="local",
                    asked_at=1,
                    state="waiting",
                    result={},
                    text="",
                )
            )
    async with serving(tmp_path) as site:
        with site.stores.database.read() as session:
            asked = requests_repository.requests(session, number)[0]
        assert (asked.state, "restarted" in asked.text) == ("failed", True)
