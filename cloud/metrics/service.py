"""Every figure: its name, its kind, what it says, and where it is read. One table a noun."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Final, Literal, NamedTuple

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from cloud.access.lanes import Lane
from cloud.access.sources.port import Source
from cloud.centre import Centre

PREFIX: Final = "steppewatch_"
Kind = Literal["counter", "gauge"]


class LaneFigure(NamedTuple):
    """One figure of each lane."""

    name: str
    kind: Kind
    says: str
    read: Callable[[Lane], float]


class SourceFigure(NamedTuple):
    """One figure of each source."""

    name: str
    kind: Kind
    says: str
    read: Callable[[Source], float]


class ProcessFigure(NamedTuple):
    """One figure of the process."""

    name: str
    kind: Kind
    says: str
    read: Callable[[Centre], float]


LANES: Final = (
    LaneFigure("ingest_received", "counter", "Messages taken from the source.", lambda lane: lane.received),
    LaneFigure(
        "ingest_committed",
        "counter",
        "Messages whose fate is committed: stored, repeated, shed or quarantined.",
        lambda lane: lane.committed,
    ),
    LaneFigure(
        "ingest_stored",
        "counter",
        "Of those, neither shed nor quarantined.",
        lambda lane: lane.committed - lane.shed - lane.quarantined,
    ),
    LaneFigure(
        "ingest_shed",
        "counter",
        "Messages given up under load: counted and receipted, not stored.",
        lambda lane: lane.shed,
    ),
    LaneFigure("ingest_dead_letters", "counter", "Messages quarantined.", lambda lane: lane.quarantined),
    LaneFigure("ingest_batches", "counter", "Transactions.", lambda lane: lane.batches),
    LaneFigure("ingest_depth", "gauge", "Messages waiting.", lambda lane: lane.depth),
    LaneFigure("ingest_age_seconds", "gauge", "How long the oldest of them waits.", lambda lane: lane.age_s),
    LaneFigure(
        "ingest_lag_seconds",
        "gauge",
        "From arrival to commit, of the oldest message of the last batch.",
        lambda lane: lane.lag_ms / 1000,
    ),
    LaneFigure("ingest_full", "gauge", "1: the source is not read.", lambda lane: lane.full),
    LaneFigure(
        "ingest_shedding",
        "gauge",
        "0: nothing is shed, 1: readings, 2: health beyond the newest too.",
        lambda lane: lane.shedding,
    ),
    LaneFigure(
        "ingest_store_away", "gauge", "1: the stores take nothing.", lambda lane: lane.fault is not None
    ),
)

SOURCES: Final = (
    SourceFigure("source_connected", "gauge", "1: messages can come.", lambda source: source.connected),
    SourceFigure("source_received", "counter", "Messages from the broker.", lambda source: source.received),
    SourceFigure(
        "source_dropped",
        "counter",
        "Messages given up unacknowledged; their gateways have no receipt and send them again.",
        lambda source: source.dropped,
    ),
    SourceFigure("source_reconnects", "counter", "Connections made anew.", lambda source: source.reconnects),
)

PROCESS: Final = (
    ProcessFigure(
        "receipts_sent", "counter", "Receipts that got through.", lambda centre: centre.receipts.sent
    ),
    ProcessFigure(
        "receipts_failed",
        "counter",
        "Receipts that did not; their gateways send again.",
        lambda centre: centre.receipts.failed,
    ),
    ProcessFigure(
        "http_messages", "counter", "Messages over HTTP.", lambda centre: centre.http_intake.received
    ),
    ProcessFigure("live_clients", "gauge", "Who watches the live stream.", lambda centre: centre.hub.clients),
    ProcessFigure(
        "live_dropped",
        "counter",
        "Passing news that slow watchers missed.",
        lambda centre: centre.hub.dropped,
    ),
    ProcessFigure("process_rss_bytes", "gauge", "Resident memory.", lambda _centre: _rss_bytes()),
    ProcessFigure(
        "process_cpu_seconds", "counter", "Processor time used.", lambda _centre: time.process_time()
    ),
)


def _notified(centre: Centre) -> Iterator[Metric]:
    """What this process has sent about alarms, and what waited when it last looked, by kind of channel."""
    tries = CounterMetricFamily(
        PREFIX + "notification_tries", "Tries of messages about alarms.", labels=["channel", "result"]
    )
    for (kind, result), number in sorted(centre.notified.tries.items()):
        tries.add_metric([kind, result], float(number))
    waiting = GaugeMetricFamily(
        PREFIX + "notification_waiting",
        "Messages that wait, held ones among them.",
        labels=["channel", "class"],
    )
    oldest = GaugeMetricFamily(
        PREFIX + "notification_overdue_seconds",
        "How long the message that has waited longest is overdue.",
        labels=["channel", "class"],
    )
    now = centre.clock.now_ms()
    for (kind, rank), held in sorted(centre.notified.waiting.items()):
        waiting.add_metric([kind, rank], float(held.number))
        oldest.add_metric([kind, rank], max(0.0, (now - held.oldest_at) / 1000))
    dropped = CounterMetricFamily(
        PREFIX + "notification_dropped", "Messages that full queues had no room for.", labels=["channel"]
    )
    for kind, number in sorted(centre.notified.dropped.items()):
        dropped.add_metric([kind], float(number))
    missed = CounterMetricFamily(
        PREFIX + "notification_missed", "Changes of alarms that nobody was told of.", labels=["class"]
    )
    for rank, number in sorted(centre.notified.missed.items()):
        missed.add_metric([rank], float(number))
    yield from (tries, waiting, oldest, dropped, missed)


def exposition(centre: Centre) -> bytes:
    """Everything in Prometheus' text format."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Figures(centre))
    return generate_latest(registry)


class _Figures(Collector):
    def __init__(self, centre: Centre) -> None:
        self._centre = centre

    def collect(self) -> Iterator[Metric]:
        """Read every figure now."""
        for lane_figure in LANES:
            yield _family(
                lane_figure.name,
                lane_figure.kind,
                lane_figure.says,
                "lane",
                ((name, lane_figure.read(lane)) for name, lane in self._centre.lanes.items()),
            )
        for source_figure in SOURCES:
            yield _family(
                source_figure.name,
                source_figure.kind,
                source_figure.says,
                "lane",
                ((name, source_figure.read(line)) for name, line in self._centre.lines.items()),
            )
        for figure in PROCESS:
            yield _family(figure.name, figure.kind, figure.says, None, [("", figure.read(self._centre))])
        yield from _notified(self._centre)


def _family(
    name: str, kind: Kind, says: str, label: str | None, values: Iterable[tuple[str, float]]
) -> Metric:
    labels = [label] if label else []
    make = CounterMetricFamily if kind == "counter" else GaugeMetricFamily
    family = make(PREFIX + name, says, labels=labels)
    for value_of, value in values:
        family.add_metric([value_of] if label else [], float(value))
    return family


def _rss_bytes() -> float:
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return float(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:  # no Linux
        return float("nan")
