"""Which blocks a unit is read in: by how often and how urgently its registers are needed. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from device_profiles.registers.numbering import Address, Table
from device_profiles.registers.schema import RegisterMap
from edge_agent.drivers.modbus.blocks import Block, blocks
from edge_agent.drivers.modbus.plan import AnalogPoint, StatePoint, UnitPlan
from edge_agent.drivers.modbus.reads import BlockRead, Summary
from edge_agent.drivers.modbus.schedule import Rank


class _Class(NamedTuple):
    """Registers that are read at one pace."""

    table: Table
    period_s: float
    #: Which summary covers them; -1: none.
    summary: int = -1
    #: Listed as alarm-bearing, or as slow; None: neither.
    rank: Rank | None = None


class _Span(NamedTuple):
    first: Address
    last: Address

    def holds(self, address: Address) -> bool:
        return (
            self.first.table is address.table
            and self.first.register <= address.register <= self.last.register
        )


def reads_of(plan: UnitPlan) -> list[BlockRead]:
    """Every block of the unit, the most urgent first."""
    layout = plan.registers
    summaries = [layout.address(entry.register_number, entry.table) for entry in layout.summary]
    sort = _Sorting(plan, summaries)
    wanted: dict[_Class, set[Block]] = {}
    for point in plan.points:
        address = point.spot.address
        wanted.setdefault(sort.of(address), set()).add(Block(address.register, 1))
    for analog in plan.readings:
        wanted.setdefault(sort.of(analog.address), set()).add(_span_of(analog))
    for address in summaries:
        wanted.setdefault(sort.of(address), set()).add(Block(address.register, 1))
    if layout.heartbeat is not None:
        address = layout.address(layout.heartbeat.register_number, layout.heartbeat.table)
        beat = _Class(address.table, layout.heartbeat.every_s, rank=Rank.ALARM)
        wanted.setdefault(beat, set()).add(Block(address.register, 1))
    reads: dict[_Class, list[BlockRead]] = {}
    for kind, spans in wanted.items():
        illegal = illegal_ranges(layout, kind.table)
        covered = blocks(spans, most(layout, kind.table), layout.max_gap, illegal)
        own = [read for read in plan.points if sort.of(read.spot.address) == kind]
        values = [read for read in plan.readings if sort.of(read.address) == kind]
        reads[kind] = [
            make_read(plan, kind.table, block, own, values, _rank(kind, plan), kind.period_s)
            for block in covered
        ]
    found = [read for group in reads.values() for read in group]
    for index, address in enumerate(summaries):
        covers = [read for kind, group in reads.items() if kind.summary == index for read in group]
        for read in found:
            if read.table is address.table and read.block.first <= address.register < read.block.end:
                rest = layout.summary[index].rest
                read.summaries.append(Summary(address.register - read.block.first, rest, covers))
                read.rank = Rank.ALARM
                break
    return sorted(found, key=lambda read: (read.rank, read.period_s))


def make_read(
    plan: UnitPlan,
    table: Table,
    block: Block,
    points: Iterable[StatePoint],
    readings: Iterable[AnalogPoint],
    rank: Rank | None,
    period_s: float,
) -> BlockRead:
    """The read of one block, with those of the points and readings that are in it."""
    states = [
        point
        for point in points
        if point.spot.address.table is table and block.first <= point.spot.address.register < block.end
    ]
    values = [
        entry
        for entry in readings
        if entry.address.table is table
        and block.first <= entry.address.register
        and _span_of(entry).end <= block.end
    ]
    if rank is None:
        rank = Rank.ALARM if any(point.spot.word.makes_fire for point in states) else Rank.NORMAL
    return BlockRead(table, block, plan.panel, states, values, rank=rank, period_s=period_s)


def spans_in(read: BlockRead) -> list[Block]:
    """What a block is read for."""
    spans = {Block(point.spot.address.register, 1) for point in read.states.points}
    spans |= {_span_of(entry) for entry in read.values.points}
    spans |= {Block(read.block.first + entry.at, 1) for entry in read.summaries}
    return sorted(spans)


def most(layout: RegisterMap, table: Table) -> int:
    """Registers, or bits, that the device takes in one request."""
    return layout.max_bits if table.is_bits else layout.max_registers


def illegal_ranges(layout: RegisterMap, table: Table) -> list[tuple[int, int]]:
    """The ranges of that table that must not be touched, on the wire."""
    spans = [layout.span(span) for span in layout.illegal]
    return [(first.register, last.register) for first, last in spans if first.table is table]


def _span_of(entry: AnalogPoint) -> Block:
    return Block(entry.address.register, entry.reading.width)


def _rank(kind: _Class, plan: UnitPlan) -> Rank | None:
    if kind.rank is not None:
        return kind.rank
    return Rank.NORMAL if plan.registers.priority or kind.summary >= 0 else None


class _Sorting:
    """Which class an address belongs to."""

    def __init__(self, plan: UnitPlan, summaries: Sequence[Address]) -> None:
        layout = plan.registers
        self._poll_s, self._sweep_s = plan.settings.poll_s, plan.settings.sweep_s
        self._summaries = set(summaries)
        self._priority = [_Span(*layout.span(span)) for span in layout.priority]
        self._slow = [_Span(*layout.span(span)) for span in layout.slow]
        self._covers = [_Span(*layout.span(entry.covers)) for entry in layout.summary]

    def of(self, address: Address) -> _Class:
        if address in self._summaries or any(span.holds(address) for span in self._priority):
            urgent = Rank.ALARM if self._priority else None
            return _Class(address.table, self._poll_s, rank=urgent)
        if any(span.holds(address) for span in self._slow):
            return _Class(address.table, self._sweep_s, rank=Rank.SLOW)
        for index, span in enumerate(self._covers):
            if span.holds(address):
                return _Class(address.table, self._sweep_s, summary=index)
        return _Class(address.table, self._poll_s)
