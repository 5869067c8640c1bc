"""Recordings of lines that the agent serves: begun by a person on site, ended by time, few and bounded."""

from __future__ import annotations

import asyncio
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from edge_agent.drivers import driver as hooks
from edge_agent.drivers.driver import Driver
from edge_agent.plan import Plan
from edge_agent.planning import BusPlan
from edge_agent.recording.line_file import SUFFIX, End, Header
from edge_agent.recording.recorder import Recorder
from edge_agent.version import version
from runtime.faults import PlainFault

MAX_S = 24 * 3600.0
#: Lines that are recorded at once, and what one recording may take on the disk.
MAX_AT_ONCE = 4
PART_BYTES, KEEP_PARTS = 4_000_000, 4
#: Files of earlier recordings that are kept in the folder.
KEEP_FILES = 32
_FLUSH_S = 1.0


class CannotRecord(Exception):
    """A line that cannot be recorded now. The text says why, and what to do."""


class LineRecordings:
    """Begins and ends recordings in one folder. `header_of` tells what belongs at the head of one."""

    def __init__(
        self,
        folder: Path,
        drivers: Callable[[], Mapping[str, Driver]],
        header_of: Callable[[str], Header],
    ) -> None:
        self._folder = folder
        self._drivers = drivers
        self._header_of = header_of
        self._running: dict[str, tuple[Recorder, Driver, asyncio.TimerHandle]] = {}
        self._flusher: asyncio.TimerHandle | None = None

    def start(self, bus: str, for_s: float) -> dict[str, Any]:
        """Record the bus from now on. Raises CannotRecord; LookupError for a bus that is not there."""
        drivers = self._drivers()
        if bus not in drivers:
            raise LookupError(f"there are {', '.join(drivers) or 'none'}")
        if bus in self._running:
            raise CannotRecord(f"{bus} 正在录制 / is being recorded already; 先停止 / stop that first")
        if len(self._running) >= MAX_AT_ONCE:
            raise CannotRecord(f"已有 {MAX_AT_ONCE} 路录制 / lines are recorded already; stop one")
        if not hooks.record(drivers[bus], None):
            raise CannotRecord(
                f"{bus}: 该总线的线路不能录制 / a {drivers[bus].bus.driver} bus has no line to record"
            )
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._tidy()
            recorder = Recorder(
                self._folder, self._header_of(bus), part_bytes=PART_BYTES, keep_parts=KEEP_PARTS
            )
        except (OSError, PlainFault) as fault:
            raise CannotRecord(str(fault)) from None
        hooks.record(drivers[bus], recorder.take)
        loop = asyncio.get_running_loop()
        timer = loop.call_later(min(for_s, MAX_S), lambda: self.stop(bus, "time"))
        self._running[bus] = (recorder, drivers[bus], timer)
        if self._flusher is None:
            self._flusher = loop.call_later(_FLUSH_S, self._flush)
        return self._told(bus, recorder)

    def stop(self, bus: str, why: str = "asked") -> dict[str, Any]:
        """End it; gives its files and books. Raises CannotRecord when it is not recorded."""
        if bus not in self._running:
            raise CannotRecord(f"{bus} 没有在录制 / is not being recorded")
        recorder, driver, timer = self._running.pop(bus)
        timer.cancel()
        hooks.record(driver, None)
        if self._drivers().get(bus) is not driver:
            why = "the bus was started anew"
        return self._told(bus, recorder, recorder.close(why))

    def close(self) -> None:
        """End them all."""
        for bus in list(self._running):
            self.stop(bus, "the agent stopped")
        if self._flusher is not None:
            self._flusher.cancel()
            self._flusher = None

    def told(self) -> list[dict[str, Any]]:
        """What is being recorded."""
        return [self._told(bus, recorder) for bus, (recorder, _, _) in self._running.items()]

    def _flush(self) -> None:
        for recorder, _, _ in self._running.values():
            recorder.flush()
        self._flusher = (
            asyncio.get_running_loop().call_later(_FLUSH_S, self._flush) if self._running else None
        )

    def _tidy(self) -> None:
        files = sorted(self._folder.glob(f"*{SUFFIX}"), key=lambda path: path.stat().st_mtime)
        for path in files[: max(0, len(files) - KEEP_FILES + KEEP_PARTS)]:
            path.unlink(missing_ok=True)

    @staticmethod
    def _told(bus: str, recorder: Recorder, end: End | None = None) -> dict[str, Any]:
        return {
            "bus": bus,
            "files": [str(path) for path in recorder.paths],
            "running": end is None,
            "pieces": recorder.pieces,
            "rx_bytes": recorder.rx_bytes,
            "tx_bytes": recorder.tx_bytes,
            "dropped": recorder.dropped,
            "dropped_parts": recorder.dropped_parts,
            "fault": recorder.fault,
        }


def bus_header(bus: BusPlan, plan: Plan, started_at: int) -> Header:
    """The head of a recording of a bus that is served as planned: its table as it stands in the settings."""
    tables = tomllib.loads(plan.text).get(bus.family, [])
    return Header(
        version=version(),
        gateway=plan.settings.gateway,
        bus=bus.name,
        family=bus.family,
        started_at=started_at,
        settings=next((table for table in tables if table.get("bus") == bus.name), {}),
        profiles=dict(plan.marks),
    )
