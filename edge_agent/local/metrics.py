"""The agent's figures as Prometheus reads them: base units, and `_total` for what only grows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from edge_agent import self_report
from edge_agent.local.watchers import Watchers
from edge_agent.version import version
from telemetry.messages import ModelHealth, Vitals

if TYPE_CHECKING:
    from prometheus_client.metrics_core import Metric

    from edge_agent.agent import Agent


def text(agent: Agent, watchers: Watchers) -> tuple[bytes, str]:
    """The figures now, and their content type."""
    # 3 MB that a gateway nobody scrapes need not spend.
    from prometheus_client import CollectorRegistry, generate_latest
    from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
    from prometheus_client.registry import Collector

    class Figures(Collector):
        def collect(self) -> Iterator[Metric]:
            return figures(agent, watchers)

    registry = CollectorRegistry(auto_describe=False)
    registry.register(Figures())
    return generate_latest(registry), CONTENT_TYPE_PLAIN_0_0_4


def figures(agent: Agent, watchers: Watchers) -> Iterator[Metric]:
    """Every figure."""
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily

    state, vitals, uplink = agent.spool.state, agent.report.vitals(), agent.uplink
    settings = agent.plan.settings
    yield InfoMetricFamily(
        "edge_agent",
        "Which gateway this is, and which settings it runs with",
        value={
            "version": version(),
            "gateway": settings.gateway,
            "area": settings.area,
            "config": agent.plan.mark,
        },
    )
    gauges: list[tuple[str, str, float | None]] = [
        ("edge_clock_synced", "Whether the gateway's clock is believed", float(agent.stamp().synced)),
        (
            "edge_clock_offset_seconds",
            "The centre's clock minus the gateway's",
            _seconds(vitals.clock_offset_ms),
        ),
        (
            "edge_clock_offset_error_seconds",
            "How far the offset may be wrong",
            _seconds(vitals.clock_offset_error_ms),
        ),
        ("edge_link_up", "Whether a broker holds the line", float(agent.line.connected)),
        ("edge_link_ok", "Whether receipts come back", float(uplink.link_ok)),
        ("edge_link_backup", "Whether the line goes through the backup", float(vitals.broker == "backup")),
        ("edge_certificate_days", "Days until the gateway's certificate ends", vitals.certificate_days),
        ("edge_spool_bytes", "Bytes of records that wait for receipts", float(state.bytes)),
        ("edge_spool_limit_bytes", "Bytes that may wait", float(agent.spool.limit_bytes)),
        ("edge_resident_bytes", "Memory held", float(self_report.rss_bytes())),
        ("edge_open_files", "File descriptors held", float(vitals.fds)),
        ("edge_tasks", "Tasks of the event loop", float(vitals.tasks)),
        ("edge_parts", "Parts under watch", float(len(agent.plan.watched))),
        ("edge_stuck_parts", "Parts of the process without progress", float(len(vitals.stuck))),
        ("edge_watchers", "Clients that watch the edges", float(watchers.count)),
    ]
    for name, told, value in gauges:
        if value is not None:
            yield GaugeMetricFamily(name, told, value=value)
    counters: list[tuple[str, str, float]] = [
        ("edge_spool_commits", "Transactions on the disk", state.commits),
        ("edge_spool_failures", "Transactions that failed", state.failures),
        ("edge_spool_refusals", "Appends refused for want of room", state.refusals),
        ("edge_link_published", "Publishes acknowledged by a broker", agent.line.published),
        ("edge_link_resent", "Records sent again", uplink.resent),
        ("edge_link_reconnects", "Times the line came up again", agent.line.reconnects),
        ("edge_receipts", "Receipts taken", uplink.receipts),
        ("edge_downlink_unread", "Messages of the centre that could not be read", uplink.unread),
        ("edge_commands", "Commands taken", agent.commands.taken),
        ("edge_commands_repeated", "Commands that came again and were known", agent.commands.repeated),
        ("edge_commands_put_off", "Commands left to the broker for want of room", agent.commands.put_off),
        ("edge_readings_refused", "Readings refused for want of room", agent.intake.readings_refused),
        ("edge_watch_dropped", "Edges that did not fit a watcher's queue", watchers.dropped),
    ]
    for name, told, count in counters:
        yield CounterMetricFamily(name, told, value=count)
    streams = [
        CounterMetricFamily(f"edge_stream_{what}", told, labels=["stream"])
        for what, told in (("published", "Records numbered"), ("evicted", "Records given up for room"))
    ]
    held = GaugeMetricFamily("edge_stream_spooled", "Records that wait for receipts", labels=["stream"])
    for entry in state.counts:
        streams[0].add_metric([entry.stream.value], entry.published)
        streams[1].add_metric([entry.stream.value], entry.evicted)
        held.add_metric([entry.stream.value], entry.spooled)
    yield from streams
    yield held
    queues = GaugeMetricFamily("edge_queue_length", "What waits in each queue", labels=["queue"])
    for queue, length in vitals.queues.items():
        queues.add_metric([queue], length)
    yield queues
    restarts = CounterMetricFamily("edge_restarts", "Times a part was started again", labels=["part"])
    for part, count in vitals.restarts.items():
        restarts.add_metric([part], count)
    yield restarts
    yield from _models(vitals)
    yield from _buses(agent)


def _models(vitals: Vitals) -> Iterator[Metric]:
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

    labels = ["model", "version", "hash", "mode"]
    gauges: list[tuple[str, str, Callable[[ModelHealth], float | None]]] = [
        ("edge_model_ok", "Whether the model runs without a fault", lambda model: float(not model.fault)),
        ("edge_model_rows", "Detectors that the model looks at", lambda model: model.rows),
        ("edge_model_seldom", "Detectors that tell too seldom to be scored", lambda model: model.seldom),
        ("edge_model_standing", "Warnings that stand", lambda model: model.standing),
        ("edge_model_tick_seconds", "Mean time of a tick", lambda model: _micro(model.tick_us_mean)),
        ("edge_model_tick_p99_seconds", "Ticks take no longer", lambda model: _micro(model.tick_us_p99)),
        ("edge_model_stale_share", "Share of known values that are stale", lambda model: model.stale_share),
    ]
    counters: list[tuple[str, str, Callable[[ModelHealth], int]]] = [
        ("edge_model_ticks", "Ticks", lambda model: model.ticks),
        ("edge_model_skipped", "Ticks left out because they came too late", lambda model: model.skipped),
        ("edge_model_errors", "Ticks and events that failed", lambda model: model.errors),
        ("edge_model_raised", "Warnings that began, in shadow mode too", lambda model: model.raised),
        ("edge_model_ended", "Warnings that ended, in shadow mode too", lambda model: model.ended),
    ]
    for name, told, figure in gauges:
        gauge = GaugeMetricFamily(name, told, labels=labels)
        for model in vitals.models:
            value = figure(model)
            if value is not None:
                gauge.add_metric([model.model, model.version, model.hash, model.mode], value)
        yield gauge
    for name, told, count in counters:
        counter = CounterMetricFamily(name, told, labels=labels)
        for model in vitals.models:
            counter.add_metric([model.model, model.version, model.hash, model.mode], count(model))
        yield counter


def _micro(microseconds: float | None) -> float | None:
    return None if microseconds is None else microseconds / 1e6


def _buses(agent: Agent) -> Iterator[Metric]:
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

    labels = ["bus", "driver"]
    up = GaugeMetricFamily("edge_bus_up", "Whether the bus works", labels=labels)
    offset = GaugeMetricFamily(
        "edge_bus_clock_offset_seconds", "The device's clock minus the gateway's", labels=labels
    )
    requests = CounterMetricFamily("edge_bus_requests", "Requests and reports", labels=labels)
    errors = CounterMetricFamily("edge_bus_errors", "Errors", labels=labels)
    for row in agent.buses.health():
        named = [row.bus, row.driver]
        up.add_metric(named, float(row.up))
        requests.add_metric(named, row.requests)
        errors.add_metric(named, row.errors)
        if row.clock_offset_ms is not None:
            offset.add_metric(named, row.clock_offset_ms / 1000)
    yield from (up, requests, errors, offset)


def _seconds(milliseconds: float | None) -> float | None:
    return None if milliseconds is None else milliseconds / 1000
