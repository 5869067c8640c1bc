"""The port over VictoriaMetrics: line protocol in, exports and MetricsQL out.

1. A 204 proves nothing: rows are made sound before the write, and counted after by a job (`rows_of`).
2. Equal (series, time) is one sample only with `-dedup.minScrapeInterval=1ms`; `complaints` looks for it.
3. What was written is on disk within seconds, not at once: see `settles_after_s` and `started_at`.
4. Rows cannot be deleted by time: each instance has one `-retentionPeriod`. Where the tiers are to live
   differently long, each has an instance of its own.
5. A window's revision is written as milliseconds behind its beginning, because which of two equal times
   survives is not promised. Readers take a window's last.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait

from cloud.timeseries import buckets, victoria_answers
from cloud.timeseries.engine_http import EngineAway, EngineHttp
from cloud.timeseries.fields import (
    RAW_FIELDS,
    WINDOW_FIELDS,
    Fields,
    Series,
    newest,
    samples,
    series_of,
    windows,
)
from cloud.timeseries.line_protocol import MEASUREMENTS, LineEncoder, encoded
from cloud.timeseries.port import AnalogColumns, Bucket, Disk, Latest, Tier, TierColumns
from cloud.timeseries.soundness import MAX_AHEAD_MS, sound
from runtime.clock import Clock, SystemClock

#: Gateways of one question, so that neither it nor its answer grows without bound.
CHUNK = 100
#: Requests of one write that are under way at once.
UNDER_WAY = 3
_DAY_MS = 86_400_000
_EVER_MS = 20 * 365 * _DAY_MS
#: A margin at the old end of the store, where rows vanish while they are written.
_EDGE_MS = 3_600_000
_REVISIONS = 60_000
_WRITE = "/write"


class VictoriaStore:
    """Readings in VictoriaMetrics: one instance for every tier, or one for each."""

    def __init__(
        self,
        instances: Mapping[Tier, EngineHttp],
        *,
        settle_s: float = 12.0,
        clock: Clock | None = None,
        write_path: str = _WRITE,
    ) -> None:
        self._instances = instances
        self._settle_s = settle_s
        self._clock = clock or SystemClock()
        self._write_path = write_path
        self._encoder = LineEncoder()
        self._encoding = threading.Lock()
        self._senders = ThreadPoolExecutor(UNDER_WAY, thread_name_prefix="victoria")
        self._period: tuple[float, int | None] | None = None

    def write(self, batch: int, columns: AnalogColumns) -> int:
        """Write the rows; equal ones overwrite themselves, so the batch's number is not needed."""
        if not len(columns):
            return 0
        now = self._clock.now_ms()
        period = self._raw_period()
        oldest = None if period is None else now - period + _EDGE_MS
        kept, refused = sound(columns, oldest, now + MAX_AHEAD_MS)
        with self._encoding:
            self._send(Tier.RAW, self._encoder.raw(kept))
        return refused

    def settles_after_s(self) -> float:
        """The time within which everything in memory reaches the disk (5 s of age, looked at every 5 s)."""
        return self._settle_s

    def started_at(self) -> float | None:
        """When the raw tier's process started, epoch seconds. Raises EngineAway."""
        for name, _, value in victoria_answers.figures(self._page(Tier.RAW)):
            if name == "process_start_time_seconds":
                return value
        raise EngineAway(f"{self._instances[Tier.RAW].url}: does not say when it was started")

    def rollback_after(self, batch: int) -> int:
        """Nothing: rows that are written again overwrite themselves."""
        return 0

    def latest(self, gateway: str) -> list[Latest]:
        """The newest sample of every series of one gateway."""
        return self.latest_many([gateway])

    def latest_many(self, gateways: Collection[str]) -> list[Latest]:
        """The newest sample of every series: of the last day, or of ever for gateways silent since."""
        recent = self._latest(sorted(gateways), _DAY_MS)
        silent = sorted(set(gateways) - {sample.gateway for sample in recent})
        return recent + self._latest(silent, self._raw_period() or _EVER_MS)

    def range(
        self,
        gateway: str,
        part: str,
        analog_type: int,
        start: int,
        end: int,
        points: int,
        tier: Tier = Tier.RAW,
    ) -> list[Bucket]:
        """One tier's samples from `start` to before `end`, at most `points` buckets, oldest first."""
        labels = f'gateway={_quoted(gateway)},part={_quoted(encoded(part))},kind="{analog_type}"'
        width = buckets.width_of(start, end, points)
        if tier is Tier.RAW:
            return buckets.of_samples(samples(self._export(tier, labels, start, end)), start, width)
        found = windows(self._export(tier, labels, start, end + _REVISIONS), tier)
        return buckets.of_windows(found, start, width, end)

    def scan(self, start: int, end: int, gateways: Collection[str] | None = None) -> Iterator[AnalogColumns]:
        """Every raw sample of the span, in pieces; no series is spread over two."""
        self.flush()
        names = self._gateways(start, end) if gateways is None else sorted(gateways)
        for chunk in _chunks(names):
            found = self._export(Tier.RAW, _any_of(chunk), start, end)
            if found:
                yield samples(found)

    def write_tier(self, tier: Tier, columns: TierColumns, revision: int) -> None:
        """Store windows under a revision."""
        if not 0 <= revision < _REVISIONS:
            raise ValueError(f"revision {revision} is not below {_REVISIONS}")
        with self._encoding:
            self._send(tier, self._encoder.tier(tier, columns, revision))

    def drop_before(self, tier: Tier, ts: int) -> int | None:
        """None: only the instance's own `-retentionPeriod` deletes."""
        return None

    def own_period_ms(self, tier: Tier) -> int | None:
        """The instance's `-retentionPeriod`."""
        return victoria_answers.period_ms(self._page(tier))

    def rows_of(self, gateway: str, start: int, end: int) -> int:
        """How many different (series, time) of one gateway's raw samples lie in the span."""
        return len(samples(self._export(Tier.RAW, f"gateway={_quoted(gateway)}", start, end)))

    def ignored(self) -> dict[str, int]:
        """`vm_rows_ignored_total` and `vm_rows_invalid_total` of every instance, where not zero."""
        found: dict[str, int] = {}
        for http in self._different().values():
            for name, labels, value in victoria_answers.figures(http.get("/metrics").decode()):
                if name in ("vm_rows_ignored_total", "vm_rows_invalid_total") and value:
                    found[name + labels] = found.get(name + labels, 0) + int(value)
        return found

    def series_count(self) -> int:
        """Raw series that had a value today."""
        question = {"match[]": f"{MEASUREMENTS[Tier.RAW]}_value", "topN": "1"}
        answer = self._instances[Tier.RAW].form("/api/v1/status/tsdb", question)
        return victoria_answers.total_series(answer)

    def disk(self) -> dict[Tier, Disk]:
        """Data and index of each instance, and what its disk has left."""
        found = {}
        for tier, http in self._different().items():
            used = free = 0
            for name, _, value in victoria_answers.figures(http.get("/metrics").decode()):
                used += int(value) if name == "vm_data_size_bytes" else 0
                free = int(value) if name == "vm_free_disk_space_bytes" else free
            found[tier] = Disk(used, free)
        return found

    def complaints(self) -> list[str]:
        """Instances that would keep a sample twice."""
        return [
            f"{http.url}: keeps equal samples twice; start it with -dedup.minScrapeInterval=1ms"
            for http in self._different().values()
            if not victoria_answers.keeps_one_of_equals(http.get("/metrics").decode())
        ]

    def unavailable(self, fault: BaseException) -> bool:
        """Whether the engine is away, so that trying again later is right."""
        return isinstance(fault, EngineAway)

    def count(self) -> int:
        """How many raw rows are stored. Reads all of them: for tests and small stores."""
        self.flush()
        back_s = ((self._raw_period() or _EVER_MS) + MAX_AHEAD_MS) // 1000
        total = 0
        for field in ("value", "missing"):
            question = f"sum(count_over_time({MEASUREMENTS[Tier.RAW]}_{field}[{back_s}s]))"
            total += sum(int(value) for _, value in self._ask(question))
        return total

    def flush(self) -> None:
        """Have what was written be found by questions."""
        for http in self._different().values():
            http.get("/internal/force_flush")

    def close(self) -> None:
        """Close the connections."""
        self._senders.shutdown()
        for http in self._different().values():
            http.close()

    def _send(self, tier: Tier, bodies: Iterator[bytes]) -> None:
        """Post every body; the next ones are made while some are under way. Raises the first fault."""
        under_way: deque[Future[bytes]] = deque()
        try:
            for body in bodies:
                post = self._instances[tier].post
                under_way.append(self._senders.submit(post, self._write_path, {"precision": "ms"}, body))
                if len(under_way) >= UNDER_WAY:
                    under_way.popleft().result()
        finally:
            # Nothing of this write may reach the engine after it has returned or failed.
            wait(under_way)
        for one in under_way:
            one.result()

    def _latest(self, gateways: Sequence[str], back_ms: int) -> list[Latest]:
        found: list[tuple[Series, str, int, float]] = []
        # Asked as of the farthest moment a sample may lie ahead.
        span = f"[{(back_ms + MAX_AHEAD_MS) // 1000}s]"
        for chunk in _chunks(gateways):
            which = _selector(Tier.RAW, RAW_FIELDS, _any_of(chunk)) + span
            times = {
                (labels["__name__"], series_of(labels)): round(value * 1000)
                for labels, value in self._ask(f"tlast_over_time({which}) keep_metric_names")
            }
            for labels, value in self._ask(f"last_over_time({which}) keep_metric_names"):
                series = series_of(labels)
                ts = times.get((labels["__name__"], series))
                if ts is not None:
                    field = labels["__name__"].removeprefix(MEASUREMENTS[Tier.RAW] + "_")
                    found.append((series, field, ts, value))
        return newest(found)

    def _ask(self, question: str) -> Iterator[tuple[dict[str, str], float]]:
        at = (self._clock.now_ms() + MAX_AHEAD_MS) / 1000
        fields = {"query": question, "time": f"{at:.3f}", "nocache": "1"}
        return victoria_answers.instant(self._instances[Tier.RAW].form("/api/v1/query", fields))

    def _export(self, tier: Tier, labels: str, start: int, end: int) -> dict[Series, Fields]:
        """Everything of these series with `start` <= time < `end`."""
        if end <= start:
            return {}
        fields = {
            "match[]": _selector(tier, RAW_FIELDS if tier is Tier.RAW else WINDOW_FIELDS, labels),
            # Both ends belong to their span.
            "start": f"{start / 1000:.3f}",
            "end": f"{(end - 1) / 1000:.3f}",
        }
        lines = self._instances[tier].form_lines("/api/v1/export", fields)
        return victoria_answers.exported(lines, MEASUREMENTS[tier])

    def _gateways(self, start: int, end: int) -> list[str]:
        fields = {
            "match[]": f'{{__name__=~"{MEASUREMENTS[Tier.RAW]}_(value|missing)"}}',
            "start": f"{start / 1000:.3f}",
            "end": f"{end / 1000:.3f}",
        }
        answer = self._instances[Tier.RAW].form("/api/v1/label/gateway/values", fields)
        return victoria_answers.label_values(answer)

    def _different(self) -> dict[Tier, EngineHttp]:
        """Each instance once, under the first tier it holds."""
        found: dict[str, tuple[Tier, EngineHttp]] = {}
        for tier, http in self._instances.items():
            found.setdefault(http.url, (tier, http))
        return dict(found.values())

    def _page(self, tier: Tier) -> str:
        return self._instances[tier].get("/metrics").decode()

    def _raw_period(self) -> int | None:
        """The raw instance's period, asked again every ten minutes."""
        now = self._clock.monotonic()
        if self._period is None or now - self._period[0] > 600:
            self._period = (now, self.own_period_ms(Tier.RAW))
        return self._period[1]


def _selector(tier: Tier, fields: Collection[str], labels: str) -> str:
    return f'{{__name__=~"{MEASUREMENTS[tier]}_({"|".join(fields)})",{labels}}}'


def _any_of(gateways: Sequence[str]) -> str:
    # Gateway ids are letters, digits, `_` and `-`: nothing that an expression could take for more.
    return f'gateway=~"{"|".join(gateways)}"'


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _chunks(names: Sequence[str]) -> Iterator[Sequence[str]]:
    for first in range(0, len(names), CHUNK):
        yield names[first : first + CHUNK]
