"""An area at a glance, and its cells on a map."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, Final

import h3
from sqlalchemy.orm import Session

from cloud.areas.tree import AREAS, full_name
from cloud.database import counters
from cloud.duty.days import day_of
from cloud.errors import not_found
from cloud.people.asker import Asker
from cloud.people.scope import sees
from cloud.risk.model_health.at_work import SUBJECTS, at_work
from cloud.risk.schemas import BandCounts, RangeOut
from cloud.risk.scores import inside, news, overview_repository, repository, service
from cloud.risk.scores.inside import Chosen
from cloud.risk.scores.schemas import (
    CellOut,
    CellsOut,
    ChildTotals,
    DayTotals,
    ModelNamed,
    SummaryOut,
    TotalsOut,
)
from cloud.risk.warnings import repository as warnings
from cloud.risk.words import label
from models.fire_risk.grading import band

_DAYS: Final = 365
#: The resolution of cells by how long an area's code is.
_RESOLUTION: Final = {2: 5, 4: 6, 6: 8}
_MOST_CELLS: Final = 5_000
#: Sums in the order in which queries give them, as (value, low, high) of each horizon.
_NONE: Final = (0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


def summary(session: Session, asker: Asker, area: str, now: int) -> SummaryOut:
    """Within the asker's scope. Raises ApiError 404 where there is no such area."""
    if area not in AREAS:
        raise not_found("区划", "area", "query.area")
    today = day_of(now)
    rows = [tuple(row) for row in overview_repository.totals(session, asker, area)]
    late = warnings.open_counts(session, asker, area, today.isoformat())
    since = (today - timedelta(days=_DAYS)).isoformat()
    swept = counters.current(session, service.SWEPT)
    return SummaryOut.model_validate(
        {
            "area": area,
            "label": label(full_name(area)),
            "subjects": {
                subject: _totals(row[2:] for row in rows if row[1] == subject) for subject in SUBJECTS
            },
            "children": [
                ChildTotals(
                    area=child,
                    label=label((AREAS[child].zh, AREAS[child].en)),
                    **_totals(row[2:] for row in rows if row[0].startswith(child)).model_dump(),
                )
                for child in AREAS[area].children
                if asker.everything or any(row[0].startswith(child) for row in rows) or sees(asker, child)
            ],
            "history": _history(session, asker, area, since),
            "scored_at": overview_repository.newest(session, asker, area),
            "swept_at": swept or None,
            "waiting": _waiting(session, asker),
            "models": [_named(session, subject) for subject in SUBJECTS],
            "unscored": overview_repository.unscored(session, asker, area),
            "warnings_open": late[0],
            "warnings_overdue": late[1],
        }
    )


def cells(session: Session, asker: Asker, area: str, subject: str | None, resolution: int | None) -> CellsOut:
    """Cells with sites in them, the most expected fires first."""
    wanted = resolution or _RESOLUTION[len(area)]
    found: dict[str, list[Any]] = defaultdict(lambda: [0, 0.0, 100.0])
    nowhere = 0
    for cell, sites, expected, safety in overview_repository.cells(session, asker, area, subject):
        if cell is None:
            nowhere += sites
            continue
        one = found[h3.cell_to_parent(cell, wanted)]
        one[0] += sites
        one[1] += expected
        one[2] = min(one[2], safety)
    ranked = sorted(found.items(), key=lambda entry: (-entry[1][1], entry[0]))
    return CellsOut(
        resolution=wanted,
        items=[
            CellOut.model_validate(
                {
                    "cell": cell,
                    "boundary": _ring(cell),
                    "sites": sites,
                    "expected_365": expected,
                    "worst": band(safety).code,
                }
            )
            for cell, (sites, expected, safety) in ranked[:_MOST_CELLS]
        ],
        placed=sum(entry[0] for entry in found.values()),
        without_position=nowhere,
        more=len(ranked) > _MOST_CELLS,
    )


def cells_within(session: Session, asker: Asker, area: str, chosen: Chosen | None) -> frozenset[str] | None:
    """The cells with sites in them that lie in what was chosen; None: nothing was."""
    if chosen is None:
        return None
    return frozenset(inside.within(chosen, overview_repository.known_cells(session, asker, area)))


def _ring(cell: str) -> list[tuple[float, float]]:
    corners = [(round(east, 6), round(north, 6)) for north, east in h3.cell_to_boundary(cell)]
    return [*corners, corners[0]]


def _totals(rows: Iterable[Sequence[Any]]) -> TotalsOut:
    """Rows of band, sites, and the six sums."""
    bands = dict.fromkeys(BandCounts.model_fields, 0)
    sums = list(_NONE)
    for code, *numbers in rows:
        bands[code] += numbers[0]
        sums = [held + (number or 0) for held, number in zip(sums, numbers, strict=True)]
    sites, *values = sums
    return TotalsOut(
        sites=int(sites),
        bands=BandCounts(**bands),
        expected_90=RangeOut(value=values[0], low=values[1], high=values[2]),
        expected_365=RangeOut(value=values[3], low=values[4], high=values[5]),
    )


def _history(session: Session, asker: Asker, area: str, since: str) -> list[DayTotals]:
    by_day: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for day, *rest in overview_repository.days(session, asker, area, since):
        by_day[day].append(tuple(rest))
    return [DayTotals(day=day, **_totals(rows).model_dump()) for day, rows in by_day.items()]


def _waiting(session: Session, asker: Asker) -> int:
    told = news.since(session, counters.current(session, service.CURSOR))
    if asker.everything:
        return sum(len(events) for events in told.events.values())
    owners = repository.owned(session, asker, told.events)
    return sum(len(events) for owner, events in told.events.items() if owner in owners)


def _named(session: Session, subject: str) -> ModelNamed:
    found = at_work(session, subject)
    return ModelNamed.model_validate(
        {
            "subject": subject,
            "version": found.version,
            "sha256": found.model.sha256,
            "shipped": found.shipped,
        }
    )
