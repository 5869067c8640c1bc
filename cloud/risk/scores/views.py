"""Sites and their scores as they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from sqlalchemy.orm import Session

from cloud.areas.tree import full_name
from cloud.duty.days import DAY_MS
from cloud.risk.model_health.at_work import AtWork
from cloud.risk.schemas import ProbabilityOut, RangeOut, ReasonOut, RecordOut
from cloud.risk.scores import repository, service
from cloud.risk.scores.gathering import Known, day_text, gather
from cloud.risk.scores.repository import Seen
from cloud.risk.scores.schemas import SiteOut
from cloud.risk.scores.scoring import unpacked
from cloud.risk.scores.tables import RiskScore
from cloud.risk.warnings import repository as warnings
from cloud.risk.words import label
from models.fire_risk.model import Floats
from models.fire_risk.reasons import Reason, of_sites

SHOWN: Final = 3
_PLACES: Final = {"sites": "registry", "weather": "weather"}


def sites(session: Session, seen: Sequence[Seen], now: int, most: int = SHOWN) -> list[SiteOut]:
    """Sites with their strongest reasons, up to so many each."""
    if not seen:
        return []
    known = gather(session, now, [one.score.organisation_id for one in seen])
    why = reasons(session, known, [one.score for one in seen])
    keys = [(one.score.subject, one.score.site_id) for one in seen]
    then = [repository.index_then(session, keys, now - days * DAY_MS) for days in (7, 30)]
    open_ = warnings.open_at(session, keys)
    return [
        _site(one, key, list_[:most], (then[0].get(key), then[1].get(key)), open_.get(key, 0))
        for one, key, list_ in zip(seen, keys, why, strict=True)
    ]


def reasons(session: Session, known: Known, scores: Sequence[RiskScore]) -> list[list[ReasonOut]]:
    """Every reason of each score, strongest first, by the facts that were scored."""
    models = service.models_at_work(session)
    found: list[list[ReasonOut]] = [[] for _ in scores]
    for community, at_work in models.items():
        own = [place for place, row in enumerate(scores) if (row.subject == "community") == community]
        if own:
            told = np.concatenate([unpacked(scores[place].facts) for place in own])
            every = of_facts(at_work, known, [scores[place] for place in own], told)
            for place, list_ in zip(own, every, strict=True):
                found[place] = list_
    return found


def of_facts(
    at_work: AtWork, known: Known, scores: Sequence[RiskScore], told: Floats
) -> list[list[ReasonOut]]:
    """The same by facts that are given, (sites, facts)."""
    rows = [row_of(known, score) for score in scores]
    every = of_sites(at_work.model, known.records, rows, known.day, told)
    return [[_reason(one, known) for one in list_] for list_ in every]


def row_of(known: Known, score: RiskScore) -> int:
    """The site's row; -1 where it is gone since."""
    columns = known.sites.columns
    here = (columns["site_id"] == score.site_id) & (columns["community"] == (score.subject == "community"))
    found = np.flatnonzero(here)
    return int(found[0]) if found.size else -1


def probability(row: RiskScore) -> ProbabilityOut:
    """Both horizons with their ranges."""
    return ProbabilityOut(
        d90=RangeOut(value=row.p90, low=row.low90, high=row.high90),
        d365=RangeOut(value=row.p365, low=row.low365, high=row.high365),
    )


def _site(
    seen: Seen,
    key: tuple[str, int],
    why: Sequence[ReasonOut],
    then: tuple[float | None, float | None],
    open_: int,
) -> SiteOut:
    row = seen.score
    values: dict[str, Any] = {
        "subject": row.subject,
        "id": row.site_id,
        "name": seen.building or seen.organisation,
        "organisation_id": row.organisation_id,
        "organisation": seen.organisation,
        "building_id": row.building_id,
        "area": row.area,
        "area_name": label(full_name(row.area)),
        "category": row.category,
        "band": row.band,
        "index": row.safety,
        "index_7d": then[0],
        "index_30d": then[1],
        "probability": probability(row),
        "reasons": list(why),
        "warnings_open": open_,
        "scored_at": row.scored_at,
        "model": row.model,
    }
    return SiteOut.model_validate(values)


def _reason(one: Reason, known: Known) -> ReasonOut:
    return ReasonOut(
        subject=one.subject, text=label((one.zh, one.en)), times=one.times, record=_record(one, known)
    )


def _record(one: Reason, known: Known) -> RecordOut | None:
    if one.record is None:
        return RecordOut(kind="area", id=None, day=None) if one.subject in ("alike", "city") else None
    if one.record.row is None:
        return RecordOut.model_validate({"kind": _PLACES[one.record.table], "id": None, "day": None})
    number = int(known.ids[one.record.table][one.record.row])
    day = None if one.record.day is None else day_text(one.record.day)
    kind = known.kinds[one.record.table][one.record.row]
    return RecordOut.model_validate({"kind": kind, "id": number if number > 0 else None, "day": day})
