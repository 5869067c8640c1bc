"""Whether rows of fires, works, weather and people fit. Pure but for what was looked up."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cloud.areas.tree import AREAS
from cloud.fires import repository as fires
from cloud.fires.tables import Fire
from cloud.imports.fault import CellFault
from cloud.imports.sheets import Row
from cloud.people.asker import Asker
from cloud.people.scope import sees
from cloud.population.tables import PopulationCount
from cloud.weather.tables import WeatherDay
from cloud.work_permits.tables import WorkPermit

Days = dict[tuple[str, str], Any]
DAILY: Final[dict[str, type[Any]]] = {"weather": WeatherDay, "population": PopulationCount}
_COUNTY: Final = 6


def find_fires(session: Session, rows: list[Row]) -> dict[str, Fire]:
    """The fires that are there already, whoever asks."""
    return fires.by_numbers(session, [row.values["number"] for row in rows])


def find_works(session: Session, rows: list[Row]) -> dict[str, WorkPermit]:
    """The permits that are there already, whoever asks."""
    numbers = [row.values["number"] for row in rows]
    query = select(WorkPermit).where(WorkPermit.number.in_(numbers))
    return {row.number: row for row in session.scalars(query)}


def find_days(session: Session, kind: str, rows: list[Row]) -> Days:
    """What is there of these areas and days."""
    table = DAILY[kind]
    areas, days = ({row.values[name] for row in rows} for name in ("area", "day"))
    query = select(table).where(table.area.in_(areas), table.day.in_(days))
    return {(row.area, row.day): row for row in session.scalars(query)}


def fire_fault(
    asker: Asker, values: dict[str, Any], there: Fire | None, now: int
) -> tuple[str, CellFault] | None:
    """What does not fit of a fire, with its field; organisation and building are looked at elsewhere."""
    if values["organisation"] is None:
        if values.get("area") is None:
            return "area", _NO_AREA
        if not sees(asker, values["area"]):
            return "area", OUTSIDE
        if values.get("building") is not None:
            return "building", _NO_OWNER
    if there is not None and not sees(asker, there.area, there.organisation_id):
        return "number", _TAKEN
    if values["at"] > now:
        return "at", _AHEAD
    if (values.get("longitude") is None) != (values.get("latitude") is None):
        return ("longitude" if values.get("longitude") is None else "latitude"), _HALF
    return None


def work_fault(
    asker: Asker, values: dict[str, Any], there: WorkPermit | None
) -> tuple[str, CellFault] | None:
    """What does not fit of a permit, with its field; organisation and building are looked at elsewhere."""
    if there is not None and not sees(asker, there.area, there.organisation_id):
        return "number", _TAKEN_WORK
    return ("ends_on", _ENDS_FIRST) if values["ends_on"] < values["begins_on"] else None


def daily_fault(asker: Asker, values: dict[str, Any], today: str) -> tuple[str, CellFault] | None:
    """What does not fit of a day of a county or township."""
    if values["area"][:_COUNTY] not in AREAS:
        return "area", _NOWHERE
    if not sees(asker, values["area"][:_COUNTY]):
        return "area", OUTSIDE
    return ("day", _AHEAD) if values["day"] > today else None


OUTSIDE: Final = CellFault("outside-scope", "不在您的管辖范围内。", "It lies outside your scope.")
_NO_AREA: Final = CellFault(
    "missing", "没有登记单位时须填写区划。", "Without a registered organisation fill in the area."
)
_NO_OWNER: Final = CellFault(
    "place-half", "没有登记单位,不能填写建筑。", "There is no registered organisation, so no building of it."
)
_TAKEN: Final = CellFault(
    "taken", "该编号已被管辖范围以外的火灾使用。", "A fire outside your scope has this number."
)
_TAKEN_WORK: Final = CellFault(
    "taken", "该编号已被管辖范围以外的作业使用。", "Works outside your scope have this number."
)
_ENDS_FIRST: Final = CellFault(
    "ends-first", "结束日期早于开始日期。", "The last day is before the first one."
)
_AHEAD: Final = CellFault("ahead", "日期晚于今天。", "The day is later than today.")
_HALF: Final = CellFault("half-position", "经度和纬度须同时填写。", "Longitude and latitude belong together.")
_NOWHERE: Final = CellFault(
    "refers-nowhere", "没有该旗县区。请更正。", "There is no such county. Correct it."
)
