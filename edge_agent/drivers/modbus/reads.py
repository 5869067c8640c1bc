"""What is asked of a unit: blocks of registers, its identity, and one register for a person who probes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from device_profiles.registers.numbering import Table
from edge_agent.drivers.modbus.blocks import Block
from edge_agent.drivers.modbus.decode import Registers, States, Values, bits_of, registers_of
from edge_agent.drivers.modbus.plan import AnalogPoint, StatePoint
from edge_agent.drivers.modbus.schedule import Rank
from edge_agent.intake.observation import PartGroup
from telemetry import modbus

#: Requests for one identification: its objects may come in pieces.
IDENTITY_PIECES = 8


@dataclass(eq=False)
class Summary:
    """A register that tells of many: where it is in its block, and what is read when it moves."""

    at: int
    rest: int
    covers: list[BlockRead] = field(default_factory=list)
    last: int | None = None


class BlockRead:
    """One request that comes again and again, and everything that is in its answer."""

    def __init__(
        self,
        table: Table,
        block: Block,
        panel: str,
        points: Sequence[StatePoint],
        readings: Sequence[AnalogPoint],
        *,
        rank: Rank,
        period_s: float,
    ) -> None:
        self.table = table
        self.block = block
        self.rank = rank
        self.period_s = period_s
        self.states = States(points, block.first)
        self.values = Values(readings, block.first)
        #: Readings are heard with their columns; the rest by this.
        self.heard = PartGroup(tuple(dict.fromkeys((panel, *(point.part for point in points)))))
        self.pdu = modbus.read_pdu(table.function, block.first, block.size)
        self.summaries: list[Summary] = []
        #: The device refuses it, and that was told.
        self.refused = False
        #: Refusals in a row.
        self.refusals = 0

    @property
    def parts(self) -> list[str]:
        """Every part that is read here."""
        named = [point.part for point in self.states.points]
        return list(dict.fromkeys([*named, *(entry.part for entry in self.values.points)]))

    def registers(self, answer: bytes) -> Registers:
        """The registers or bits in the PDU that answers it."""
        data = answer[2:]
        return bits_of(data, self.block.size) if self.table.is_bits else registers_of(data)

    def __str__(self) -> str:
        last = self.block.end - 1
        span = str(self.block.first) if self.block.size == 1 else f"{self.block.first} to {last}"
        return f"{self.table.value} {span}"


@dataclass(eq=False)
class IdentityRead:
    """Who made the unit (43/14), in as many pieces as it takes."""

    objects: dict[int, str] = field(default_factory=dict)
    pieces: int = 0
    first_object: int = 0

    @property
    def pdu(self) -> bytes:
        """The request for the next piece."""
        return modbus.identify_pdu(1, self.first_object)

    def __str__(self) -> str:
        return "identification"


@dataclass(eq=False)
class ProbeRead:
    """A few registers that a person wants to see now."""

    table: Table
    block: Block
    answer: asyncio.Future[tuple[Registers, float]]

    @property
    def pdu(self) -> bytes:
        """The request."""
        return modbus.read_pdu(self.table.function, self.block.first, self.block.size)

    def registers(self, answer: bytes) -> Registers:
        """The registers or bits in the PDU that answers it."""
        return bits_of(answer[2:], self.block.size) if self.table.is_bits else registers_of(answer[2:])

    def __str__(self) -> str:
        return f"probe of {self.table.value} {self.block.first}"


Read = BlockRead | IdentityRead | ProbeRead
