"""From observations to messages: edges become events, values become readings, silence becomes stale. Pure.

The normaliser holds one level a part and says what each observation changes; it knows neither clock nor disk.
Its caller stores the messages together with the new levels, and calls `restore` with what is stored when that
failed, so that memory never runs ahead of the disk.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from device_profiles.finding import Evidence, Finding, Sample
from edge_agent.level import UNHEARD, Level, edges, move
from edge_agent.observation import Observation, Stamp
from edge_agent.watch import Watched
from telemetry.analog_types import in_range
from telemetry.event_kinds import FIRE_CLASS, EventKind
from telemetry.messages import Event, Part, PartState, Quality, ReadingBatch, Snapshot

#: Parts in one snapshot: far below the message limit even with every kind active.
SNAPSHOT_PARTS = 400
READING_ROWS = 1024
_MAX_TEXT = 512
_MAX_EVIDENCE = 32
_PENDING_SEQ = 1  # the spool gives out the real one

_SILENCE = frozenset({"device-offline"})


@dataclass(frozen=True, slots=True)
class Row:
    """One sample on its way into a reading batch."""

    part: str
    analog_type: int
    ts: int
    value: float | None
    quality: Quality


@dataclass(frozen=True, slots=True)
class Outcome:
    """What observations came to: messages for the event stream, reading rows, and the levels they rest on."""

    messages: list[Event | Snapshot] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    levels: dict[str, Level] = field(default_factory=dict)


@dataclass(slots=True)
class _Heard:
    at: float
    ts: int | None


@dataclass(slots=True)
class _Sent:
    at: float
    value: float
    quality: Quality


class UnknownPart(LookupError):
    """An observation of a part that nobody configured: a mistake in a driver."""


class Normaliser:
    """The level table of one gateway's parts."""

    def __init__(
        self, gateway: str, watched: Iterable[Watched], levels: Mapping[str, Level], started: float
    ) -> None:
        self._gateway = gateway
        self._watched = {entry.part.part: entry for entry in watched}
        self._levels = {
            part: replace(level, quality=_after_restart(level))
            for part, level in levels.items()
            if part in self._watched
        }
        self._heard = {
            part: _Heard(started, self._levels[part].last_heard if part in self._levels else None)
            for part in self._watched
        }
        self._carried: dict[str, list[str]] = {}
        for part, entry in self._watched.items():
            if entry.carrier is not None and entry.part.stale_after_s is None:
                self._carried.setdefault(entry.carrier, []).append(part)
        self._sent: dict[str, dict[int, _Sent]] = {}
        self._odd_fields: dict[str, frozenset[str]] = {}

    @property
    def parts(self) -> list[Part]:
        """Every part under watch, in the order of the settings."""
        return [entry.part for entry in self._watched.values()]

    def level(self, part: str) -> Level:
        """The part's level as it stands."""
        return self._levels.get(part, UNHEARD)

    def restore(self, stored: Mapping[str, Level], parts: Iterable[str]) -> None:
        """Put these parts back to what is stored: the records that moved them were not."""
        for part in parts:
            if part in stored:
                self._levels[part] = stored[part]
            else:
                self._levels.pop(part, None)
            self._odd_fields.pop(part, None)
            self._sent.pop(part, None)

    def observe(
        self, observations: Sequence[Observation], stamp: Stamp, now: float, alive: Iterable[str] = ()
    ) -> Outcome:
        """Take reports, and signs of life of the parts in `alive`, heard at `now` (monotonic seconds)."""
        outcome = Outcome()
        requalified: list[str] = []
        for observation in observations:
            self._observe(observation, stamp, now, outcome, requalified)
        for part in alive:
            heard = self._heard[part]
            heard.at, heard.ts = now, stamp.ts
            if self.level(part).quality is Quality.STALE or self._returns(part):
                self._observe(Observation(part), stamp, now, outcome, requalified)
        self._add_levels(outcome, requalified, stamp)
        return outcome

    def tick(self, stamp: Stamp, now: float) -> Outcome:
        """Look for silence. A part silent past its limit is stale, and offline unless its panel is too."""
        outcome = Outcome()
        requalified: list[str] = []
        for part, entry in self._watched.items():
            limit = entry.part.stale_after_s
            heard = self._heard[part]
            if limit is None or now - heard.at <= limit:
                continue
            level = self.level(part)
            speaks_for = self._heard[entry.carrier] if entry.carrier else None
            own = speaks_for is None or speaks_for.at > heard.at + limit
            offline = own and "device-offline" not in level.states
            if level.quality is Quality.STALE and not offline and part in self._levels:
                continue
            states = level.states | _SILENCE if offline else level.states
            after = replace(level, states=states, quality=Quality.STALE, last_heard=heard.ts)
            silence = Finding(
                text=f"静默超过 {limit:g} 秒 / silent for more than {limit:g} s",
                evidence={"stale_after_s": limit, "last_heard": heard.ts},
            )
            self._change(entry, level, after, silence, stamp, outcome)
            self._stale_rows(part, stamp, outcome)
            requalified.append(part)
            self._requalify_carried(part, Quality.STALE, requalified)
        self._add_levels(outcome, requalified, stamp)
        return outcome

    def snapshots(self, stamp: Stamp) -> Outcome:
        """What is, for every part."""
        outcome = Outcome()
        self._add_levels(outcome, list(self._watched), stamp)
        return outcome

    def batches(self, rows: Sequence[Row], stamp: Stamp) -> list[ReadingBatch]:
        """The rows as messages of bounded size."""
        batches = []
        for first in range(0, len(rows), READING_ROWS):
            page = rows[first : first + READING_ROWS]
            index = {part: place for place, part in enumerate(dict.fromkeys(row.part for row in page))}
            batches.append(
                ReadingBatch(
                    gateway=self._gateway,
                    seq=_PENDING_SEQ,
                    ts_gateway=stamp.ts,
                    clock_synced=stamp.synced,
                    parts=list(index),
                    part=[index[row.part] for row in page],
                    analog_type=[row.analog_type for row in page],
                    ts=[row.ts for row in page],
                    value=[row.value for row in page],
                    quality=[row.quality for row in page],
                )
            )
        return batches

    def _returns(self, part: str) -> bool:
        return "device-offline" in self.level(part).states

    def _observe(
        self,
        observation: Observation,
        stamp: Stamp,
        now: float,
        outcome: Outcome,
        requalified: list[str],
    ) -> None:
        entry = self._watched.get(observation.part)
        if entry is None:
            raise UnknownPart(
                f"{observation.part!r} is not among the {len(self._watched)} parts of the settings"
            )
        part, finding = observation.part, observation.finding
        before = self.level(part)
        after = move(before, finding, retained=observation.retained)
        if not observation.retained:
            self._heard[part].at, self._heard[part].ts = now, stamp.ts
            after = replace(after, last_heard=stamp.ts)
        told = self._change(entry, before, after, finding, stamp, outcome, retained=observation.retained)
        if before.quality is not after.quality:
            requalified.append(part)
            self._requalify_carried(part, Quality.UNCERTAIN, requalified)
        self._tell_odd_fields(entry, after, finding, stamp, outcome)
        urgent = bool(FIRE_CLASS & after.active) or told
        for sample in finding.samples:
            self._sample(
                part, sample, observation.retained, finding.ts_source or stamp.ts, now, urgent, outcome
            )

    def _requalify_carried(self, carrier: str, quality: Quality, requalified: list[str]) -> None:
        """Parts that speak only of changes are as believable as their panel's line.

        When it falls silent they are stale. When it comes back they are uncertain until they speak, or the
        panel says that all is normal: what happened meanwhile was not heard.
        """
        for part in self._carried.get(carrier, ()):
            level = self.level(part)
            if quality is Quality.STALE or level.quality is Quality.STALE:
                self._levels[part] = replace(level, quality=quality)
                requalified.append(part)

    def _change(
        self,
        entry: Watched,
        before: Level,
        after: Level,
        finding: Finding,
        stamp: Stamp,
        outcome: Outcome,
        *,
        retained: bool = False,
    ) -> bool:
        moved = edges(before, after)
        part = entry.part.part
        for kind, active in moved:
            outcome.messages.append(self._event(entry, kind, active, before, after, finding, stamp, retained))
        if moved or before.codes != after.codes or part in outcome.levels:
            outcome.levels[part] = after
        self._levels[part] = after
        return bool(moved)

    def _event(
        self,
        entry: Watched,
        kind: EventKind,
        active: bool,
        before: Level,
        after: Level,
        finding: Finding,
        stamp: Stamp,
        retained: bool = False,
    ) -> Event:
        first = before.last_heard is None and not before.states and not before.doubt
        return Event(
            gateway=self._gateway,
            seq=_PENDING_SEQ,
            ts_gateway=stamp.ts,
            clock_synced=stamp.synced,
            ts_source=finding.ts_source,
            part=entry.part,
            kind=kind,
            active=active,
            bits_before=None if first else before.bits,
            bits_after=after.bits,
            text=finding.text[:_MAX_TEXT],
            evidence=_evidence(finding, retained),
        )

    def _tell_odd_fields(
        self, entry: Watched, after: Level, finding: Finding, stamp: Stamp, outcome: Outcome
    ) -> None:
        """A field that the profile does not list is told once a run, so that it is kept where people look."""
        part = entry.part.part
        known = self._odd_fields.get(part, frozenset())
        new = [name for name in finding.unknown if name not in known]
        if not new or len(known) >= _MAX_EVIDENCE:
            return
        self._odd_fields[part] = known | set(new)
        names = ", ".join(new)
        odd = Finding(
            text=f"配置文件未列出的字段:{names} / fields the profile does not list: {names}"[:_MAX_TEXT],
            evidence={name: finding.evidence.get(name) for name in new},
            ts_source=finding.ts_source,
        )
        outcome.messages.append(self._event(entry, EventKind.OPERATION, True, after, after, odd, stamp))
        outcome.levels[part] = after

    def _sample(
        self,
        part: str,
        sample: Sample,
        retained: bool,
        ts: int,
        now: float,
        urgent: bool,
        outcome: Outcome,
    ) -> None:
        value: float | None = sample.value
        if not math.isfinite(sample.value):
            value, quality = None, Quality.OUT_OF_RANGE
        elif not in_range(sample.analog_type, sample.value):
            quality = Quality.OUT_OF_RANGE
        else:
            quality = Quality.UNCERTAIN if retained else Quality.GOOD
        sent = self._sent.setdefault(part, {})
        last = sent.get(sample.analog_type)
        if last is not None and last.quality is quality and not urgent:
            since = now - last.at
            near = value is not None and abs(value - last.value) <= sample.deadband
            if since < sample.min_interval_s or (near and since < sample.max_interval_s):
                return
        sent[sample.analog_type] = _Sent(now, value if value is not None else math.inf, quality)
        outcome.rows.append(Row(part, sample.analog_type, ts, value, quality))

    def _stale_rows(self, part: str, stamp: Stamp, outcome: Outcome) -> None:
        """Close the part's curves: what follows is not known."""
        for analog_type in self._sent.pop(part, {}):
            outcome.rows.append(Row(part, analog_type, stamp.ts, None, Quality.STALE))

    def _add_levels(self, outcome: Outcome, parts: list[str], stamp: Stamp) -> None:
        states: list[PartState] = []
        for part in dict.fromkeys(parts):
            level = self.level(part)
            heard = self._heard[part].ts
            states.append(level.part_state(part, heard))
            if part in self._levels:
                level = replace(level, last_heard=heard)
                self._levels[part] = outcome.levels[part] = level
        for first in range(0, len(states), SNAPSHOT_PARTS):
            outcome.messages.append(
                Snapshot(
                    gateway=self._gateway,
                    seq=_PENDING_SEQ,
                    ts_gateway=stamp.ts,
                    clock_synced=stamp.synced,
                    parts=states[first : first + SNAPSHOT_PARTS],
                )
            )


def _after_restart(level: Level) -> Quality:
    """Nobody watched while the agent was off: what was good is uncertain until the part is heard again."""
    return Quality.UNCERTAIN if level.quality is Quality.GOOD else level.quality


def _evidence(finding: Finding, retained: bool) -> Evidence:
    said: Evidence = {"retained": True} if retained else {}
    if finding.doubts:
        said["doubt"] = "; ".join(finding.doubts)[:_MAX_TEXT]
    fields = list(finding.evidence.items())
    fields.sort(key=lambda item: item[0] not in finding.unknown)  # what nobody listed goes first
    room = _MAX_EVIDENCE - len(said) - 1
    for name, value in fields[:room]:
        said[name[:128]] = value[:_MAX_TEXT] if isinstance(value, str) else value
    if len(fields) > room:
        said["more"] = ", ".join(f"{name}={value}" for name, value in fields[room:])[:_MAX_TEXT]
    return said
