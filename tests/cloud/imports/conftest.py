"""A migrated records store on each engine, and files to import."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cloud.database.engine import Database
from cloud.imports import desk, repository
from cloud.imports.service import Importer
from cloud.imports.settings import ImportSettings
from cloud.imports.state import State
from cloud.imports.tables import ImportFault, ImportRun
from cloud.people.asker import LOCAL, Asker
from tests.cloud.said import NOW

Rows = list[list[Any]]


class Desk:
    """Imports files as the centre does, without its network."""

    def __init__(self, database: Database, folder: Path, **bounds: int) -> None:
        self.database = database
        self.folder = folder
        self.settings = ImportSettings(**bounds)
        self.importer = Importer(database, self.settings, folder, lambda: NOW)

    def take(self, body: bytes, kind: str = "workbook", name: str = "x.xlsx", asker: Asker = LOCAL) -> int:
        arriving = desk.Arriving(self.folder, self.settings.max_bytes)
        arriving.write(body)
        sha256 = arriving.close()
        with self.database.write() as session:
            return desk.begin(
                session, asker, kind=kind, file_name=name, stored_as=arriving.stored_as, size=len(body),
                sha256=sha256, rows=0, now=NOW,
            ).id  # fmt: skip

    def check(
        self, body: bytes, kind: str = "workbook", asker: Asker = LOCAL
    ) -> tuple[State, list[ImportFault]]:
        number = self.take(body, kind, asker=asker)
        state = self.importer.check(number, lambda _done, _of: None)
        return state, self.faults(number)

    def load(self, body: bytes, kind: str = "workbook", asker: Asker = LOCAL) -> ImportRun:
        number = self.take(body, kind, asker=asker)
        state = self.importer.check(number, lambda _done, _of: None)
        assert state is State.CHECKED, [(row.row, row.column, row.en) for row in self.faults(number)]
        self.apply(number)
        return self.run(number)

    def apply(self, number: int) -> State:
        with self.database.write() as session:
            desk.apply(session, LOCAL, number, NOW)
        return self.importer.apply(number, lambda _done, _of: None)

    def run(self, number: int) -> ImportRun:
        with self.database.read() as session:
            run = session.get(ImportRun, number)
            assert run is not None
            return run

    def faults(self, number: int) -> list[ImportFault]:
        with self.database.read() as session:
            return repository.faults(session, number, 0, 10_000)


@pytest.fixture
def database(records_url: str) -> Iterator[Database]:
    opened = Database(records_url)
    yield opened
    opened.close()


@pytest.fixture
def importing(database: Database, tmp_path: Path) -> Desk:
    return Desk(database, tmp_path / "imports")


def workbook(tmp_path: Path, **sheets: Rows) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = tmp_path / "book.xlsx"
    book.save(file)
    return file.read_bytes()


ORGANISATIONS: Rows = [
    ["单位编号", "单位名称", "类别", "区划", "地址", "统一社会信用代码", "联系人", "联系电话", "人数"],
    [
        "n-1",
        "蒙源酒店",
        "高层公共建筑",
        "呼和浩特市新城区",
        "海拉尔大街12号",
        "91350100M000100Y43",
        "王芳",
        "13900000000",
        120,
    ],
    ["n-2", "老额吉家", "独居老人", 150202, "东河村3号", "", "", "", 1],
]
BELOW: dict[str, Rows] = {
    "建筑": [
        ["单位编号", "建筑名称", "高度(米)", "经度", "纬度", "坐标系"],
        ["n-1", "主楼", 78.5, 111.67, 40.82, "GCJ-02"],
    ],
    "楼层": [["单位编号", "建筑名称", "楼层"], ["n-1", "主楼", 3]],
    "房间": [["单位编号", "建筑名称", "楼层", "房间名称"], ["n-1", "主楼", 3, "302室"]],
    "网关": [["单位编号", "网关号", "网关名称", "建筑名称"], ["n-1", "gw-1", "消控室网关", "主楼"]],
    "设备": [["单位编号", "设备名称", "网关号"], ["n-1", "1号控制器", "gw-1"]],
    "点位": [
        [
            "单位编号",
            "网关号",
            "部件号",
            "点位名称",
            "系统类型码",
            "部件类型码",
            "设备名称",
            "建筑名称",
            "楼层",
            "房间名称",
        ],
        ["n-1", "gw-1", "p-1", "302室感烟", 1, 42, "1号控制器", "主楼", 3, "302室"],
        ["n-1", "gw-1", "p-2", "走廊手报", 1, 61, "", "", "", ""],
    ],
}
