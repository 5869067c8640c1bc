"""What the gateway asks of devices: queries, clock, duty check (查岗); who waits for which answer."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime

from device_profiles.uitd.reading import read, to_moment
from edge_agent.drivers.uitd.unit import Unit
from runtime.clock import Clock
from telemetry.gb26875 import bodies
from telemetry.gb26875.addresses import COMPONENT_HABITS
from telemetry.gb26875.adu import Adu
from telemetry.gb26875.bodies import Body
from telemetry.gb26875.centre import Answered, Lost
from telemetry.gb26875.exchange import Busy
from telemetry.gb26875.time_label import TimeLabel
from telemetry.gb26875.type_flags import DUTY_CHECK, INITIALISE, SET_CLOCK

_READ_STATE, _READ_COMPONENT = 81, 62


class CannotAsk(Exception):
    """A request that got no answer, or could not be made. The text says why, and what to do."""


class Requests:
    """Requests to the devices of one bus."""

    def __init__(self, clock: Clock, units: Iterable[Unit], *, initialise: bool) -> None:
        self._clock = clock
        self._initialise = initialise
        self._units = {unit.plan.part: unit for unit in units}

    async def ask(self, part: str, code: int, objects: Sequence[Body]) -> Adu | None:
        """Send a query (61 to 88) or a control (89 to 91) to the device of that part; wait for its answer.

        Gives the response, or None for a control that was confirmed. The frame is sent again by the rules of
        clause 6.5. Raises CannotAsk.
        """
        unit = self._unit(part)
        if code == INITIALISE and not self._initialise:
            raise CannotAsk(
                f"{part}: 未允许初始化 / not allowed to initialise it; set `initialise = true` for this bus"
            )
        if unit.send is None:
            raise CannotAsk(f"{part}: 未连接 / not connected; see that the device reports to this gateway")
        now, moment = self._clock.monotonic(), self._moment(unit)
        try:
            transaction, data = unit.session.ask(code, objects, now, moment)
        except (Busy, ValueError) as fault:
            raise CannotAsk(f"{part}: {fault}") from None
        serial = transaction.frame.serial
        answer: asyncio.Future[Adu | None] = asyncio.get_running_loop().create_future()
        unit.waiting[serial] = answer
        unit.send(data)
        try:
            return await answer
        finally:
            unit.waiting.pop(serial, None)
            unit.session.abandon(transaction)

    async def set_clock(self, part: str) -> None:
        """Give the device the gateway's time (同步时钟). Raises CannotAsk."""
        label = TimeLabel.of(self._moment(self._unit(part)))
        await self.ask(part, SET_CLOCK, [bodies.SetUitdClock(label)])

    async def duty_check(self, part: str, timeout_min: int) -> int | None:
        """Check that somebody is on duty (查岗): the operator's number, or None when nobody answered in time.

        Raises CannotAsk when the device does not take the command, or one is under way.
        """
        unit = self._unit(part)
        if unit.duty is not None:
            raise CannotAsk(f"{part}: 查岗进行中 / a duty check is under way; wait for its end")
        unit.duty = asyncio.get_running_loop().create_future()
        try:
            await self.ask(part, DUTY_CHECK, [bodies.DutyCheck(timeout_min)])
            async with asyncio.timeout(timeout_min * 60):
                return await unit.duty
        except TimeoutError:
            return None
        finally:
            unit.duty = None

    async def read(self, address: str) -> dict[str, object]:
        """The state of a device, or of a component behind it, now: plain values. Raises CannotAsk."""
        unit, component = self._find(address)
        if component is None:
            said = await self.ask(unit.plan.part, _READ_STATE, [bodies.ReadUitd()])
        else:
            system = unit.seen.get(component)
            if system is None:
                raise CannotAsk(
                    f"{address}: 该部件尚未上报,所属系统未知 / its system is not known before it reports once"
                )
            raw = COMPONENT_HABITS[unit.plan.habits.component_address].pack(component)
            said = await self.ask(unit.plan.part, _READ_COMPONENT, [bodies.ReadComponent(*system, raw)])
        if said is None:
            raise CannotAsk(f"{address}: 仅收到确认,无数据 / confirmed without data")
        found = [entry.report.finding for entry in read(unit.plan.habits, said)]
        return {
            "part": unit.plan.part,
            "raw": f"{said.type} {said.objects!r}",
            "states": sorted(state for finding in found for state in finding.sets),
        }

    def answered(self, unit: Unit, answered: Answered) -> None:
        """An answer has come."""
        waiter = unit.waiting.get(answered.transaction.frame.serial)
        if waiter is not None and not waiter.done():
            waiter.set_result(answered.adu)

    def lost(self, unit: Unit, lost: Lost) -> None:
        """A request was sent as often as it may be."""
        waiter = unit.waiting.get(lost.transaction.frame.serial)
        if waiter is not None and not waiter.done():
            sent = lost.transaction.sent
            waiter.set_exception(
                CannotAsk(
                    f"{unit.plan.part}: 发送 {sent} 次无应答 / no answer to {sent} sendings ({lost.why})"
                )
            )

    def operator_answered(self, unit: Unit, body: Body) -> None:
        """The operator pressed the answer key."""
        if unit.duty is not None and not unit.duty.done() and isinstance(body, bodies.UitdOperation):
            unit.duty.set_result(body.operator)

    def _unit(self, part: str) -> Unit:
        unit = self._units.get(part)
        if unit is None:
            known = ", ".join(sorted(self._units)) or "-"
            raise CannotAsk(f"{part}: 无此装置 / no such device on this bus; there are {known}")
        return unit

    def _find(self, address: str) -> tuple[Unit, str | None]:
        """The device and component of a part's name, a device's address, or `DEVICE/COMPONENT`."""
        for unit in self._units.values():
            if address in (unit.plan.part, unit.shown_address):
                return unit, None
            for (_, component), part in unit.plan.points.items():
                if address in (part, f"{unit.shown_address}/{component}"):
                    return unit, component
        return self._unit(address), None

    def _moment(self, unit: Unit) -> datetime:
        return to_moment(unit.plan.habits, self._clock.now_ms())
