"""How a document numbers registers, and what that is on the wire, where every table counts from 0.

Source: MODBUS Application Protocol Specification V1.1b3, clauses 4.3 and 4.4. The leading digit of the
five- and six-digit habits names the table.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Table(StrEnum):
    """The four tables of a device."""

    COIL = "coil"
    DISCRETE = "discrete"
    HOLDING = "holding"
    INPUT = "input"

    @property
    def function(self) -> int:
        """The function code that reads it."""
        return _FUNCTIONS[self]

    @property
    def is_bits(self) -> bool:
        """Whether an address holds one bit rather than sixteen."""
        return self in (Table.COIL, Table.DISCRETE)


_FUNCTIONS = {Table.COIL: 1, Table.DISCRETE: 2, Table.HOLDING: 3, Table.INPUT: 4}
_BY_DIGIT = {0: Table.COIL, 1: Table.DISCRETE, 3: Table.INPUT, 4: Table.HOLDING}


class Numbering(StrEnum):
    """`wire` counts from 0; `one-based` from 1; `five-digit` is 40001, `six-digit` 400001."""

    WIRE = "wire"
    ONE_BASED = "one-based"
    FIVE_DIGIT = "five-digit"
    SIX_DIGIT = "six-digit"


_DIGITS = {Numbering.FIVE_DIGIT: 10_000, Numbering.SIX_DIGIT: 100_000}
_LAST = 65_535


class Address(NamedTuple):
    """A register or a bit as it stands on the wire."""

    table: Table
    register: int

    def __str__(self) -> str:
        return f"{self.table.value} {self.register}"


def on_the_wire(number: int, numbering: Numbering, table: Table) -> Address:
    """Where `number` is; `table` counts where the number does not name one. Raises ValueError."""
    span = _DIGITS.get(numbering)
    if span is None:
        return _bounded(number, number - (numbering is Numbering.ONE_BASED), table)
    digit, place = divmod(number, span)
    if digit not in _BY_DIGIT:
        raise ValueError(
            f"register {number} begins with no table; {numbering} numbers begin with 0, 1, 3 or 4 "
            f"(holding registers from {4 * span + 1})"
        )
    return _bounded(number, place - 1, _BY_DIGIT[digit])


def _bounded(number: int, register: int, table: Table) -> Address:
    if not 0 <= register <= _LAST:
        raise ValueError(f"register {number} would be {register} on the wire; 0 to {_LAST} are possible")
    return Address(table, register)
