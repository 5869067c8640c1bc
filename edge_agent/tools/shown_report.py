"""A reading of a device's bytes as plain data: kinds, addresses, texts, times, values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from device_profiles.finding import ALL_STATES, OPERATION, STATES, Finding, Report, Sample
from telemetry.analog_types import ANALOG_TYPES
from telemetry.event_kinds import EVENT_KINDS, EventKind


def moment(ts_ms: int | None) -> str | None:
    """Milliseconds UTC as ISO 8601; None stays None."""
    return None if ts_ms is None else datetime.fromtimestamp(ts_ms / 1000, UTC).isoformat()


def report(said: Report) -> dict[str, object]:
    """One report as plain data."""
    finding = said.finding
    kind, active = _headline(finding)
    return {
        "kind": kind,
        "kind_zh": EVENT_KINDS[kind].zh if kind else None,
        "active": active,
        "address": said.address,
        "address_parts": _parts(said.address),
        "everywhere": said.everywhere,
        "states": [_state(name, True) for name in _ordered(finding.sets)],
        "cleared": "all" if finding.clears >= ALL_STATES - finding.sets else _ordered(finding.clears),
        "text": finding.text or _text(finding),
        "codes": dict(finding.codes),
        "ts_source": moment(finding.ts_source),
        "samples": [_sample(sample) for sample in finding.samples],
        "doubts": list(finding.doubts),
        "unknown": list(finding.unknown),
        "evidence": dict(finding.evidence),
    }


def headline(reports: Sequence[Report]) -> dict[str, object]:
    """What matters most of several reports: the one whose kind comes first in the order of display."""
    told = [report(said) for said in reports]
    if not told:
        return {"kind": None, "kind_zh": None, "active": None, "address": None, "text": "", "ts_source": None}
    first = min(told, key=lambda entry: (not entry["active"], _rank(entry["kind"])))
    return {key: first[key] for key in ("kind", "kind_zh", "active", "address", "text", "ts_source")}


def _headline(finding: Finding) -> tuple[EventKind | None, bool | None]:
    """The kind of event that the agent would tell of it, and whether something begins.

    What is doubtful is told as supervisory, what somebody did at the device as an operation.
    """
    begun = {STATES[name][0] for name in finding.sets} | (
        {EventKind.SUPERVISORY} if finding.doubts else set()
    )
    if begun:
        return min(begun, key=_rank), True
    if OPERATION in finding.codes:
        return EventKind.OPERATION, True
    if finding.clears:
        return min((STATES[name][0] for name in finding.clears), key=_rank), False
    return None, None


def _text(finding: Finding) -> str:
    """Words for a report that brings none of its own: what begins, and what is doubtful."""
    kinds = dict.fromkeys(STATES[name][0] for name in _ordered(finding.sets))
    begun = (f"{EVENT_KINDS[kind].zh} / {EVENT_KINDS[kind].en}" for kind in sorted(kinds, key=_rank))
    return "; ".join((*begun, *finding.doubts))


def _rank(kind: object) -> int:
    return EVENT_KINDS[EventKind(str(kind))].rank if kind else len(EVENT_KINDS)


def _ordered(states: frozenset[str]) -> list[str]:
    return [name for name in STATES if name in states]


def _state(name: str, active: bool) -> dict[str, object]:
    kind = STATES[name][0]
    return {
        "state": name,
        "kind": kind.value,
        "zh": EVENT_KINDS[kind].zh,
        "en": EVENT_KINDS[kind].en,
        "active": active,
    }


def _sample(sample: Sample) -> dict[str, object]:
    known = ANALOG_TYPES.get(sample.analog_type)
    return {
        "analog": known.slug if known else str(sample.analog_type),
        "zh": known.zh if known else "",
        "en": known.en if known else "",
        "value": sample.value,
        "unit": known.unit if known else "",
    }


def _parts(address: str | None) -> list[int | str]:
    return [int(part) if part.isdecimal() else part for part in address.split("-")] if address else []
