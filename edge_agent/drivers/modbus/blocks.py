"""Which registers to read together: few requests, none longer than the device takes. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Block(NamedTuple):
    """`size` registers (or bits) from `first`: one request, or one value that must not be torn apart."""

    first: int
    size: int

    @property
    def end(self) -> int:
        """The first register behind it."""
        return self.first + self.size


def blocks(
    wanted: Iterable[Block], most: int, max_gap: int, illegal: Sequence[tuple[int, int]] = ()
) -> list[Block]:
    """Cover what is wanted: at most `max_gap` unused registers between two used, at most `most` a request.

    Nothing is read across an `illegal` range (first and last, both included), and no wanted value is torn,
    unless it is itself longer than a request may be.
    """
    covered: list[Block] = []
    for span in sorted(set(wanted)):
        if covered:
            last = covered[-1]
            end = max(last.end, span.end)
            if (
                span.first - last.end <= max_gap
                and end - last.first <= most
                and not _meets(illegal, last.end, span.first)
            ):
                covered[-1] = Block(last.first, end - last.first)
                continue
            if span.end <= last.end:
                continue
        covered.append(span)
    return covered


def _meets(illegal: Sequence[tuple[int, int]], first: int, end: int) -> bool:
    return first < end and any(low < end and first <= high for low, high in illegal)


def halves(block: Block, wanted: Iterable[Block]) -> list[Block]:
    """A refused request as smaller ones: without the unused registers it read along, else in two.

    Empty when it cannot be made smaller: then its one value is what the device refuses.
    """
    inside = {span for span in wanted if block.first <= span.first and span.end <= block.end}
    within = blocks(inside, block.size, -1)  # values that overlap cannot be told apart by asking
    closer = blocks(within, block.size, 0)
    if len(closer) > 1 or (closer and closer[0].size < block.size):
        return closer
    middle = len(within) // 2
    if not middle:
        return []
    return blocks(within[:middle], block.size, 0) + blocks(within[middle:], block.size, 0)
