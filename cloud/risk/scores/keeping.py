"""Scores are kept: the current one of each site, and a step wherever it moved. Commits nothing.

1. Doing it twice changes nothing: what has not moved since its newest step makes no step.
2. A step is made when the band changed, when an event or an entry moved the score at all, and at night when
   the index has moved by a point from the newest step: the seasons alone are no news.
3. A row is read and written under one lock of its organisation, so that a nightly run and an event never
   undo each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import h3
import numpy as np
from sqlalchemy.orm import Session

from cloud.database import bulk
from cloud.live import changes
from cloud.organisations.position import Datum, Position, to_wgs84
from cloud.risk.model_health.at_work import AtWork
from cloud.risk.scores import moved, repository
from cloud.risk.scores.gathering import Known
from cloud.risk.scores.placing import Columns
from cloud.risk.scores.scoring import BAND_CODES, Scored, packed, unpacked
from cloud.risk.scores.tables import RiskScore, RiskStep
from models.fire_risk.facts import Floats

Cause = str
#: Points of the index by which a night must have moved a score to be told.
NIGHT_POINTS: Final = 1.0
_LEAST: Final = {"event": 0.005, "traits": 0.005, "night": NIGHT_POINTS}
CELL_RESOLUTION: Final = 9
#: Of one run so many steps are explained, those that moved most; of the rest the score alone is told.
EXPLAINED: Final = 2_000


class Event(NamedTuple):
    """Something that happened at an organisation, or at one of its buildings."""

    kind: str
    id: int
    at: int
    building_id: int | None = None


@dataclass
class Kept:
    """What a run has done."""

    scores: int = 0
    steps: list[dict[str, Any]] = field(default_factory=list)


def worse(band: str, before: str | None) -> bool:
    """Whether a band is a worse one; of a first score it is not known."""
    return before is not None and BAND_CODES.index(band) < BAND_CODES.index(before)


def keep(
    session: Session,
    known: Known,
    told: Floats,
    scored: Scored,
    models: Mapping[bool, AtWork],
    *,
    cause: Cause,
    now: int,
    events: Mapping[int, Sequence[Event]] | None = None,
    first: int = 0,
    end: int | None = None,
) -> Kept:
    """Write the scores of the sites from row `first` to `end`; `events` are by organisation."""
    rows = range(first, known.sites.count if end is None else end)
    columns = {name: column[rows.start : rows.stop] for name, column in known.sites.columns.items()}
    before = repository.standing(session, columns["organisation_id"].astype(np.int64).tolist())
    part = [np.asarray(one[rows.start : rows.stop]) for one in scored]
    kept = Kept()
    scores: list[dict[str, Any]] = []
    to_explain: list[tuple[int, bytes]] = []
    facts = packed(told[rows.start : rows.stop])
    for place, values in enumerate(_values(columns, part, facts, models, now)):
        was = before.get((values["subject"], values["site_id"]))
        if was is not None and was.scored_at > now:
            continue  # somebody who knew more was here
        step = _step(values, was, cause, events, now)
        values["stepped"] = values["safety"] if step is not None or was is None else was.stepped
        values["week_ago"] = None if was is None else was.stepped if was.week_ago is None else was.week_ago
        scores.append(values)
        if step is not None:
            kept.steps.append(step)
            if was is not None and was.facts is not None and step["cause"] != "model":
                to_explain.append((place, was.facts))
                step["place"] = place
    _explain(kept.steps, to_explain, told[rows.start : rows.stop], columns["community"], models)
    kept.scores = bulk.upsert(session, RiskScore, scores) and len(scores)
    bulk.insert(session, RiskStep, kept.steps)
    _tell(session, kept.steps, cause)
    return kept


def _values(
    columns: Columns, part: Sequence[Any], facts: Sequence[bytes], models: Mapping[bool, AtWork], now: int
) -> list[dict[str, Any]]:
    probability, low, high, safety, band = (np.round(one, 7).tolist() for one in part)
    versions = {which: at_work.version for which, at_work in models.items()}
    cells = _cells(columns)
    listed = {
        name: columns[name].tolist()
        for name in ("site_id", "organisation_id", "community", "area", "category")
    }
    return [
        {
            "subject": "community" if community else "building",
            "site_id": int(site),
            "organisation_id": int(owner),
            "building_id": None if community else int(site),
            "area": area,
            "category": category,
            "p90": p[0], "low90": a[0], "high90": b[0], "p365": p[1], "low365": a[1], "high365": b[1],
            "safety": index,
            "band": BAND_CODES[number],
            "facts": content,
            "stepped": index,
            "week_ago": None,
            "cell": cell,
            "model": versions[community],
            "scored_at": now,
        }
        for site, owner, community, area, category, p, a, b, index, number, content, cell in zip(
            listed["site_id"], listed["organisation_id"], listed["community"], listed["area"],
            listed["category"], probability, low, high, safety, band, facts, cells, strict=True,
        )
    ]  # fmt: skip


def _cells(columns: Columns) -> list[str | None]:
    return [
        None if east != east or north != north else _cell(east, north, datum or "wgs84")
        for east, north, datum in zip(
            columns["longitude"].tolist(),
            columns["latitude"].tolist(),
            columns["datum"].tolist(),
            strict=True,
        )
    ]


def _cell(east: float, north: float, datum: Datum) -> str:
    at = to_wgs84(Position(east, north), datum)
    return str(h3.latlng_to_cell(at.latitude, at.longitude, CELL_RESOLUTION))


def _step(
    values: Mapping[str, Any],
    was: repository.Standing | None,
    cause: Cause,
    events: Mapping[int, Sequence[Event]] | None,
    now: int,
) -> dict[str, Any] | None:
    """The step that leads from what was to these values; None: there is nothing to tell."""
    if was is not None and was.band == values["band"] and abs(values["safety"] - was.stepped) < _LEAST[cause]:
        return None
    if was is not None and was.model != values["model"]:
        cause = "model"
    return {
        "subject": values["subject"],
        "site_id": values["site_id"],
        "organisation_id": values["organisation_id"],
        "area": values["area"],
        "at": now,
        "cause": "first" if was is None else cause,
        "p90": values["p90"],
        "p365": values["p365"],
        "safety": values["safety"],
        "safety_before": None if was is None else was.stepped,
        "band": values["band"],
        "band_before": None if was is None else was.band,
        "model": values["model"],
        "moved_by": [
            {"kind": event.kind, "id": event.id, "at": event.at}
            for event in (events or {}).get(values["organisation_id"], ())
            if event.building_id in (None, values["building_id"]) or values["building_id"] is None
        ][:20],
        "reasons": [],
    }


def _explain(
    steps: Sequence[dict[str, Any]],
    to_explain: Sequence[tuple[int, bytes]],
    told: Floats,
    community: Any,
    models: Mapping[bool, AtWork],
) -> None:
    """Say of the steps that moved most which reasons changed; in place."""
    chosen = sorted(
        (step for step in steps if "place" in step),
        key=lambda step: -abs(step["safety"] - (step["safety_before"] or 0.0)),
    )[:EXPLAINED]
    old = dict(to_explain)
    for which, at_work in models.items():
        own = [step for step in chosen if bool(community[step["place"]]) == which]
        if own:
            before = np.concatenate([unpacked(old[step["place"]]) for step in own])
            after = told[[step["place"] for step in own]]
            for step, reasons in zip(own, moved.moved(at_work.model, before, after), strict=True):
                step["reasons"] = reasons
    for step in steps:
        step.pop("place", None)


#: So many sites are told of one by one; beyond, watchers read everything anew.
_TOLD: Final = 2_000


def _tell(session: Session, steps: Sequence[Mapping[str, Any]], cause: Cause) -> None:
    news = [
        step
        for step in steps
        if step["cause"] != "first" and (cause == "event" or step["band_before"] != step["band"])
    ]
    if len(news) > _TOLD:
        return
    for step in news:
        key = (step["subject"], step["site_id"])
        changes.note(session, changes.RISK, key)
        if step["band_before"] != step["band"]:
            changes.note(session, changes.RISK_SCORE, key)
