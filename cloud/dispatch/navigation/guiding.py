"""Gives every ordered unit its route, looks whether it follows it, and foretells its arrival.

1. Reckoning holds no transaction. All units of one incident that want a route get theirs from one search.
2. A route is kept where its order still stands; two watches at once may keep two, and the newest counts.
3. Without roads a unit gets bearing and distance, and the time of the distance curve with its error.
4. Only a fresh position moves anything; of a unit without one the route begins at its station.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy.orm import Session

from cloud.database.engine import Database
from cloud.database.tried import tried
from cloud.dispatch.deciding.words import Words
from cloud.dispatch.forces import places
from cloud.dispatch.forces import repository as forces
from cloud.dispatch.incidents import repository as incidents
from cloud.dispatch.incidents.happenings import Happening
from cloud.dispatch.navigation import repository
from cloud.dispatch.navigation.following import Following, Projected, followed, projected
from cloud.dispatch.navigation.manoeuvres import bearing, compass, steps
from cloud.dispatch.navigation.tables import UnitRoute
from cloud.dispatch.travel_time.curve import DistanceCurve
from cloud.dispatch.travel_time.paths import Path
from cloud.dispatch.travel_time.port import Arrival, Place, Routes, TravelTimes, straight_m
from cloud.duty.days import hour_of
from cloud.live import changes
from runtime.clock import Clock

#: A foretold arrival that moves by less is told to nobody.
_TOLD_MS = 15_000


@dataclass(frozen=True)
class _Wanting:
    """An order whose unit wants a route, from where to where."""

    order: int
    unit: int
    incident: int
    name: str
    here: Place
    there: Place
    cause: str


class Guide:
    """Looks when it is told to; any process may."""

    def __init__(self, database: Database, times: TravelTimes, clock: Clock, stale_after_s: float) -> None:
        self._database = database
        self._times = times
        self._clock = clock
        self._stale_after_s = stale_after_s

    def look(self) -> int:
        """One look; returns how many routes were given."""
        now = self._clock.now_ms()
        with self._database.read() as session:
            going = repository.going(session)
            if not going:
                return 0
            routes = repository.newest(session, [order.id for order, _, _ in going])
            units = [unit for _, unit, _ in going]
            stations = forces.stations_by_id(session, {unit.base_id for unit in units})
            where = places.standings(session, units, stations, now, self._stale_after_s)
        wanting: list[_Wanting] = []
        moved: list[tuple[int, Following, Projected]] = []
        for order, unit, incident in going:
            standing, route = where[unit.id], routes.get(order.id)
            base = stations[unit.base_id]
            here = standing.place or Place(base.latitude, base.longitude)
            there = Place(incident.latitude or 0.0, incident.longitude or 0.0)
            cause = "order"
            if route is not None:
                if not standing.fresh or standing.sighting is None:
                    continue
                line = [Place(*point) for point in route.line]
                at = projected(here, line)
                seen = followed(route.off_since, at.off_m, standing.sighting.at, route.at)
                moved.append((route.id, seen, at))
                if straight_m(line[-1], there) > _MOVED_M:
                    cause = "moved"
                elif not seen.anew:
                    continue
                else:
                    cause = "off-route"
            wanting.append(_Wanting(order.id, unit.id, incident.id, unit.name, here, there, cause))
        if moved:
            tried(self._database, partial(self._follow, moved=moved, now=now))
        return self._give(wanting)

    def _give(self, wanting: Sequence[_Wanting]) -> int:
        by_incident: dict[int, list[_Wanting]] = {}
        for each in wanting:
            by_incident.setdefault(each.incident, []).append(each)
        for group in by_incident.values():
            now = self._clock.now_ms()
            found = self._found([each.here for each in group], group[0].there, hour_of(now))
            rows = [_route(each, path, now) for each, path in zip(group, found, strict=True)]
            tried(self._database, partial(self._keep, group=group, rows=rows, now=now))
        return len(wanting)

    def _found(self, units: Sequence[Place], incident: Place, hour: int) -> list[Path | Arrival]:
        """The way of each, or what the distance curve says."""
        times = self._times
        paths: Sequence[Path | None] = [None] * len(units)
        if isinstance(times, Routes):
            paths = times.paths(units, incident, hour)
        curve = DistanceCurve().arrivals(units, incident)
        return [path or (guess or Arrival(0.0, 0.0)) for path, guess in zip(paths, curve, strict=True)]

    def _keep(
        self, session: Session, group: Sequence[_Wanting], rows: Sequence[Mapping[str, object]], now: int
    ) -> None:
        for each, values in zip(group, rows, strict=True):
            order = repository.standing(session, each.order)
            if order is None:
                continue
            session.add(UnitRoute(**values))
            changes.note(session, changes.UNIT, each.unit)
            if each.cause == "off-route":
                incident = incidents.held(session, order.incident_id)
                words = Words(
                    f"{each.name}偏离路线,已重新规划", f"{each.name} has left its route; it has a new one"
                )
                incidents.tell(session, incident, Happening.UNIT, words, now, None, {"unit": each.unit})

    def _follow(self, session: Session, moved: Sequence[tuple[int, Following, Projected]], now: int) -> None:
        for number, seen, at in moved:
            row = session.get_one(UnitRoute, number)
            row.off_since = seen.off_since
            if seen.off_since is not None:
                continue
            arrives_at = now + round(row.seconds * at.left * 1000)
            if abs(arrives_at - row.arrives_at) >= _TOLD_MS:
                changes.note_sign_of_life(session, changes.UNIT, row.unit_id)
            row.arrives_at, row.left_m = arrives_at, row.metres * at.left


#: An incident whose place has been put right by more wants new routes.
_MOVED_M = 50.0


def _route(wanting: _Wanting, found: Path | Arrival, now: int) -> dict[str, object]:
    if isinstance(found, Path):
        line = [point for piece in found.pieces for point in piece.points]
        told = [
            [
                step.manoeuvre, step.words.zh, step.words.en, step.road, round(step.at.lat, 6),
                round(step.at.lon, 6), round(step.metres), round(step.seconds),
            ]
            for step in steps(found.pieces)
        ]  # fmt: skip
        kind, metres, error_s = "roads", found.metres, None
    else:
        line, kind = [wanting.here, wanting.there], "straight"
        metres, error_s = straight_m(wanting.here, wanting.there), found.error_s
        where = compass(bearing(wanting.here, wanting.there))
        said = Words(
            f"无道路数据:现场在{where.zh}方,直线 {metres / 1000:.1f} 公里",
            f"no road data: it lies {where.en}, {metres / 1000:.1f} km as the crow flies",
        )
        told = [["off-road", said.zh, said.en, "", *wanting.here, round(metres), round(found.seconds)]]
    return {
        "order_id": wanting.order,
        "unit_id": wanting.unit,
        "at": now,
        "cause": wanting.cause,
        "kind": kind,
        "metres": round(metres, 1),
        "seconds": round(found.seconds, 1),
        "error_s": error_s,
        "line": _thin(line),
        "steps": told,
        "arrives_at": now + round(found.seconds * 1000),
        "left_m": round(metres, 1),
        "off_since": None,
    }


def _thin(line: Sequence[Place]) -> list[list[float]]:
    """Points with five decimals (a metre), none twice in a row."""
    rounded = [[round(point.lat, 5), round(point.lon, 5)] for point in line]
    kept = [point for at, point in enumerate(rounded) if at == 0 or point != rounded[at - 1]]
    return kept if len(kept) > 1 else [*kept, kept[0]]
