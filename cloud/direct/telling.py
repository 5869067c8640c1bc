"""From what was said to messages: edges become events, values readings, signs of life snapshots. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from msgspec.structs import replace

from cloud.direct.speech import Speech, Word
from device_profiles.evidence import MAX_TEXT, evidence_of
from device_profiles.finding import Finding, Sample
from device_profiles.level import UNHEARD, Level, edges, move
from telemetry.analog_types import in_range
from telemetry.event_kinds import EventKind
from telemetry.messages import Event, Label, Part, Quality, ReadingBatch, Snapshot, UplinkMessage

PartKey = tuple[str, str]

#: A part whose state did not change is told to be alive as often as this.
ALIVE_MS = 60_000
PENDING_SEQ = 1
_MAX_ODD = 64


@dataclass(slots=True)
class Known:
    """One part as it stands, and how it was last described."""

    level: Level = UNHEARD
    part: Part | None = None


@dataclass(slots=True)
class Table:
    """The parts of one batch: read from the registry before, moved as the batch is told.

    `words` are the parts' own words (`Level.codes`, and fields that no profile lists), which the registry
    does not keep: one that differs from what is here is news.
    """

    known: dict[PartKey, Known] = field(default_factory=dict)
    words: dict[PartKey, dict[str, str]] = field(default_factory=dict)

    def parts_of(self, gateway: str) -> Iterator[str]:
        """The names of a gateway's parts."""
        return iter([part for owner, part in self.known if owner == gateway])


def tell(speech: Speech, table: Table) -> list[UplinkMessage]:
    """The messages that come of it; the table is moved along."""
    messages: list[UplinkMessage] = list(speech.messages)
    alive: list[Part] = []
    samples: list[tuple[str, Sample, int]] = []
    for word in _spread(speech, table):
        messages += _of_word(speech, word, table, alive)
        stamp = word.finding.ts_source or speech.at
        samples += [(word.part.part, sample, stamp) for sample in word.finding.samples]
    if alive:
        messages.append(_snapshot(speech, alive, table))
    if samples:
        messages.append(_readings(speech, samples))
    return messages


def _spread(speech: Speech, table: Table) -> Iterator[Word]:
    for word in speech.words:
        yield word
        if word.everywhere:
            ended = Finding(
                clears=word.finding.clears, text=word.finding.text, evidence=dict(word.finding.evidence)
            )
            for name in table.parts_of(speech.gateway):
                part = table.known[speech.gateway, name].part
                if name != word.part.part and part is not None:
                    yield Word(part, ended)


def _of_word(speech: Speech, word: Word, table: Table, alive: list[Part]) -> list[UplinkMessage]:
    key = (speech.gateway, word.part.part)
    known = table.known.setdefault(key, Known())
    part = known.part = _described(word.part, known.part)
    words = table.words.get(key, {})
    before = replace(known.level, codes=words)
    after = replace(move(before, word.finding), last_heard=max(speech.at, before.last_heard or 0))
    moved = edges(before, after)
    odd = _odd(word.finding, words)
    if not moved and odd:
        moved = [(EventKind.OPERATION, True)]
    table.words[key] = dict(list({**after.codes, **odd}.items())[-_MAX_ODD:])
    known.level = replace(after, codes={})
    stale = before.last_heard is None or speech.at - before.last_heard >= ALIVE_MS
    if before.quality is not after.quality or (not moved and stale):
        alive.append(part)
    first = before.last_heard is None and not before.states and not before.doubt
    return [
        Event(
            gateway=speech.gateway,
            seq=PENDING_SEQ,
            ts_gateway=speech.at,
            clock_synced=True,
            ts_source=word.finding.ts_source,
            part=part,
            kind=kind,
            active=active,
            bits_before=None if first else before.bits,
            bits_after=after.bits,
            text=word.finding.text[:MAX_TEXT],
            evidence=evidence_of(word.finding, retained=False),
        )
        for kind, active in moved
    ]


def _odd(finding: Finding, words: Mapping[str, str]) -> dict[str, str]:
    """Fields that nobody lists, with values that were not told before: unknown is kept and shown."""
    said = {f"? {name}"[:64]: str(finding.evidence.get(name))[:256] for name in finding.unknown}
    return {name: value for name, value in said.items() if words.get(name) != value}


def _described(told: Part, known: Part | None) -> Part:
    if known is None:
        return told
    return replace(told, device=_label(told.device, known.device), place=_label(told.place, known.place))


def _label(told: Label, known: Label) -> Label:
    return told if told.zh or told.en else known


def _snapshot(speech: Speech, parts: Iterable[Part], table: Table) -> Snapshot:
    names = list(dict.fromkeys(part.part for part in parts))
    states = []
    for name in names:
        level = table.known[speech.gateway, name].level
        states.append(level.part_state(name, level.last_heard))
    return Snapshot(
        gateway=speech.gateway, seq=PENDING_SEQ, ts_gateway=speech.at, clock_synced=True, parts=states
    )


def _readings(speech: Speech, samples: list[tuple[str, Sample, int]]) -> ReadingBatch:
    parts = list(dict.fromkeys(name for name, _, _ in samples))
    index = {name: place for place, name in enumerate(parts)}
    values = [sample.value for _, sample, _ in samples]
    return ReadingBatch(
        gateway=speech.gateway,
        seq=PENDING_SEQ,
        ts_gateway=speech.at,
        clock_synced=True,
        parts=parts,
        part=[index[name] for name, _, _ in samples],
        analog_type=[sample.analog_type for _, sample, _ in samples],
        ts=[ts for _, _, ts in samples],
        value=[value if math.isfinite(value) else None for value in values],
        quality=[_quality(sample) for _, sample, _ in samples],
    )


def _quality(sample: Sample) -> Quality:
    sound = math.isfinite(sample.value) and in_range(sample.analog_type, sample.value)
    return Quality.GOOD if sound else Quality.OUT_OF_RANGE
