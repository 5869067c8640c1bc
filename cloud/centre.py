"""The running centre: its stores, lanes, hub and jobs, put together, started and stopped in order."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Annotated, Any, cast

from fastapi import Depends, Request

from cloud.access import receipts as receipts_module
from cloud.access.ears import Ears
from cloud.access.http_intake import HttpIntake
from cloud.access.lanes import LANES, Lane
from cloud.access.service import Ingest, Stored
from cloud.access.sources.choice import sources_for
from cloud.access.sources.port import Source
from cloud.access.speakers import Speakers
from cloud.access.totals import Totals
from cloud.alarm_watch.watch import AlarmWatch
from cloud.brokers.desk import BrokerDesk
from cloud.budgets.warden import Warden
from cloud.commands.desk import CommandDesk
from cloud.database import migrate
from cloud.database.engine import Database
from cloud.direct.line import DirectLine
from cloud.dispatch.incidents.desk import DispatchDesk
from cloud.dispatch.incidents.watch import DispatchWatch
from cloud.dispatch.jt808.server import Jt808Server
from cloud.dispatch.jt808.sinks import LatestPositions
from cloud.dispatch.jt808.terminals import DatabaseTerminals
from cloud.dispatch.tiles.archive import TileFile
from cloud.duty.desk import DutyDesk
from cloud.enrolment.opening import open_enrolment
from cloud.fleet import boundaries
from cloud.fleet.figures import FleetFigures
from cloud.jobs.runner import Runner
from cloud.jobs.table import JOBS
from cloud.live import changes
from cloud.live import repository as log_of_changes
from cloud.live.hub import Hub
from cloud.notification import jobs as notification
from cloud.notification.channels.choice import open_workshop
from cloud.people.patience import Bucket
from cloud.people.people import People
from cloud.process import alone
from cloud.push.desk import PushDesk
from cloud.push.mqtt import PushLines
from cloud.registry import repository as registry_rows
from cloud.renderers import renderers
from cloud.search import readings
from cloud.settings import CloudSettings
from cloud.supervision.links import LinkSupervision
from cloud.timeseries.engines import open_engine
from cloud.timeseries.latest import LatestReadings
from cloud.timeseries.port import TimeSeriesStore
from cloud.timeseries.service import complete
from cloud.transmission.asking import Asking
from cloud.transmission.server import TransmissionServer
from cloud.webhooks.jobs import Dispatcher
from cloud.webhooks.keeping import SecretKeeper
from cloud.webhooks.sender import Sender
from runtime.clock import Clock, SystemClock
from runtime.faults import PlainFault
from runtime.logging import get_logger
from runtime.mqtt_line import LineDown

log = get_logger("centre")

#: How many gateways' newest readings are read before the first page is served.
WARM_GATEWAYS = 1_000
_LOOK_FOR_OTHERS_S = 0.25
_REFRESH_EVERY_S = 2.0
#: A lane that has been full for so long without a break does not hear what its gateways say.
_UNREAD_S = 10.0


class Centre:
    """Everything that serves. Made by `running`, which also ends it."""

    def __init__(
        self, settings: CloudSettings, database: Database, series: TimeSeriesStore, clock: Clock
    ) -> None:
        self.settings = settings
        self.roles = frozenset(settings.process.roles)
        self.clock = clock
        self.database = database
        self.series = series
        self._webhook_keeper: SecretKeeper | None = None
        self.notified = notification.Figures()
        self.people = People(database, settings.people, clock)
        self.enrolment = open_enrolment(settings.enrolment, clock)
        self.brokers = BrokerDesk(database, settings.brokers, clock, lambda: self.enrolment)
        # On a shared database other processes may take readings in.
        self.latest = LatestReadings(
            series.latest_many, believed_s=_REFRESH_EVERY_S if database.shared else None
        )
        self.totals = Totals()
        self.stopping = asyncio.Event()
        #: Set once all that is loaded ahead of its first use is there.
        self.loaded = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        told = renderers(self.latest, settings.dispatch.jt808.stale_after_s)
        self.hub = Hub(database, told, settings.live)
        database.before_commit = lambda session: changes.write(
            session, told, settings.live.keep, clock.now_ms()
        )
        database.after_commit = self._committed
        self.ingest = Ingest(
            database,
            series,
            self.latest,
            settings.quarantine,
            clock.now_ms,
            journal_bytes=settings.ingest.journal_bytes,
            dedupe_keys=settings.ingest.dedupe_keys,
        )
        self.ingest.on_submitted = self._submitted
        self.ingest.shut_out = self.brokers.shut_out
        self.ingest.limits = Warden(settings.budgets, clock.monotonic)
        lanes = settings.ingest.lanes if "ingest" in self.roles else ()
        #: A source feeds those that the settings name. What comes over HTTP takes these too; a process that
        #: serves pages has one of every kind for that.
        self.lanes: dict[str, Lane] = {
            name: Lane(name, settings.ingest, self.ingest.store, self._stored, clock)
            for name in (LANES if "pages" in self.roles else lanes)
        }
        self.lines: dict[str, Source] = (
            sources_for(settings.mqtt, settings.nats, settings.ingest, LANES) if lanes else {}
        )
        self.http_intake = HttpIntake(self.lanes, clock)
        self.speakers = Speakers(self.brokers.keeper, self.people.doorkeeper, database, clock)
        self.ears = Ears(
            database,
            clock,
            tuple(LANES),
            {name: partial(self._hears, name) for name in lanes},
            shard=settings.ingest.shard,
            direct="pages" in self.roles,
        )
        self.direct = DirectLine(self.ingest.submit)
        self.transmission = TransmissionServer(
            settings.access.gb26875,
            database,
            self.direct,
            self.ingest.store,
            clock,
            settings.supervision.missed,
        )
        self.asking = Asking(self.transmission, database, clock)
        self.vehicles = Jt808Server(
            settings.dispatch.jt808,
            DatabaseTerminals(database, clock),
            (LatestPositions(database),),
            clock,
        )
        self.push = PushDesk(settings.access.push, database, self.direct, self.ingest.store, clock)
        self.push_lines = PushLines(self.push, database, f"{settings.client_id}-push")
        self.commands = CommandDesk(settings.access.commands, database, self._publish, clock)
        self.duty = DutyDesk(
            settings.duty,
            settings.access.commands,
            database,
            self.asking.ask,
            self.commands.given,
            clock,
        )
        self.receipts = receipts_module.Receipts(self._publish, clock)
        self.fleet = FleetFigures(database, settings.fleet, clock)
        borders = settings.fleet.boundaries if "pages" in self.roles else None
        #: Whom to name for the county borders, and the borders.
        self.boundaries = boundaries.read(borders) if borders is not None else ("", {})
        #: How often strangers may ask for what is published.
        self.public_door = Bucket(clock, settings.inspections.public_per_s, settings.inspections.public_burst)
        self.alarm_watch = AlarmWatch(database, settings.alarms, clock)
        self.tiles = TileFile.named(settings.dispatch.tiles if "pages" in self.roles else None)
        self.dispatch = DispatchDesk(database, settings.dispatch, clock)
        self.dispatch_watch = DispatchWatch(database, self.dispatch, clock, self.latest)
        self.supervision = LinkSupervision(database, settings.supervision, clock, self.ears.hearing)

    def _committed(self, written: changes.Written) -> None:
        """Told by any thread after each commit."""
        if "pages" in self.roles:
            self.hub.committed(written)
        if changes.DISPATCH in written.woken:
            self.dispatch_watch.wake()

    def _hears(self, name: str) -> bool:
        """Whether a lane hears: its source is up, it is read, and the stores take more than nothing."""
        line, lane = self.lines.get(name), self.lanes[name]
        up = line is None or (line.connected and not line.refused)
        return up and not lane.stuck and lane.full_s < _UNREAD_S

    def webhook_keeper(self) -> SecretKeeper:
        """What keeps the secrets of webhooks; its key is read, or made, as it is first asked for."""
        if self._webhook_keeper is None:
            path = self.settings.webhooks.key_path(self.settings.database)
            self._webhook_keeper = SecretKeeper(path)
        return self._webhook_keeper

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

    def warm(self) -> None:
        """Have the newest readings of the gateways heard last in memory; of others they come on demand."""
        with self.database.read() as session:
            recent = registry_rows.heard_last(session, WARM_GATEWAYS)
        complete(self.latest, self.series, recent)

    async def _load_ahead(self) -> None:
        """What the first call, search or order would else wait for: what is loaded at its first use."""
        loop = asyncio.get_running_loop()
        loads: list[Callable[[], object]] = []
        if self.roles & {"pages", "jobs"}:
            loads.append(self.dispatch.warm)
        if "pages" in self.roles:
            loads.append(partial(readings.syllables, "火"))
        with ThreadPoolExecutor(1, thread_name_prefix="load-ahead") as thread:
            for load in loads:
                try:
                    await loop.run_in_executor(thread, load)
                except Exception:
                    log.exception("what is used later could not be loaded ahead")
        self.loaded.set()

    async def run(self) -> None:
        """Everything that goes on by itself, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for work in self._work():
                tasks.create_task(work)

    def _work(self) -> list[Coroutine[Any, Any, None]]:
        work = [self.receipts.run(), self.ears.run(), self.brokers.run()]
        if "pages" in self.roles:
            work += [
                self.hub.run(),
                self._hear_of_others(),
                self._see_others_readings(),
                self.direct.run(),
                self.transmission.run(),
                self.asking.run(),
                self.vehicles.run(),
                self.duty.run(),
                self.push_lines.run(),
            ]
        work.append(self._load_ahead())
        if "jobs" in self.roles:
            work += [self.supervision.run(), self.alarm_watch.run(), self.dispatch_watch.run()]
            work += [self._webhooks().run(), self._notifier().run()]
            work.append(Runner(self, JOBS, self.settings.jobs).run())
        if self.lines:
            work.append(self.commands.run())
        for name, lane in self.lanes.items():
            work.append(lane.run())
            if name in self.lines:
                line = self.lines[name]
                work += [lane.feed(line.messages()), line.run()]
        return work

    async def _hear_of_others(self) -> None:
        """What other processes have committed reaches those who watch here."""
        while self.database.shared:
            await asyncio.sleep(_LOOK_FOR_OTHERS_S)
            self.hub.look()

    async def _see_others_readings(self) -> None:
        """Readings that other processes have taken in reach those who watch here."""
        while self.database.shared:
            await asyncio.sleep(_REFRESH_EVERY_S)
            if not self.hub.clients:
                continue
            self.latest.still_looked_at()
            try:
                moved = await asyncio.to_thread(self.latest.refresh)
            except Exception as fault:
                if not self.series.unavailable(fault):
                    log.exception("the newest readings could not be read")
                continue
            self.hub.pass_readings(moved)

    def _webhooks(self) -> Dispatcher:
        settings = self.settings.webhooks
        sender = Sender(settings, self.clock)
        return Dispatcher(self.database, settings, self.webhook_keeper, sender, self.clock)

    def _notifier(self) -> notification.Notifier:
        settings = self.settings.notification
        workshop = open_workshop(self.database, settings, self.clock)
        return notification.Notifier(
            self.database, settings, self.webhook_keeper, workshop, self.clock, self.notified
        )

    def _stored(self, stored: Stored) -> None:
        self.http_intake.stored(stored.receipted)
        if self.lines:
            self.receipts.add(stored.receipted)
        self.hub.pass_readings(stored.readings)

    def _submitted(self, stored: Stored) -> None:
        """Told by any thread: what came without a gateway of its own needs no receipt."""
        if stored.readings:
            self._loop.call_soon_threadsafe(self.hub.pass_readings, stored.readings)

    async def _publish(self, topic: str, payload: bytes) -> None:
        lines = sorted(self.lines.values(), key=lambda line: not line.connected)
        if not lines:
            raise LineDown("this process reads no broker; receipts are the answers over HTTP")
        await lines[0].publish(topic, payload)


@contextlib.asynccontextmanager
async def running(settings: CloudSettings, clock: Clock | None = None) -> AsyncIterator[Centre]:
    """Open the stores, bring them up to date, and work until the end of the block."""
    with alone(_embedded(settings)):
        async with _running(settings, clock) as centre:
            yield centre


def _embedded(settings: CloudSettings) -> list[Path]:
    """The files that only one process may work with."""
    return [path for path in (settings.database.path, settings.timeseries.file) if path is not None]


@contextlib.asynccontextmanager
async def _running(settings: CloudSettings, clock: Clock | None) -> AsyncIterator[Centre]:
    database = await asyncio.to_thread(_open_database, settings)
    try:
        series = await asyncio.to_thread(open_engine, settings.timeseries)
        try:
            centre = Centre(settings, database, series, clock or SystemClock())
            await asyncio.to_thread(centre.warm)
            centre.ingest.start()
            work = asyncio.create_task(centre.run())
            try:
                yield centre
            finally:
                work.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await work
                await asyncio.to_thread(centre.ingest.close)
        finally:
            await asyncio.to_thread(series.close)
    finally:
        await asyncio.to_thread(database.close)


def _open_database(settings: CloudSettings) -> Database:
    if settings.database.path is not None:
        _make_folder(settings.database.path.parent, "database.path")
    database = settings.database.open()
    try:
        migrate.upgrade(database.engine)
    except PlainFault:
        database.close()
        raise
    except Exception as fault:
        database.close()
        raise PlainFault(
            f"{settings.database.name}: the records cannot be opened: {fault};"
            " correct `[database]`, its permissions, or free the disk"
        ) from fault
    return database


def _make_folder(folder: Any, key: str) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise PlainFault(f"{folder}: the folder cannot be made: {fault.strerror}; correct `{key}`") from fault


def _centre(request: Request) -> Centre:
    return cast("Centre", request.app.state.centre)


CentreOf = Annotated[Centre, Depends(_centre)]
