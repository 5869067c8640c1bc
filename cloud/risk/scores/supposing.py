"""What the score of a site would be if, with its reasons, side by side. Nothing of it is kept."""

from __future__ import annotations

import numpy as np
from sqlalchemy.orm import Session

from cloud.duty.days import DAY_MS, day_of
from cloud.errors import ApiError, not_found
from cloud.hazards import service as hazards
from cloud.hazards import state_table
from cloud.hazards.tables import Hazard
from cloud.risk.model_health.at_work import AtWork
from cloud.risk.schemas import ProbabilityOut, RangeOut
from cloud.risk.scores import hazard_kinds, life_repository, service, views
from cloud.risk.scores.gathering import Known, gather
from cloud.risk.scores.repository import Seen
from cloud.risk.scores.schemas import ChangedFact, SupposedScore, WhatIfIn, WhatIfOut
from cloud.risk.scores.scoring import BAND_CODES, score, unpacked
from cloud.risk.scores.what_if import WORDS, Rectified, Supposed, changed, suppose
from cloud.risk.words import label
from models.fire_risk.model import Floats
from models.fire_risk.schema import REGISTRY

_NAMES = frozenset(one.name for one in REGISTRY)
#: Facts of the registry are counts, years, shares: nothing of them is larger.
_MOST = 1e9


def what_if(session: Session, seen: Seen, told: WhatIfIn, now: int) -> WhatIfOut:
    """The score now, by the facts it was made of, and as it would be. ApiError 404 or 422."""
    row = seen.score
    known = gather(session, now, [row.organisation_id])
    at_work = service.models_at_work(session)[row.subject == "community"]
    before = unpacked(row.facts)
    after = suppose(before, _supposed(session, seen, told, now))
    return WhatIfOut(
        now=_scored(at_work, known, seen, before),
        then=_scored(at_work, known, seen, after),
        changed=[
            ChangedFact(name=name, label=label(WORDS[name]), before=was, after=would)
            for name, was, would in changed(before, after)
        ],
    )


def _supposed(session: Session, seen: Seen, told: WhatIfIn, now: int) -> Supposed:
    open_ = {one.id: one for one in life_repository.open_hazards(session, seen.score)}
    chosen = set(open_) if told.rectify_all else set(told.rectify)
    if chosen - set(open_):
        raise not_found("未整改隐患", "open hazard at this site", "body.rectify")
    for name, value in told.facts.items():
        if name not in _NAMES or (value is not None and not 0 <= value <= _MOST):
            raise ApiError(
                422,
                "no-such-fact",
                f"{name} 不是可设定的资料,或数值超出范围。",
                f"{name} is no fact that can be supposed, or its value cannot be.",
                f"body.facts.{name}",
            )
    return Supposed(
        rectified=[_rectified(open_[number], now) for number in sorted(chosen)],
        inspected=told.inspect,
        patrols=told.patrols,
        repaired=told.repair,
        registry=told.facts,
    )


def _rectified(row: Hazard, now: int) -> Rectified:
    late = state_table.overdue(hazards.standing(row), day_of(now))
    return Rectified(hazard_kinds.kind(row.item, row.text), late, max(0, (now - row.found_at) // DAY_MS))


def _scored(at_work: AtWork, known: Known, seen: Seen, told: Floats) -> SupposedScore:
    community = seen.score.subject == "community"
    found = score({community: at_work.model}, np.array([community]), told, 1)
    ranges = [
        RangeOut(value=float(value), low=float(low), high=float(high))
        for value, low, high in zip(found.probability[0], found.low[0], found.high[0], strict=True)
    ]
    return SupposedScore.model_validate(
        {
            "band": BAND_CODES[int(found.band[0])],
            "index": float(found.safety[0]),
            "probability": ProbabilityOut(d90=ranges[0], d365=ranges[1]),
            "reasons": views.of_facts(at_work, known, [seen.score], told)[0],
        }
    )
