"""What a gateway says of its parts, as messages of the contract: edges, levels, readings. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from device_profiles.evidence import MAX_TEXT, evidence_of
from device_profiles.finding import Finding
from device_profiles.level import Level
from edge_agent.intake.observation import Stamp
from edge_agent.intake.reading_rows import Row, RowBlock, pages
from edge_agent.spool.record import PENDING_SEQ
from telemetry.event_kinds import EventKind
from telemetry.messages import Event, Part, PartState, ReadingBatch, Snapshot

#: Parts in one snapshot: far below the message limit even with every kind active.
SNAPSHOT_PARTS = 400


class Messages:
    """The messages of one gateway; their numbers are given as they are stored."""

    def __init__(self, gateway: str) -> None:
        self._gateway = gateway

    def event(
        self,
        part: Part,
        kind: EventKind,
        active: bool,
        before: Level,
        after: Level,
        finding: Finding,
        stamp: Stamp,
        retained: bool = False,
    ) -> Event:
        """An edge of one part, with what was found; the bits before are unknown the first time."""
        first = before.last_heard is None and not before.states and not before.doubt
        return Event(
            gateway=self._gateway,
            seq=PENDING_SEQ,
            ts_gateway=stamp.ts,
            clock_synced=stamp.synced,
            ts_source=finding.ts_source,
            part=part,
            kind=kind,
            active=active,
            bits_before=None if first else before.bits,
            bits_after=after.bits,
            text=finding.text[:MAX_TEXT],
            evidence=evidence_of(finding, retained=retained),
        )

    def snapshots(self, states: Sequence[PartState], stamp: Stamp) -> Iterator[Snapshot]:
        """The levels of parts, in messages of bounded size."""
        for first in range(0, len(states), SNAPSHOT_PARTS):
            yield Snapshot(
                gateway=self._gateway,
                seq=PENDING_SEQ,
                ts_gateway=stamp.ts,
                clock_synced=stamp.synced,
                parts=list(states[first : first + SNAPSHOT_PARTS]),
            )

    def readings(
        self, rows: Sequence[Row], stamp: Stamp, blocks: Sequence[RowBlock] = ()
    ) -> list[ReadingBatch]:
        """The readings, in messages of bounded size."""
        return [
            ReadingBatch(
                gateway=self._gateway,
                seq=PENDING_SEQ,
                ts_gateway=stamp.ts,
                clock_synced=stamp.synced,
                parts=page.parts,
                part=page.part,
                analog_type=page.analog_type,
                ts=page.ts,
                value=page.value,
                quality=page.quality,
            )
            for page in pages(rows, blocks)
        ]
