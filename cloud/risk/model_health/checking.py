"""The look at the models at work: what they are fed and what they said, against training and outcomes."""

from __future__ import annotations

import math
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from cloud.areas.tree import AREAS
from cloud.jobs.job import Done, Work
from cloud.organisations.categories import CATEGORIES
from cloud.risk.model_health import said_repository
from cloud.risk.model_health.at_work import SUBJECTS, at_work
from cloud.risk.model_health.tables import RiskHealth
from cloud.risk.scores.gathering import Known, gather
from cloud.risk.words import HORIZONS
from models.fire_risk.watch import PSI_ALERT, Calibration, calibration, drift, points

#: Slices that are told: those with the most expected fires.
_SLICES: Final = 40
#: Fewer sites than these are spread as chance has it.
LEAST_SITES: Final = 500
#: Alerts that the job itself tells.
_TOLD: Final = 3


class Outcome(NamedTuple):
    """What was said of a horizon against what came of it: as one, by how likely it was said, by slice."""

    whole: Calibration
    points: list[dict[str, Any]]
    slices: list[dict[str, Any]]


def check(work: Work) -> Done:
    """Look at both subjects and keep what was found."""
    now = work.now
    with work.centre.database.read() as session:
        known = gather(session, now)
        rows = [_looked(session, known, subject, now) for subject in SUBJECTS if known.sites.count]
    with work.centre.database.write() as session:
        work.guard(session)
        for row in rows:
            session.merge(row)
    alerts = [text["zh"] for row in rows for text in row.found["alerts"]]
    more = f" 等 {len(alerts)} 项" if len(alerts) > _TOLD else ""
    return Done(len(rows), ";".join(alerts[:_TOLD]) + more or None)


def _looked(session: Session, known: Known, subject: str, now: int) -> RiskHealth:
    model = at_work(session, subject).model
    own = np.flatnonzero(known.sites.columns["community"] == (subject == "community"))
    told = known.facts()[own]
    drifts = drift(model, told) if own.size else []
    fires = _fires(known, subject)
    outcomes = {target: _outcome(session, subject, target, fires, known.day) for target in HORIZONS}
    near = outcomes["fire:90"]
    alerts = [
        {
            "zh": f"特征 {one.feature} 的分布与训练时不同(PSI {one.psi:.2f} ≥ {PSI_ALERT})",
            "en": f"feature {one.feature} is not spread as in training (PSI {one.psi:.2f} ≥ {PSI_ALERT})",
        }
        for one in drifts
        if one.level == "alert" and own.size >= LEAST_SITES
    ]
    alerts += [
        {
            "zh": f"{HORIZONS[target][0]}:{outcome.whole.zh}",
            "en": f"{HORIZONS[target][1]}: {outcome.whole.en}",
        }
        for target, outcome in outcomes.items()
        if outcome is not None and outcome.whole.level == "alert"
    ]
    recent = {
        days: sum(day >= known.day - days for days_ in fires.values() for day in days_) for days in (90, 365)
    }
    return RiskHealth(
        subject=subject,
        at=now,
        sha256=model.sha256,
        sites=int(own.size),
        found={
            "drift": [
                {
                    "feature": one.feature,
                    "psi": round(one.psi, 5),
                    "limit": PSI_ALERT,
                    "missing": one.missing,
                    "missing_before": one.missing_before,
                    "level": one.level,
                }
                for one in drifts
            ],
            "calibration": [
                _calibration(target, outcome.whole) for target, outcome in outcomes.items() if outcome
            ],
            "reliability": [
                {"horizon": target, "points": outcome.points}
                for target, outcome in outcomes.items()
                if outcome
            ],
            "slices": near.slices if near is not None else [],
            "labels_90d": int(recent[90]),
            "labels_365d": int(recent[365]),
            "unplaced_365d": known.unplaced,
            "alerts": alerts,
        },
    )


def _fires(known: Known, subject: str) -> dict[int, list[int]]:
    """Days of confirmed fires by site."""
    found: dict[int, list[int]] = {}
    fires, columns = known.records.events["fires"], known.sites.columns
    for site, day in zip(fires["site"].tolist(), fires["day"].tolist(), strict=True):
        if bool(columns["community"][site]) == (subject == "community"):
            found.setdefault(int(columns["site_id"][site]), []).append(int(day))
    return found


def _outcome(
    session: Session, subject: str, target: str, fires: dict[int, list[int]], today: int
) -> Outcome | None:
    """What was said on the newest day whose horizon has passed, against what came of it; None: nothing."""
    days = HORIZONS[target][2]
    said = said_repository.newest(session, subject, target, today - days)
    if said is None:
        return None
    happened: NDArray[np.bool_] = np.array(
        [any(said.day <= day < said.day + days for day in fires.get(site, ())) for site in said.sites],
        dtype=bool,
    )
    slices = [
        one
        for kind, codes in (("category", said.categories), ("area", [area[:4] for area in said.areas]))
        for one in _slices(kind, np.array(codes), said.probability, happened)
    ]
    slices.sort(key=lambda one: -float(one["expected"]))
    found = [one._asdict() for one in points(said.probability, happened)]
    return Outcome(calibration(said.probability, happened), found, slices[:_SLICES])


def _slices(
    kind: str, codes: NDArray[Any], said: NDArray[np.float64], happened: NDArray[np.bool_]
) -> list[dict[str, Any]]:
    found = []
    for code in np.unique(codes):
        rows = codes == code
        found.append(
            {
                "kind": kind,
                "code": str(code),
                "label": _name(kind, str(code)),
                "sites": int(rows.sum()),
                "expected": float(said[rows].sum()),
                "confirmed": int(happened[rows].sum()),
            }
        )
    return found


def _name(kind: str, code: str) -> dict[str, str]:
    known = (CATEGORIES if kind == "category" else AREAS).get(code)
    return {"zh": code, "en": code} if known is None else {"zh": known.zh, "en": known.en}


def _calibration(target: str, found: Calibration) -> dict[str, Any]:
    return {
        "horizon": target,
        "rows": found.rows,
        "events": found.events,
        "expected": found.expected,
        "ece": None if math.isnan(found.ece) else found.ece,
        "level": found.level,
        "text": {"zh": found.zh, "en": found.en},
    }
