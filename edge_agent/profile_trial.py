"""A profile's vectors, run as the agent runs what its drivers hand over: reader, then normaliser. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator

from device_profiles.finding import Report, ReportError
from device_profiles.schema import Profile, Vector, expected_event
from device_profiles.ways import read_vector
from edge_agent.intake.normaliser import Normaliser, Outcome
from edge_agent.intake.observation import Observation, Stamp
from edge_agent.watch import Watched
from telemetry.analog_types import ANALOG_TYPES
from telemetry.messages import Event, Label, Part

#: The part of a report that names no point, and of every report of a vector that names none.
_OWN = "p/own"
_STAMP = Stamp(1_767_225_600_000, True)
#: Between two vectors, so that no interval between readings holds one back.
_BETWEEN_S = 100.0
_NEAR = 1e-4


def mismatches(profile: Profile) -> Iterator[str]:
    """What does not come out of a vector as it says; nothing when all is well."""
    parts = {_OWN} | {
        _part_of(expected_event(text).address) for vector in profile.vectors for text in vector.events
    }
    line, now = _Line(parts), 0.0
    for vector in profile.vectors:
        now += _BETWEEN_S
        if vector.fresh:
            line = _Line(parts)
        for what in line.run(profile, vector, now):
            yield f"vectors: {vector.name!r}: {what}"


def _part_of(address: str | None) -> str:
    return _OWN if address is None else f"p/{address}"


def _watched(part: str) -> Watched:
    return Watched(Part(part, 128, 0, 128, 1, Label("探测器", "detector"), Label(), 60))


class _Line:
    """What vectors run over: one part, or one a point where a vector names its points."""

    def __init__(self, parts: set[str]) -> None:
        self._parts = parts
        self._normaliser = Normaliser("gw-1", [_watched(part) for part in sorted(parts)], {}, 0.0)

    def run(self, profile: Profile, vector: Vector, now: float) -> Iterator[str]:
        try:
            reports = read_vector(profile, vector)
        except ReportError as fault:
            if not vector.malformed:
                yield f"cannot be read: {fault}"
            return
        if vector.malformed:
            yield "is read, and should be refused as malformed"
            return
        named = any(expected_event(text).address is not None for text in vector.events)
        observations = []
        for report in reports:
            parts = self._parts_of(report, named)
            if not parts:
                yield f"speaks of {report.address}, which none of its events names"
            observations += [Observation(part, report.finding, vector.retained) for part in parts]
        outcome = self._normaliser.observe(observations, _STAMP, now)
        yield from _compare(vector, outcome, named)
        if vector.address is not None and vector.address not in [report.address for report in reports]:
            yield f"speaks of {', '.join(str(report.address) for report in reports)}, not {vector.address}"
        if not named and self._normaliser.level(_OWN).doubt is not vector.doubt:
            yield f"leaves {'a' if not vector.doubt else 'no'} doubt"
        said = reports[0].finding.ts_source if reports else None
        if vector.ts_source is not None and said != vector.ts_source:
            yield f"says the time {said}, not {vector.ts_source}"

    def _parts_of(self, report: Report, named: bool) -> list[str]:
        if report.everywhere:
            return sorted(self._parts)
        part = _part_of(report.address) if named else _OWN
        return [part] if part in self._parts else []


def _compare(vector: Vector, outcome: Outcome, named: bool) -> Iterator[str]:
    told, wanted = _events(outcome), [_canonical(text) for text in vector.events]
    if (sorted(told) != sorted(wanted)) if named else (told != wanted):
        yield f"makes the events [{', '.join(told)}], not [{', '.join(wanted)}]"
    readings = {ANALOG_TYPES[row.analog_type].slug: row.value for row in outcome.rows}
    same = readings.keys() == vector.readings.keys() and all(
        value is not None and math.isclose(value, vector.readings[slug], rel_tol=0, abs_tol=_NEAR)
        for slug, value in readings.items()
    )
    if not same:
        yield f"makes the readings {readings}, not {dict(vector.readings)}"


def _events(outcome: Outcome) -> list[str]:
    told = []
    for event in outcome.messages:
        if isinstance(event, Event):
            where = "" if event.part.part == _OWN else f"{event.part.part.removeprefix('p/')} "
            told.append(f"{where}{event.kind.value}{'+' if event.active else '-'}")
    return told


def _canonical(text: str) -> str:
    address, kind, active = expected_event(text)
    return f"{'' if address is None else f'{address} '}{kind.value}{'+' if active else '-'}"
