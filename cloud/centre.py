"""The running centre: its stores, lanes, hub and jobs, put together, started and stopped in order."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine
from typing import Annotated, Any, cast

from fastapi import Depends, Request

from cloud.access import receipts as receipts_module
from cloud.access import views as letters
from cloud.access.lanes import LANES, Lane
from cloud.access.service import Ingest, Stored
from cloud.alarms import views as alarm_views
from cloud.database import migrate
from cloud.database.engine import Database, sqlite_url
from cloud.live import changes
from cloud.live import repository as log_of_changes
from cloud.live.hub import Hub
from cloud.registry import views as registry_views
from cloud.registry.jobs import LinkSupervision
from cloud.settings import CloudSettings
from cloud.timeseries.duckdb_store import DuckDbStore
from cloud.timeseries.latest import LatestReadings
from cloud.timeseries.port import TimeSeriesStore
from runtime.clock import Clock, SystemClock
from runtime.faults import PlainFault
from runtime.logging import get_logger
from runtime.mqtt_line import MqttLine
from telemetry.topics import ROOT

log = get_logger("centre")


class Centre:
    """Everything that serves. Made by `running`, which also ends it."""

    def __init__(
        self, settings: CloudSettings, database: Database, series: TimeSeriesStore, clock: Clock
    ) -> None:
        self.settings = settings
        self.clock = clock
        self.database = database
        self.series = series
        self.latest = LatestReadings()
        self.stopping = asyncio.Event()
        renderers: dict[str, changes.Renderer] = {
            changes.ALARM: lambda session, keys: [
                row.model_dump_json() for row in alarm_views.by_ids(session, keys)
            ],
            changes.PART: lambda session, keys: [
                row.model_dump_json() for row in registry_views.parts_by_key(session, self.latest, keys)
            ],
            changes.GATEWAY: lambda session, keys: [
                row.model_dump_json() for row in registry_views.gateways(session, keys)
            ],
            changes.DEAD_LETTER: lambda session, keys: [
                row.model_dump_json() for row in letters.dead_letters_by_id(session, keys)
            ],
        }
        self.hub = Hub(database, renderers, settings.live)
        database.before_commit = lambda session: changes.write(session, renderers, settings.live.changes)
        database.after_commit = self.hub.committed
        self.ingest = Ingest(database, series, self.latest, settings.quarantine, clock.now_ms)
        self.lines = {
            name: MqttLine(
                settings.mqtt.model_copy(update={"client_id": f"{settings.mqtt.client_id}-{name}"}),
                [(f"{ROOT}/+/+/{stream}", 1) for stream in streams],
            )
            for name, streams in LANES.items()
        }
        self.lanes = {
            name: Lane(name, settings.ingest, self.ingest.store, self._stored, clock) for name in LANES
        }
        self.receipts = receipts_module.Receipts(self._publish, clock)
        self.supervision = LinkSupervision(database, settings.supervision, clock, self.hearing)

    def hearing(self) -> bool:
        """Whether gateways can be heard at all: every line is up and the stores take what comes."""
        return all(line.connected and not line.refused for line in self.lines.values()) and all(
            lane.fault is None for lane in self.lanes.values()
        )

    async def cursor_of(self, last_event_id: str | None, after: int | None) -> int:
        """Where a client goes on: behind its last event, behind `after`, or from now."""
        if last_event_id is not None and last_event_id.isascii() and last_event_id.isdigit():
            return min(int(last_event_id[:18]), 2**53)
        if after is not None:
            return after

        def newest() -> int:
            with self.database.read() as session:
                return log_of_changes.cursor(session)

        return await asyncio.to_thread(newest)

    async def run(self) -> None:
        """Everything that goes on by itself, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for work in self._work():
                tasks.create_task(work)

    def _work(self) -> list[Coroutine[Any, Any, None]]:
        work = [self.hub.run(), self.receipts.run(), self.supervision.run()]
        for name, line in self.lines.items():
            lane = self.lanes[name]
            work += [lane.run(), lane.feed(line.messages()), line.run()]
        return work

    def _stored(self, stored: Stored) -> None:
        self.receipts.add(stored.receipted)
        self.hub.pass_readings(stored.readings)

    async def _publish(self, topic: str, payload: bytes) -> None:
        await self.lines["alarm"].publish(topic, payload, qos=1)


@contextlib.asynccontextmanager
async def running(settings: CloudSettings, clock: Clock | None = None) -> AsyncIterator[Centre]:
    """Open the stores, bring them up to date, and work until the end of the block."""
    database = await asyncio.to_thread(_open_database, settings)
    try:
        series = await asyncio.to_thread(_open_series, settings)
        try:
            centre = Centre(settings, database, series, clock or SystemClock())
            lost = await asyncio.to_thread(centre.ingest.recover)
            if lost:
                log.info("readings of an unfinished batch removed; their gateway sends them again", rows=lost)
            centre.latest.update(await asyncio.to_thread(series.latest))
            work = asyncio.create_task(centre.run())
            try:
                yield centre
            finally:
                work.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await work
        finally:
            await asyncio.to_thread(series.close)
    finally:
        await asyncio.to_thread(database.close)


def _open_database(settings: CloudSettings) -> Database:
    _make_folder(settings.database.path.parent, "database.path")
    database = Database(sqlite_url(settings.database.path))
    try:
        migrate.upgrade(database.engine)
    except PlainFault:
        database.close()
        raise
    except Exception as fault:
        database.close()
        raise PlainFault(
            f"{settings.database.path}: the records cannot be opened: {fault};"
            " correct `database.path`, its permissions, or free the disk"
        ) from fault
    return database


def _open_series(settings: CloudSettings) -> DuckDbStore:
    _make_folder(settings.timeseries.path.parent, "timeseries.path")
    return DuckDbStore(
        settings.timeseries.path,
        memory_limit_mb=settings.timeseries.memory_limit_mb,
        threads=settings.timeseries.threads,
    )


def _make_folder(folder: Any, key: str) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise PlainFault(f"{folder}: the folder cannot be made: {fault.strerror}; correct `{key}`") from fault


def _centre(request: Request) -> Centre:
    return cast("Centre", request.app.state.centre)


CentreOf = Annotated[Centre, Depends(_centre)]
