"""What is done about hazards. Opens and commits nothing; the timeline is only ever added to.

1. A sender names a hazard, an action and a photo by a key of its own, so that what a phone sends again after
   a broken line happens once. The same key with another content is refused.
2. A hazard is locked while it moves. `version` refuses a decision on what has moved since; without it the
   table alone decides.
3. Moves of a hazard move its inspection (`cloud.inspections.settling`).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from cloud.audit import service as audit
from cloud.checklists.items import ITEMS
from cloud.database import locks
from cloud.duty.days import day_of
from cloud.errors import ApiError, not_found, refused
from cloud.hazards import repository, state_table
from cloud.hazards.photos import Kept
from cloud.hazards.schemas import FindingIn
from cloud.hazards.state_table import Action, Standing, State, Told
from cloud.hazards.tables import Hazard, HazardEntry, HazardPhoto
from cloud.inspections import settling
from cloud.live import changes
from cloud.organisations.tables import Building, Organisation
from cloud.people.asker import Asker
from cloud.refusal import Refusal
from cloud.versions import check_version

#: A phone's clock may be wrong; a finding is never of the future.
FOUND = "found"


def find(
    session: Session,
    asker: Asker,
    owner: Organisation,
    told: FindingIn,
    *,
    source: str,
    by: str,
    now: int,
    building_id: int | None = None,
    inspection_id: int | None = None,
    import_id: int | None = None,
    where: str = "body",
) -> Hazard:
    """A hazard at this organisation, ordered or corrected at once where that was told."""
    locks.take(session, "hazard", [told.key])
    there = repository.by_key(session, told.key)
    if there is not None:
        if (there.organisation_id, there.inspection_id, there.text) != (owner.id, inspection_id, told.text):
            raise ApiError(
                409,
                "key-used",
                "该编号已用于另一条隐患,请重新填报。",
                "This key names another hazard already. Report it anew under a new one.",
                f"{where}.key",
            )
        return there
    if building_id is not None:
        _belongs(session, owner, building_id, f"{where}.building_id")
    item = ITEMS.get(told.item)
    if told.item and item is None:
        raise ApiError(
            422,
            "no-such-item",
            "没有这个检查项目。",
            "There is no such item of a checklist.",
            f"{where}.item",
        )
    cited = item.clause.cited() if item is not None else ("", "")
    row = Hazard(
        key=told.key,
        organisation_id=owner.id,
        building_id=building_id,
        inspection_id=inspection_id,
        area=owner.area,
        source=source,
        item=told.item,
        clause_zh=told.clause or cited[0],
        clause_en=told.clause or cited[1],
        grade=told.grade,
        place=told.place,
        text=told.text,
        state=State.FOUND.value,
        found_at=min(told.found_at or now, now),
        found_by=by,
        known_at=now,
        failed_rechecks=0,
        extensions=0,
        import_id=import_id,
        version=1,
    )
    session.add(row)
    session.flush()
    _enter(session, row, FOUND, by, "", {}, None, now)
    if told.corrected:
        _move(session, row, Action.CORRECT, Told(day_of(now)), by, None, now, where)
    elif told.deadline is not None:
        # A day that was ahead as it was told on site may have passed while the phone was offline.
        day = min(day_of(row.found_at), day_of(now))
        _move(session, row, Action.ORDER, Told(day, told.deadline), by, None, now, where)
    changes.note(session, changes.INSPECTION, ("hazard", row.id))
    audit.record(session, asker, "hazard.find", f"hazard/{row.id}", None, seen(row), at=now)
    return row


def act(
    session: Session,
    asker: Asker,
    number: int,
    action: Action,
    *,
    by: str,
    note: str,
    deadline: date | None,
    version: int | None,
    key: str | None,
    now: int,
) -> Hazard:
    """One action of the table; ApiError 409 or 422 with the reason when it cannot be."""
    row = repository.by_id(session, asker, number, for_update=True)
    if row is None:
        raise not_found("隐患", "hazard", "path.id")
    if key is not None and repository.happened(session, row.id, key):
        return row
    check_version(row.version, version, "隐患", "The hazard")
    before = seen(row)
    _move(session, row, action, Told(day_of(now), deadline, note), by, key, now, "body")
    changes.note(session, changes.INSPECTION, ("hazard", row.id))
    audit.record(session, asker, f"hazard.{action}", f"hazard/{row.id}", before, seen(row), at=now)
    return row


def add_photo(
    session: Session,
    asker: Asker,
    number: int,
    photo: Kept,
    *,
    stage: str,
    key: str,
    by: str,
    limit: int,
    now: int,
) -> Hazard:
    """A photo beside a hazard; the same key twice is the same photo."""
    row = repository.by_id(session, asker, number, for_update=True)
    if row is None:
        raise not_found("隐患", "hazard", "query.hazard_id")
    held = repository.photos(session, row.id)
    if any(one.key == key for one, _, _ in held):
        return row
    if len(held) >= limit:
        raise ApiError(
            409,
            "too-many-photos",
            f"每条隐患最多 {limit} 张照片。",
            f"A hazard has at most {limit} photos.",
            "query.hazard_id",
        )
    repository.keep_photo(session, photo)
    session.add(HazardPhoto(hazard_id=row.id, sha256=photo.sha256, stage=stage, key=key, by=by, at=now))
    session.flush()
    _enter(session, row, "photo", by, "", {"stage": stage, "sha256": photo.sha256}, None, now)
    changes.note(session, changes.INSPECTION, ("hazard", row.id))
    told = {"stage": stage, "sha256": photo.sha256, "by": by}
    audit.record(session, asker, "hazard.photo", f"hazard/{row.id}", None, told, at=now)
    return row


def standing(row: Hazard) -> Standing:
    """The part of a hazard that the rules speak of."""
    return Standing(State(row.state), _day(row.deadline), _day(row.asked_until), row.source == "patrol")


def seen(row: Hazard) -> dict[str, Any]:
    """A hazard as the audit log keeps it."""
    names = (
        "organisation_id",
        "inspection_id",
        "grade",
        "text",
        "state",
        "deadline",
        "asked_until",
        "version",
    )
    return {name: getattr(row, name) for name in names}


def _move(
    session: Session, row: Hazard, action: Action, told: Told, by: str, key: str | None, now: int, where: str
) -> None:
    try:
        moved = state_table.act(standing(row), action, told)
    except Refusal as refusal:
        field = refusal.where and refusal.where.replace("body", where, 1)
        raise refused(refusal, field) from None
    row.state = moved.state.value
    row.deadline, row.asked_until = _iso(moved.deadline), _iso(moved.asked_until)
    row.closed_at = None if moved.state in state_table.OPEN else now
    row.failed_rechecks += action is Action.FAIL
    row.extensions += action is Action.GRANT_EXTENSION
    row.version += 1
    session.flush()
    detail = {} if told.deadline is None else {"deadline": told.deadline.isoformat()}
    if action is Action.GRANT_EXTENSION:
        detail = {"deadline": row.deadline or ""}
    _enter(session, row, action.value, by, told.words, detail, key, now)
    if row.inspection_id is not None:
        settling.settle(session, row.inspection_id, now)


def _enter(
    session: Session,
    row: Hazard,
    action: str,
    by: str,
    note: str,
    detail: dict[str, Any],
    key: str | None,
    now: int,
) -> None:
    session.add(
        HazardEntry(
            hazard_id=row.id, at=now, action=action, state=row.state, by=by, note=note, detail=detail, key=key
        )
    )
    session.flush()


def _belongs(session: Session, owner: Organisation, building_id: int, where: str) -> None:
    building = session.get(Building, building_id)
    if building is None or building.organisation_id != owner.id:
        raise not_found("建筑", "building", where)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
