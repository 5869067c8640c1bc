"""The walk test on paper: every point, Chinese that can be read again, and the hash of the data."""

import csv
import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from edge_agent.walk_test import report as walk_test_report
from edge_agent.walk_test import sheet as walk_test
from edge_agent.walk_test.sheet import Edge, Sheet
from edge_agent.watch import Watched
from runtime.paper.pages import Column, Document, Row
from telemetry.event_kinds import EventKind
from telemetry.messages import Label, Part

BEGAN = 1_767_225_600_000


def sheet(points: int = 5) -> Sheet:
    watched = {
        f"panel-1/1-{n:03}": Watched(
            Part(f"panel-1/1-{n:03}", 1, 1, 42, n, Label("感烟探测器", "smoke"), Label(f"三层{n}室"), None),
            "panel-1",
        )
        for n in range(1, points + 1)
    }
    made = walk_test.sheet_for("gw-1", Label("草原哨示范楼", "demo"), watched, BEGAN, "0.1.0")
    walk_test.take(made, Edge(BEGAN + 1000, "panel-1/1-001", EventKind.FIRE, True, "火警 / fire"))
    walk_test.take(made, Edge(BEGAN + 2000, "panel-1/1-002", EventKind.FAULT, True, "旁路"))
    walk_test.take(made, Edge(BEGAN + 3000, "panel-9/1-001", EventKind.FIRE, True, "FIRE <b>&"))
    made.who = "巴特尔"
    made.notes["panel-1/1-003"] = "=钥匙不在"
    made.ended_at = BEGAN + 60_000
    return made


def shown(ts: int) -> str:
    return f"2026-01-01 00:00:{(ts - BEGAN) // 1000:02} +0000"


def printed(path: Path) -> tuple[str, int]:
    reader = PdfReader(path)
    return "".join(page.extract_text() for page in reader.pages), len(reader.pages)


def test_the_csv_names_every_point_and_every_stray() -> None:
    data = walk_test_report.csv_bytes(sheet(), shown)
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert [row[1] for row in rows[1:]] == [*(f"panel-1/1-{n:03}" for n in range(1, 6)), "panel-9/1-001"]
    assert len({len(row) for row in rows}) == 1
    assert rows[1][9:11] == ["听到 heard", "2026-01-01 00:00:01 +0000"]
    assert [row[9] for row in rows[2:]] == [
        "仅故障 fault only",
        *["未听到 not heard"] * 3,
        "表外 stray",
    ]


def test_no_note_becomes_a_formula() -> None:
    assert ",'=钥匙不在" in walk_test_report.csv_bytes(sheet(), shown).decode()


def test_the_pdf_says_in_chinese_what_was_heard_and_what_was_not(tmp_path: Path) -> None:
    made = sheet()
    digest = walk_test_report.fingerprint(walk_test_report.csv_bytes(made, shown))
    walk_test_report.write_pdf(made, str(tmp_path / "a.pdf"), "a.csv", digest, shown)
    text, pages = printed(tmp_path / "a.pdf")
    for words in (
        "火灾自动报警系统现场巡测报告",
        "草原哨示范楼",
        "巴特尔",
        "panel-1/1-005",
        "未听到",
        "仅故障",
        "旁路",
        "panel-9/1-001",
        "FIRE <b>&",
        "测试人员",
        "owner's representative",
        f"第 1 页,共 {pages} 页",
    ):
        assert words in text, words
    assert digest in text.replace("\n", "")


def test_a_large_building_has_pages_and_each_says_which(tmp_path: Path) -> None:
    walk_test_report.write_pdf(sheet(120), str(tmp_path / "a.pdf"), "a.csv", "0" * 64, shown)
    text, pages = printed(tmp_path / "a.pdf")
    assert pages > 3
    assert f"page {pages} of {pages}" in text


def test_the_same_sheet_makes_the_same_file(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        walk_test_report.write_pdf(sheet(), str(tmp_path / name), "a.csv", "0" * 64, shown)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_each_report_of_a_process_has_all_its_own_characters(tmp_path: Path) -> None:
    for number, words in enumerate(("草原哨", "示范楼", "探测器")):
        document = Document("题", "眉")
        document.paragraph(words)
        document.save(str(tmp_path / f"{number}.pdf"))
        assert words in printed(tmp_path / f"{number}.pdf")[0]


def test_without_a_chinese_font_here_the_reader_supplies_one(tmp_path: Path) -> None:
    document = Document("题", "眉")
    document.title("巡测报告", "report")
    document.table([Column("部件", "part", 1)], [Row(("panel-1",), "bad")])
    font = document.save(str(tmp_path / "a.pdf"), fonts=[tmp_path])
    assert (font.name, font.embedded) == ("STSong-Light", False)
    assert b"STSong-Light" in (tmp_path / "a.pdf").read_bytes()


def test_a_chinese_font_that_is_here_is_embedded(tmp_path: Path) -> None:
    document = Document("题", "眉")
    document.paragraph("草原哨")
    font = document.save(str(tmp_path / "a.pdf"))
    if not font.embedded:
        pytest.skip("no Chinese font is installed")
    assert b"/FontFile2" in (tmp_path / "a.pdf").read_bytes()
    assert "草原哨" in printed(tmp_path / "a.pdf")[0]
