"""From observations to messages: edges become events, values become readings, silence becomes stale. Pure.

The normaliser holds one level a part and says what each observation changes; it knows neither clock nor disk.
Its caller stores the messages together with the new levels, and calls `restore` with what is stored when that
failed, so that memory never runs ahead of the disk.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from device_profiles.evidence import MAX_FIELDS, MAX_TEXT
from device_profiles.finding import Finding, Sample
from device_profiles.level import UNHEARD, Level, conclude, edges, move
from edge_agent.intake.curves import Curves, quality_of
from edge_agent.intake.groups import Groups
from edge_agent.intake.hearing import Hearing, Slots
from edge_agent.intake.messages import Messages
from edge_agent.intake.observation import Columns, Observation, PartGroup, Stamp
from edge_agent.intake.reading_rows import Row, RowBlock
from edge_agent.watch import Watched
from telemetry.event_kinds import FIRE_CLASS, EventKind
from telemetry.messages import Event, Part, PartState, Quality, Snapshot

_SILENCE = frozenset({"device-offline"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What observations came to: messages for the event stream, readings, and the levels they rest on."""

    messages: list[Event | Snapshot] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    blocks: list[RowBlock] = field(default_factory=list)
    levels: dict[str, Level] = field(default_factory=dict)


class UnknownPart(LookupError):
    """An observation of a part that nobody configured: a mistake in a driver."""


class Normaliser:
    """The level table of one gateway's parts."""

    def __init__(
        self, gateway: str, watched: Iterable[Watched], levels: Mapping[str, Level], started: float
    ) -> None:
        self.messages = Messages(gateway)
        self._watched: dict[str, Watched] = {}
        self._levels: dict[str, Level] = {}
        self._hearing = Hearing()
        self._curves = Curves()
        self._carried: dict[str, list[str]] = {}
        self._behind: dict[str, list[str]] = {}
        self._odd_fields: dict[str, frozenset[str]] = {}
        self._groups = Groups(self._hearing, self._curves, self._entry)
        self._now = started
        self.rewatch(watched, started, levels)

    def rewatch(
        self,
        watched: Iterable[Watched],
        now: float | None = None,
        levels: Mapping[str, Level] | None = None,
    ) -> None:
        """Watch these parts from now on. What is known of those that stay is kept; others are forgotten.

        A part that is new begins with its level in `levels`, what is stored, if it has one there.
        """
        self._now = self._now if now is None else now
        before, self._watched = self._watched, {entry.part.part: entry for entry in watched}
        for part in before.keys() - self._watched.keys():
            self._hearing.limit(part, None)
            self._curves.forget((part,))
            self._odd_fields.pop(part, None)
            self._levels.pop(part, None)
            self._mark(part)
        for part, entry in self._watched.items():
            if part not in before:
                stored = (levels or {}).get(part)
                self._hearing.add(part, self._now, None if stored is None else stored.last_heard)
                if stored is not None:
                    self._levels[part] = replace(stored, quality=_after_restart(stored))
                self._mark(part)
            self._hearing.limit(part, entry.part.stale_after_s)
        self._carried, self._behind = {}, {}
        for part, entry in self._watched.items():
            if entry.carrier is not None:
                own_limit = entry.part.stale_after_s is not None
                group = self._behind if own_limit else self._carried
                group.setdefault(entry.carrier, []).append(part)
        self._groups.forget()

    @property
    def parts(self) -> list[Part]:
        """Every part under watch, in the order of the settings."""
        return [entry.part for entry in self._watched.values()]

    def level(self, part: str) -> Level:
        """The part's level as it stands."""
        return self._levels.get(part, UNHEARD)

    def last_heard(self, part: str) -> int | None:
        """When the part was last heard, by the gateway's clock, in ms UTC; None: never."""
        return self._hearing.ts(part) if part in self._watched else None

    def missing(self, parts: Iterable[str]) -> NDArray[np.bool_]:
        """Which of these parts, all under watch, are silent, offline, or were never heard."""
        return self._hearing.missed[self._hearing.slots(parts)]

    def restore(self, stored: Mapping[str, Level], parts: Iterable[str]) -> None:
        """Put these parts back to what is stored: the records that moved them were not."""
        for part in parts:
            if part not in self._watched:
                continue
            if part in stored:
                self._levels[part] = stored[part]
            else:
                self._levels.pop(part, None)
            self._mark(part)
            self._odd_fields.pop(part, None)
            self._curves.forget((part,))

    def readings_lost(self, parts: Iterable[str]) -> None:
        """Readings of these parts could not be stored: their next values are told whatever they are."""
        self._curves.forget(parts)

    def observe(
        self,
        observations: Sequence[Observation],
        stamp: Stamp,
        now: float,
        alive: PartGroup | Iterable[str] = (),
        columns: Sequence[Columns] = (),
    ) -> Outcome:
        """Take reports, values, and signs of life of those in `alive`, heard at `now` (monotonic seconds)."""
        self._now = now
        outcome = Outcome()
        requalified: list[str] = []
        for observation in observations:
            self._observe(observation, stamp, now, outcome, requalified)
        heard = self._groups.slots(alive)
        if len(heard):
            self._hearing.hear(heard, now, stamp.ts)
            self._heard_again(heard, self._hearing.missed, stamp, now, outcome, requalified)
        for column in columns:
            self._take_column(column, stamp, now, outcome, requalified)
        self._add_levels(outcome, requalified, stamp)
        return outcome

    def tick(self, stamp: Stamp, now: float) -> Outcome:
        """Look for silence. A part silent past its limit is stale, and offline unless its panel is too."""
        self._now = now
        outcome = Outcome()
        requalified: list[str] = []
        for part in self._hearing.silent(now):
            entry = self._watched[part]
            limit = entry.part.stale_after_s
            if limit is None:
                continue
            heard_at, heard_ts = self._hearing.heard_at(part), self._hearing.ts(part)
            level = self.level(part)
            own = entry.carrier is None or self._speaks_without(entry.carrier, heard_at + limit, now - limit)
            offline = own and "device-offline" not in level.states
            if level.quality is Quality.STALE and not offline and part in self._levels:
                continue
            states = level.states | _SILENCE if offline else level.states
            after = replace(level, states=states, quality=Quality.STALE, last_heard=heard_ts)
            silence = Finding(
                text=f"静默超过 {limit:g} 秒 / silent for more than {limit:g} s",
                evidence={"stale_after_s": limit, "last_heard": heard_ts},
            )
            self._change(entry, level, after, silence, stamp, outcome)
            self._stale_rows(part, stamp, outcome)
            requalified.append(part)
            self._requalify_carried(part, Quality.STALE, requalified)
        self._add_levels(outcome, requalified, stamp)
        return outcome

    def _speaks_without(self, carrier: str, missed_at: float, long_ago: float) -> bool:
        """Whether the panel spoke after the part was missed, and has been back for long enough to tell."""
        return self._hearing.heard_at(carrier) > missed_at and self._hearing.back_since(carrier) < long_ago

    def snapshots(self, stamp: Stamp) -> Outcome:
        """What is, for every part."""
        outcome = Outcome()
        self._add_levels(outcome, list(self._watched), stamp)
        return outcome

    def _take_column(
        self, column: Columns, stamp: Stamp, now: float, outcome: Outcome, requalified: list[str]
    ) -> None:
        known = self._groups.known(column.group)
        self._hearing.hear(known.parts, now, stamp.ts)
        self._heard_again(known.parts, self._hearing.unsettled, stamp, now, outcome, requalified)
        urgent = self._hearing.alarming[known.parts]
        edged = {message.part.part for message in outcome.messages if isinstance(message, Event)}
        if edged:
            urgent |= np.array([part in edged for part in column.group.parts])
        told, quality = self._curves.select(
            known.curves, known.bounds, column.values, now, urgent if urgent.any() else None
        )
        if told.any():
            outcome.blocks.append(
                RowBlock(
                    known.parts[told],
                    self._hearing.names,
                    column.group.analog_type[told],
                    stamp.ts,
                    column.values[told],
                    quality[told],
                )
            )

    def _heard_again(
        self,
        slots: Slots,
        flags: NDArray[np.bool_],
        stamp: Stamp,
        now: float,
        outcome: Outcome,
        requalified: list[str],
    ) -> None:
        """A bare sign of life for each of these parts whose flag says that it is news."""
        news = flags[slots]
        if news.any():
            for slot in dict.fromkeys(slots[news].tolist()):
                self._observe(Observation(self._hearing.names[slot]), stamp, now, outcome, requalified)

    def _put(self, part: str, level: Level) -> None:
        self._levels[part] = level
        self._mark(part)

    def _mark(self, part: str) -> None:
        """Keep the columns that speak of the part's level in step with it."""
        level, slot = self.level(part), self._hearing.slot(part)
        stale = level.quality is Quality.STALE
        self._hearing.missed[slot] = stale or "device-offline" in level.states
        self._hearing.unsettled[slot] = level.quality is not Quality.GOOD and (stale or not level.doubt)
        self._hearing.alarming[slot] = bool(FIRE_CLASS & level.active)

    def _entry(self, part: str) -> Watched:
        entry = self._watched.get(part)
        if entry is None:
            raise UnknownPart(f"{part!r} is not among the {len(self._watched)} parts of the settings")
        return entry

    def _observe(
        self,
        observation: Observation,
        stamp: Stamp,
        now: float,
        outcome: Outcome,
        requalified: list[str],
    ) -> None:
        entry = self._entry(observation.part)
        part, finding = observation.part, observation.finding
        before = self.level(part)
        if observation.concluded:
            self._change(entry, before, conclude(before, finding), finding, stamp, outcome)
            return
        after = move(before, finding, retained=observation.retained)
        if not observation.retained and not _SILENCE & finding.sets:
            self._hearing.hear_again(self._hearing.slot(part), now, stamp.ts)
            after = replace(after, last_heard=stamp.ts)
        told = self._change(entry, before, after, finding, stamp, outcome, retained=observation.retained)
        if before.quality is not after.quality:
            requalified.append(part)
            gone = after.quality is Quality.STALE
            self._requalify_carried(part, Quality.STALE if gone else Quality.UNCERTAIN, requalified)
            self._requalify_behind(part, gone, requalified)
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
                self._put(part, replace(level, quality=quality))
                requalified.append(part)

    def _requalify_behind(self, carrier: str, gone: bool, requalified: list[str]) -> None:
        """Parts that are heard through a carrier and have limits of their own: its word concerns them too.

        Its mere silence does not: they may be heard while it has nothing to say of itself.
        """
        for part in self._behind.get(carrier, ()):
            level = self.level(part)
            if gone is (level.quality is Quality.STALE) or _SILENCE & level.states:
                continue
            if not gone and self._hearing.ts(part) is None:
                continue  # it was never heard, and is not now
            self._put(part, replace(level, quality=Quality.STALE if gone else Quality.UNCERTAIN))
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
            outcome.messages.append(
                self.messages.event(entry.part, kind, active, before, after, finding, stamp, retained)
            )
        if moved or before.codes != after.codes or part in outcome.levels:
            outcome.levels[part] = after
        self._put(part, after)
        return bool(moved)

    def _tell_odd_fields(
        self, entry: Watched, after: Level, finding: Finding, stamp: Stamp, outcome: Outcome
    ) -> None:
        """A field that the profile does not list is told once a run, so that it is kept where people look."""
        part = entry.part.part
        known = self._odd_fields.get(part, frozenset())
        new = [name for name in finding.unknown if name not in known]
        if not new or len(known) >= MAX_FIELDS:
            return
        self._odd_fields[part] = known | set(new)
        names = ", ".join(new)
        odd = Finding(
            text=f"配置文件未列出的字段:{names} / fields the profile does not list: {names}"[:MAX_TEXT],
            evidence={name: finding.evidence.get(name) for name in new},
            ts_source=finding.ts_source,
        )
        outcome.messages.append(
            self.messages.event(entry.part, EventKind.OPERATION, True, after, after, odd, stamp)
        )
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
        quality = quality_of(sample, retained=retained)
        if self._curves.worth(part, sample, quality, now, urgent=urgent):
            value = sample.value if math.isfinite(sample.value) else None
            outcome.rows.append(Row(part, sample.analog_type, ts, value, quality))

    def _stale_rows(self, part: str, stamp: Stamp, outcome: Outcome) -> None:
        """Close the part's curves: what follows is not known."""
        for analog_type in self._curves.close(part):
            outcome.rows.append(Row(part, analog_type, stamp.ts, None, Quality.STALE))

    def _add_levels(self, outcome: Outcome, parts: list[str], stamp: Stamp) -> None:
        states: list[PartState] = []
        for part in dict.fromkeys(parts):
            level = self.level(part)
            heard = self._hearing.ts(part)
            states.append(level.part_state(part, heard))
            if part in self._levels:
                level = replace(level, last_heard=heard)
                self._levels[part] = outcome.levels[part] = level
        outcome.messages.extend(self.messages.snapshots(states, stamp))


def _after_restart(level: Level) -> Quality:
    """Nobody watched while the agent was off: what was good is uncertain until the part is heard again."""
    return Quality.UNCERTAIN if level.quality is Quality.GOOD else level.quality
