"""Links for crews, and what is told through them. Opens and commits nothing.

1. A link opens one vehicle, one station or one incident. Only the addresses under `/api/v1/crew` look at
   links at all; each asks for its kind, and takes from the link itself what it is about: no number is asked
   of who holds it.
2. A link is signed and revocable: each use looks whether it still holds. A commander's tells nothing more
   once the incident is over, and shows it for an hour.
3. What a tablet tells late comes with its own time and its key: it is kept once, and never moves what has
   been ordered since.
"""

from __future__ import annotations

from typing import Final, Literal

from sqlalchemy.orm import Session

from cloud.audit import service as audit
from cloud.dispatch.crews import repository
from cloud.dispatch.crews.schemas import CrewLinkIn, CrewSignalIn, LinkKind
from cloud.dispatch.crews.tables import CrewLink
from cloud.dispatch.deciding.words import Words
from cloud.dispatch.forces import repository as forces
from cloud.dispatch.forces import service as units
from cloud.dispatch.forces.service import Cause
from cloud.dispatch.forces.states import BOUND, TOLD, Signal, UnitState, moved
from cloud.dispatch.forces.tables import ForceUnit
from cloud.dispatch.incidents import moving, orders
from cloud.dispatch.incidents import repository as incidents
from cloud.dispatch.incidents.happenings import STANDING, Happening
from cloud.dispatch.incidents.tables import Incident, Order
from cloud.errors import ApiError, not_found
from cloud.people.asker import Asker
from cloud.verification_links import signing

VIA: Final = "crew-link"
_DAY_MS: Final = 86_400_000
#: A tablet's clock may be ahead by so much, and what it tells be as old as that.
_AHEAD_MS: Final = 60_000
_OLDEST_MS: Final = _DAY_MS
#: A use is written down at most so often.
TOUCH_MS: Final = 60_000
RETURN: Final = "return"
#: So long after its end a commander may still read what was said of an incident.
_SHOWN_MS: Final = 3_600_000


def give(session: Session, asker: Asker, told: CrewLinkIn, most_days: int, now: int) -> CrewLink:
    """A new link to what the asker sees. Raises ApiError."""
    kind = LinkKind.UNIT if told.unit else LinkKind.STATION if told.station else LinkKind.COMMAND
    if told.unit is not None:
        units.found_unit(session, asker, told.unit, where="body.unit")
    if told.station is not None:
        units.found_station(session, asker, told.station, where="body.station")
    if told.incident is not None and moving.found(session, asker, told.incident).state not in STANDING:
        raise ApiError(409, "incident-over", "该灾情已结束。", "This incident is over.", "body.incident")
    row = CrewLink(
        kind=kind,
        unit_id=told.unit,
        station_id=told.station,
        incident_id=told.incident,
        person=told.person,
        made_by=asker.name,
        made_at=now,
        expires_at=(now // 1000) * 1000 + min(told.days, most_days) * _DAY_MS,
    )
    session.add(row)
    session.flush()
    what = {
        "kind": kind,
        "person": row.person,
        "expires_at": row.expires_at,
        **told.model_dump(exclude_none=True),
    }
    audit.record(session, asker, "crew-link.give", f"crew-link/{row.id}", None, what, at=now)
    return row


def revoke(session: Session, asker: Asker, number: int, now: int) -> None:
    """It opens nothing any more, from the next request on. Raises ApiError."""
    row = repository.link(session, number)
    if row is None or not _seen(session, asker, row):
        raise not_found("链接", "link", "path.number")
    if row.revoked_at is None:
        row.revoked_at, row.revoked_by = now, asker.name
        audit.record(session, asker, "crew-link.revoke", f"crew-link/{row.id}", None, {}, at=now)


def opened(session: Session, key: bytes, token: str, now: int, *kinds: LinkKind) -> CrewLink:
    """The link of a token, of one of these kinds. Raises ApiError 401, 403 or 410."""
    try:
        number = signing.read(key, token, now)
    except signing.BadToken:
        raise ApiError(
            401, "link-unknown", "链接无效。", "This is no valid link.", "header.x-crew-link"
        ) from None
    except signing.Expired:
        raise _gone() from None
    row = repository.link(session, number)
    if row is None or not holds(session, row, now):
        raise _gone()
    if kinds and row.kind not in kinds:
        raise ApiError(
            403,
            "other-link",
            "此链接不能打开该页面。",
            "This link does not open that.",
            "header.x-crew-link",
        )
    return row


def holds(session: Session, row: CrewLink, now: int) -> bool:
    """Whether it opens anything: it has neither ended nor been revoked, nor is its incident long over."""
    if row.revoked_at is not None or row.expires_at <= now:
        return False
    if row.incident_id is None:
        return True
    over_at = repository.incident(session, row.incident_id).closed_at
    return over_at is None or over_at + _SHOWN_MS > now


def touch(session: Session, number: int, now: int) -> None:
    """It was used just now."""
    row = repository.link(session, number)
    if row is not None:
        row.used_at = now


def asker_of(row: CrewLink, area: str) -> Asker:
    """Who acts through it, for the one area in which its thing lies."""
    return Asker(row.person, areas=(area,), via=VIA)


def may(unit: ForceUnit) -> list[Signal | Literal["return"]]:
    """What a unit can tell from its state."""
    state = UnitState(unit.state)
    found: list[Signal | Literal["return"]] = [each for each in Signal if each in TOLD and moved(state, each)]
    return [*found, RETURN] if state in BOUND and unit.order_id is not None else found


def tell(session: Session, row: CrewLink, told: CrewSignalIn, now: int) -> ForceUnit:
    """What the crew tells; once. Raises ApiError."""
    unit = orders.held_unit(session, row.unit_id or 0)
    if unit is None:
        raise _gone()
    if told.at > now + _AHEAD_MS or told.at < now - _OLDEST_MS:
        raise ApiError(
            422,
            "bad-time",
            "时间超前或早于一天,请校准设备时钟。",
            "This time lies ahead, or more than a day back. Set the device's clock.",
            "body.at",
        )
    if forces.step_by_key(session, unit.id, told.key) is not None:
        return unit
    at = min(told.at, now)
    order = incidents.standing_order(session, unit.id) if unit.order_id is not None else None
    if order is not None and at < order.at:
        raise ApiError(
            409,
            "since-ordered",
            "此后已有新命令,该状态不再生效。",
            "There has been a new order since: this changes nothing any more.",
            "body.at",
        )
    if told.signal == RETURN:
        _return(session, row, unit, order, told.note, at)
        return unit
    cause = Cause("message", row.person)
    orders.signal(session, unit, Signal(told.signal), cause, at, note=told.note, key=told.key)
    return unit


def _return(
    session: Session, row: CrewLink, unit: ForceUnit, order: Order | None, note: str, at: int
) -> None:
    if order is not None:
        orders.end(session, order, "done", at, by=row.person, reason=note)
    elif unit.state != UnitState.RETURNING:
        raise ApiError(409, "no-order", "当前没有任务。", "No order binds this unit.", "body.signal")


def accept(session: Session, row: CrewLink, order: Order, now: int) -> None:
    """The order has been read. The caller has made sure that the link sees it."""
    incidents.held(session, order.incident_id)
    orders.accept(session, order, row.person, now)


def order_seen(session: Session, row: CrewLink, number: int) -> Order:
    """An order that binds the link's unit, or a unit of its station. Raises ApiError 404."""
    order = incidents.order(session, number)
    if order is None or order.ended_at is not None or order.unit_id not in units_of(session, row):
        raise not_found("有效调派命令", "standing order", "path.order")
    return order


def units_of(session: Session, row: CrewLink) -> list[int]:
    """The units that a link sees."""
    if row.unit_id is not None:
        return [row.unit_id]
    if row.station_id is not None:
        return [unit.id for unit in repository.at_station(session, row.station_id)]
    return []


def followed(session: Session, row: CrewLink) -> list[int]:
    """The units of which a link hears: those that it sees, or that are at its incident."""
    if row.incident_id is not None:
        return [order.unit_id for order in incidents.orders(session, [row.incident_id], standing_only=True)]
    return units_of(session, row)


def incidents_of(session: Session, row: CrewLink) -> list[int]:
    """The incidents that a link sees now."""
    if row.incident_id is not None:
        return [row.incident_id]
    return [order.incident_id for order in repository.orders_of(session, units_of(session, row))]


def hand_back(session: Session, row: CrewLink, incident: Incident, note: str, now: int) -> None:
    """The command is given back, and the link with it."""
    why = f":{note}" if note else ""
    words = Words(
        f"{row.person}交回指挥{why}", f"{row.person} gives the command back{why.replace(':', ': ')}"
    )
    incidents.tell(session, incident, Happening.HAND_OVER, words, now, row.person)
    row.revoked_at, row.revoked_by = now, row.person


def _seen(session: Session, asker: Asker, row: CrewLink) -> bool:
    if row.unit_id is not None:
        return forces.unit(session, asker, row.unit_id) is not None
    if row.station_id is not None:
        return forces.station(session, asker, row.station_id) is not None
    return incidents.incident(session, asker, row.incident_id or 0) is not None


def _gone() -> ApiError:
    return ApiError(
        410,
        "link-ended",
        "链接已过期或已吊销,请联系指挥中心。",
        "The link has ended or was revoked. Ask the dispatch centre for another.",
        "header.x-crew-link",
    )
