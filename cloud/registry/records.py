"""Parts and levels as the ingest line holds them: rows past the ORM, read and written many at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

from cloud.registry.tables import Part, PartKind


@dataclass(slots=True, eq=False)
class PartRecord:
    """The columns of `Part` under their names."""

    gateway: str
    part: str
    described_at: int
    system_type: int = 0
    system_address: int = 0
    component_type: int = 0
    component_address: int = 0
    device_zh: str = ""
    device_en: str = ""
    place_zh: str = ""
    place_en: str = ""
    stale_after_s: float | None = None
    profile: str = ""
    bits: int | None = None
    bits_seq: int = 0
    snapshot_seq: int = 0
    snapshot_at: int = 0
    quality: int | None = None
    last_heard: int | None = None


@dataclass(slots=True, eq=False)
class KindRecord:
    """The columns of `PartKind` under their names."""

    gateway: str
    part: str
    kind: str
    active: bool = False
    seq: int = 0
    at: int = 0


class KnownPart(NamedTuple):
    """A part with what else it is shown by: no query is needed to show it."""

    part: PartRecord
    active: Sequence[str]
    silent: bool


#: What a part is, in the order of `PartRecord`'s fields behind `described_at`.
DESCRIPTION = (
    "system_type",
    "system_address",
    "component_type",
    "component_address",
    "device_zh",
    "device_en",
    "place_zh",
    "place_en",
    "stale_after_s",
    "profile",
)
PART_FIELDS = tuple(entry.name for entry in fields(PartRecord))
PART_COLUMNS = tuple(getattr(Part, name) for name in PART_FIELDS)
KIND_FIELDS = tuple(entry.name for entry in fields(KindRecord))
KIND_COLUMNS = tuple(getattr(PartKind, name) for name in KIND_FIELDS)


def part_row(record: PartRecord) -> dict[str, Any]:
    """Its columns."""
    return {name: getattr(record, name) for name in PART_FIELDS}


def kind_row(record: KindRecord) -> dict[str, Any]:
    """Its columns."""
    return {name: getattr(record, name) for name in KIND_FIELDS}
