"""The newest sample of every series, in memory: kept by the ingest line, completed from the store on demand.

1. One thread a gateway's lane writes, any may read. An older sample never replaces a newer one.
2. What the line has seen of a gateway may be a part of its series. `load` asks the store for the rest, once.
3. The memory is bounded in series: the gateways that were touched the longest ago go first, and come back by
   the next `load`.
4. In a small system everything is here. In a large one the line keeps up only those gateways that somebody
   has asked for lately (`wanted`); the others are let go and come back by the next `load`.
5. Where other processes take readings in as well, what was loaded is believed for `believed_s` only, and
   `refresh` asks the store anew for those gateways that somebody looks at.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable

from cloud.timeseries.port import Latest
from runtime.clock import monotonic

#: About 150 MB of samples.
MAX_SERIES = 400_000

#: Up to so many series every gateway is kept up.
SMALL = 2_000
#: How long after the last `load` a gateway is kept up.
LOOKED_AT_S = 600.0

#: At most so many gateways are asked for anew in one `refresh`: those looked at last.
REFRESHED = 200

Loader = Callable[[Collection[str]], list[Latest]]


class _Gateway:
    """The series of one gateway: by part, then by analog type."""

    __slots__ = ("complete", "loaded_at", "looked_at", "parts", "size")

    def __init__(self) -> None:
        self.parts: dict[str, dict[int, Latest]] = {}
        self.size = 0
        self.complete = False
        self.loaded_at = 0.0
        self.looked_at = 0.0


class LatestReadings:
    """Newest samples by gateway and part."""

    def __init__(
        self, load: Loader | None = None, max_series: int = MAX_SERIES, believed_s: float | None = None
    ) -> None:
        self._from_store = load or (lambda _gateways: [])
        self._max_series = max_series
        self._believed_s = believed_s
        self._lock = threading.Lock()
        self._gateways: OrderedDict[str, _Gateway] = OrderedDict()
        self._size = 0
        self._large = False

    def update(self, samples: Iterable[Latest]) -> dict[tuple[str, str], list[Latest]]:
        """Take samples in; returns by part those that are now the newest known of their series."""
        moved: dict[tuple[str, str], dict[int, Latest]] = {}
        with self._lock:
            for sample in samples:
                if self._take(sample):
                    moved.setdefault((sample.gateway, sample.part), {})[sample.analog_type] = sample
            self._trim()
        return {key: list(series.values()) for key, series in moved.items()}

    def wanted(self, gateways: Collection[str]) -> set[str]:
        """Those of them whose samples are kept here: somebody looked at them, or there is ample room."""
        with self._lock:
            self._large = self._large or self._size >= SMALL
            if not self._large:
                return set(gateways)
            since = monotonic() - LOOKED_AT_S
            found = set()
            for name in gateways:
                held = self._gateways.get(name)
                if held is not None and held.looked_at >= since:
                    found.add(name)
                elif held is not None:
                    self._size -= held.size
                    del self._gateways[name]
            return found

    def load(self, gateways: Collection[str]) -> None:
        """Complete these gateways from the store, where they are not. Blocks; raises what the store does."""
        now = monotonic()
        with self._lock:
            for name in gateways:
                self._touched(name).looked_at = now
            wanted = [name for name in gateways if not self._is_complete(name)]
        if not wanted:
            return
        found = self._from_store(wanted)
        with self._lock:
            for sample in found:
                self._take(sample)
            for name in wanted:
                held = self._touched(name)
                held.complete, held.loaded_at = True, now
            self._trim()

    def refresh(self) -> dict[tuple[str, str], list[Latest]]:
        """Ask the store anew for what somebody looks at; returns by part what is newer than was known."""
        since = monotonic() - LOOKED_AT_S
        with self._lock:
            looked_at = sorted(
                (held.looked_at, name) for name, held in self._gateways.items() if held.looked_at >= since
            )
        names = [name for _, name in looked_at[-REFRESHED:]]
        return self.update(self._from_store(names)) if names else {}

    def still_looked_at(self) -> None:
        """Somebody goes on watching what was looked at."""
        now = monotonic()
        with self._lock:
            for held in self._gateways.values():
                if held.looked_at >= now - LOOKED_AT_S:
                    held.looked_at = now

    def of(self, gateway: str, part: str) -> list[Latest]:
        """The newest known samples of one part, by analog type. Only what is in memory: see `load`."""
        with self._lock:
            held = self._gateways.get(gateway)
            series = held.parts.get(part) if held else None
            return sorted(series.values(), key=lambda sample: sample.analog_type) if series else []

    def __len__(self) -> int:
        """How many series are in memory."""
        return self._size

    def _is_complete(self, name: str) -> bool:
        held = self._gateways.get(name)
        if held is None or not held.complete:
            return False
        return self._believed_s is None or monotonic() - held.loaded_at < self._believed_s

    def _touched(self, name: str) -> _Gateway:
        held = self._gateways.get(name)
        if held is None:
            held = self._gateways[name] = _Gateway()
        else:
            self._gateways.move_to_end(name)
        return held

    def _take(self, sample: Latest) -> bool:
        gateway = self._touched(sample.gateway)
        series = gateway.parts.setdefault(sample.part, {})
        held = series.get(sample.analog_type)
        if held is not None and (held.ts > sample.ts or held == sample):
            return False
        if held is None:
            gateway.size += 1
            self._size += 1
        series[sample.analog_type] = sample
        return True

    def _trim(self) -> None:
        while self._size > self._max_series and len(self._gateways) > 1:
            _, oldest = self._gateways.popitem(last=False)
            self._size -= oldest.size
