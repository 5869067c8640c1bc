"""The newest value of each part's readings, for who looks at the gateway on site."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from telemetry.analog_types import ANALOG_TYPES
from telemetry.messages import Quality, ReadingBatch, UplinkMessage


class LatestValues:
    """One row for each part and analog type; it costs no loop of ours over a batch's rows."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, int], tuple[int, float | None, Quality]] = {}

    def stored(self, messages: Sequence[UplinkMessage]) -> None:
        """These are on the disk."""
        for message in messages:
            if isinstance(message, ReadingBatch):
                keys = zip(map(message.parts.__getitem__, message.part), message.analog_type, strict=True)
                rows = zip(message.ts, message.value, message.quality, strict=True)
                self._rows.update(zip(keys, rows, strict=True))

    def keep(self, parts: Collection[str]) -> None:
        """Forget the values of every other part."""
        self._rows = {key: row for key, row in self._rows.items() if key[0] in parts}

    def by_part(self) -> dict[str, dict[str, dict[str, Any]]]:
        """`{part: {analog type: {value, unit, ts, quality}}}`; a type without a name goes by its number."""
        told: dict[str, dict[str, dict[str, Any]]] = {}
        for (part, code), (ts, value, quality) in self._rows.items():
            known = ANALOG_TYPES.get(code)
            told.setdefault(part, {})[known.slug if known else str(code)] = {
                "value": value,
                "unit": known.unit if known else "",
                "ts": ts,
                "quality": Quality(quality).name.lower(),
            }
        return told
