"""Orders (调派命令): a unit is bound to an incident, moved by what it tells, and freed. Commits nothing.

1. A unit is taken by the version at which it was seen, in one statement that also asks that no order binds
   it. Two dispatchers, or a dispatcher and the centre, never send one unit twice; the table's own index
   would refuse it once more.
2. Orders of one decision stand or fall together: where one unit is gone nobody is sent, and the decision is
   made anew on what there is.
3. Units are taken in the order of their ids, so that two decisions never wait for each other in a ring.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from cloud.audit import service as audit
from cloud.database.faults import Overtaken
from cloud.dispatch.deciding.words import Words, minutes
from cloud.dispatch.forces import repository as forces
from cloud.dispatch.forces import service as units
from cloud.dispatch.forces.geography import Sighting
from cloud.dispatch.forces.service import Cause
from cloud.dispatch.forces.states import BOUND, SIGNAL_NAMES, Signal, UnitState
from cloud.dispatch.forces.tables import ForceUnit
from cloud.dispatch.incidents import labelling, repository
from cloud.dispatch.incidents.happenings import Happening, IncidentState
from cloud.dispatch.incidents.tables import Incident, Order
from cloud.errors import ApiError, not_found
from cloud.live import changes
from cloud.people.asker import Asker

#: The centre itself, where nobody asks.
CENTRE = Asker("centre", areas=("15",), via="centre")
_AUTOMATIC = Words("自动", "by the centre")


@dataclass(frozen=True)
class Wanted:
    """A unit to be sent, as it was seen."""

    unit_id: int
    version: int
    gives: Mapping[str, float]
    words: Words
    arrival_s: float | None = None
    error_s: float | None = None


class Taken(Exception):
    """Somebody else has taken or moved this unit since it was seen."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def send(
    session: Session,
    incident: Incident,
    wanted: Sequence[Wanted],
    now: int,
    *,
    by: str | None,
    reverse_until: int | None = None,
) -> list[Order]:
    """Bind these units to an incident whose row the caller holds; without `by` the centre orders.

    Raises Taken where one is gone, and ApiError where one cannot be sent: then none may be.
    """
    if not wanted:
        return []
    sent = sorted(wanted, key=_by_id)
    taken = _claimed(session, incident, sent)
    orders = [_order(incident, one, now, by, reverse_until) for one in sent]
    session.add_all(orders)
    session.flush()
    for order, unit in zip(orders, taken, strict=True):
        unit.order_id = order.id
        units.signal(session, unit, Signal.ORDER, Cause("person" if by else "centre", by), now)
        _tell(session, incident, order, unit, now)
    incident.first_order_at = incident.first_order_at or now
    incident.state = IncidentState.UNDER_WAY
    incident.version, incident.changed_at = incident.version + 1, now
    session.flush()
    labelling.dispatched(session, incident, now)
    return orders


def _by_id(one: Wanted) -> int:
    return one.unit_id


def _claimed(session: Session, incident: Incident, wanted: Sequence[Wanted]) -> list[ForceUnit]:
    """These units, by id, held for the incident. Raises Taken."""
    free = {"order_id": 0, "incident_id": incident.id}
    for one in wanted:
        if not forces.claim(session, one.unit_id, one.version, free):
            gone = forces.units_by_id(session, [one.unit_id])
            raise Taken(gone[0].name if gone else str(one.unit_id))
    return forces.units_by_id(session, [one.unit_id for one in wanted], lock=True)


def _order(incident: Incident, one: Wanted, now: int, by: str | None, reverse_until: int | None) -> Order:
    return Order(
        incident_id=incident.id,
        unit_id=one.unit_id,
        automatic=by is None,
        at=now,
        by=by,
        arrival_s=one.arrival_s,
        error_s=one.error_s,
        gives=dict(one.gives),
        zh=one.words.zh,
        en=one.words.en,
        reverse_until=reverse_until,
    )


def _tell(session: Session, incident: Incident, order: Order, unit: ForceUnit, now: int) -> None:
    who = Words("", "") if order.by else _AUTOMATIC
    words = Words(f"{who.zh}调派{unit.name}:{order.zh}", f"{unit.name} ordered {who.en}: {order.en}")
    detail = {"order": order.id, "unit": unit.id, "automatic": order.automatic}
    repository.tell(session, incident, Happening.ORDER, words, now, order.by, detail)


def signal(
    session: Session,
    unit: ForceUnit,
    given: Signal,
    cause: Cause,
    now: int,
    *,
    sighting: Sighting | None = None,
    note: str = "",
    rest_minutes: int | None = None,
    key: str | None = None,
) -> bool:
    """What a unit tells, or its position shows; its incident's timeline hears of it. Raises ApiError."""
    order = repository.standing_order(session, unit.id) if unit.order_id is not None else None
    done = units.signal(
        session, unit, given, cause, now, sighting=sighting, note=note, rest_minutes=rest_minutes, key=key
    )
    if not done or order is None:
        return done
    incident = repository.held(session, order.incident_id)
    state = UnitState(unit.state)
    if state in (UnitState.TURNED_OUT, UnitState.EN_ROUTE):
        order.accepted_at = order.accepted_at or now
    if state is UnitState.ON_SCENE:
        order.accepted_at, order.arrived_at = order.accepted_at or now, now
        incident.first_arrival_at = incident.first_arrival_at or now
    name, how = SIGNAL_NAMES[given], _CAUSES[cause.kind]
    words = Words(f"{unit.name}{name.zh}({how.zh})", f"{unit.name} {name.en} ({how.en})")
    if note:
        words = Words(f"{words.zh}:{note}", f"{words.en}: {note}")
    detail = {"unit": unit.id, "state": unit.state, "cause": cause.kind}
    if sighting is not None:
        detail |= {"latitude": sighting.place.lat, "longitude": sighting.place.lon}
    repository.tell(session, incident, Happening.UNIT, words, now, cause.by, detail)
    return done


def accept(session: Session, order: Order, by: str, now: int) -> None:
    """Who is sent has read it (受令); the caller holds the incident. Accepting again changes nothing."""
    if order.accepted_at is not None:
        return
    order.accepted_at = now
    incident = repository.held(session, order.incident_id)
    [unit] = forces.units_by_id(session, [order.unit_id])
    words = Words(f"{unit.name}受令", f"{unit.name} has the order")
    repository.tell(session, incident, Happening.ACCEPT, words, now, by, {"order": order.id, "unit": unit.id})
    changes.note(session, changes.UNIT, unit.id)


def escalate(session: Session, number: int, now: int) -> None:
    """Nobody has accepted this order in its time: the desk is told, once."""
    incident_id = repository.incident_of_order(session, number)
    incident = repository.held(session, incident_id)
    order = session.get_one(Order, number, populate_existing=True)
    if order.accepted_at is not None or order.ended_at is not None or order.escalated_at is not None:
        return
    order.escalated_at = now
    [unit] = forces.units_by_id(session, [order.unit_id])
    waited = minutes((now - order.at) / 1000)
    words = Words(
        f"{unit.name} {waited.zh}未受令,请电话确认或改派",
        f"{unit.name} has not accepted for {waited.en}: call, or send another",
    )
    repository.tell(
        session, incident, Happening.UNACCEPTED, words, now, None, {"order": order.id, "unit": unit.id}
    )


_CAUSES = {
    "person": Words("人工", "by a person"),
    "message": Words("车载消息", "by message"),
    "geography": Words("依据位置", "by position"),
    "centre": Words("中心", "by the centre"),
}


def held_unit(session: Session, number: int) -> ForceUnit | None:
    """A unit, locked behind its incident: whoever holds both has taken them in this order."""
    at = _incident_of(session, number)
    if at is not None:
        repository.held(session, at)
    found = forces.units_by_id(session, [number], lock=True)
    if found and found[0].incident_id != at:
        raise Overtaken
    return found[0] if found else None


def _incident_of(session: Session, number: int) -> int | None:
    return session.scalar(select(ForceUnit.incident_id).where(ForceUnit.id == number))


def end(
    session: Session, order: Order, ending: str, now: int, *, by: str | None, reason: str, tell: bool = True
) -> None:
    """Free the unit of an order that stands; the caller holds the incident."""
    [unit] = forces.units_by_id(session, [order.unit_id], lock=True)
    order.ended_at, order.ending, order.ended_by, order.end_reason = now, ending, by, reason
    session.flush()
    unit.order_id = None
    if UnitState(unit.state) in BOUND:
        units.signal(session, unit, Signal.RELEASE, Cause("person" if by else "centre", by), now, note=reason)
    unit.incident_id = None
    if not tell:
        return
    incident = repository.held(session, order.incident_id)
    happening, words = _ENDINGS[ending]
    why = f":{reason}" if reason else ""
    said = Words(f"{words.zh}{unit.name}{why}", f"{unit.name} {words.en}{why.replace(':', ': ')}")
    repository.tell(session, incident, happening, said, now, by, {"order": order.id, "unit": unit.id})


_ENDINGS = {
    "done": (Happening.RELEASE, Words("归队 ", "released")),
    "cancelled": (Happening.CANCEL, Words("取消调派 ", "cancelled")),
    "reversed": (Happening.REVERSE, Words("撤销自动调派 ", "automatic order reversed")),
}


def cancel(session: Session, asker: Asker, incident: Incident, order_id: int, reason: str, now: int) -> None:
    """A person takes an order back, at any time. Raises ApiError."""
    order = _standing(session, incident, order_id)
    end(session, order, "cancelled", now, by=asker.name, reason=reason)
    _touched(session, asker, incident, "cancel", {"order": order_id, "reason": reason}, now)


def release(session: Session, asker: Asker, incident: Incident, order_id: int, reason: str, now: int) -> None:
    """A unit has done its work here. Raises ApiError."""
    order = _standing(session, incident, order_id)
    end(session, order, "done", now, by=asker.name, reason=reason)
    _touched(session, asker, incident, "release", {"order": order_id, "reason": reason}, now)


def reverse(session: Session, asker: Asker, incident: Incident, reason: str, now: int) -> list[int]:
    """Take back what the centre has ordered by itself, while that may be; it orders no more here.

    Units on scene stay: they see for themselves. Raises ApiError where nothing may be reversed any more.
    """
    standing = repository.orders(session, [incident.id], standing_only=True)
    mine = [
        order
        for order in standing
        if order.automatic and (order.reverse_until or 0) >= now and order.arrived_at is None
    ]
    if not mine:
        raise ApiError(
            409,
            "too-late",
            "没有可撤销的自动调派:时限已过或已到场。请逐一取消。",
            "No automatic order can be reversed any more: the time is over or they are there. Cancel each.",
            "path.number",
        )
    for order in mine:
        end(session, order, "reversed", now, by=asker.name, reason=reason)
    stop(session, asker, incident, reason, now, told=False)
    return [order.id for order in mine]


def stop(
    session: Session, asker: Asker, incident: Incident, reason: str, now: int, *, told: bool = True
) -> None:
    """The centre orders nothing more here by itself: a person has it now."""
    incident.stopped_by, incident.due_at, incident.ask_until = asker.name, None, None
    if told:
        words = Words(f"停止自动调派:{reason}", f"automatic orders stopped: {reason}")
        repository.tell(session, incident, Happening.STOP, words, now, asker.name)
    _touched(session, asker, incident, "stop", {"reason": reason}, now)


def _standing(session: Session, incident: Incident, order_id: int) -> Order:
    found = [
        order
        for order in repository.orders(session, [incident.id], standing_only=True)
        if order.id == order_id
    ]
    if not found:
        raise not_found("有效调派命令", "standing order", f"path.order {order_id}")
    return found[0]


def _touched(
    session: Session, asker: Asker, incident: Incident, verb: str, what: Mapping[str, object], now: int
) -> None:
    incident.version, incident.changed_at = incident.version + 1, now
    audit.record(session, asker, f"incident.{verb}", f"incident/{incident.id}", None, what, at=now)
