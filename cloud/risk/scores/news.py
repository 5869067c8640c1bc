"""What has happened since the last look that may move a score: read from the change log, in commit order.

1. The change log numbers changes in the order of their commits and tells how far it reaches back. So nothing
   is missed: what is not in it any more is known to be gone, and then everything is scored anew.
2. An alarm tells its gateway, an inspection, a hazard or a patrol its organisation.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Final, NamedTuple

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cloud.database.among import among
from cloud.live import changes
from cloud.live import repository as change_log
from cloud.live.classes import classes_of
from cloud.registry.tables import Gateway
from cloud.risk.scores.keeping import Event

#: Changes that one look reads.
LIMIT: Final = 20_000
_KINDS: Final = (changes.ALARM, changes.INSPECTION, changes.INCIDENT)


class _Told(msgspec.Struct):
    id: int
    what: str = ""
    gateway: str | None = None


class News(NamedTuple):
    """Events by organisation, how far was read, and whether something between is gone."""

    events: dict[int, list[Event]]
    cursor: int
    missed: bool
    more: bool


_decode: Final = msgspec.json.Decoder(_Told).decode


def since(session: Session, cursor: int) -> News:
    """What came behind the cursor, an event an object: told often it is one."""
    rows = change_log.after(session, cursor, LIMIT)
    missed = change_log.gone(session, classes_of(_KINDS)) > cursor
    told: dict[tuple[str, int], tuple[int, str | None, int]] = {}
    gateways: set[str] = set()
    for row in rows:
        if row.kind not in _KINDS or row.organisation_id is None:
            continue
        object_ = _decode(row.payload.encode())
        kind = object_.what or row.kind
        told[kind, object_.id] = (row.organisation_id, object_.gateway, row.at)
        if object_.gateway is not None:
            gateways.add(object_.gateway)
    places = _buildings(session, gateways)
    events: dict[int, list[Event]] = defaultdict(list)
    for (kind, number), (owner, gateway, at) in told.items():
        events[owner].append(Event(kind, number, at, places.get(gateway) if gateway is not None else None))
    return News(dict(events), rows[-1].id if rows else cursor, missed, len(rows) == LIMIT)


def _buildings(session: Session, gateways: set[str]) -> dict[str, int | None]:
    if not gateways:
        return {}
    query = select(Gateway.gateway, Gateway.building_id).where(among(session, Gateway.gateway, gateways))
    return {gateway: building for gateway, building in session.execute(query)}
