"""What became of a batch, and why one could not be stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from cloud.access.examine import Examined, Identity
from cloud.access.ledger import Entry, Verdict
from cloud.timeseries.port import Latest


class StoreUnavailable(Exception):
    """A store or its disk cannot take anything now. Try the same batch again later; lose nothing."""


@dataclass
class Stored:
    """What became of a batch: whom to send receipts, and which readings are new."""

    receipted: list[Identity] = field(default_factory=list)
    quarantined: int = 0
    #: New samples by part, of those gateways whose newest samples are in memory.
    readings: dict[tuple[str, str], list[Latest]] = field(default_factory=dict)

    def extend(self, other: Stored) -> None:
        """Add what became of another part of the same batch."""
        self.receipted += other.receipted
        self.quarantined += other.quarantined
        self.readings |= other.readings


class JournalFull(StoreUnavailable):
    """Readings are refused until the time-series engine takes what waits. Everything else is stored."""

    def __init__(self, stored: Stored, left: Sequence[Examined]) -> None:
        super().__init__(
            "the journal of readings is full: the time-series engine takes nothing, or too slowly"
        )
        self.stored = stored
        self.left = list(left)


class ReplayRefused(Exception):
    """A message that cannot be replayed; `zh` and `en` say why and what to do."""

    def __init__(self, entry: Entry) -> None:
        if entry.verdict is Verdict.DUPLICATE:
            seq = entry.identity.seq if entry.identity is not None else 0
            self.zh = f"该网关的第 {seq} 号消息已经入库,未重复写入。如确系另一条消息,请改用未用过的序号。"
            self.en = (
                f"Number {seq} of this gateway is stored already; nothing was written twice."
                " If this is another message, give it a number that was never used."
            )
        else:
            reason = entry.refused.reason if entry.refused is not None else ""
            self.zh = f"仍不能接收:{reason}"
            self.en = f"It still cannot be taken: {reason}"
        super().__init__(self.en)
