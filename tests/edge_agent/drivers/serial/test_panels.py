"""Panels of every maker over a pseudo-terminal: heard, confirmed once stored, found again after a pull."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from device_profiles.serial_panel import reading
from tests.edge_agent.drivers.serial.panels import ADDRESSES, EAST, STORE, wired
from tests.services import until

CONFIRMED = ["jbf193k", "jb3208", "simplex4100", "gst-crt"]
UNCONFIRMED = ["notifier-printer", "ld128e"]
CHINA = timedelta(hours=8)


@pytest.mark.parametrize("profile", ADDRESSES)
async def test_a_fire_and_a_reset_come_through(profile: str, tmp_path: Path) -> None:
    async with wired(profile, tmp_path) as line:
        line.burn()
        await until(lambda: line.disk.fires() == [STORE])
        line.panel.logic.sense(STORE, False, 1.0)
        line.panel.reset(1.0)
        await until(lambda: any("fire" in s.finding.clears and s.part == STORE for s in line.disk.seen))
        assert line.driver.health().up


@pytest.mark.parametrize("profile", CONFIRMED)
async def test_nothing_is_confirmed_before_it_is_stored(profile: str, tmp_path: Path) -> None:
    async with wired(profile, tmp_path) as line:
        line.disk.full = True
        line.burn()
        await until(lambda: line.panel.sent >= 3 and "disk full" in line.driver.health().last_error)
        assert line.panel.waiting == 1
        line.disk.full = False
        await until(lambda: line.panel.waiting == 0)
        assert line.disk.fires() == [STORE]


@pytest.mark.parametrize("profile", CONFIRMED)
async def test_what_is_stored_too_late_is_not_confirmed(profile: str, tmp_path: Path) -> None:
    async with wired(profile, tmp_path, store_within_s=0.05) as line:
        line.disk.slow = True
        line.burn()
        await until(lambda: "not stored in time" in line.driver.health().last_error)
        assert line.panel.waiting == 1
        line.disk.slow = False
        await until(lambda: line.panel.waiting == 0)
        assert line.disk.fires() == [STORE]


@pytest.mark.parametrize("profile", UNCONFIRMED)
async def test_what_is_said_only_once_is_kept_until_the_disk_takes_it(profile: str, tmp_path: Path) -> None:
    async with wired(profile, tmp_path) as line:
        line.disk.full = True
        line.burn(STORE)
        line.burn(EAST)
        await until(lambda: line.panel.waiting == 0 and "disk full" in line.driver.health().last_error)
        line.disk.full = False
        await until(lambda: line.disk.fires() == [STORE, EAST])


@pytest.mark.parametrize("profile", ["jbf193k", "jb3208", "simplex4100", "gst-crt"])
async def test_a_damaged_frame_is_told_and_comes_again(profile: str, tmp_path: Path) -> None:
    async with wired(profile, tmp_path) as line:
        errors = line.driver.bus.errors
        line.panel.damage = 1
        line.burn()
        # A panel that hears the confirmation late says it once more; that is no second fire.
        await until(lambda: set(line.disk.fires()) == {STORE} and line.panel.waiting == 0)
        if profile != "gst-crt":  # there the damage may have met the answer to a call, which carries no check
            assert line.driver.bus.errors > errors


@pytest.mark.parametrize("profile", ADDRESSES)
async def test_a_pulled_adapter_is_found_again(profile: str, tmp_path: Path) -> None:
    async with wired(profile, tmp_path) as line:
        line.burn(STORE)
        await until(lambda: line.disk.fires() == [STORE] and line.panel.waiting == 0)
        line.panel.unplug()
        await until(lambda: not line.driver.health().up)
        await until(lambda: "does not exist" in line.driver.health().last_error)
        assert "plug" in line.driver.health().last_error
        line.panel.plug()
        await until(lambda: line.driver.health().up)
        line.burn(EAST)
        await until(lambda: EAST in line.disk.fires())


@pytest.mark.parametrize("profile", ["ld128e", "gst-crt"])
async def test_a_panel_that_does_not_answer_is_not_up(profile: str, tmp_path: Path) -> None:
    async with wired(profile, tmp_path) as line:
        await until(lambda: line.driver.health().up)
        answer = line.panel.voice.heard
        line.panel.voice.heard = lambda data: b""  # type: ignore[method-assign]
        await until(lambda: not line.driver.health().up)
        assert "does not answer" in line.driver.health().last_error
        line.panel.voice.heard = answer  # type: ignore[method-assign]
        await until(lambda: line.driver.health().up)


async def test_the_panels_time_travels_when_it_can_be_believed(tmp_path: Path) -> None:
    local = datetime.now(UTC).replace(tzinfo=None) + CHINA - timedelta(seconds=90)
    async with wired("jbf193k", tmp_path, clock=local) as line:
        line.burn()
        await until(lambda: bool(line.disk.fires()))
        source = line.disk.seen[0].finding.ts_source
        assert source is not None
        assert datetime.fromtimestamp(source / 1000, UTC).replace(tzinfo=None) + CHINA == local.replace(
            microsecond=0
        )
        assert line.driver.clock_offset_ms is not None
        assert -600_000 < line.driver.clock_offset_ms < -80_000


async def test_a_clock_that_is_days_off_is_told_and_not_believed(tmp_path: Path) -> None:
    async with wired("jb3208", tmp_path, clock=datetime(2024, 2, 3, 4, 5, 6)) as line:
        line.burn()
        await until(lambda: bool(line.disk.fires()))
        finding = line.disk.seen[0].finding
        assert finding.ts_source is None
        assert finding.evidence["panel_time"] == "2024-02-03 04:05:00"
        assert "set it at the panel" in line.driver.health().last_error


async def test_both_directions_can_be_recorded(tmp_path: Path) -> None:
    async with wired("jbf193k", tmp_path) as line:
        heard: list[tuple[str, bytes]] = []
        line.driver.on_bytes = lambda direction, data: heard.append((direction, data))
        line.burn()
        await until(lambda: line.panel.waiting == 0)
        directions = {direction for direction, _ in heard}
        assert directions == {"rx", "tx"}
        assert b"".join(data for direction, data in heard if direction == "rx").startswith(b"\x82")


async def test_a_point_that_the_settings_lack_is_told_of_the_panel(tmp_path: Path) -> None:
    async with wired("jbf193k", tmp_path) as line:
        line.driver._plan.points.pop("1-3-17")
        line.burn(STORE)
        await until(lambda: bool(line.disk.seen))
        assert line.disk.fires() == ["panel-2"]


async def test_a_frame_that_we_cannot_read_does_not_silence_the_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with wired("jbf193k", tmp_path) as line:
        read = reading.reports
        monkeypatch.setattr(reading, "reports", lambda *_: [][0])
        line.burn(STORE)
        await until(lambda: line.panel.waiting == 0)
        assert line.disk.seen[0].part == "panel-2"
        assert line.disk.seen[0].finding.doubts
        monkeypatch.setattr(reading, "reports", read)
        line.burn(EAST)
        await until(lambda: line.disk.fires() == [EAST])
