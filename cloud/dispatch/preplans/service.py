"""Plans: a new version, putting it in force, drawings. Opens and commits nothing.

1. A version is drawn up, then put in force; from then on it is never changed, and the one before has ended
   at that moment. What held at any time can so be told.
2. Drawings go from a version to the next; they are added and taken out while it is drawn up.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy.orm import Session

from cloud import attachments
from cloud.audit import service as audit
from cloud.dispatch.deciding.words import Words
from cloud.dispatch.facilities import repository as facilities
from cloud.dispatch.facilities.kinds import DANGEROUS
from cloud.dispatch.preplans import repository
from cloud.dispatch.preplans.schemas import PreplanChange, PreplanIn
from cloud.dispatch.preplans.sections import Section
from cloud.dispatch.preplans.tables import Preplan, PreplanDrawing
from cloud.dispatch.preplans.templates import Known, template
from cloud.dispatch.travel_time.port import Place
from cloud.dispatch.waters import repository as waters
from cloud.dispatch.waters import views as water_views
from cloud.errors import ApiError, not_found
from cloud.organisations import nouns
from cloud.organisations import service as organisations
from cloud.organisations.tables import Building, Organisation
from cloud.people.asker import Asker
from cloud.timeseries.latest import LatestReadings
from telemetry.component_types import COMPONENT_TYPES

MONTH_MS: Final = 30 * 86_400_000
#: Drawings of one plan at most.
MOST_DRAWINGS: Final = 20
_WATERS: Final = 6
_HAZARDS_M: Final = 1_000.0
_WATERS_M: Final = 1_000.0
_SYSTEMS: Final = 8


def known(session: Session, building: Building, latest: LatestReadings, now: int) -> Known:
    """What the registry, the waters and the reference places know of a building."""
    owner = session.get_one(Organisation, building.organisation_id)
    place = None
    if building.latitude is not None and building.longitude is not None:
        place = Place(building.latitude, building.longitude)
    near = waters.nearest(session, place, _WATERS) if place is not None else []
    shown = water_views.waters([pair for pair in near if pair[1] <= _WATERS_M], latest, now)
    hazards = facilities.near(session, place, _HAZARDS_M, DANGEROUS) if place is not None else []
    return Known(
        building=building.name,
        organisation=owner.name,
        category=owner.category,
        address=building.address or owner.address,
        use=building.use,
        height_m=building.height_m,
        storeys=building.storeys,
        storeys_below=building.storeys_below,
        area_m2=building.area_m2,
        persons=owner.persons,
        keyholders=[
            (each.get("name", ""), each.get("phone", ""), each.get("duty", "")) for each in owner.contacts
        ],
        waters=[
            (each.name, each.kind_name.zh, each.metres or 0.0, f"{each.usable_name.zh}({each.why.zh})")
            for each in shown
        ],
        hazards=[(row.name, "、".join(row.substances), metres) for row, metres in hazards],
        systems=[
            (COMPONENT_TYPES.name(component).zh, count)
            for _, component, count in repository.counted(session, building.id)[:_SYSTEMS]
        ],
    )


def draw_up(session: Session, asker: Asker, told: PreplanIn, latest: LatestReadings, now: int) -> Preplan:
    """A new version, not yet in force. Raises ApiError."""
    building = organisations.found(session, asker, nouns.BUILDING, told.building_id, "body.building_id")
    owner = session.get_one(Organisation, building.organisation_id)
    before = repository.newest(session, building.id)
    if before is None or told.fresh:
        base = _plain(template(known(session, building, latest, now)))
    else:
        base = before.sections
    row = Preplan(
        building_id=building.id,
        version=before.version + 1 if before is not None else 1,
        title=told.title or f"{owner.name}{building.name}灭火救援预案",
        sections=base | _plain(told.sections),
        review_at=now + told.review_months * MONTH_MS,
        made_by=asker.name,
        made_at=now,
        note=told.note,
        area=owner.area,
        organisation_id=owner.id,
    )
    session.add(row)
    session.flush()
    if before is not None:
        for each in repository.all_drawings(session, before.id):
            _keep(session, row, each.name, each.media, each.content, each.by, now)
    what = {"building": building.id, "version": row.version}
    audit.record(session, asker, "preplan.draw-up", f"preplan/{row.id}", None, what, at=now)
    return row


def change(session: Session, asker: Asker, number: int, told: PreplanChange, now: int) -> Preplan:
    """Go on with a version that is not in force yet. Raises ApiError."""
    row = _draft(session, asker, number)
    if row.made_at != told.made_at:
        raise ApiError(
            409,
            "draft-moved",
            f"{row.made_by}刚刚修改过该草稿,请重新打开后再改。",
            f"{row.made_by} has just changed this draft. Open it again, then change it.",
            "body.made_at",
        )
    row.title, row.note = told.title, told.note
    row.sections = row.sections | _plain(told.sections)
    if told.review_months is not None:
        row.review_at = now + told.review_months * MONTH_MS
    row.made_by, row.made_at = asker.name, max(now, row.made_at + 1)
    what = {"title": row.title, "sections": sorted(told.sections), "review_at": row.review_at}
    audit.record(session, asker, "preplan.change", f"preplan/{row.id}", None, what, at=now)
    return row


def put_in_force(session: Session, asker: Asker, number: int, now: int) -> Preplan:
    """From now on it holds, and the one before no more. Raises ApiError."""
    row = _draft(session, asker, number)
    before = repository.in_force(session, row.building_id, now)
    if before is not None:
        if before.version > row.version:
            raise ApiError(
                409,
                "older-version",
                "已有更新的版本生效。",
                "A newer version is in force. Draw up a new one.",
                "path.number",
            )
        before.valid_to = now
    row.valid_from = now
    audit.record(session, asker, "preplan.in-force", f"preplan/{row.id}", None, {"at": now}, at=now)
    return row


def attach(
    session: Session, asker: Asker, number: int, name: str, media: str, content: bytes, now: int
) -> PreplanDrawing:
    """Add a drawing to a version that is being drawn up. Raises ApiError."""
    row = _draft(session, asker, number)
    if len(repository.drawings(session, [row.id])) >= MOST_DRAWINGS:
        raise ApiError(
            409,
            "too-many-drawings",
            f"每份预案最多 {MOST_DRAWINGS} 张图。",
            f"{MOST_DRAWINGS} drawings a plan at most.",
            "query.preplan",
        )
    made = _keep(session, row, name, media, content, asker.name, now)
    audit.record(
        session, asker, "preplan.drawing", f"preplan/{row.id}", None, {"sha256": made.sha256}, at=now
    )
    return made


def take_out(session: Session, asker: Asker, number: int, drawing: int, now: int) -> None:
    """Take a drawing out of a version that is being drawn up; earlier versions keep theirs."""
    row = _draft(session, asker, number)
    kept = repository.drawing(session, row.id, drawing)
    if kept is None:
        raise not_found("图纸", "drawing", "path.drawing")
    what = {"name": kept.name, "sha256": kept.sha256}
    session.delete(kept)
    audit.record(session, asker, "preplan.drawing-out", f"preplan/{row.id}", what, None, at=now)


def _draft(session: Session, asker: Asker, number: int) -> Preplan:
    """One in the asker's scope that may still be changed, locked."""
    row = found(session, asker, number, lock=True)
    if row.valid_from is not None:
        raise _fixed()
    return row


def found(session: Session, asker: Asker, number: int, *, lock: bool = False) -> Preplan:
    """One in the asker's scope, or ApiError 404."""
    row = repository.preplan(session, asker, number, lock=lock)
    if row is None:
        raise not_found(NOUN.zh, NOUN.en, "path.number")
    return row


NOUN: Final = Words("预案", "plan")


def _keep(
    session: Session, row: Preplan, name: str, media: str, content: bytes, by: str, now: int
) -> PreplanDrawing:
    made = PreplanDrawing(preplan_id=row.id, **attachments.columns(name, media, content, by, now))
    session.add(made)
    session.flush()
    return made


def _plain(sections: dict[Section, str]) -> dict[str, str]:
    return {section.value: text for section, text in sections.items()}


def _fixed() -> ApiError:
    return ApiError(
        409,
        "in-force",
        "该版本已生效,不能修改。请起草新版本。",
        "This version has been put in force and stays as it is. Draw up a new one.",
        "path.number",
    )
