"""One device on a line: what is read of it, what its answers mean, and how it does. No I/O."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

from device_profiles.finding import Finding
from device_profiles.registers.schema import Identity
from edge_agent.drivers.modbus.blocks import halves
from edge_agent.drivers.modbus.plan import UnitPlan
from edge_agent.drivers.modbus.reads import BlockRead, IdentityRead, Read
from edge_agent.drivers.modbus.reads_of_unit import make_read, reads_of, spans_in
from edge_agent.drivers.modbus.schedule import Rank, Task
from edge_agent.intake.observation import Columns, Observation, PartGroup
from telemetry import modbus
from telemetry.messages import BusHealth

#: A register that the device refuses is asked for again after so long, and then at pauses that double.
FIRST_RETRY_S = 10.0
REFUSED_RETRY_S = 600.0
#: Failures of the device itself (4, 8) in a row after which they are a fault of its points.
_STRIKES = 3
#: What the device says of the request; anything else it says of itself, and that passes.
_OF_THE_REQUEST = frozenset({1, 2, 3})
_LATENCIES = 512
_THOUGHTS = 64
_SPLITS = frozenset({2, 3})
#: What a device answers that will do so later.
BUSY = frozenset({5, 6})
#: What a gateway answers for a device behind it that does not.
ABSENT = frozenset({10, 11})


class Taken(NamedTuple):
    """What one answer came to."""

    observations: list[Observation]
    heard: PartGroup
    columns: Sequence[Columns]
    #: Places in the block whose state is told here.
    places: list[int]
    #: Blocks that are to be read at once.
    hasten: list[BlockRead]
    #: A refused register is readable: what was split because of it can be put together again.
    mended: bool


class Unit:
    """A device and its books."""

    def __init__(self, plan: UnitPlan) -> None:
        self.plan = plan
        self.tasks = [self._task(read) for read in reads_of(plan)]
        self._task_of = {id(task.what): task for task in self.tasks}
        self.panel = PartGroup((plan.panel,))
        self.up = False
        self.requests = 0
        self.errors = 0
        self.timeouts = 0
        self.last_error = ""
        #: From a request's turn to its answer, and what of that the unit took to think, in seconds.
        self.latencies: deque[float] = deque(maxlen=_LATENCIES)
        self.thoughts: deque[float] = deque(maxlen=_THOUGHTS)
        #: What it says of itself; None: not asked yet, or it does not say.
        self.identity: dict[str, str] | None = None
        #: Whether it is still to be asked on this connection; and whether asking is of no use.
        self.identify_now = False
        self.mute_on_identity = False
        #: The blocks are not those of the plan any more: some were split or refused.
        self.learnt = False
        #: Parts of which a refusal was told as a fault.
        self._faulted: set[str] = set()

    def _task(self, read: BlockRead) -> Task[Read]:
        return Task(self.plan.unit, read, read.rank, read.period_s)

    def task_of(self, read: BlockRead) -> Task[Read] | None:
        """The task that reads the block, while it is read."""
        return self._task_of.get(id(read))

    def take(self, read: BlockRead, answer: bytes, now: float) -> Taken:
        """What the registers of an answer say."""
        registers = read.registers(answer)
        changes = read.states.changes(registers, now)
        observations = [observation for _, observation in changes]
        back = [part for part in read.parts if part in self._faulted] if self._faulted else []
        read.refused, read.refusals = False, 0
        if back:
            self._faulted.difference_update(back)
            mended = Finding(
                clears=frozenset({"fault"}), text="寄存器又可读取 / the register can be read again"
            )
            observations = [*(Observation(part, mended) for part in back), *observations]
        columns = read.values.columns(registers)
        hasten: list[BlockRead] = []
        for summary in read.summaries:
            value = int(registers[summary.at])
            if value != summary.rest or summary.last not in (None, value):
                hasten += summary.covers
            summary.last = value
        places = [place for place, _ in changes]
        told = () if columns is None else (columns,)
        return Taken(observations, read.heard, told, places, hasten, bool(back))

    def rebuild(self) -> tuple[list[Task[Read]], list[Task[Read]]]:
        """The tasks until now, and those of the plan, which take their place: forget what was learnt."""
        before, self.tasks = self.tasks, [self._task(read) for read in reads_of(self.plan)]
        self._task_of = {id(task.what): task for task in self.tasks}
        self.learnt = False
        return before, self.tasks

    def split(self, read: BlockRead, code: int) -> list[Task[Read]]:
        """A refused block as tasks for smaller ones; empty when it cannot be made smaller."""
        smaller = halves(read.block, spans_in(read)) if code in _SPLITS else []
        if not smaller:
            return []
        found = [
            make_read(
                self.plan,
                read.table,
                block,
                read.states.points,
                read.values.points,
                read.rank,
                read.period_s,
            )
            for block in smaller
        ]
        self.learnt = True
        self._move_summaries(read, found)
        old = self._task_of.pop(id(read))
        self.tasks.remove(old)
        tasks = [self._task(part) for part in found]
        self.tasks += tasks
        self._task_of.update({id(task.what): task for task in tasks})
        return tasks

    def _move_summaries(self, read: BlockRead, found: Sequence[BlockRead]) -> None:
        for summary in read.summaries:
            register = read.block.first + summary.at
            for part in found:
                if part.block.first <= register < part.block.end:
                    summary.at = register - part.block.first
                    part.summaries.append(summary)
                    break
        for task in self.tasks:
            if isinstance(task.what, BlockRead):
                for summary in task.what.summaries:
                    if read in summary.covers:
                        summary.covers.remove(read)
                        summary.covers += found

    def refuse(self, task: Task[Read], code: int) -> list[Observation]:
        """The block is refused as it stands: a fault of its points, told once.

        What the device says of the request stays true for a while, so it is asked again at growing pauses. A
        failure of the device itself passes, and only becomes a fault when it comes again and again.
        """
        read = task.what
        if not isinstance(read, BlockRead):
            return []
        read.refusals += 1
        if code in _OF_THE_REQUEST:
            pause = min(REFUSED_RETRY_S, FIRST_RETRY_S * 2.0 ** min(read.refusals - 1, 16))
            task.rank, task.period_s = Rank.SLOW, max(pause, read.period_s)
        elif read.refusals < _STRIKES:
            return []
        if read.refused:
            return []
        read.refused = self.learnt = True
        self._faulted.update(read.parts)
        en, zh = modbus.EXCEPTIONS.get(code, ("unknown", "未知"))
        fault = Finding(
            sets=frozenset({"fault"}),
            text=f"设备拒绝读取 {read}:异常 {code} {zh} / {read} is refused: exception {code}, {en}",
            evidence={"register": read.block.first, "table": read.table.value, "exception": code},
        )
        return [Observation(part, fault) for part in read.parts]

    def readable_again(self, task: Task[Read]) -> None:
        """The block is answered: if it had been refused, it is read at its own pace again."""
        if isinstance(task.what, BlockRead) and task.what.refused:
            task.rank, task.period_s = task.what.rank, task.what.period_s

    def identified(self, read: IdentityRead, answer: bytes) -> Observation | None:
        """A piece of the identification; what it says of the device once it is whole."""
        objects, more_from = modbus.parse_objects(answer)
        read.objects.update(objects)
        read.pieces += 1
        if more_from is not None:
            read.first_object = more_from
            return None
        named = {modbus.OBJECTS.get(number, str(number)): text for number, text in read.objects.items()}
        self.identity = {name: text for name, text in sorted(named.items()) if text}
        said = "; ".join(self.identity.values())
        strangers = unlike(self.plan.registers.identity, self.identity)
        return Observation(
            self.plan.panel,
            Finding(
                codes={"identity": said[:256]},
                doubts=(f"identity: {strangers}",) if strangers else (),
                text=f"设备标识 {said} / identity {said}"
                + (f"; 与档案不符 / not what the profile expects: {strangers}" if strangers else ""),
                evidence=dict(self.identity),
            ),
        )

    def failed(self, why: str) -> bool:
        """Count an error. Whether it is another one than the last, and so worth a line in the log."""
        self.errors += 1
        news = why != self.last_error
        self.last_error = why[:512]
        return news

    def health(self) -> BusHealth:
        """As the health message carries it."""
        p50, p99 = self.latency_ms(0.5), self.latency_ms(0.99)
        return BusHealth(
            self.plan.panel,
            "modbus-unit",
            self.up,
            self.requests,
            self.errors,
            self.last_error,
            timeouts=self.timeouts,
            latency_p50_ms=p50,
            latency_p99_ms=p99,
        )

    def latency_ms(self, share: float) -> float | None:
        """What so large a share of the latest answers took at most."""
        if not self.latencies:
            return None
        ordered = sorted(self.latencies)
        return round(1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))], 2)


def unlike(expected: Identity | None, identity: dict[str, str]) -> str:
    """What of the identity is not as the profile expects; empty when nothing is."""
    if expected is None:
        return ""
    fields = {"vendor": "vendor", "product": "product_code", "revision": "revision"}
    return ", ".join(
        f"{name} {identity.get(key, '')!r}"
        for name, key in fields.items()
        if (pattern := getattr(expected, name)) is not None
        and not re.search(pattern, identity.get(key, ""), re.IGNORECASE)
    )
