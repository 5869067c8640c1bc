"""The port over InfluxDB: writes through influxdb-client, one by one; reads through InfluxQL.

1. Synchronous writes only. The client's batching mode keeps what it was given in memory, gives up after some
   tries and tells nobody: it loses data silently.
2. InfluxQL on `/query` is what InfluxDB 1, 2 (by its database mapping) and 3 share; Flux is not.
3. Equal (series, time) is overwritten field by field, so what is written again changes nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import cast

import msgspec
import urllib3
from influxdb_client.client.influxdb_client import InfluxDBClient
from influxdb_client.client.write_api import SYNCHRONOUS
from influxdb_client.domain.write_precision import WritePrecision
from influxdb_client.rest import ApiException

from cloud.timeseries import buckets, influxql
from cloud.timeseries.engine_http import EngineAway, EngineHttp, EngineRefused
from cloud.timeseries.fields import RAW_FIELDS, WINDOW_FIELDS, Fields, Series, newest, samples, windows
from cloud.timeseries.influxql import QuestionRefused
from cloud.timeseries.line_protocol import LineEncoder
from cloud.timeseries.port import AnalogColumns, Bucket, Disk, Latest, Tier, TierColumns
from cloud.timeseries.soundness import MAX_AHEAD_MS, sound
from runtime.clock import Clock, SystemClock

#: Gateways of one question.
CHUNK = 50
_DAY_MS = 86_400_000
_EDGE_MS = 3_600_000
_REVISIONS = 60_000
# The client says that it wants the class, and takes its words.
_MS = cast("WritePrecision", WritePrecision.MS)
_ROWS = "10000"
#: What counts as one row: a value, or the word that it is missing.
_COUNTED = ("value", "missing")


class InfluxStore:
    """Readings in InfluxDB: a bucket (a database) for each tier, or one for all."""

    def __init__(
        self,
        http: EngineHttp,
        client: InfluxDBClient,
        buckets_by_tier: Mapping[Tier, str],
        *,
        clock: Clock | None = None,
    ) -> None:
        self._http = http
        self._client = client
        self._writer = client.write_api(write_options=SYNCHRONOUS)
        self._buckets = buckets_by_tier
        self._clock = clock or SystemClock()
        self._encoder = LineEncoder()
        self._encoding = threading.Lock()
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
            for body in self._encoder.raw(kept):
                self._send(Tier.RAW, body)
        return refused

    def settles_after_s(self) -> float:
        """Its own log is on disk before it answers."""
        return 0.0

    def started_at(self) -> float | None:
        """Of no matter: what it has answered for survives it."""
        return None

    def rollback_after(self, batch: int) -> int:
        """Nothing: rows that are written again overwrite themselves."""
        return 0

    def latest(self, gateway: str) -> list[Latest]:
        """The newest sample of every series of one gateway."""
        return self.latest_many([gateway])

    def latest_many(self, gateways: Collection[str]) -> list[Latest]:
        """The newest sample of every series: of the last day, or of ever for gateways silent since."""
        now = self._clock.now_ms()
        recent = self._latest(sorted(gateways), now - _DAY_MS)
        silent = sorted(set(gateways) - {sample.gateway for sample in recent})
        return recent + self._latest(silent, 0)

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
        where = influxql.where_series(gateway, part, analog_type)
        width = buckets.width_of(start, end, points)
        if tier is Tier.RAW:
            return buckets.of_samples(samples(self._select(tier, where, start, end)), start, width)
        found = windows(self._select(tier, where, start, end + _REVISIONS), tier)
        return buckets.of_windows(found, start, width, end)

    def scan(self, start: int, end: int, gateways: Collection[str] | None = None) -> Iterator[AnalogColumns]:
        """Every raw sample of the span, in pieces; no series is spread over two."""
        names = self._gateways() if gateways is None else sorted(gateways)
        for chunk in _chunks(names):
            found = self._select(Tier.RAW, influxql.where_gateways(chunk), start, end)
            if found:
                yield samples(found)

    def write_tier(self, tier: Tier, columns: TierColumns, revision: int) -> None:
        """Store windows under a revision."""
        if not 0 <= revision < _REVISIONS:
            raise ValueError(f"revision {revision} is not below {_REVISIONS}")
        with self._encoding:
            for body in self._encoder.tier(tier, columns, revision):
                self._send(tier, body)

    def drop_before(self, tier: Tier, ts: int) -> int | None:
        """Delete a tier's rows older than `ts`; None where it deletes only by its own periods (version 3)."""
        fields = _COUNTED if tier is Tier.RAW else ("mean",)
        gone = self._count(tier, fields, None, 0, ts)
        try:
            if gone:
                list(influxql.tables(self._ask(tier, influxql.delete_before(tier, ts))))
        except (QuestionRefused, EngineRefused):
            return None
        return gone

    def own_period_ms(self, tier: Tier) -> int | None:
        """The duration of the bucket's own retention policy."""
        bucket = self._buckets[tier]
        quoted = bucket.replace('"', '\\"')
        try:
            answer = list(influxql.tables(self._ask(tier, f'SHOW RETENTION POLICIES ON "{quoted}"')))
        except (QuestionRefused, EngineRefused):
            return None
        for _, table in answer:
            for row in table.values:
                policy = dict(zip(table.columns, row, strict=True))
                if policy.get("default"):
                    return influxql.duration_ms(str(policy.get("duration", "")))
        return None

    def rows_of(self, gateway: str, start: int, end: int) -> int:
        """How many different (series, time) of one gateway's raw samples lie in the span."""
        return self._count(Tier.RAW, _COUNTED, influxql.where_gateways([gateway]), start, end)

    def ignored(self) -> dict[str, int]:
        """Nothing: what it does not take it refuses."""
        return {}

    def series_count(self) -> int:
        """Raw series, counted by the engine."""
        answer = self._ask(Tier.RAW, 'SHOW SERIES EXACT CARDINALITY FROM "fire_analog"')
        return sum(int(row[0]) for _, table in influxql.tables(answer) for row in table.values)

    def disk(self) -> dict[Tier, Disk]:
        """What InfluxDB 1 tells of its shards; later versions do not say, then it is unknown."""
        try:
            told = msgspec.json.decode(self._http.get("/debug/vars"))
        except EngineRefused:
            return {tier: Disk(None, None) for tier in self._different()}
        used = dict.fromkeys(self._buckets.values(), 0)
        for name, entry in told.items():
            if not name.startswith("shard:"):
                continue
            bucket = entry["tags"]["database"]
            if bucket in used:
                used[bucket] += int(entry["values"].get("diskBytes", 0))
        return {tier: Disk(used[bucket], None) for tier, bucket in self._different().items()}

    def flush(self) -> None:
        """What was written is found at once."""

    def complaints(self) -> list[str]:
        """Nothing: there is nothing to set up."""
        return []

    def unavailable(self, fault: BaseException) -> bool:
        """Whether the engine is away, so that trying again later is right."""
        if isinstance(fault, ApiException):
            return fault.status in (None, 0, 429) or fault.status >= 500
        return isinstance(fault, EngineAway | urllib3.exceptions.HTTPError)

    def count(self) -> int:
        """How many raw rows are stored."""
        return self._count(Tier.RAW, _COUNTED, None, 0, self._clock.now_ms() + 2 * MAX_AHEAD_MS)

    def close(self) -> None:
        """Close the connections."""
        with closing(self._client), closing(self._writer):
            self._http.close()

    def _send(self, tier: Tier, body: bytes) -> None:
        self._writer.write(self._buckets[tier], record=body, write_precision=_MS)

    def _latest(self, gateways: Sequence[str], start: int) -> list[Latest]:
        end = self._clock.now_ms() + MAX_AHEAD_MS
        found: list[tuple[Series, str, int, float]] = []
        for chunk in _chunks(gateways):
            question = influxql.last(Tier.RAW, RAW_FIELDS, influxql.where_gateways(chunk), start, end)
            found += influxql.newest_fields(self._ask(Tier.RAW, question), RAW_FIELDS)
        return newest(found)

    def _select(self, tier: Tier, where: str, start: int, end: int) -> dict[Series, Fields]:
        fields = RAW_FIELDS if tier is Tier.RAW else WINDOW_FIELDS
        return influxql.by_series(self._ask(tier, influxql.select(tier, fields, where, start, end)))

    def _count(self, tier: Tier, fields: Collection[str], where: str | None, start: int, end: int) -> int:
        answer = self._ask(tier, influxql.count(tier, fields, where, start, end))
        return sum(
            int(n or 0) for _, table in influxql.tables(answer) for row in table.values for n in row[1:]
        )

    def _gateways(self) -> list[str]:
        answer = self._ask(Tier.RAW, 'SHOW TAG VALUES FROM "fire_analog" WITH KEY = "gateway"')
        return sorted({row[1] for _, table in influxql.tables(answer) for row in table.values})

    def _ask(self, tier: Tier, question: str) -> Iterator[bytes]:
        fields = {
            "db": self._buckets[tier],
            "q": question,
            "epoch": "ms",
            "chunked": "true",
            "chunk_size": _ROWS,
        }
        return self._http.form_lines("/query", fields)

    def _different(self) -> dict[Tier, str]:
        """Each bucket once, under the first tier it holds."""
        found: dict[str, Tier] = {}
        for tier, bucket in self._buckets.items():
            found.setdefault(bucket, tier)
        return {tier: bucket for bucket, tier in found.items()}

    def _raw_period(self) -> int | None:
        now = self._clock.monotonic()
        if self._period is None or now - self._period[0] > 600:
            self._period = (now, self.own_period_ms(Tier.RAW))
        return self._period[1]


def connect(
    url: str,
    org: str,
    token: str,
    *,
    ca_file: Path | None = None,
    timeout_s: float = 30.0,
    gzip: bool = False,
) -> InfluxDBClient:
    """The client for writing. Compression pays where the way is slow; on one machine it costs a third."""
    return InfluxDBClient(
        url=url,
        token=token,
        org=org,
        timeout=int(timeout_s * 1000),
        ssl_ca_cert=str(ca_file) if ca_file else None,
        enable_gzip=gzip,
        retries=False,
    )


def _chunks(names: Sequence[str]) -> Iterator[Sequence[str]]:
    for first in range(0, len(names), CHUNK):
        yield names[first : first + CHUNK]
