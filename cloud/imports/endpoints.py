"""Imports over HTTP: templates, the upload, the faults, the word to apply."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from cloud.centre import Centre, CentreOf
from cloud.errors import ApiError, responses
from cloud.imports import desk, repository, templates
from cloud.imports.columns import KINDS
from cloud.imports.schemas import FaultList, ImportList, ImportOut, Kind
from cloud.organisations.text import Line
from cloud.people.asker import Asker, Permission, needs
from cloud.uploads import upload_route

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BODY_TYPES = ("text/csv", EXCEL, "application/octet-stream")
_BUFFER = 1 << 20

Editor = Annotated[Asker, needs(Permission.EDIT_REGISTRY)]
PathId = Annotated[int, Path(ge=1, le=2**53)]

_UPLOAD: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The file itself: CSV (UTF-8, UTF-16 or GB18030) or Excel (.xlsx).",
        "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in BODY_TYPES},
    }
}


router = APIRouter(prefix="/api/v1/imports", tags=["imports"])


async def upload(
    request: Request,
    centre: CentreOf,
    asker: Editor,
    kind: Annotated[Kind, Query(description="What its rows are; `workbook`: its sheets say so.")],
    file_name: Annotated[Line, Query(min_length=1, examples=["单位.xlsx"])],
) -> ImportOut:
    """Nothing is written to the registry: look at the import again for what the check has found."""
    limit = centre.settings.imports.max_bytes
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() not in BODY_TYPES:
        raise ApiError(
            415,
            "not-a-file",
            f"请求体应为 {'、'.join(BODY_TYPES)} 之一。",
            f"Send the file itself as one of: {', '.join(BODY_TYPES)}.",
            "header.content-type",
        )
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length[:18]) > limit:
        raise desk.too_large(limit)
    arriving = await asyncio.to_thread(desk.Arriving, desk.folder_of(centre.settings), limit)
    try:
        held = bytearray()
        async for piece in request.stream():
            held += piece
            if len(held) >= _BUFFER:
                await asyncio.to_thread(arriving.write, bytes(held))
                held.clear()
        await asyncio.to_thread(arriving.write, bytes(held))
        sha256 = await asyncio.to_thread(arriving.close)
        return await asyncio.to_thread(_begin, centre, asker, kind, file_name, arriving, sha256)
    except BaseException:
        arriving.discard()
        raise


router.add_api_route(
    "",
    upload,
    methods=["POST"],
    status_code=201,
    summary="Upload a file to be checked 上传检查",
    responses=responses(403, 409, 413, 415),
    openapi_extra=_UPLOAD,
    route_class_override=upload_route(lambda settings: settings.imports.max_bytes),
)


def _begin(
    centre: Centre, asker: Asker, kind: str, file_name: str, arriving: desk.Arriving, sha256: str
) -> ImportOut:
    rows = desk.estimated_rows(desk.folder_of(centre.settings) / arriving.stored_as)
    with centre.database.write() as session:
        run = desk.begin(
            session,
            asker,
            kind=kind,
            file_name=file_name,
            stored_as=arriving.stored_as,
            size=arriving.bytes,
            sha256=sha256,
            rows=rows,
            now=centre.clock.now_ms(),
        )
        return desk.shown(run)


@router.get(
    "/template/{name}",
    summary="A template to fill in 下载模板",
    responses={
        **responses(),
        200: {"content": {EXCEL: {}, "text/csv": {}}, "description": "The template."},
    },
    response_class=Response,
)
def template(
    asker: Editor,
    name: Annotated[
        str,
        Path(
            pattern=rf"^(({'|'.join(KINDS)})\.(xlsx|csv)|workbook\.xlsx)$",
            examples=["workbook.xlsx"],
        ),
    ],
) -> Response:
    """Excel with explanations, codes and a list of categories to choose from; CSV with the headings alone."""
    kind, _, form = name.partition(".")
    if form == "csv":
        body, media = templates.csv_template(kind), "text/csv; charset=utf-8"
    else:
        body, media = templates.excel_template(list(KINDS) if kind == "workbook" else [kind]), EXCEL
    return _file(body, media, f"steppewatch-{name}")


@router.get("", summary="Imports, the newest first", responses=responses())
def imports(
    centre: CentreOf,
    asker: Editor,
    before: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ImportList:
    """One's own; who sees the whole region sees everybody's."""
    with centre.database.read() as session:
        runs = repository.runs(session, asker, before, limit + 1)
        return ImportList(items=[desk.shown(run) for run in runs[:limit]], more=len(runs) > limit)


@router.get("/{id}", summary="One import and how far it has come", responses=responses(404))
def one(centre: CentreOf, asker: Editor, id: PathId) -> ImportOut:
    """Percent of the present phase."""
    with centre.database.read() as session:
        return desk.shown(desk.found(session, asker, id))


@router.get("/{id}/faults", summary="What is wrong, cell by cell", responses=responses(404))
def faults(
    centre: CentreOf,
    asker: Editor,
    id: PathId,
    after: Annotated[int, Query(ge=0, le=2**53)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> FaultList:
    """The first thousand of a file are kept."""
    with centre.database.read() as session:
        run = desk.found(session, asker, id)
        rows = repository.faults(session, id, after, limit + 1)
        return FaultList(
            items=[desk.fault_shown(row) for row in rows[:limit]],
            next=rows[limit - 1].id if len(rows) > limit else None,
            total=run.faults_total,
        )


@router.get(
    "/{id}/faults.csv",
    summary="The same as a file",
    responses={**responses(404), 200: {"content": {"text/csv": {}}, "description": "The faults."}},
    response_class=Response,
)
def faults_file(centre: CentreOf, asker: Editor, id: PathId) -> Response:
    """No cell of it is taken for a formula."""
    with centre.database.read() as session:
        desk.found(session, asker, id)
        rows = repository.faults(session, id, 0, centre.settings.imports.max_faults + 1)
    heading = ["工作表 Sheet", "行 Row", "列 Column", "值 Value", "问题", "What is wrong"]
    body = [[row.sheet, str(row.row), row.column, row.value, row.zh, row.en] for row in rows]
    return _file(templates.csv_text([heading, *body]), "text/csv; charset=utf-8", f"import-{id}-faults.csv")


@router.post("/{id}/apply", summary="Apply a checked file 应用", responses=responses(403, 404, 409, 413, 415))
def apply(centre: CentreOf, asker: Editor, id: PathId) -> ImportOut:
    """One that stopped goes on where it stopped."""
    with centre.database.write() as session:
        return desk.shown(desk.apply(session, asker, id, centre.clock.now_ms()))


@router.post("/{id}/cancel", summary="Cancel an import", responses=responses(403, 404, 409, 413, 415))
def cancel(centre: CentreOf, asker: Editor, id: PathId) -> ImportOut:
    """What was applied already stays."""
    folder = desk.folder_of(centre.settings)
    with centre.database.write() as session:
        return desk.shown(desk.cancel(session, asker, id, folder, centre.clock.now_ms()))


def _file(body: bytes, media: str, name: str) -> Response:
    return Response(body, media_type=media, headers={"content-disposition": f'attachment; filename="{name}"'})
