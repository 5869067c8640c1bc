"""A plan on paper: its sections, then its pictures a page each."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from cloud.dispatch.preplans.schemas import PreplanOut
from cloud.dispatch.preplans.tables import PreplanDrawing
from cloud.duty.days import words_s
from runtime.paper.fonts import FOLDERS
from runtime.paper.pages import Document, clipped


def printed(plan: PreplanOut, drawings: Sequence[PreplanDrawing], folders: Sequence[Path] = FOLDERS) -> bytes:
    """The plan as a PDF file, in a font of these folders."""
    document = Document(plan.title, f"{clipped(plan.title, 50)}　第 {plan.version} 版 version {plan.version}")
    document.title("灭火救援预案", "Fire plan of a building")
    write(document, plan, drawings)
    document.signatures((("编制", "drawn up by"), ("审核", "checked by"), ("批准", "approved by")))
    held = io.BytesIO()
    document.save(held, folders)
    return held.getvalue()


def write(document: Document, plan: PreplanOut, drawings: Sequence[PreplanDrawing]) -> None:
    """The plan as a part of a document."""
    document.facts(
        [
            ("单位", "organisation", plan.organisation),
            ("建筑", "building", plan.building),
            ("版本", "version", str(plan.version)),
            (
                "生效",
                "in force",
                words_s(plan.valid_from) if plan.valid_from is not None else "未生效 not yet",
            ),
            ("编制", "drawn up by", plan.made_by),
            ("复审期限", "review by", words_s(plan.review_at)),
        ]
    )
    for each in plan.sections:
        document.heading(each.name.zh, each.name.en)
        document.paragraph(each.text or "—")
    for drawing in drawings:
        document.heading(drawing.name, "drawing")
        if drawing.media == "application/pdf":
            document.paragraph("PDF 图纸,请另行打印。 A drawing in PDF: print it by itself.")
        else:
            document.picture(drawing.content)
