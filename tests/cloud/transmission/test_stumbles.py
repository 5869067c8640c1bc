"""What makes us stumble is kept with its reason and confirmed: no device repeats it in vain for ever."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from cloud.dead_letters.tables import DeadLetter
from cloud.direct import batch as direct
from cloud.people.asker import LOCAL
from cloud.transmission import repository, service
from cloud.transmission.rows import entry_of
from cloud.transmission.schemas import DeviceChange
from cloud.transmission.tables import TransmissionFrame, TransmissionSpeaker
from device_profiles.uitd import reading
from telemetry.gb26875 import adu as units
from telemetry.gb26875 import bodies
from telemetry.gb26875 import frame as framing
from telemetry.gb26875.dialect import Command
from telemetry.gb26875.frame import Frame
from tests.cloud.transmission.centre import AREA, Site, address, component, gateway, label, serving, upload
from tests.services import until

FAULT = component("9-9", 0b101)
FIRE = component("9-9", 0b11)


def letters(site: Site) -> list[DeadLetter]:
    with site.stores.database.read() as session:
        return list(session.scalars(select(DeadLetter).order_by(DeadLetter.id)))


def stumbling(over: Frame, then: Callable[..., Any], frame_of: Callable[..., bytes]) -> Callable[..., Any]:
    """The same function, but for one frame, over which it stumbles."""

    def work(*args: Any, **named: Any) -> Any:
        if frame_of(*args, **named) == over.adu:
            raise RuntimeError("an injected fault")
        return then(*args, **named)

    return work


def stumble_in_the_reader(monkeypatch: pytest.MonkeyPatch, over: Frame) -> None:
    monkeypatch.setattr(
        reading, "read", stumbling(over, reading.read, lambda *_, frame=None, **__: frame and frame.adu)
    )


def stumble_in_the_parser(monkeypatch: pytest.MonkeyPatch, over: Frame) -> None:
    monkeypatch.setattr(units, "parse", stumbling(over, units.parse, lambda adu, *_: adu))


@pytest.mark.parametrize("stumble", [stumble_in_the_reader, stumble_in_the_parser])
async def test_a_frame_that_cannot_be_digested_is_a_dead_letter_of_its_device_and_confirmed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stumble: Callable[[pytest.MonkeyPatch, Frame], None]
) -> None:
    poison = upload(889, 2, [FAULT], 1)
    stumble(monkeypatch, poison)
    async with serving(tmp_path) as site:
        await site.register(889)
        device = await site.device()
        device.send(poison, upload(889, 2, [component("10-2")], 2))
        await device.confirmed(1)
        await device.confirmed(2)
        [letter] = letters(site)
        assert (letter.topic, letter.gateway, letter.area) == (f"gb26875/{gateway(889)}", gateway(889), AREA)
        assert letter.payload == framing.encode(poison)
        assert "an injected fault" in letter.reason
        assert site.server.counts["faults"] == 1
        assert {event.part for event in site.events(gateway(889))} == {"1-1/10-2"}
        device.heard.clear()
        device.send(poison)
        await device.confirmed(1)
        assert (site.server.counts["repetitions"], site.server.counts["faults"]) == (1, 1)
        device.close()


async def test_an_unreadable_frame_that_may_tell_of_a_fire_is_a_fire_of_the_device_until_it_says_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    poison = upload(889, 2, [FIRE], 1)
    stumble_in_the_reader(monkeypatch, poison)
    async with serving(tmp_path) as site:
        await site.register(889)
        device = await site.device()
        device.send(poison)
        await device.confirmed(1)
        assert [(alarm.part, alarm.kind, alarm.level) for alarm in site.alarms()] == [
            ("gateway", "fire", "active")
        ]
        assert len(letters(site)) == 1
        device.send(upload(889, 21, [bodies.UitdState(0b1, label())], 2))
        await device.confirmed(2)
        assert [alarm.level for alarm in site.alarms()] == ["cleared"]
        device.close()


async def test_what_stumbles_while_it_is_stored_is_a_dead_letter_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> object:
        raise RuntimeError("an injected fault")

    async with serving(tmp_path) as site:
        await site.register(889)
        device = await site.device()
        device.send(upload(889, 0, [], 0))
        await device.confirmed(0)
        await until(lambda: site.line.stored > 0)
        monkeypatch.setattr(direct, "tell", fail)
        device.send(upload(889, 2, [FAULT], 1))
        await device.confirmed(1)
        assert ["an injected fault" in letter.reason for letter in letters(site)] == [True]
        device.close()


async def test_while_not_even_the_dead_letter_can_be_kept_nothing_is_confirmed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    poison = upload(889, 2, [FAULT], 1)
    stumble_in_the_reader(monkeypatch, poison)
    async with serving(tmp_path) as site:
        await site.register(889)
        store = site.server.uploads.put_away

        def refuse(_: object) -> object:
            raise OSError("the disk is full")

        site.server.uploads.put_away = refuse
        device = await site.device()
        device.send(poison)
        await until(lambda: site.server.counts["not_stored"] == 1)
        assert not any(frame.command == Command.CONFIRM for frame in device.heard)
        site.server.uploads.put_away = store
        device.send(poison)
        await device.confirmed(1)
        assert len(letters(site)) == 1
        device.close()


async def test_what_a_stranger_says_and_nobody_can_take_apart_is_kept_and_told_at_its_adoption(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    poison = upload(777, 2, [FAULT], 1)
    stumble_in_the_parser(monkeypatch, poison)
    async with serving(tmp_path) as site:
        device = await site.device()
        device.send(poison, upload(777, 2, [component("10-2")], 2))
        await device.confirmed(1)
        await device.confirmed(2)
        with site.stores.database.write() as session:
            speaker = session.scalars(select(TransmissionSpeaker)).one()
            told = DeviceChange.model_validate({"area": AREA})
            row = service.register(session, LOCAL, told, address(777), "", 1, 3.0)
            entry, frames = entry_of(row), repository.frames(session, [speaker.id], 10)
        said: list[tuple[TransmissionFrame, object]] = list(service.replays(entry, frames))
        assert [kept.data for kept, _ in said] == [kept.data for kept in frames]
        assert [isinstance(what, Exception) for _, what in said] == [True, False]
        device.close()
