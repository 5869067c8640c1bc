"""Pages of reports: whatever was written fits on them, and the machine's faces are looked for once."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pytest

from runtime.paper import fonts
from runtime.paper.pages import Column, Document, Row

COLUMNS = (Column("部位", "place", 3), Column("说明", "note", 1))


def test_a_cell_with_more_than_a_page_holds_is_cut_and_says_so() -> None:
    document = Document("标题", "页眉")
    document.table(COLUMNS, [Row(("长" * 100_000, "字" * 100_000)), Row(("其后", "一行"))])
    file = io.BytesIO()
    document.save(file)
    told = "".join(page.extract_text() for page in pypdf.PdfReader(file).pages)
    assert "…" in told
    assert "其后" in told


def test_faces_are_looked_for_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[str] = []
    glob = Path.rglob

    def counted(folder: Path, pattern: str) -> object:
        looks.append(pattern)
        return glob(folder, pattern)

    monkeypatch.setattr(Path, "rglob", counted)
    for _ in range(2):
        assert not fonts.register("字", [tmp_path]).embedded
        assert len(looks) == len(set(looks)), "each pattern once"
