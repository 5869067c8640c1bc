"""The regional index as it is shown, tried and filled in. Opens and commits nothing."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from sqlalchemy.orm import Session

from cloud.areas.tree import AREAS, full_name
from cloud.audit import service as audit
from cloud.errors import ApiError
from cloud.people.asker import Asker
from cloud.people.scope import sees
from cloud.risk.index import repository
from cloud.risk.index.reckoning import Array, Region, may, region_of, score, unfit, weighed
from cloud.risk.index.schemas import (
    AreaIndex,
    GroupOut,
    IndexOut,
    IndexWhatIfIn,
    IndexWhatIfOut,
    IndicatorOut,
    ValuesIn,
)
from cloud.risk.index.tables import IndexValue
from cloud.risk.index.versions import current
from cloud.risk.words import label
from models.safety_index import entropy
from models.safety_index.index import Weighing, marks, what_if
from models.safety_index.tree import BY_CODE, GROUPS, INDICATORS, of_group
from runtime.faults import PlainFault

_RECORDS: Final = ("中心记录", "the centre's records")
_ENTERED: Final = ("人工填报", "entered by a person")
_UNKNOWN: Final = ("中心无此数据,可填报", "the centre does not know it; it can be entered")


def shown(session: Session, asker: Asker, area: str, now: int) -> IndexOut:
    """The index of an area that the asker sees as a whole. ApiError 403 or 404."""
    region = region_of(session, asker, area, now, "query.area")
    version = current(session)
    marked = marks(region.values)
    weighing = weighed(version, marked)
    by_entropy = entropy.weights(marked[1:]) if len(marked) > 2 else None
    scores = [score(version, region.values, row) for row in range(len(region.codes))]
    groups, known = scores[0].groups, scores[0].known
    return IndexOut(
        area=area,
        label=label(full_name(area)),
        score=scores[0].score,
        known=known,
        why_not=label(_why_not(marked[0])),
        version=version.name,
        digest=version.digest,
        ratio=weighing.ratios["groups"],
        groups=[
            GroupOut(
                code=group.code,
                label=label((group.zh, group.en)),
                weight=float(weighing.weights[of_group(group.code)].sum()),
                score=groups[number],
                ratio=weighing.ratios[group.code],
                indicators=[
                    _indicator(place, region, marked, weighing, by_entropy) for place in of_group(group.code)
                ],
            )
            for number, group in enumerate(GROUPS)
        ],
        children=[
            AreaIndex(
                area=code,
                label=label((AREAS[code].zh, AREAS[code].en)),
                score=scores[row].score,
                known=scores[row].known,
            )
            for row, code in enumerate(region.codes)
            if row and code.startswith(area) and sees(asker, code)
        ],
        made_at=now,
    )


def suppose(session: Session, asker: Asker, told: IndexWhatIfIn, now: int) -> IndexWhatIfOut:
    """Before and after. ApiError 422 where the index cannot be reckoned."""
    region = region_of(session, asker, told.area, now, "body.area")
    try:
        change = what_if(current(session), region.values, 0, told.changes)
    except PlainFault as fault:
        raise unfit(fault, "body.changes") from None
    return IndexWhatIfOut(before=change.before, after=change.after, added=change.added)


def enter(session: Session, asker: Asker, told: ValuesIn, by: str, now: int) -> IndexOut:
    """What the centre cannot know of an area. ApiError 403, 404, 422."""
    may(asker, told.area, "body.area")
    unknown = sorted(set(told.values) - set(BY_CODE))
    if unknown:
        raise ApiError(
            422,
            "no-such-indicator",
            f"没有指标 {unknown[0]}。",
            f"There is no indicator {unknown[0]}.",
            "body.values",
        )
    before: dict[str, Any] = {}
    for code, value in told.values.items():
        row = repository.value(session, told.area, code)
        before[code] = None if row is None else row.value
        if row is not None and value is None:
            session.delete(row)
        elif row is not None and value is not None:
            row.value, row.by, row.at = value, by, now
        elif value is not None:
            session.add(IndexValue(area=told.area, indicator=code, value=value, by=by, at=now))
    session.flush()
    audit.record(
        session, asker, "risk-index.enter", f"risk-index/{told.area}", before, dict(told.values), at=now
    )
    return shown(session, asker, told.area, now)


def _indicator(
    place: int, region: Region, marked: Array, weighing: Weighing, by_entropy: Array | None
) -> IndicatorOut:
    one = INDICATORS[place]
    known = not np.isnan(region.values[0, place])
    source = _ENTERED if place in region.by else _RECORDS if known else _UNKNOWN
    return IndicatorOut(
        code=one.code,
        label=label((one.zh, one.en)),
        unit=one.unit,
        worst=one.worst,
        best=one.best,
        value=float(region.values[0, place]) if known else None,
        mark=float(marked[0, place]) if known else None,
        weight=float(weighing.weights[place]),
        judged=float(weighing.judged[place]),
        by_entropy=None if by_entropy is None else float(by_entropy[place]),
        source=label(source),
        entered_by=region.by.get(place),
    )


def _why_not(marked: Array) -> tuple[str, str]:
    """Which groups nobody knows anything of; empty where there are none."""
    gone = [group for group in GROUPS if np.isnan(marked[of_group(group.code)]).all()]
    if not gone:
        return "", ""
    return (
        f"缺少{'、'.join(group.zh for group in gone)}的全部指标,请填报其中之一",
        f"nothing is known of {', '.join(group.en for group in gone)}: enter one of its indicators",
    )
