"""Histories put together: a curve with its gaps, events and alarms behind cursors, what stood when."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from cloud.alarms import views as alarm_views
from cloud.centre import Centre
from cloud.errors import ApiError, not_found
from cloud.events.schemas import event
from cloud.events.tables import EventRow
from cloud.fleet.orders import behind, cursor
from cloud.history import repository, standing
from cloud.history.gaps import expected_ms, gaps
from cloud.history.repository import Page, Whose
from cloud.history.schemas import (
    CurveHistory,
    EventCounts,
    HistoryAlarms,
    HistoryEvent,
    HistoryEvents,
    KindCounts,
    PartHistory,
    StandingKind,
    StandingOut,
)
from cloud.organisations import repository as organisations
from cloud.people.asker import Asker
from cloud.registry import repository as registry
from cloud.registry import views as registry_views
from cloud.registry.service import GATEWAY_PART
from cloud.timeseries import service as timeseries
from cloud.timeseries.buckets import width_of
from cloud.timeseries.port import Bucket, Tier
from cloud.timeseries.schemas import TierSpan
from cloud.vocabulary import quality_name
from telemetry.analog_types import ANALOG_TYPES
from telemetry.event_kinds import EVENT_KINDS, EventKind

DAY_MS = 86_400_000
#: Steps of one answer: a year by day, a day by two minutes.
STEPS = 750
#: What stands for days and is worth a line over them.
STANDING_KINDS = (EventKind.FAULT, EventKind.DEVICE_OFFLINE, EventKind.DISABLED)
_STOOD = 50_000


class Asked(NamedTuple):
    """A page as it is asked for: of these kinds (none: all), behind the cursor of the page before."""

    kinds: Collection[str]
    after: str | None
    limit: int

    def query(self) -> Page:
        """What is read: one more than asked for, which says whether there are more."""
        return Page(self.kinds, behind(self.after) if self.after is not None else None, self.limit + 1)

    def behind(self, places: Sequence[tuple[int, int]]) -> str | None:
        """The cursor of the next page, given the (time, id) of what was read; None: this is the last."""
        return cursor(*places[self.limit - 1]) if len(places) > self.limit else None


def check(session: Session, asker: Asker, whose: Whose) -> None:
    """ApiError 404 or 422 unless something that the asker may see is named."""
    if whose.gateway is None and whose.part is not None:
        raise ApiError(
            422,
            "part-without-gateway",
            "部件须与其网关一起指明。",
            "A part is named together with its gateway: add `gateway`.",
            "query.gateway",
        )
    if whose.gateway is None and whose.organisation is None:
        raise ApiError(
            422,
            "nobody-named",
            "请指明网关或单位。",
            "Say whose history: name `gateway` or `organisation`.",
            "query.gateway",
        )
    if whose.gateway is not None and not registry.is_seen(session, asker, whose.gateway):
        raise not_found("网关", "gateway", "query.gateway")
    if whose.organisation is not None and not organisations.organisation(session, asker, whose.organisation):
        raise not_found("单位", "organisation", "query.organisation")


def part(centre: Centre, session: Session, asker: Asker, gateway: str, name: str) -> PartHistory:
    """The part as it is now; its readings must have been completed before. ApiError 404."""
    rows = registry.gateways(session, [gateway], asker)
    shown = registry_views.parts_by_key(session, centre.latest, {(gateway, name): None}) if rows else []
    if not shown:
        raise not_found("部件", "part", "query.part")
    return PartHistory(
        part=shown[0],
        gateway=registry_views.gateways(session, [gateway])[0],
        organisation_id=rows[0].organisation_id,
        now=centre.clock.now_ms(),
    )


def curve(
    centre: Centre, gateway: str, name: str, analog_type: int, start: int, end: int, points: int
) -> CurveHistory:
    """One series over a span. Raises what the engine raises."""
    now = centre.clock.now_ms()
    with centre.database.read() as session:
        known = registry.parts(session, [(gateway, name)])
    stale_after_s = known[0].stale_after_s if known else None
    pieces, buckets = timeseries.read_curve(centre, gateway, name, analog_type, start, end, points)
    width = width_of(start, end, points)
    begins = [piece.start for piece in pieces]

    def lasts(bucket: Bucket) -> int:
        """A sample as it came lasts no time; a window or a bucket of several may, to its end."""
        tier = pieces[max(0, bisect_right(begins, bucket.ts) - 1)].tier
        return 0 if tier is Tier.RAW and bucket.samples == 1 else max(width, tier.step_ms)

    kept_from = now - centre.settings.timeseries.retention.period_ms(Tier.HOUR)
    expected = expected_ms(buckets, None if stale_after_s is None else round(stale_after_s * 1000), lasts)
    term = ANALOG_TYPES.get(analog_type)
    return CurveHistory(
        analog_type=analog_type,
        unit=term.unit if term is not None else "",
        start=start,
        end=end,
        now=now,
        width_ms=width,
        kept_from=kept_from,
        tiers=[TierSpan(tier=piece.tier.value, start=piece.start, end=piece.end) for piece in pieces],
        expected_ms=expected,
        gaps=gaps(buckets, max(start, kept_from), min(end, now), expected, lasts),
        at=[bucket.ts for bucket in buckets],
        minimum=[bucket.minimum for bucket in buckets],
        mean=[bucket.mean for bucket in buckets],
        maximum=[bucket.maximum for bucket in buckets],
        last=[bucket.last for bucket in buckets],
        samples=[bucket.samples for bucket in buckets],
        quality=[quality_name(bucket.quality) for bucket in buckets],
    )


def events(
    centre: Centre,
    session: Session,
    asker: Asker,
    whose: Whose,
    start: int,
    end: int,
    page: Asked,
) -> HistoryEvents:
    """Events of a span, newest first."""
    rows = repository.events(session, asker, whose, start, end, page.query())
    return HistoryEvents(
        items=[_event(row) for row in rows[: page.limit]],
        next=page.behind([(row.at, row.id) for row in rows]),
        kept_from=_events_kept_from(centre),
    )


def counts(
    centre: Centre, session: Session, asker: Asker, whose: Whose, start: int, end: int, width: int
) -> EventCounts:
    """How often each kind began in each step of the span."""
    steps = _steps(start, end, width)
    found: dict[str, list[int]] = {}
    for kind, step, count in repository.counts(session, asker, whose, start, end, width):
        found.setdefault(kind, [0] * steps)[step] = count
    order = [entry.kind.value for entry in sorted(EVENT_KINDS.values(), key=lambda entry: entry.rank)]
    ranked = [kind for kind in order if kind in found] + sorted(set(found) - set(order))
    return EventCounts(
        start=start,
        end=end,
        width_ms=width,
        total=sum(sum(each) for each in found.values()),
        kept_from=_events_kept_from(centre),
        kinds=[KindCounts(kind=kind, counts=found[kind]) for kind in ranked],
    )


def alarms(
    centre: Centre,
    session: Session,
    asker: Asker,
    whose: Whose,
    start: int,
    end: int,
    page: Asked,
) -> HistoryAlarms:
    """Alarms that stood within a span, newest first."""
    rows = repository.alarms(session, asker, whose, start, end, page.query())
    return HistoryAlarms(
        items=[alarm_views.alarm(row) for row in rows[: page.limit]],
        next=page.behind([(row.raised_at, row.id) for row in rows]),
        kept_from=centre.clock.now_ms() - centre.settings.retention.alarm_days * DAY_MS,
    )


def stood(
    centre: Centre, session: Session, asker: Asker, whose: Whose, start: int, end: int, width: int
) -> StandingOut:
    """What stood at the end of each step, and how long gateways were silent in it."""
    _steps(start, end, width)
    now = centre.clock.now_ms()
    until = min(end, max(start, now))
    rows = repository.stood(session, asker, whose, start, until, STANDING_KINDS, _STOOD + 1)
    if len(rows) > _STOOD:
        raise ApiError(
            422,
            "too-many",
            f"该时段内的警情变化超过 {_STOOD} 条,请缩短时段。",
            f"Alarms came and went more than {_STOOD} times in this span. Ask for a shorter one.",
            "query.end",
        )
    found = list(_spells(rows))
    ends = standing.ends_of(start, until, width)
    lines = standing.standing(found, [kind.value for kind in STANDING_KINDS], ends)
    silent = [one for one in found if one.of_gateway and one.kind == EventKind.DEVICE_OFFLINE]
    return StandingOut(
        start=start,
        end=end,
        width_ms=width,
        now=now,
        gateways=1
        if whose.gateway is not None
        else registry.count_seen(session, asker, whose.organisation, None),
        kinds=[StandingKind(kind=kind, standing=lines[kind]) for kind in lines],
        silent=[
            (one.since, one.until)
            for one in sorted(silent, key=lambda one: one.since)
            if one.until is None or one.until >= start
        ]
        if whose.gateway is not None
        else [],
        offline_ms=standing.covered_ms(silent, start, width, ends, now),
    )


def _spells(rows: Iterable[Any]) -> Iterator[standing.Stood]:
    """The states of these alarms, an alarm's rows being behind each other."""
    for _, group in groupby(rows, key=lambda row: row[0]):
        held = list(group)
        _, kind, name, raised, ended, *_ = held[0]
        moves = [(action != repository.CLEAR, at) for *_, action, at in held if action is not None]
        for since, until in standing.spells(raised, ended, moves):
            yield standing.Stood(kind, name == GATEWAY_PART.part, since, until)


def _steps(start: int, end: int, width: int) -> int:
    steps = -(-(end - start) // width)
    if steps > STEPS:
        raise ApiError(
            422,
            "too-many-steps",
            f"时段最多分为 {STEPS} 段,请加大步长。",
            f"A span has at most {STEPS} steps. Ask for wider ones.",
            "query.width_ms",
        )
    return steps


def _events_kept_from(centre: Centre) -> int:
    return centre.clock.now_ms() - centre.settings.retention.event_days * DAY_MS


def _event(row: EventRow) -> HistoryEvent:
    return HistoryEvent(**event(row).model_dump(), at=row.at)
