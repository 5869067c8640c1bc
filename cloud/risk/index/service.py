"""The regional index from the centre's records. Opens and commits nothing.

1. An indicator's value is what the records tell; where they cannot, what a person has entered for the area;
   else it is not known, and its weight goes to the others of its group.
2. An area is compared with those below it, or, where there are none, with its neighbours: by these entropy
   weighs.
3. The newest version that was decided is in use; before any was, the one that ships.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from cloud.areas.tree import AREAS, full_name
from cloud.audit import service as audit
from cloud.duty.days import day_of
from cloud.errors import ApiError, not_found
from cloud.people.asker import Asker
from cloud.people.scope import outside, sees
from cloud.risk.index import repository
from cloud.risk.index.repository import Parts
from cloud.risk.index.schemas import (
    AreaIndex,
    GroupOut,
    IndexOut,
    IndexWhatIfIn,
    IndexWhatIfOut,
    IndicatorOut,
    ValuesIn,
    VersionIn,
    VersionList,
    VersionOut,
)
from cloud.risk.index.tables import IndexValue, IndexVersion
from cloud.risk.words import label
from models.safety_index import entropy
from models.safety_index.index import Version, Weighing, index, marks, weigh, what_if
from models.safety_index.standard import SHIPPED
from models.safety_index.tree import BY_CODE, GROUPS, INDICATORS, of_group
from runtime.faults import PlainFault

Array = NDArray[np.float64]
#: By what a county's parts are multiplied to come to the indicator's unit: a share in per cent.
_PER_RESIDENTS: Final = 10_000
_RECORDS: Final = ("中心记录", "the centre's records")
_ENTERED: Final = ("人工填报", "entered by a person")
_UNKNOWN: Final = ("中心无此数据,可填报", "the centre does not know it; it can be entered")
#: Made with the module: types are looked up by one thread alone.
_decode: Final = msgspec.json.Decoder(Version).decode


class Region(NamedTuple):
    """An area and those that it is compared with: values (areas, indicators), the area itself first."""

    codes: list[str]
    values: Array
    by: dict[int, str]


def shown(session: Session, asker: Asker, area: str, now: int) -> IndexOut:
    """The index of an area that the asker sees as a whole. ApiError 403 or 404."""
    region = _region(session, asker, area, now, "query.area")
    version = current(session)
    marked = marks(region.values)
    weighing = _weigh(version, marked)
    by_entropy = entropy.weights(marked[1:]) if len(marked) > 2 else None
    scores = [_score(version, region.values, row) for row in range(len(region.codes))]
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
    region = _region(session, asker, told.area, now, "body.area")
    try:
        change = what_if(current(session), region.values, 0, told.changes)
    except PlainFault as fault:
        raise _unfit(fault, "body.changes") from None
    return IndexWhatIfOut(before=change.before, after=change.after, added=change.added)


def versions(session: Session) -> VersionList:
    """The newest first; the shipped one last."""
    rows = repository.versions(session)
    items = [_version(_read(row), row, place == 0) for place, row in enumerate(rows)]
    return VersionList(items=[*items, _version(SHIPPED, None, not rows)])


def decide(session: Session, asker: Asker, told: VersionIn, by: str, now: int) -> VersionOut:
    """Another version, from now on in use. ApiError 422 where its judgements contradict each other."""
    version = Version(told.name, day_of(now).isoformat(), told.judgements, told.entropy_share)
    try:
        weigh(msgspec.structs.replace(version, entropy_share=0.0))
    except PlainFault as fault:
        raise _unfit(fault, "body.judgements") from None
    row = IndexVersion(
        digest=version.digest, name=told.name, content=msgspec.to_builtins(version), by=by, at=now
    )
    session.add(row)
    session.flush()
    what = {"name": told.name, "digest": version.digest}
    audit.record(session, asker, "risk-index.decide", f"risk-index/{row.id}", None, what, at=now)
    return _version(version, row, True)


def enter(session: Session, asker: Asker, told: ValuesIn, by: str, now: int) -> IndexOut:
    """What the centre cannot know of an area. ApiError 403, 404, 422."""
    _may(asker, told.area, "body.area")
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


def current(session: Session) -> Version:
    """The version in use."""
    rows = repository.versions(session)
    return _read(rows[0]) if rows else SHIPPED


class _Scored(NamedTuple):
    score: float | None
    groups: list[float | None]
    known: float


def _score(version: Version, values: Array, row: int) -> _Scored:
    """An area's index; None where a whole group is not known."""
    marked = marks(values)
    weighing = _weigh(version, marked)
    groups: list[float | None] = []
    for group in GROUPS:
        places = [place for place in of_group(group.code) if not np.isnan(marked[row, place])]
        share = weighing.weights[places].sum()
        groups.append(
            float((weighing.weights[places] * marked[row, places]).sum() / share) if share > 0 else None
        )
    known = float(weighing.weights[~np.isnan(marked[row])].sum())
    if None in groups:
        return _Scored(None, groups, known)
    plain = index(msgspec.structs.replace(version, entropy_share=0.0), values[row : row + 1])
    if version.entropy_share == 0.0:
        return _Scored(float(plain.score[0]), groups, known)
    whole = np.where(np.isnan(values), values[row], values) if len(values) > 1 else values
    return _Scored(float(index(version, whole).score[row]), groups, known)


def _weigh(version: Version, marked: Array) -> Weighing:
    if version.entropy_share == 0.0 or len(marked) < 2:
        return weigh(msgspec.structs.replace(version, entropy_share=0.0))
    return weigh(version, marked)


def _region(session: Session, asker: Asker, area: str, now: int, where: str) -> Region:
    _may(asker, area, where)
    entry = AREAS[area]
    peers = entry.children or tuple(code for code in AREAS[entry.parent or "15"].children if code != area)
    codes = [area, *peers]
    parts, entered = repository.parts(session, now), repository.entered(session)
    values = np.array([[_value(parts, code, one.code) for one in INDICATORS] for code in codes])
    by: dict[int, str] = {}
    for row, code in enumerate(codes):
        for place, one in enumerate(INDICATORS):
            told = entered.get((code, one.code))
            if told is not None and np.isnan(values[row, place]):
                values[row, place] = told.value
                if row == 0:
                    by[place] = told.by
    return Region(codes, values, by)


def _value(parts: Mapping[str, Parts], area: str, indicator: str) -> float:
    """An indicator of an area out of its counties; NaN where the records do not tell."""
    found = parts.get(indicator)
    if found is None:
        return float("nan")
    above = _within(found.above, area)
    if indicator in ("fires", "crew"):
        # Of fires none is a figure, once the centre has any record of its own; of crews it is not.
        known = bool(found.above) if indicator == "fires" else bool(above)
        residents = AREAS[area].population
        return sum(above) / residents * _PER_RESIDENTS if known and residents else float("nan")
    below = sum(_within(found.below, area))
    return 100.0 * sum(above) / below if below else float("nan")


def _within(by_county: Mapping[str, float], area: str) -> list[float]:
    return [number for code, number in by_county.items() if area == "15" or code.startswith(area)]


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


def _may(asker: Asker, area: str, where: str) -> None:
    if area not in AREAS:
        raise not_found("区划", "area", where)
    if not sees(asker, area):
        raise outside(where)


def _read(row: IndexVersion) -> Version:
    return _decode(msgspec.json.encode(row.content))


def _version(version: Version, row: IndexVersion | None, in_use: bool) -> VersionOut:
    return VersionOut(
        digest=version.digest,
        name=version.name,
        decided_on=version.decided_on,
        entropy_share=version.entropy_share,
        judgements=version.judgements,
        ratios=weigh(msgspec.structs.replace(version, entropy_share=0.0)).ratios,
        by=row.by if row is not None else "steppewatch",
        at=row.at if row is not None else None,
        current=in_use,
    )


def _unfit(fault: PlainFault, where: str) -> ApiError:
    return ApiError(422, "unfit", f"无法计算:{fault}", f"It cannot be reckoned: {fault}", where)
