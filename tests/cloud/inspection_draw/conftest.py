from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

import pytest

from cloud.inspection_draw import command
from tests.cloud import drawing

PLAN = """\
format = 1
number = "NM-2026-12"
title_zh = "2026年12月消防监督抽查"
title_en = "Fire inspections, December 2026"
area = "1501"
date = 2026-12-01
published_at = "https://example.org/draws"
risk_blind_share = "20%"
reserves = 2

[lists]
units = "units.csv"
inspectors = "inspectors.csv"
conflicts = "conflicts.csv"

[[classes]]
id = "key"
zh = "重点单位"
en = "key unit"
floor = "5%"

[[strata]]
id = "key"
zh = "重点单位"
en = "key units"
classes = ["key"]
per_month = "10%"

[[weights]]
risk = ["IV"]
times = 8

[entropy]
not_before = 2026-12-05T22:00:00+08:00

[[entropy.sources]]
id = "ssq"
zh = "双色球红球"
en = "red balls"
numbers = 6
least = 1
most = 33

[[entropy.sources]]
id = "index"
zh = "上证指数收盘(去小数点)"
en = "stock index without its point"
least = 0
most = 999_999_999
"""


class Folder:
    """A folder with a plan and its lists, and a clock that is set by hand."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.plan = path / "plan.toml"
        self.plan.write_text(PLAN, encoding="utf-8")
        self.write(
            "units.csv",
            ["单位编号", "单位名称", "行政区划", "单位类别", "风险等级", "信用等级"],
            *([f"u-{n:02d}", f"单位<{n}>", "150102", "key", "IV" if n % 4 else "Ⅰ", "A"] for n in range(40)),
        )
        self.write(
            "inspectors.csv",
            ["inspector", "name", "area", "capacity"],
            *([f"i-{n}", f"检查员{n}", "", "5"] for n in range(5)),
        )
        self.write("conflicts.csv", ["执法证号", "单位编号", "回避情形"], ["i-0", "u-00", "亲属关系"])
        (path / "plan.entropy.toml").write_text("[values]\nssq = [3, 9, 17, 22, 28, 31]\nindex = [321637]\n")

    def write(self, name: str, *rows: Sequence[str]) -> Path:
        with (self.path / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        return self.path / name

    def draw(self, *words: str | Path, at: str = "2026-12-06T09:00:00+08:00") -> int:
        moment = datetime.fromisoformat(at)
        return command.main([str(word) for word in words], lambda: int(moment.timestamp() * 1000))

    def frozen(self) -> Path:
        assert self.draw("freeze", self.plan, at=drawing.FROZEN_AT.isoformat()) == 0
        return self.path / "plan.commitment.json"

    def drawn(self) -> Path:
        self.frozen()
        assert self.draw("run", self.plan) == 0
        return self.path / "plan.record.json"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def lines(text: str) -> Iterable[str]:
    return [line for line in text.splitlines() if line]
