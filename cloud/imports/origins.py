"""Where records come from: kept as they are written, read beside the record. Opens and commits nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from cloud.fires.tables import Fire
from cloud.hazards.tables import Hazard
from cloud.imports.schemas import OriginOut
from cloud.imports.sheets import Row
from cloud.imports.tables import ImportOrigin, ImportRun
from cloud.inspections.tables import Inspection
from cloud.patrols.tables import Patrol
from cloud.people.asker import Asker
from cloud.people.scope import within
from cloud.population.tables import PopulationCount
from cloud.weather.tables import WeatherDay
from cloud.work_permits.tables import WorkPermit

#: The tables of records, whose `area` and, where there is one, `organisation_id` are their scope.
_TABLES: Final[dict[str, type[Any]]] = {
    "inspections": Inspection,
    "hazards": Hazard,
    "patrols": Patrol,
    "fires": Fire,
    "weather": WeatherDay,
    "population": PopulationCount,
    "works": WorkPermit,
}


def keep(
    session: Session, kind: str, made: Sequence[tuple[Row, Any]], *, run: int, by: str, now: int
) -> None:
    """The rows that made or changed these records, whose ids are known; places keep none."""
    if kind in _TABLES and made:
        session.execute(
            insert(ImportOrigin),
            [
                {
                    "kind": kind, "record_id": record.id, "import_id": run, "sheet": row.sheet,
                    "row": row.number, "sha256": row.sha256(), "at": now, "by": by,
                }
                for row, record in made
            ],
        )  # fmt: skip


def of(session: Session, kind: str, record_id: int) -> list[OriginOut]:
    """Of a record that the asker was found to see, the first first."""
    query = (
        select(ImportOrigin, ImportRun)
        .join(ImportRun, ImportRun.id == ImportOrigin.import_id)
        .where(ImportOrigin.kind == kind, ImportOrigin.record_id == record_id)
        .order_by(ImportOrigin.id)
    )
    return [
        OriginOut(
            import_id=run.id,
            file_name=run.file_name,
            file_sha256=run.sha256,
            sheet=row.sheet,
            row=row.row,
            row_sha256=row.sha256,
            at=row.at,
            by=row.by,
        )
        for row, run in session.execute(query)
    ]


def seen(session: Session, asker: Asker, kind: str, record_id: int) -> bool:
    """Whether there is such a record in the asker's scope."""
    table = _TABLES[kind]
    scope = within(asker, table.area, getattr(table, "organisation_id", None))
    return session.scalar(select(table.id).where(table.id == record_id, scope)) is not None
