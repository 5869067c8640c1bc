"""What a proposal looks at, read in one transaction: open incidents, units, stations. Writes nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from cloud.dispatch.deciding.capabilities import added, missing
from cloud.dispatch.deciding.incident_types import FIRES, TYPES, IncidentType
from cloud.dispatch.deciding.reasons import PassedOver
from cloud.dispatch.deciding.run_cards import Case, Force, RunCards
from cloud.dispatch.deciding.tiers import WEIGHTS, Tier
from cloud.dispatch.deciding.words import Words
from cloud.dispatch.forces import repository as forces
from cloud.dispatch.forces import views
from cloud.dispatch.forces.places import Standing, condition, standings
from cloud.dispatch.forces.readiness import hindrance
from cloud.dispatch.forces.repository import UnitRow
from cloud.dispatch.forces.states import ON_CALL, UnitState
from cloud.dispatch.forces.station_kinds import StationKind
from cloud.dispatch.forces.tables import Station
from cloud.dispatch.incidents import repository
from cloud.dispatch.incidents.happenings import IncidentState
from cloud.dispatch.incidents.tables import Incident, Order
from cloud.dispatch.travel_time.port import Place

#: What the tiers below the full force send.
_FIRST: Final[dict[Tier, dict[str, float]]] = {
    Tier.NOTIFY: {},
    Tier.MICRO_STATION: {"first_aid_fire": 1.0},
    Tier.ONE_PUMP: {"first_aid_fire": 1.0, "attack": 1.0, "crew": 4.0},
}


@dataclass(frozen=True)
class Asking:
    """An incident that still needs something."""

    id: int
    name: str
    place: Place
    needs: Mapping[str, float]
    cards: tuple[str, ...]
    weight: float
    #: Somebody is on the way or there.
    begun: bool


@dataclass(frozen=True)
class Candidate:
    """A unit as a proposal sees it; `why`: it cannot be sent."""

    id: int
    version: int
    name: str
    station: str
    kind: StationKind
    place: Place | None
    #: In a station: it must turn out first.
    inside: bool
    gives: Mapping[str, float]
    why: tuple[PassedOver, Words | None] | None
    #: The incident that it is sent to already.
    sent_to: int | None = None

    @property
    def key(self) -> str:
        """Sorts as the id does."""
        return f"{self.id:019}"


@dataclass(frozen=True)
class Board:
    """All of it, at one moment."""

    asking: Sequence[Asking]
    units: Sequence[Candidate]
    stations: Mapping[int, Station]
    now: int


def force_of(incident: Incident, cards: RunCards, tier: Tier = Tier.FULL) -> Force:
    """What an incident takes at this tier; people nearby with an extinguisher belong to every fire."""
    if tier < Tier.FULL:
        return Force(dict(_FIRST[tier]), ())
    kind = IncidentType(incident.type)
    whole = cards.force(Case(kind, incident.grade, incident.category, incident.area, incident.answers))
    near = _FIRST[Tier.MICRO_STATION] if kind in FIRES else {}
    return Force(added((whole.needs, near, incident.extra or {})), whole.cards)


def left_of(incident: Incident, orders: Sequence[Order], cards: RunCards, tier: Tier = Tier.FULL) -> Force:
    """What is still to be sent: the force without what stands ordered."""
    whole = force_of(incident, cards, tier)
    return Force(missing(whole.needs, added(order.gives for order in orders)), whole.cards)


def read(
    session: Session,
    now: int,
    cards: RunCards,
    stale_after_s: float,
    *,
    asked: Mapping[int, Tier],
    called_out: Collection[int] = (),
    left_out: Collection[int] = (),
) -> Board:
    """The board for these incidents, each at its tier, and for those that nobody has been sent to yet.

    `called_out`: resting units that a person wants; `left_out`: units that a person does not want.
    """
    incidents = [
        row
        for row in repository.standing(session)
        if row.id in asked or row.due_at is not None or row.state == IncidentState.OPEN
    ]
    orders: dict[int, list[Order]] = {}
    for order in repository.orders(session, [row.id for row in incidents], standing_only=True):
        orders.setdefault(order.incident_id, []).append(order)
    stations = forces.every_station(session)
    rows = forces.every_unit(session)
    where = standings(session, rows, stations, now, stale_after_s)
    units = [_candidate(row, stations, where[row.id], now, called_out, left_out) for row in rows]
    asking = [_asking(row, orders.get(row.id, []), cards, asked.get(row.id)) for row in incidents]
    return Board([each for each in asking if each is not None], units, stations, now)


def name_of(incident: Incident) -> str:
    """What an incident is called: its place and its type."""
    return f"{incident.place}{TYPES[IncidentType(incident.type)].zh}"


def _asking(row: Incident, orders: Sequence[Order], cards: RunCards, tier: Tier | None) -> Asking | None:
    if row.latitude is None or row.longitude is None:
        return None
    own = tier if tier is not None else (Tier(row.tier) if row.tier else Tier.FULL)
    left = left_of(row, orders, cards, own)
    if not left.needs:
        return None
    trapped = row.answers.get("trapped")
    in_danger = isinstance(trapped, int | float) and trapped > 0
    weight = float(row.grade) * WEIGHTS.get(row.category, 1.0) + (2.0 if in_danger else 0.0)
    place = Place(row.latitude, row.longitude)
    return Asking(row.id, name_of(row), place, left.needs, left.cards, weight, bool(orders))


def _candidate(
    row: UnitRow,
    stations: Mapping[int, Station],
    where: Standing,
    now: int,
    called_out: Collection[int],
    left_out: Collection[int],
) -> Candidate:
    state = UnitState(row.state)
    found = hindrance(condition(row, where), now)
    if state in ON_CALL and row.id in called_out:
        found = None
    if row.id in left_out:
        found = PassedOver.REFUSED, None
    home = stations[row.station_id]
    # How near one was that cannot be sent is shown by where it was last; nobody is sent by that.
    last = where.sighting.place if found is not None and where.sighting is not None else None
    return Candidate(
        id=row.id,
        version=row.version,
        name=row.name,
        station=home.name,
        kind=StationKind(home.kind),
        place=where.place or last,
        inside=state in (UnitState.IN_STATION, UnitState.STANDING_BY, *ON_CALL),
        gives=views.gives(row),
        why=found,
        sent_to=row.incident_id,
    )
