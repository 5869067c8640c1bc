"""Which rules speak of an occurrence, when they would tell it, and why. Pure.

Quiet hours hold back, or leave to other rules, only what lies outside the fire class.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from cloud.notification.hours import QuietHours, quiet_until
from cloud.notification.moments import MOMENTS, Moment, Severity, at_least, is_fire, severity_of
from cloud.people.asker import Asker, whole_region
from cloud.people.scope import sees
from telemetry.event_kinds import EVENT_KINDS, EventKind

QuietMode = Literal["hold", "leave"]


@dataclass(frozen=True)
class Occurrence:
    """One moment of one alarm, or one matter beside the alarms, and where it is."""

    alarm_id: int
    entry_id: int
    moment: Moment
    at: int
    kind: str
    gateway: str
    area: str
    organisation_id: int | None = None
    building_id: int | None = None
    matter_id: int | None = None
    #: Of those who hold a duty only these accounts are meant; None: all.
    persons: frozenset[int] | None = None


@dataclass(frozen=True)
class Step:
    """Whom a rule tells by which channels; the next step is for when this one fails."""

    channels: tuple[int, ...]
    people: tuple[int, ...] = ()
    duties: tuple[str, ...] = ()
    contacts: bool = False


@dataclass(frozen=True)
class Terms:
    """What a rule says. Empty `kinds`: every kind but `test`."""

    id: int
    name: str
    moments: frozenset[str]
    kinds: frozenset[str] = frozenset()
    least: Severity = Severity.LOW
    areas: tuple[str, ...] = ()
    organisations: tuple[int, ...] = ()
    buildings: tuple[int, ...] = ()
    quiet: tuple[QuietHours, ...] = ()
    quiet_mode: QuietMode = "hold"
    steps: tuple[Step, ...] = field(default=())


class Reason(NamedTuple):
    """One sentence in both languages."""

    zh: str
    en: str


class Verdict(NamedTuple):
    """Whether a rule tells an occurrence, from when on, and why."""

    tells: bool
    held_until: int | None
    reasons: tuple[Reason, ...]


def judge(terms: Terms, seen: Occurrence, now: int, zone: ZoneInfo) -> Verdict:
    """What a rule says to an occurrence: every reason against it, or those for it."""
    against = [reason for holds, reason in _conditions(terms, seen) if not holds]
    if against:
        return Verdict(False, None, tuple(against))
    quiet = quiet_until(terms.quiet, now, zone)
    if quiet is None:
        return Verdict(
            True, None, (Reason("种类、时机、级别和范围均符合", "kind, moment, severity, scope fit"),)
        )
    if is_fire(seen.kind):
        return Verdict(
            True, None, (Reason("静默时段不适用于火警类", "quiet hours never silence the fire class"),)
        )
    if terms.quiet_mode == "leave":
        return Verdict(False, None, (Reason("静默时段内不通知", "quiet hours: left to other rules"),))
    return Verdict(True, quiet, (Reason("静默时段,结束后通知", "quiet hours: told at their end"),))


def _conditions(terms: Terms, seen: Occurrence) -> tuple[tuple[bool, Reason], ...]:
    kind = EVENT_KINDS[EventKind(seen.kind)]
    wanted = seen.kind in terms.kinds if terms.kinds else seen.kind != EventKind.TEST
    wanted = wanted or MOMENTS[seen.moment].matter
    severity = severity_of(seen.kind, seen.moment)
    scope = Asker("rule", areas=terms.areas, organisations=terms.organisations)
    inside = sees(scope, seen.area, seen.organisation_id) or seen.building_id in terms.buildings
    return (
        (wanted, Reason(f"不含种类“{kind.zh}”", f"not the kind {kind.en}")),
        (seen.moment in terms.moments, Reason("不含该时机", f"not the moment {seen.moment}")),
        (at_least(severity, terms.least), Reason("级别低于下限", f"{severity} is below {terms.least}")),
        (inside, Reason("不在规则范围内", "outside the rule's area, organisations and buildings")),
    )


class RuleBook:
    """Rules by where they look, so that an alarm meets only those of its own place."""

    def __init__(self, rules: Iterable[Terms]) -> None:
        self._by_place: defaultdict[tuple[str, str | int], list[Terms]] = defaultdict(list)
        for terms in rules:
            for area in terms.areas:
                self._by_place["area", "" if whole_region((area,)) else area].append(terms)
            for organisation in terms.organisations:
                self._by_place["organisation", organisation].append(terms)
            for building in terms.buildings:
                self._by_place["building", building].append(terms)

    def telling(self, seen: Occurrence, now: int, zone: ZoneInfo) -> list[tuple[Terms, Verdict]]:
        """The rules that tell an occurrence, by id."""
        verdicts = [(terms, judge(terms, seen, now, zone)) for terms in self._near(seen)]
        return [(terms, verdict) for terms, verdict in verdicts if verdict.tells]

    def _near(self, seen: Occurrence) -> list[Terms]:
        places: list[tuple[str, str | int]] = [
            ("area", seen.area[:length]) for length in range(len(seen.area) + 1)
        ]
        if seen.organisation_id is not None:
            places.append(("organisation", seen.organisation_id))
        if seen.building_id is not None:
            places.append(("building", seen.building_id))
        found = {terms.id: terms for place in places for terms in self._by_place.get(place, ())}
        return [found[id] for id in sorted(found)]
