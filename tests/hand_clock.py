"""One clock of the machine that stands until it is moved by hand."""

from __future__ import annotations


class HandClock:
    """`at`: milliseconds UTC; move it as you like."""

    def __init__(self, at: int) -> None:
        self.at = at

    def now_ms(self) -> int:
        return self.at

    def monotonic(self) -> float:
        return self.at / 1000

    def go(self, ms: int) -> None:
        """So much later."""
        self.at += ms
