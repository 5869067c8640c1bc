"""Rows set aside, rows told by programs, and where records come from, over HTTP."""

from __future__ import annotations

import csv
import io
from typing import Annotated

from fastapi import APIRouter, Path, Query

from cloud.centre import CentreOf
from cloud.errors import ApiError, not_found, responses
from cloud.imports import desk, origins, set_aside
from cloud.imports import set_aside_repository as repository
from cloud.imports.columns import COLUMNS
from cloud.imports.schemas import (
    DiscardIn,
    ImportOut,
    OriginList,
    RecordKind,
    RepairIn,
    RowsIn,
    SetAsideList,
    SetAsideOut,
    SetAsideState,
)
from cloud.imports.set_aside_views import shown
from cloud.organisations.schemas import MAX_ID
from cloud.people.asker import Asker, Permission, needs

router = APIRouter(prefix="/api/v1", tags=["imports"])

Editor = Annotated[Asker, needs(Permission.EDIT_REGISTRY)]
PathId = Annotated[int, Path(ge=1, le=MAX_ID)]
_CHANGES = responses(403, 404, 409, 413, 415)


@router.post(
    "/imports/rows",
    status_code=201,
    summary="Rows of a program, taken in as a file is 接口导入",
    responses=responses(403, 409, 413, 415),
)
def rows(centre: CentreOf, asker: Editor, told: RowsIn) -> ImportOut:
    """They are checked and applied as an upload: look at the import, then apply it."""
    known = {column.field for column in COLUMNS[told.kind]}
    fields = sorted({name for row in told.rows for name in row})
    unknown = next((name for name in fields if name not in known), None)
    if unknown is not None or not fields:
        raise ApiError(
            422,
            "column-unknown",
            f"没有字段 {unknown!r}。",
            f"There is no field {unknown!r}.",
            "body.rows",
        )
    text = io.StringIO()
    writer = csv.DictWriter(text, fields, restval="")
    writer.writeheader()
    writer.writerows(told.rows)
    folder = desk.folder_of(centre.settings)
    arriving = desk.Arriving(folder, centre.settings.imports.max_bytes)
    try:
        arriving.write(text.getvalue().encode("utf-8", "replace"))
        sha256 = arriving.close()
        with centre.database.write() as session:
            run = desk.begin(
                session,
                asker,
                kind=told.kind,
                file_name=told.source,
                stored_as=arriving.stored_as,
                size=arriving.bytes,
                sha256=sha256,
                rows=len(told.rows),
                now=centre.clock.now_ms(),
            )
            return desk.shown(run)
    except BaseException:
        arriving.discard()
        raise


@router.get("/import-rows", summary="Rows that did not go in 隔离行", responses=responses())
def set_aside_rows(
    centre: CentreOf,
    asker: Editor,
    state: Annotated[list[SetAsideState] | None, Query(description="Only these; else the open ones.")] = None,
    import_id: Annotated[int | None, Query(ge=1, le=MAX_ID)] = None,
    after: Annotated[int, Query(ge=0, le=MAX_ID)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> SetAsideList:
    """Of one's own imports; who sees the whole region sees everybody's."""
    states = state or set_aside.OPEN
    with centre.database.read() as session:
        found = repository.page(session, asker, states, import_id=import_id, after=after, limit=limit + 1)
        return SetAsideList(items=[shown(row, run) for row, run in found[:limit]], more=len(found) > limit)


@router.post("/import-rows/{id}/replay", summary="Repair a row and try it again 修正重放", responses=_CHANGES)
def replay(centre: CentreOf, asker: Editor, id: PathId, told: RepairIn) -> SetAsideOut:
    """What still does not fit stays, with what is wrong now."""
    with centre.database.write() as session:
        row = set_aside.repair(session, asker, id, told.version, told.cells, centre.clock.now_ms())
        return shown(row, desk.found(session, asker, row.import_id))


@router.post("/import-rows/{id}/discard", summary="Give a row up 放弃", responses=_CHANGES)
def discard(centre: CentreOf, asker: Editor, id: PathId, told: DiscardIn) -> SetAsideOut:
    """It stays to be looked at."""
    with centre.database.write() as session:
        row = set_aside.discard(session, asker, id, told.version, centre.clock.now_ms())
        return shown(row, desk.found(session, asker, row.import_id))


@router.get("/import-origins", summary="Where a record comes from 数据来源", responses=responses(404))
def origin(
    centre: CentreOf,
    asker: Editor,
    kind: Annotated[RecordKind, Query()],
    id: Annotated[int, Query(ge=1, le=MAX_ID)],
) -> OriginList:
    """File, row, hash, who and when; empty: no import brought it."""
    with centre.database.read() as session:
        if not origins.seen(session, asker, kind, id):
            raise not_found("记录", "record", "query.id")
        return OriginList(items=origins.of(session, kind, id))
