"""The newest sample of every series, in memory: filled from the store at start, kept by the ingest line."""

from __future__ import annotations

import threading
from collections.abc import Iterable

from cloud.timeseries.port import Latest


class LatestReadings:
    """Newest samples by part. One thread writes, any may read. An older sample never replaces a newer one."""

    def __init__(self, samples: Iterable[Latest] = ()) -> None:
        self._lock = threading.Lock()
        self._parts: dict[tuple[str, str], dict[int, Latest]] = {}
        self.update(samples)

    def update(self, samples: Iterable[Latest]) -> dict[tuple[str, str], list[Latest]]:
        """Take samples in; returns by part those that are now the newest of their series."""
        moved: dict[tuple[str, str], dict[int, Latest]] = {}
        with self._lock:
            for sample in samples:
                key = (sample.gateway, sample.part)
                series = self._parts.setdefault(key, {})
                held = series.get(sample.analog_type)
                if held is None or held.ts <= sample.ts:
                    series[sample.analog_type] = sample
                    moved.setdefault(key, {})[sample.analog_type] = sample
        return {key: list(series.values()) for key, series in moved.items()}

    def of(self, gateway: str, part: str) -> list[Latest]:
        """The newest samples of one part, by analog type."""
        with self._lock:
            series = self._parts.get((gateway, part))
            return sorted(series.values(), key=lambda sample: sample.analog_type) if series else []
