"""Who is on duty where at a moment, for whoever wants to reach them. Commits nothing."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from cloud.database.among import among
from cloud.duty import cover, reach, rota_repository
from cloud.duty.cover import Watch
from cloud.duty.tables import DutyRoom


class RoomNow(NamedTuple):
    """A room at a moment: whether it has a rota, whether its shift is covered, and who is on it."""

    room: DutyRoom
    has_rota: bool
    covered: bool
    on: frozenset[int]

    def looks_after(self, area: str, organisation_id: int | None, building_id: int | None) -> bool:
        """Whether what happens in a place is the room's."""
        return reach.is_in(self.room, area, organisation_id, building_id)

    def is_served_by(self, areas: Collection[str], organisations: Collection[int]) -> bool:
        """Whether somebody of this scope serves there: of an area in its centres, else in one's own rooms."""
        if self.room.organisation_id is not None:
            return self.room.organisation_id in organisations
        return any(area in ("", "15") or self.room.area.startswith(area) for area in areas)


def rooms_now(session: Session, organisation_ids: Collection[int], now: int) -> list[RoomNow]:
    """The rooms in use of these organisations and every centre's, as they are manned."""
    rooms = list(
        session.scalars(
            select(DutyRoom)
            .where(
                DutyRoom.enabled,
                or_(
                    DutyRoom.organisation_id.is_(None),
                    among(session, DutyRoom.organisation_id, set(organisation_ids)),
                ),
            )
            .order_by(DutyRoom.id)
        )
    )
    if not rooms:
        return []
    ids = {room.id for room in rooms}
    with_rota = rota_repository.with_rota(session, ids)
    shifts = rota_repository.shifts(session, ids, now, now + 1)
    on = rota_repository.on_shifts(session, [shift.id for shift in shifts])
    watches: dict[int, list[Watch]] = {number: [] for number in ids}
    for shift in shifts:
        watches[shift.room_id] += [
            Watch(shift.start_at, shift.end_at, one.assignment.account_id, one.certified(shift.end_at - 1))
            for one in on[shift.id]
            if one.enabled
        ]
    planned = with_rota | {shift.room_id for shift in shifts}
    return [
        RoomNow(
            room,
            room.id in planned,
            not cover.gaps(watches[room.id], room.persons_needed, now, now + 1),
            frozenset(each.account_id for each in watches[room.id]),
        )
        for room in rooms
    ]
