"""Rotas, holidays, shifts and substitutions over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response

from cloud.centre import CentreOf
from cloud.duty import patterns, rota, rota_repository, service, views
from cloud.duty.days import DAY_MS
from cloud.duty.room_endpoints import CHANGES, Moment, PathId, Planner, Viewer, span
from cloud.duty.schemas import (
    Day,
    HolidayIn,
    HolidayList,
    HolidayOut,
    MemberIn,
    PatternList,
    PatternOut,
    RotaIn,
    RotaOut,
    ShiftFormIn,
    ShiftIn,
    ShiftList,
    ShiftOut,
    SubstitutionIn,
)
from cloud.errors import not_found, responses
from cloud.vocabulary import LabelOut

router = APIRouter(prefix="/api/v1/duty", tags=["duty"])

PathDay = Annotated[Day, Path(examples=["2026-02-17"])]


@router.get("/patterns", summary="Patterns in common use", responses=responses())
def known_patterns(_asker: Viewer) -> PatternList:
    """To begin a rota with."""
    return PatternList(
        items=[
            PatternOut(
                name=preset.name,
                label=LabelOut(zh=preset.zh, en=preset.en),
                shifts=[ShiftFormIn(**form._asdict()) for form in preset.shifts],
                cycle=[list(day) for day in preset.cycle],
                teams=preset.teams,
            )
            for preset in patterns.PRESETS
        ]
    )


@router.get("/rooms/{id}/rota", summary="A room's rota 排班", responses=responses(404))
def shown_rota(centre: CentreOf, asker: Viewer, id: PathId) -> RotaOut:
    """Its pattern and its teams."""
    with centre.database.read() as session:
        service.found(session, asker, id)
        row = rota_repository.rota(session, id)
        if row is None:
            raise not_found("排班", "rota", "path.id")
        return views.rota(row)


@router.put("/rooms/{id}/rota", summary="Give a room its rota", responses=CHANGES)
def put_rota(centre: CentreOf, asker: Planner, id: PathId, told: RotaIn) -> RotaOut:
    """Shifts ahead that nobody has touched are made anew; what is over stays."""
    now = centre.clock.now_ms()
    with centre.database.write() as session:
        return views.rota(rota.put_rota(session, asker, id, told, centre.settings.duty, now))


@router.get("/rooms/{id}/holidays", summary="Its holidays 节假日", responses=responses(404))
def holidays(centre: CentreOf, asker: Viewer, id: PathId) -> HolidayList:
    """By day."""
    with centre.database.read() as session:
        service.found(session, asker, id)
        rows = rota_repository.holidays(session, id)
        return HolidayList(items=[HolidayOut.model_validate(row) for row in rows])


@router.put("/rooms/{id}/holidays/{day}", status_code=204, summary="Name a holiday", responses=CHANGES)
def put_holiday(centre: CentreOf, asker: Planner, id: PathId, day: PathDay, told: HolidayIn) -> Response:
    """With the teams that are on duty then."""
    with centre.database.write() as session:
        settings, now = centre.settings.duty, centre.clock.now_ms()
        rota.put_holiday(session, asker, id, day, told, settings, now)
    return Response(status_code=204)


@router.delete("/rooms/{id}/holidays/{day}", status_code=204, summary="Forget a holiday", responses=CHANGES)
def drop_holiday(centre: CentreOf, asker: Planner, id: PathId, day: PathDay) -> Response:
    """The cycle holds on that day again."""
    with centre.database.write() as session:
        settings, now = centre.settings.duty, centre.clock.now_ms()
        rota.put_holiday(session, asker, id, day, None, settings, now)
    return Response(status_code=204)


@router.get("/rooms/{id}/shifts", summary="Its shifts 班次", responses=responses(404))
def shifts(
    centre: CentreOf, asker: Viewer, id: PathId, start: Moment = None, end: Moment = None
) -> ShiftList:
    """By default those of the next week; with who is on them."""
    now = centre.clock.now_ms()
    with centre.database.read() as session:
        service.found(session, asker, id)
        start_at, end_at = span(start if start is not None else now, end, now, 7 * DAY_MS)
        rows = rota_repository.shifts(session, [id], start_at, end_at)
        return ShiftList(items=views.shifts(session, rows))


@router.post("/rooms/{id}/shifts", status_code=201, summary="Add a shift", responses=CHANGES)
def add_shift(centre: CentreOf, asker: Planner, id: PathId, told: ShiftIn) -> ShiftOut:
    """Outside the pattern; it must not overlap another of the room."""
    with centre.database.write() as session:
        return views.shift(session, rota.add_shift(session, asker, id, told, centre.clock.now_ms()))


@router.delete("/shifts/{id}", status_code=204, summary="Take a shift away", responses=CHANGES)
def remove_shift(centre: CentreOf, asker: Planner, id: PathId) -> Response:
    """One that has not begun."""
    with centre.database.write() as session:
        rota.remove_shift(session, asker, id, centre.clock.now_ms())
    return Response(status_code=204)


@router.post("/shifts/{id}/people", status_code=201, summary="Put somebody on a shift", responses=CHANGES)
def add_person(centre: CentreOf, asker: Planner, id: PathId, told: MemberIn) -> ShiftOut:
    """Nobody is on two shifts at once."""
    with centre.database.write() as session:
        return views.shift(session, rota.add_person(session, asker, id, told, centre.clock.now_ms()))


@router.delete("/shifts/{id}/people/{account_id}", summary="Take somebody off a shift", responses=CHANGES)
def remove_person(centre: CentreOf, asker: Planner, id: PathId, account_id: PathId) -> ShiftOut:
    """Until it is over."""
    with centre.database.write() as session:
        row = rota.remove_person(session, asker, id, account_id, centre.clock.now_ms())
        return views.shift(session, row)


@router.post("/shifts/{id}/substitutions", summary="Somebody stands in 替班", responses=CHANGES)
def substitute(centre: CentreOf, asker: Planner, id: PathId, told: SubstitutionIn) -> ShiftOut:
    """The shift tells whose place was taken, and why."""
    with centre.database.write() as session:
        return views.shift(session, rota.substitute(session, asker, id, told, centre.clock.now_ms()))
