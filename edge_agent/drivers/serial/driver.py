"""A fire panel on a serial line, whatever its protocol. What it says is confirmed once it is on the disk.

Rules
-----
1. A frame that the panel repeats until it is confirmed is confirmed when it is stored, within the time that
   the profile gives; else it is refused, and the panel sends it again. A damaged frame likewise.
2. What the panel says only once (printers, listening on its bus) is kept here until the disk takes it.
3. A report whose point is not in the settings, or that names none, is told of the panel itself: nothing that
   a panel says is dropped.
4. A panel that is asked and does not answer `_UNANSWERED` times is not up.
5. A port that vanishes is looked for by its selector until it is there again, under whatever name.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace

from device_profiles.finding import Finding
from device_profiles.serial_panel import protocols, reading
from edge_agent.drivers.driver import BusState, Observe, OnBytes, Progress
from edge_agent.drivers.panel_clock import PanelClock
from edge_agent.drivers.serial.backlog import Backlog, forget
from edge_agent.drivers.serial.plan import SerialPlan
from edge_agent.drivers.serial.shared_part import SharedPart
from edge_agent.drivers.serial_port import SerialPort
from edge_agent.intake.observation import Observation
from edge_agent.spool.record import SpoolError
from runtime.backoff import Backoff
from runtime.clock import now_ms
from runtime.logging import get_logger
from telemetry.messages import BusHealth
from telemetry.panel_line import FrameReceived, FrameRefused, LineEvent, PanelReceiver, Statement

log = get_logger("serial")

#: Questions in a row without an answer after which the panel counts as gone.
_UNANSWERED = 5
_MAX_HEX = 512
#: A panel that is asked makes progress at least this often.
_PROGRESS_S = 30.0


class SerialDriver:
    """Serves one panel."""

    def __init__(self, plan: SerialPlan, observe: Observe) -> None:
        self._plan = plan
        self._observe = observe
        self._shared = SharedPart()
        self._backlog = Backlog(observe, self._failed)
        self._clock = PanelClock(plan.texts.clock_tolerance_s)
        self._clock_doubted = False
        self._steps = 0
        self._unanswered = 0
        self.bus = BusState(plan.settings.bus, "serial")
        #: Hears the raw bytes of both directions while somebody records the line.
        self.on_bytes: OnBytes | None = None

    @property
    def clock_offset_ms(self) -> float | None:
        """The panel's clock minus the gateway's; None while the panel has sent no time."""
        return self._clock.offset_ms

    def health(self) -> BusHealth:
        """How the bus does."""
        return self.bus.health()

    def progress(self) -> Progress:
        """What has been done; a line that only listens may be silent for ever."""
        return Progress(
            self._steps, None if self._plan.poll_s is None else _PROGRESS_S + 4 * self._plan.poll_s
        )

    async def run(self) -> None:
        """Serve until cancelled; open the port again when it vanishes."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._backlog.run())
            tasks.create_task(self._keep_open())

    async def _keep_open(self) -> None:
        backoff = Backoff(first_s=0.1, factor=2.0, limit_s=5.0, jitter=0.2)
        selector = self._plan.settings.port
        while True:
            self._steps += 1
            try:
                port = SerialPort.open(selector, self._plan.line)
            except (OSError, ValueError) as fault:
                self._failed(f"{selector}: {fault}")
            else:
                log.info("port open", bus=self.bus.name, port=selector, line=str(self._plan.line))
                if not port.parity_kept:
                    self._failed(f"{selector} cannot do parity {self._plan.line.parity}; bytes go without it")
                try:
                    await self._serve(port, backoff)
                except OSError as fault:
                    self._failed(f"{selector}: {fault}; plug the adapter in again, it will be found")
                finally:
                    self.bus.up = False
                    port.close()
            await asyncio.sleep(backoff.next())

    async def _serve(self, port: SerialPort, backoff: Backoff) -> None:
        line = protocols.receiver(self._plan.texts, self._plan.settings.address)
        loop = asyncio.get_running_loop()
        poll_s, quiet_s = self._plan.poll_s, self._plan.texts.quiet_s
        self._unanswered = 0
        self.bus.up = poll_s is None
        ask_at = loop.time()
        while True:
            if poll_s is not None and loop.time() >= ask_at:
                await self._ask(port, line)
                ask_at = max(ask_at + poll_s, loop.time())
            wait_s = quiet_s if poll_s is None else min(quiet_s, max(0.0, ask_at - loop.time()))
            noise = line.noise
            piece = await port.read(wait_s)
            events = line.feed(self._rx(piece)) if piece else line.quiet() if wait_s >= quiet_s else []
            if events:
                backoff.reset()
            said = await self._take(port, line, events)
            if said and self._plan.texts.poll_again_s is not None:
                ask_at = min(ask_at, loop.time() + self._plan.texts.poll_again_s)
            if line.noise > noise:
                self._failed("bytes came that belong to nothing; check speed, parity and wiring")

    async def _ask(self, port: SerialPort, line: PanelReceiver) -> None:
        self._steps += 1
        self._unanswered += 1
        if self._unanswered > _UNANSWERED:
            self.bus.up = False
            self._failed(
                "the panel does not answer; check wiring, speed, parity and the panel's port setting"
            )
        await port.write_marked(self._tx(line.poll()), self._plan.texts.mark_bytes)

    async def _take(self, port: SerialPort, line: PanelReceiver, events: Iterable[LineEvent]) -> bool:
        """Take what was heard; whether any of it said something."""
        heard = said = False
        for event in events:
            self._steps += 1
            port.write(self._tx(line.take_answer()))
            if isinstance(event, FrameRefused):
                self.bus.requests += 1
                self._failed(f"damaged frame: {event.reason}")
                continue
            heard = True
            if isinstance(event, FrameReceived):
                self.bus.requests += 1
                said = True
                stored = await self._store(event)
                port.write(self._tx(line.accept(event) if stored else line.refuse(event)))
        port.write(self._tx(line.take_answer()))
        if heard:
            self._unanswered = 0
            self.bus.up = True
            self._observe((), [self._plan.panel]).add_done_callback(forget)
        return said

    async def _store(self, event: FrameReceived) -> bool:
        observations = [seen for said in event.statements for seen in self._heard(said, event.frame)]
        if not event.repeats:
            if observations:
                self._backlog.add(observations)
            return True
        try:
            async with asyncio.timeout(self._plan.store_within_s):
                await self._observe(observations, [self._plan.panel])
        except TimeoutError:
            self._failed("not stored in time; the frame was not confirmed, the panel sends it again")
            return False
        except SpoolError as fault:
            self._failed(f"not stored: {fault}; the frame was not confirmed, the panel sends it again")
            return False
        return True

    def _heard(self, said: Statement, frame: bytes) -> list[Observation]:
        try:
            return self._observations(said, frame)
        except Exception:  # a mistake of ours over one frame must not silence the fires behind it
            log.exception("a frame could not be read", bus=self.bus.name, frame=frame.hex(" "))
            self._failed("a frame could not be read; see the log")
            raw = frame.hex(" ")[:_MAX_HEX]
            doubt = Finding(codes={"text": raw}, doubts=(f"frame {raw}"[:256],), evidence={"frame": raw})
            return [Observation(self._plan.panel, doubt)]

    def _observations(self, said: Statement, frame: bytes) -> list[Observation]:
        believed = self._believed(said)
        observations = []
        for report in reading.reports(self._plan.texts, said, frame):
            finding = replace(report.finding, ts_source=believed)
            part = self._plan.points.get(report.address) if report.address is not None else None
            if part is None:
                own = self._shared.share(replace(report, finding=finding))
                observations.append(Observation(self._plan.panel, own))
            else:
                observations.append(Observation(part, finding))
            if report.everywhere:
                observations += [Observation(point, finding) for point in self._plan.points.values()]
        return observations

    def _believed(self, said: Statement) -> int | None:
        """The panel's time, when its clock can be believed."""
        panel_ms = reading.time_ms(said, self._plan.texts.utc_offset_h)
        if panel_ms is None:
            return None
        if self._clock.heard(panel_ms, now_ms(), said.time_step_s):
            self._clock_doubted = False
            return panel_ms
        if not self._clock_doubted:
            self._clock_doubted = True
            off_h = (panel_ms - now_ms()) / 3_600_000
            self._failed(f"the panel's clock is {off_h:+.1f} h off and is not believed; set it at the panel")
        return None

    def _rx(self, data: bytes) -> bytes:
        if self.on_bytes is not None:
            self.on_bytes("rx", data)
        return data

    def _tx(self, data: bytes) -> bytes:
        if self.on_bytes is not None and data:
            self.on_bytes("tx", data)
        return data

    def _failed(self, why: str) -> None:
        if self.bus.failed(why):
            log.warning("panel trouble", bus=self.bus.name, fault=why)
