from __future__ import annotations

import asyncio
import io
from typing import Any

import openpyxl

from cloud.imports.columns import COLUMNS, KINDS
from tests.cloud.conftest import Running

CSV = {"content-type": "text/csv"}
JSON = {"content-type": "application/json"}
HEADING = "单位编号,单位名称,类别,区划"


async def upload(running: Running, body: bytes, kind: str = "organisations") -> Any:
    answer = await running.http.post(
        "/api/v1/imports", params={"kind": kind, "file_name": "单位.csv"}, content=body, headers=CSV
    )
    assert answer.status_code == 201, answer.text
    return answer.json()


async def ended(running: Running, number: int) -> Any:
    async with asyncio.timeout(60):
        while True:
            run = (await running.http.get(f"/api/v1/imports/{number}")).json()
            if run["state"] not in ("checking", "applying"):
                return run
            await asyncio.sleep(0.05)


async def test_a_file_is_uploaded_checked_and_applied(running: Running) -> None:
    run = await upload(running, f"{HEADING}\nn-1,蒙源酒店,宾馆饭店,150102".encode())
    run = await ended(running, run["id"])
    assert (run["state"], run["rows_total"], run["faults_total"]) == ("checked", 1, 0)
    assert (await running.http.get("/api/v1/organisations")).json()["items"] == []
    await running.http.post(f"/api/v1/imports/{run['id']}/apply", headers=JSON)
    run = await ended(running, run["id"])
    assert (run["state"], run["created"], run["percent"]) == ("applied", 1, 100.0)
    assert (await running.http.get("/api/v1/search?q=mengyuan")).json()["items"][0]["name"] == "蒙源酒店"
    again = await running.http.post(f"/api/v1/imports/{run['id']}/apply", headers=JSON)
    assert (again.status_code, again.json()["error"]["code"]) == (409, "impossible-transition")


async def test_faults_are_told_by_cell_and_as_a_file_that_runs_nothing(running: Running) -> None:
    run = await upload(running, f"{HEADING}\nn-1,x,=cmd|' /C calc'!A0,150102".encode())
    run = await ended(running, run["id"])
    assert (run["state"], run["faults_total"]) == ("faulty", 1)
    faults = (await running.http.get(f"/api/v1/imports/{run['id']}/faults")).json()
    assert [(one["row"], one["column"], one["code"]) for one in faults["items"]] == [(2, "C", "not-one-of")]
    text = (await running.http.get(f"/api/v1/imports/{run['id']}/faults.csv")).content.decode("utf-8-sig")
    assert ",'=cmd" in text


async def test_only_the_upload_takes_more_than_other_requests(running: Running) -> None:
    row = "n-{},名称{},学校,150102\n"
    body = (HEADING + "\n" + "".join(row.format(at, at) for at in range(5_000))).encode()
    assert len(body) > 100_000
    run = await upload(running, body)
    elsewhere = await running.http.post("/api/v1/organisations", content=body, headers=JSON)
    assert elsewhere.status_code == 413
    cancelled = await running.http.post(f"/api/v1/imports/{run['id']}/cancel", headers=JSON)
    assert cancelled.json()["state"] == "cancelled"
    refused = await running.http.post(
        "/api/v1/imports?kind=organisations&file_name=x",
        content=b"{}",
        headers={"content-type": "text/plain"},
    )
    assert refused.status_code == 415
    limit = running.centre.settings.imports.max_bytes

    async def endless() -> Any:
        for _ in range(limit // 1_000_000 + 2):
            yield b"x" * 1_000_000

    large = await running.http.post(
        "/api/v1/imports?kind=organisations&file_name=x", content=endless(), headers=CSV
    )
    assert (large.status_code, large.json()["error"]["code"]) == (413, "too-large")
    assert f"{limit // 1_000_000} MB" in large.json()["error"]["message_en"]


async def test_a_template_explains_every_column_and_offers_the_categories(running: Running) -> None:
    answer = await running.http.get("/api/v1/imports/template/workbook.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames[: len(KINDS)] == [zh for zh, _ in KINDS.values()]
    sheet = book["单位"]
    assert [cell.value for cell in sheet[1]] == [column.zh for column in COLUMNS["organisations"]]
    assert len(sheet.data_validations.dataValidation) == 1
    assert book["说明 Notes"].max_row == 1 + sum(len(columns) for columns in COLUMNS.values())
    text = (await running.http.get("/api/v1/imports/template/points.csv")).content.decode("utf-8-sig")
    assert text.startswith("单位编号,网关号,部件号")
    assert (await running.http.get("/api/v1/imports/template/x.csv")).status_code == 422
