"""What the centre asks of devices: queries, clock, duty check (查岗); who waits for which answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import NamedTuple

from cloud.transmission.roster import Device
from cloud.transmission.settings import Gb26875Settings
from runtime.clock import Clock
from telemetry.gb26875 import bodies
from telemetry.gb26875.adu import Adu
from telemetry.gb26875.bodies import Body
from telemetry.gb26875.centre import Answered, Lost
from telemetry.gb26875.exchange import Busy
from telemetry.gb26875.time_label import TimeLabel
from telemetry.gb26875.type_flags import DUTY_CHECK, INITIALISE, SET_CLOCK

READ_STATE, READ_TIME = 81, 88


class CannotAsk(Exception):
    """A request that got no answer, or could not be made. The text says why, Chinese first."""


class ClockSet(NamedTuple):
    """A clock that was set and read back: how far off it is now, and whether that is within tolerance."""

    offset_ms: int
    agrees: bool


class Requests:
    """Requests to devices that are connected."""

    def __init__(self, clock: Clock, settings: Gb26875Settings) -> None:
        #: Told of an operator's answer that no duty check here waits for: number of device, of operator.
        self.elsewhere: Callable[[int, int], None] = lambda _number, _operator: None
        self._clock = clock
        self._settings = settings

    async def ask(self, device: Device, code: int, objects: Sequence[Body]) -> Adu | None:
        """Send a query (61 to 88) or a control (89 to 91); wait for its answer.

        Gives the response, or None for a control that was confirmed. The frame is sent again by the rules of
        clause 6.5. Raises CannotAsk.
        """
        if code == INITIALISE and not self._settings.initialise:
            raise CannotAsk(
                "未允许初始化,见 [access.gb26875] initialise / "
                "not allowed to initialise it; set `initialise = true` in [access.gb26875]"
            )
        if device.peer is None:
            raise CannotAsk("装置未连接;请检查装置与线路 / not connected; check the device and its line")
        now, moment = self._clock.monotonic(), device.moment(self._clock.now_ms())
        try:
            transaction, data = device.session.ask(code, objects, now, moment)
        except (Busy, ValueError) as fault:
            raise CannotAsk(f"无法发送 / cannot be sent: {fault}") from None
        serial = transaction.frame.serial
        answer: asyncio.Future[Adu | None] = asyncio.get_running_loop().create_future()
        device.waiting[serial] = answer
        device.peer.send(data)
        try:
            return await answer
        finally:
            device.waiting.pop(serial, None)
            device.session.abandon(transaction)

    async def set_clock(self, device: Device) -> ClockSet:
        """Give the device the centre's time (type 90), read it back (88), compare. Raises CannotAsk."""
        label = TimeLabel.of(device.moment(self._clock.now_ms()))
        await self.ask(device, SET_CLOCK, [bodies.SetUitdClock(label)])
        said = await self.ask(device, READ_TIME, [bodies.ReadUitd()])
        told = [body.at for body in said.objects if isinstance(body, bodies.UitdTime)] if said else []
        moment = told[0].read(bcd=device.entry.habits.time == "bcd").moment if told else None
        if moment is None:
            raise CannotAsk("装置未报告时间 / the device told no time")
        mine = device.moment(self._clock.now_ms())
        offset_ms = int((moment - mine).total_seconds() * 1000)
        return ClockSet(offset_ms, abs(offset_ms) <= self._settings.clock_tolerance_s * 1000)

    async def duty_check(
        self, device: Device, timeout_min: int, patience_s: float | None = None
    ) -> int | None:
        """Check that somebody is on duty: the operator's number, or None when nobody answered in time.

        Raises CannotAsk when the device does not take the command, or one is under way.
        """
        if device.duty is not None:
            raise CannotAsk("查岗进行中 / a duty check is under way; wait for its end")
        device.duty = asyncio.get_running_loop().create_future()
        try:
            await self.ask(device, DUTY_CHECK, [bodies.DutyCheck(timeout_min)])
            async with asyncio.timeout(timeout_min * 60 if patience_s is None else patience_s):
                return await device.duty
        except TimeoutError:
            return None
        finally:
            device.duty = None

    def answered(self, device: Device, answered: Answered) -> None:
        """An answer has come."""
        waiter = device.waiting.get(answered.transaction.frame.serial)
        if waiter is not None and not waiter.done():
            waiter.set_result(answered.adu)

    def lost(self, device: Device, lost: Lost) -> None:
        """A request was sent as often as it may be."""
        waiter = device.waiting.get(lost.transaction.frame.serial)
        if waiter is not None and not waiter.done():
            sent = lost.transaction.sent
            waiter.set_exception(
                CannotAsk(f"发送 {sent} 次无应答 / no answer to {sent} sendings ({lost.why})")
            )

    def give_up(self, device: Device, why: str) -> None:
        """No answer will come any more."""
        for waiter in device.waiting.values():
            if not waiter.done():
                waiter.set_exception(CannotAsk(why))

    def operator_answered(self, device: Device, body: Body) -> None:
        """The operator pressed the answer key."""
        if not isinstance(body, bodies.UitdOperation):
            return
        if device.duty is not None and not device.duty.done():
            device.duty.set_result(body.operator)
        else:
            self.elsewhere(device.entry.id, body.operator)
