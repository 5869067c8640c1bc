"""One transmission device while the agent runs: its session, its states, its clock, and who waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from msgspec.structs import replace as with_fields

from device_profiles.finding import OPERATION, Finding
from device_profiles.uitd import reading
from device_profiles.uitd.device_clock import DeviceClock
from device_profiles.uitd.merged import MergedStates
from device_profiles.uitd.reading import UitdReport
from edge_agent.drivers.driver import BusState
from edge_agent.drivers.uitd.plan import UnitPlan
from edge_agent.drivers.uitd.settings import UitdSettings
from edge_agent.intake.observation import Observation
from runtime.allowance import Rate
from telemetry.analog_types import ANALOG_TYPES
from telemetry.gb26875 import bodies
from telemetry.gb26875.addresses import DEVICE_HABITS
from telemetry.gb26875.adu import Adu
from telemetry.gb26875.centre import CentreSession
from telemetry.gb26875.dialect import DIALECTS
from telemetry.gb26875.exchange import ResendRule
from telemetry.gb26875.frame import Frame
from telemetry.messages import BusHealth

_MAX_SEEN = 4096
#: A label holds whole seconds: on average the device's clock is half a second further.
_HALF_SECOND_MS = 500


@dataclass(eq=False)
class Unit:
    """A device that is listed, or one that is not and is told of the bus's own part."""

    plan: UnitPlan
    session: CentreSession
    rate: Rate
    bus: BusState
    states: MergedStates = field(default_factory=MergedStates)
    clock: DeviceClock = field(default_factory=DeviceClock)
    listed: bool = True
    #: Writes to the device over the connection it used last; None before it was heard.
    send: Callable[[bytes], None] | None = None
    heard_at: float | None = None
    asked_at: float | None = None
    in_flight: int = 0
    #: Serial number -> who waits for the answer.
    waiting: dict[int, asyncio.Future[Adu | None]] = field(default_factory=dict)
    #: Who waits for the operator's answer to a duty check.
    duty: asyncio.Future[int] | None = None
    #: Component address -> type and address of the system it was last heard under.
    seen: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def shown_address(self) -> str:
        """The address as the device's own settings show it."""
        return DEVICE_HABITS[self.plan.habits.device_address].read(self.plan.address)

    def health(self) -> BusHealth:
        """How the device does."""
        return with_fields(self.bus.health(), clock_offset_ms=self.clock.offset_ms)

    def times_heard(self, frame: Frame, unit: Adu, now_ms: int) -> None:
        """Learn the device's clock from a frame that has just come."""
        labels = [frame.time]
        labels += [body.at for body in unit.objects if isinstance(body, bodies.UitdTime | bodies.SystemTime)]
        for label in labels:
            moment = label.read(bcd=self.plan.habits.time == "bcd").moment
            if moment is not None:
                self.clock.heard(reading.to_ms(self.plan.habits, moment) + _HALF_SECOND_MS, now_ms)

    def observations(self, unit: Adu, frame: Frame, now_ms: int) -> list[Observation]:
        """What a unit says, part by part; what the settings do not list is told of the device's own part."""
        told: list[Observation] = []
        for entry in reading.read(self.plan.habits, unit, frame=frame, now_ms=now_ms):
            told += self._told(entry)
        return told

    def _told(self, entry: UitdReport) -> list[Observation]:
        report = entry.report
        if report.address is not None and entry.system is not None and len(self.seen) < _MAX_SEEN:
            self.seen[report.address] = entry.system
        if report.everywhere and self.listed:
            own = Observation(self.plan.part, self.states.take(entry))
            # What was done is told once, of the device; the points behind it only end what they held.
            ended = replace(report.finding, codes={}, sets=frozenset())
            return [own, *(Observation(part, ended) for part in self.plan.parts[1:])]
        part = self.plan.part_of(entry.system, report.address)
        if part is not None:
            return [Observation(part, report.finding)]
        if report.address is not None:
            finding = _unlisted(report.finding, entry.source, f"未列出的部件 / unlisted {entry.source}")
            entry = entry._replace(report=replace(report, finding=finding))
        return [self._of_own_part(entry)]

    def _of_own_part(self, entry: UitdReport) -> Observation:
        if self.listed:
            return Observation(self.plan.part, self.states.take(entry))
        name = self.plan.address.hex().upper()
        words = f"未列出的装置 / unlisted device {name} ({self.shown_address})"
        finding = replace(
            _unlisted(entry.report.finding, name, words),
            evidence={"device": name, "device_address": self.shown_address, **entry.report.finding.evidence},
        )
        # A reset of one stranger says nothing of another.
        report = replace(entry.report, finding=finding, everywhere=False)
        owned = entry._replace(report=report, source=f"{entry.source} of {name}")
        return Observation(self.plan.part, self.states.take(owned, owner=f" of {name}"))


def _unlisted(finding: Finding, owner: str, words: str) -> Finding:
    """A finding told of another part than its own: its words keep its name, its values make no curve."""
    values = {_value_name(owner, sample.analog_type): sample.value for sample in finding.samples}
    return replace(
        finding,
        samples=(),
        codes={
            name if name == OPERATION else f"{name} {owner}": f"{owner}: {text}"
            if name == OPERATION
            else text
            for name, text in finding.codes.items()
        },
        unknown=(*(f"{owner} {name}" for name in finding.unknown), *values),
        evidence={
            **finding.evidence,
            **values,
            **{f"{owner} {n}": finding.evidence.get(n) for n in finding.unknown},
        },
        text=f"{words} · {finding.text}" if finding.text else words,
    )


def _value_name(owner: str, analog_type: int) -> str:
    known = ANALOG_TYPES.get(analog_type)
    return f"{owner} {known.slug if known else analog_type}"


def unit_of(plan: UnitPlan, settings: UitdSettings, *, listed: bool = True) -> Unit:
    """The device of a plan, before it was heard."""
    return Unit(
        plan=plan,
        session=CentreSession(
            plan.address,
            own_address=bytes.fromhex(settings.own_address) or bytes(6),
            rule=ResendRule(settings.timeout_s, settings.resends),
            dialect=DIALECTS[plan.habits.edition],
        ),
        rate=Rate(settings.frames_per_s),
        bus=BusState(plan.part, "uitd"),
        listed=listed,
    )
