"""The city's board as the API shows it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy.orm import Session

from cloud.alarm_groups import repository as groups
from cloud.alarm_groups import service as group_views
from cloud.alarm_groups.grouping import LIMIT, Group, Tally, fold
from cloud.alarm_groups.schemas import GroupOut
from cloud.alarms import repository as alarms
from cloud.alarms import views as alarm_views
from cloud.areas.tree import AREAS
from cloud.city import fair_share, repository
from cloud.city.schemas import BoardGroup, BoardOut, ClaimOut, CountyOut, Ringing, SeatLoad, UnitOut
from cloud.city.service import AT_WORK_MS, claims_of
from cloud.city.tables import GroupClaim
from cloud.city.units import Unit, held_by, units
from cloud.people.asker import Asker
from cloud.vocabulary import LabelOut
from telemetry.event_kinds import EVENT_KINDS, FIRE_CLASS, EventKind

QUEUE = 200
_HOUR_MS, _TEN_MIN_MS = 3_600_000, 600_000


def board(session: Session, asker: Asker, now: int, limit: int = LIMIT) -> BoardOut:
    """Everything open that the asker may see."""
    tallies = groups.tallies(session, asker, now)
    shown, found = fold(tallies, limit), units(tallies)
    claims = claims_of(repository.held(session, asker, now))
    # What a seat has in hand never leaves its sight, however much stands before it.
    queue = [*found[:QUEUE], *(unit for unit in found[QUEUE:] if unit.key in claims)]
    wanted = {group.first_id for group in shown} | {unit.group.first_id for unit in queue}
    wanted |= {unit.group.unverified_id for unit in queue if unit.group.unverified_id is not None}
    told = {row.id: alarm_views.alarm(row) for row in alarms.by_ids(session, wanted)}
    sites = {site for group in (*shown, *(unit.group for unit in queue)) if (site := _only(group))}
    names = groups.site_names(session, sites)
    first_fire = groups.first_fire(session, asker)
    return BoardOut(
        now=now,
        newest=repository.newest_id(session, asker),
        count=sum(tally.number for tally in tallies),
        unacknowledged=sum(tally.unacknowledged for tally in tallies),
        ringing=_ringing(tallies),
        groups=[
            _group(
                group_views.shown(group, told[group.first_id], names.get(_only(group) or "")), inside, claims
            )
            for group, inside in zip(shown, held_by(shown, found), strict=True)
        ],
        first_fire=alarm_views.alarm(first_fire) if first_fire is not None else None,
        queue=[
            UnitOut(
                key=unit.key,
                cause=unit.group.cause,
                place=_label(names.get(_only(unit.group) or "")),
                area=unit.area,
                county=_county(unit.area),
                count=unit.group.count,
                unacknowledged=unit.group.unacknowledged,
                unverified=unit.group.unverified,
                sites=len(unit.group.sites),
                first=told[unit.group.first_id],
                to_verify=told.get(unit.group.unverified_id or 0),
                claim=_claim(claims.get(unit.key)),
            )
            for unit in queue
        ],
        units=len(found),
        counties=_counties(tallies),
        seats=_seats(session, asker, found, claims, now),
        share=fair_share.share_of(
            sum(unit.waits for unit in found), len(_at_work(session, asker, claims, now))
        ),
    )


def claim(row: GroupClaim) -> ClaimOut:
    """One claim."""
    return ClaimOut(unit=row.unit, by=row.by, taken_at=row.taken_at, until=row.until)


def _group(told: GroupOut, inside: Sequence[Unit], claims: Mapping[str, GroupClaim]) -> BoardGroup:
    free = [unit.key for unit in inside if unit.waits and unit.key not in claims]
    held = [claims[unit.key] for unit in inside if unit.key in claims]
    return BoardGroup(
        **told.model_dump(),
        county=_county(told.area) if told.area is not None else None,
        units=len(inside),
        free=len(free),
        first_free=free[0] if free else None,
        claims=[claim(row) for row in held],
    )


def _only(group: Group) -> str | None:
    """The site, where everything in the group is of one."""
    return next(iter(group.sites)) if len(group.sites) == 1 else None


def _claim(row: GroupClaim | None) -> ClaimOut | None:
    return None if row is None else claim(row)


def _label(name: groups.SiteName | None) -> LabelOut | None:
    return None if name is None else LabelOut(zh=name.zh, en=name.en or name.zh)


def _county(code: str) -> LabelOut:
    area = AREAS.get(code)
    return LabelOut(zh=area.zh, en=area.en) if area is not None else LabelOut(zh=code, en=code)


def _ringing(tallies: Iterable[Tally]) -> list[Ringing]:
    held: dict[EventKind, list[Tally]] = defaultdict(list)
    for tally in tallies:
        if tally.rung_at is not None and not tally.dismissed:
            held[tally.kind].append(tally)
    return [
        Ringing(
            kind=kind,
            count=sum(row.unacknowledged for row in rows),
            newest_at=max(row.rung_at or 0 for row in rows),
        )
        for kind, rows in sorted(held.items(), key=lambda each: EVENT_KINDS[each[0]].rank)
    ]


def _counties(tallies: Iterable[Tally]) -> list[CountyOut]:
    held: dict[str, list[Tally]] = defaultdict(list)
    for tally in tallies:
        held[tally.area].append(tally)
    return [_county_out(area, rows) for area, rows in sorted(held.items())]


def _county_out(area: str, rows: Sequence[Tally]) -> CountyOut:
    fires = [row for row in rows if row.kind is EventKind.FIRE and not row.dismissed]
    warnings = [
        row for row in rows if row.kind in FIRE_CLASS and row.kind is not EventKind.FIRE and not row.dismissed
    ]
    total = sum(row.number for row in rows)
    burning, warned = sum(row.number for row in fires), sum(row.number for row in warnings)
    return CountyOut(
        area=area,
        name=_county(area),
        fires=burning,
        warnings=warned,
        others=total - burning - warned,
        unacknowledged=sum(row.unacknowledged for row in rows),
        sites_on_fire=len({row.site for row in fires}),
    )


def _at_work(session: Session, asker: Asker, claims: Mapping[str, GroupClaim], now: int) -> set[str]:
    taken = repository.seats_since(session, asker, now - AT_WORK_MS)
    return {*taken, *(row.by for row in claims.values())}


def _seats(
    session: Session, asker: Asker, found: Sequence[Unit], claims: Mapping[str, GroupClaim], now: int
) -> list[SeatLoad]:
    known = {unit.key for unit in found}
    held: dict[str, int] = defaultdict(int)
    for row in claims.values():
        held[row.by] += row.unit in known
    taken = repository.seats_since(session, asker, now - _HOUR_MS)
    waits: dict[str, list[int]] = defaultdict(list)
    recent: dict[str, int] = defaultdict(int)
    for by, at, waited in repository.acknowledged_since(session, asker, now - _HOUR_MS):
        waits[by].append(waited)
        recent[by] += at >= now - _TEN_MIN_MS
    return [
        SeatLoad(
            by=by,
            held=held.get(by, 0),
            taken_hour=taken.get(by, 0),
            acknowledged_10_min=recent.get(by, 0),
            acknowledge_p50_ms=_rank(waits.get(by, []), 0.5),
            acknowledge_p90_ms=_rank(waits.get(by, []), 0.9),
        )
        for by in sorted({*held, *taken, *waits})
    ]


def _rank(values: Sequence[int], share: float) -> int | None:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None
