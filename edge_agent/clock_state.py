"""What the gateway's clock says, and whether it can be believed."""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import Literal

from edge_agent.intake.observation import Stamp
from runtime.clock import Clock
from runtime.logging import get_logger
from telemetry.messages import MAX_TIME_MS

log = get_logger("clock")

EARLIEST_MS = 1_704_067_200_000
"""2024-01-01: before this software existed."""

_LOOK_EVERY_S = 5.0
#: What two looks at both clocks may differ by before the wall clock counts as set.
_JUMP_MS = 1000
_STA_UNSYNC = 0x0040
_TIME_ERROR = 5
_TIMESYNCD_MARK = Path("/run/systemd/timesync/synchronized")
#: Already loaded by this process; looking the library up anew would start a program in a fire's way.
_LIBC = ctypes.CDLL(None, use_errno=True)


class ClockState:
    """Stamps observations. An implausible clock gives 0, which means: no idea."""

    def __init__(self, clock: Clock, mode: Literal["check", "trust"]) -> None:
        self._clock = clock
        self.mode = mode
        #: How often the wall clock was set while we ran, and by how much the last time, in ms.
        self.jumps = 0
        self.last_jump_ms: int | None = None
        self._start_ms: float | None = None
        self._looked_at: float | None = None
        self._synced = False

    def stamp(self) -> Stamp:
        """The time now."""
        now = self._clock.now_ms()
        self._compare(now)
        if not EARLIEST_MS <= now < MAX_TIME_MS:
            return Stamp(0, False)
        return Stamp(now, self.mode == "trust" or self._is_synced())

    def _compare(self, now: int) -> None:
        """The wall clock goes as the monotonic one does, unless somebody sets it."""
        start_ms = now - self._clock.monotonic() * 1000
        if self._start_ms is not None and abs(start_ms - self._start_ms) > _JUMP_MS:
            self.jumps += 1
            self.last_jump_ms = round(start_ms - self._start_ms)
            self._looked_at = None
            log.warning("the clock was set", by_ms=self.last_jump_ms)
        self._start_ms = start_ms

    @property
    def source(self) -> str:
        """Who vouches for the clock: "settings", "timesyncd", "kernel", or "" for nobody."""
        if self.mode == "trust":
            return "settings"
        if not self._is_synced():
            return ""
        return "timesyncd" if _TIMESYNCD_MARK.exists() else "kernel"

    def _is_synced(self) -> bool:
        now = self._clock.monotonic()
        if self._looked_at is None or now - self._looked_at >= _LOOK_EVERY_S:
            self._looked_at = now
            self._synced = _TIMESYNCD_MARK.exists() or kernel_synced()
        return self._synced


def kernel_synced() -> bool:
    """Whether the kernel's clock is disciplined (adjtimex); False where that cannot be learned."""
    try:
        # struct timex: modes (int, padded), offset, freq, maxerror, esterror (long), status (int), ...
        buffer = (ctypes.c_long * 32)()
        state = _LIBC.adjtimex(ctypes.byref(buffer))
    except (OSError, AttributeError):
        return False
    status = buffer[5] & 0xFFFF_FFFF
    return state not in (-1, _TIME_ERROR) and not status & _STA_UNSYNC
