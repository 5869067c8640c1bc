"""Which registers to read together: few requests, none longer than the device takes. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Block(NamedTuple):
    """One request: `size` registers from `first`."""

    first: int
    size: int


def blocks(registers: Iterable[int], max_registers: int, max_gap: int) -> list[Block]:
    """Cover the registers: at most `max_gap` unused ones between two used, `max_registers` a request."""
    covered: list[Block] = []
    for register in sorted(set(registers)):
        if covered:
            first, size = covered[-1]
            if register - (first + size) <= max_gap and register - first < max_registers:
                covered[-1] = Block(first, register - first + 1)
                continue
        covered.append(Block(register, 1))
    return covered


def without_gaps(block: Block, registers: Iterable[int], max_registers: int) -> list[Block]:
    """The same used registers in requests that touch no other: for a device that refuses unused ones."""
    within = [register for register in registers if block.first <= register < block.first + block.size]
    return blocks(within, max_registers, 0)
