"""Everything that is known of sites at a moment, as the records that the models take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from cloud.duty.days import DAY_MS, day_of
from cloud.risk.scores import entered_repository, hazard_kinds, signals, source_repository
from cloud.risk.scores.placing import Columns, Sites, together
from cloud.risk.scores.signals import day_number
from cloud.risk.scores.source_repository import Owners
from models.fire_risk.facts import Floats, facts
from models.fire_risk.records import Records, records
from models.fire_risk.schema import CATEGORIES, CAUSES, REGISTRY, SOURCES

#: Where no deadline was set, none passes.
_NEVER: Final = 100_000
#: Rounds that are due in a month at a site that reports any: one a week, as the models have learnt.
ROUNDS_A_MONTH: Final = 4
_SOURCES: Final = {"inspection": "inspection", "import": "inspection", "patrol": "patrol", "report": "public"}
_EARTH_KM: Final = 6371.0
#: A fire that costs so much is a serious one though nobody is hurt. An assumption.
_GREAT_LOSS_YUAN: Final = 1_000_000.0


@dataclass(frozen=True)
class Known:
    """Sites, their records, and the centre's own kind and number of each record, row by row."""

    sites: Sites
    records: Records
    kinds: dict[str, NDArray[Any]]
    ids: dict[str, NDArray[np.int64]]
    #: Scores are as of the morning of this day: everything known up to the moment before it.
    day: int
    #: Confirmed fires within a year that belong to no site.
    unplaced: int

    def facts(self) -> Floats:
        """(sites, facts)."""
        return facts(self.records, self.day)


def gather(session: Session, moment: int, owners: Owners = None) -> Known:
    """What was known at the moment (milliseconds UTC) of the sites of these organisations, or of all."""
    sites = together(
        source_repository.buildings(session, owners), source_repository.communities(session, owners)
    )
    tables: dict[str, Columns] = {}
    kinds: dict[str, NDArray[Any]] = {}
    ids: dict[str, NDArray[np.int64]] = {}

    def add(table: str, columns: Columns, kind: str | NDArray[Any], numbers: NDArray[Any]) -> None:
        order = np.argsort(columns["day"], kind="stable")
        tables[table] = {name: column[order] for name, column in columns.items()}
        ids[table] = numbers[order].astype(np.int64)
        kinds[table] = (np.full(order.size, kind, dtype=object) if isinstance(kind, str) else kind)[order]

    hazards = source_repository.hazards(session, owners, moment)
    rows, at = sites.place(hazards, spread=True)
    add("findings", _findings(hazards, rows, at), "hazard", hazards["id"][rows])
    inspections = source_repository.inspections(session, owners, moment)
    rows, at = sites.place(inspections, spread=True)
    told = {"site": at, "day": day_number(inspections["at"][rows]), "blind": np.zeros(rows.size)}
    add("inspections", told, "inspection", inspections["id"][rows])
    patrols = source_repository.patrols(session, owners, moment)
    add("patrols", *_rounds(sites, patrols, moment))
    works = entered_repository.works(session, owners, moment)
    rows, at = sites.place(works, spread=False)
    told = {"site": at, "day": day_number(works["at"][rows]), "until_day": works["until"][rows]}
    add("permits", told, "work", works["id"][rows])
    alarms = source_repository.alarms(session, owners, moment)
    told, which = signals.signals(alarms, moment)
    rows, at = sites.place(_some(alarms, which), spread=False)
    told = {"site": at, **{name: column[rows] for name, column in told.items()}}
    add("signals", told, "alarm", alarms["id"][which[rows]])
    told_fires = [
        _of_centre("alarm", _some(alarms, signals.confirmed(alarms))),
        _of_centre("incident", source_repository.incidents(session, owners, moment)),
        _entered(entered_repository.fires(session, owners, moment)),
    ]
    fires, kind, numbers, unplaced = _fires(sites, told_fires, moment)
    add("fires", fires, kind, numbers)
    connected = source_repository.gateways(session, owners, moment)
    registry = _registry(sites, connected, source_repository.stations(session))
    known = records(registry, entered_repository.weather(session, moment), tables)
    return Known(sites, known, kinds, ids, int(day_number(float(moment))) + 1, unplaced)


def _some(columns: Columns, rows: NDArray[Any]) -> Columns:
    return {name: column[rows] for name, column in columns.items()}


def _findings(hazards: Columns, rows: NDArray[np.int64], at: NDArray[np.int64]) -> Columns:
    kind = np.array(
        [hazard_kinds.kind(item, text) for item, text in zip(hazards["item"], hazards["text"], strict=True)],
        dtype=np.int64,
    )
    due = np.array([_day(text) for text in hazards["deadline"]], dtype=np.int64)
    source = np.array([SOURCES.index(_SOURCES[word]) for word in hazards["source"]], dtype=np.int64)
    # What was reported in time waits for the inspector and is not overdue.
    due = np.where(hazards["state"] == "reported", _NEVER, due)
    return {
        "site": at,
        "day": day_number(hazards["at"])[rows],
        "kind": kind[rows],
        "major": (hazards["grade"] == "major")[rows].astype(np.float64),
        "source": source[rows],
        "due_day": due[rows],
        "rectified_day": day_number(hazards["closed_at"])[rows],
    }


def _day(text: str) -> int:
    return int(np.datetime64(text, "D").astype(np.int64)) if text else _NEVER


def _rounds(sites: Sites, patrols: Columns, moment: int) -> tuple[Columns, str, NDArray[Any]]:
    """Each patrol as a round that was done, and those that were due since the first of the last year."""
    rows, at = sites.place(patrols, spread=True)
    day = day_number(patrols["at"][rows])
    today = int(day_number(float(moment)))
    first = np.full(sites.count, np.inf)
    np.minimum.at(first, at, np.maximum(day, today - 364))
    reporting = np.flatnonzero(np.isfinite(first))
    months = np.maximum(1, (today - first[reporting]) // 30 + 1).astype(np.int64)
    who = np.repeat(reporting, months)
    when = first[who] + 30 * (np.arange(who.size) - np.repeat(np.cumsum(months) - months, months))
    none = np.zeros(who.size)
    told = {
        "site": np.concatenate([at, who]),
        "day": np.concatenate([day, when]),
        "due": np.concatenate([np.zeros(rows.size), np.full(who.size, ROUNDS_A_MONTH)]),
        "done": np.concatenate([np.ones(rows.size), none]),
        "hazards": np.concatenate([patrols["abnormal"][rows], none]),
    }
    return told, "patrol", np.concatenate([patrols["id"][rows], np.full(who.size, -1)])


def _of_centre(kind: str, told: Columns) -> Columns:
    """Fires that the centre saw itself; nobody has said yet what they cost."""
    count = told["id"].size
    return {
        **{name: told[name] for name in ("id", "organisation_id", "building_id", "at")},
        "kind": np.full(count, kind, dtype=object),
        "cause": np.array([signals.cause(word) for word in told["cause"]], dtype=np.int64),
        "serious": np.zeros(count),
        "loss_yuan": np.zeros(count),
    }


def _entered(told: Columns) -> Columns:
    loss = np.nan_to_num(told["loss_yuan"])
    return {
        **{name: told[name] for name in ("id", "organisation_id", "building_id", "at")},
        "kind": np.full(told["id"].size, "fire", dtype=object),
        "cause": np.array([CAUSES.index(word) for word in told["cause"]], dtype=np.int64),
        "serious": ((told["hurt"] > 0) | (loss >= _GREAT_LOSS_YUAN)).astype(np.float64),
        "loss_yuan": loss,
    }


def _fires(
    sites: Sites, told: Sequence[Columns], moment: int
) -> tuple[Columns, NDArray[Any], NDArray[Any], int]:
    """Confirmed fires, one a site and day however many told of it; what was entered knows most of it."""
    every = {name: np.concatenate([one[name] for one in reversed(told)]) for name in told[0]}
    rows, at = sites.place(every, spread=False)
    day = day_number(every["at"])
    placed = np.zeros(day.size, dtype=bool)
    placed[rows] = True
    recent = every["at"] > moment - 365 * DAY_MS
    unplaced = np.unique(every["organisation_id"][~placed & recent] * _NEVER + day[~placed & recent]).size
    _, first = np.unique(at * _NEVER + day[rows].astype(np.int64), return_index=True)
    rows, at = rows[first], at[first]
    found = {
        "site": at,
        "day": day[rows],
        "confirmed": np.ones(rows.size),
        **{name: every[name][rows] for name in ("cause", "serious", "loss_yuan")},
    }
    return found, every["kind"][rows], every["id"][rows], int(unplaced)


def _registry(sites: Sites, connected: Columns, stations: Columns) -> Columns:
    columns = sites.columns
    found = {one.name: np.full(sites.count, np.nan) for one in REGISTRY}
    found |= {name: columns[name] for name in found if name in columns}
    # Of several buildings nobody has said how many people are in each.
    alone = np.diff(np.append(np.unique(columns["organisation_id"], return_index=True)[1], sites.count))
    found["people"] = np.where(np.repeat(alone, alone) == 1, columns["people"], np.nan)
    standing = columns["unit_class"].astype(str)
    key = np.char.endswith(standing, "key") if standing.size else np.zeros(0, dtype=bool)
    found["key_unit"] = np.where(standing == "", np.nan, key)
    rows, at = sites.place(connected, spread=False)
    first = np.full(sites.count, np.inf)
    np.minimum.at(first, at, day_number(connected["at"][rows]))
    points = np.bincount(at, np.nan_to_num(connected["points"][rows]), minlength=sites.count)
    found["connected_day"] = np.where(np.isfinite(first), first, np.nan)
    found["points"] = np.where(np.isfinite(first) & (points > 0), points, np.nan)
    found["station_km"] = _nearest(columns["longitude"], columns["latitude"], stations)
    area = columns["area"].astype(str)
    return {
        "code": columns["site_id"].astype(np.int64).astype(str),
        "city": np.array([code[:4] for code in area], dtype=str),
        "county": area if area.size else np.empty(0, dtype=str),
        "category": np.array([CATEGORIES.index(code) for code in columns["category"]], dtype=np.int64),
        **found,
    }


def _nearest(longitude: NDArray[Any], latitude: NDArray[Any], stations: Columns) -> NDArray[np.float64]:
    """Kilometres in a straight line to the nearest station: (sites,); NaN where nobody knows."""
    found = np.full(longitude.size, np.nan)
    if not stations["longitude"].size:
        return found
    here = np.radians(np.stack([longitude, latitude]))
    there = np.radians(np.stack([stations["longitude"], stations["latitude"]]))
    for first in range(0, longitude.size, 4096):
        x, y = here[:, first : first + 4096, None]
        half = np.sin((y - there[1]) / 2) ** 2
        half += np.cos(y) * np.cos(there[1]) * np.sin((x - there[0]) / 2) ** 2
        found[first : first + 4096] = (2 * _EARTH_KM * np.arcsin(np.sqrt(half))).min(axis=1)
    return found


def day_text(day: int) -> str:
    """A day by its number, ISO."""
    return day_of(day * DAY_MS).isoformat()
