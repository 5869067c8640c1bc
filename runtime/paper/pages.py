"""What every printed report is made of: pages with a running head and `page x / y`, tables, signature lines.

Chinese first, English beneath. Texts come from devices and people: they are shown, never obeyed as mark-up.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from itertools import chain
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO, NamedTuple
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    Image,
    KeepTogether,
    LongTable,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

from runtime.paper import fonts as pdf_fonts
from runtime.paper.fonts import ReportFont

_PAGE = landscape(A4)
_MARGIN = 14 * mm
_FOOT = 6 * mm
_TOP = 5 * mm
_WIDTH = _PAGE[0] - 2 * _MARGIN
#: A section begins on a new page where less room than this is left.
_LEAST = 35 * mm
#: No picture is higher.
_PICTURE_HIGH = 150 * mm
_NO_PICTURE = "图片无法显示 The picture cannot be shown."
#: Characters that a cell over the whole width could hold on one page.
_CELL = 2_400
_INK = colors.HexColor("#1c2430")
_FAINT = colors.HexColor("#6b7683")
_RULE = colors.HexColor("#c5ccd4")
_HEAD = colors.HexColor("#eef1f4")
#: Backgrounds of rows by what they say; each also says it in words.
TINTS = {"good": None, "warn": colors.HexColor("#fff4d6"), "bad": colors.HexColor("#fde3e1")}


class Row(NamedTuple):
    """A line of a table and its tint."""

    cells: Sequence[str]
    tint: str = "good"


class Column(NamedTuple):
    """A column: its heading in both languages and its share of the width."""

    zh: str
    en: str
    share: float


class _Styles:
    """The paragraph styles of a document in its font."""

    def __init__(self, font: str) -> None:
        self.body = ParagraphStyle(
            "body", fontName=font, fontSize=8, leading=10.5, textColor=_INK, wordWrap="CJK"
        )
        self.heading = ParagraphStyle(
            "heading", self.body, fontSize=11, leading=15, spaceBefore=8, spaceAfter=4
        )
        self.title = ParagraphStyle("title", self.body, fontSize=18, leading=24, alignment=TA_CENTER)
        self.subtitle = ParagraphStyle(
            "subtitle", self.body, fontSize=10, textColor=_FAINT, alignment=TA_CENTER
        )

    def cell(self, text: str) -> Paragraph:
        """A text in a table."""
        return Paragraph(escape(text).replace("\n", "<br/>"), self.body)

    def pair(self, zh: str, en: str, between: str = "<br/>") -> Paragraph:
        """A name in both languages."""
        return Paragraph(f"{escape(zh)}{between}{_faint(en)}", self.body)


_SETTING = Lock()
_Block = Callable[[_Styles], list[Flowable]]


class Document:
    """A report under construction: add blocks in order, then `save`.

    Blocks are set only then, for the font is cut to the characters of all of them.
    """

    def __init__(self, title: str, running_head: str) -> None:
        self._title = title
        self._running_head = running_head
        self._blocks: list[_Block] = []
        self._text: list[str] = [title, running_head, *_OWN_WORDS]

    def title(self, zh: str, en: str) -> None:
        """The report's name."""
        self._add(
            lambda styles: [
                Paragraph(escape(zh), styles.title),
                Paragraph(escape(en), styles.subtitle),
                Spacer(0, 4 * mm),
            ],
            zh,
            en,
        )

    def heading(self, zh: str, en: str) -> None:
        """A section begins."""
        told = f"{escape(zh)}　{_faint(en)}"
        self._add(lambda styles: [CondPageBreak(_LEAST), Paragraph(told, styles.heading)], zh, en)

    def paragraph(self, text: str) -> None:
        """A paragraph of words."""
        self._add(lambda styles: [styles.cell(text)], text)

    def facts(self, facts: Sequence[tuple[str, str, str]], columns: int = 2) -> None:
        """Names and values in a grid: Chinese name, English name, value."""

        def set_facts(styles: _Styles) -> list[Flowable]:
            cells: list[list[Flowable | str]] = [
                [styles.pair(zh, en, " "), styles.cell(value)] for zh, en, value in facts
            ]
            rows = [list(chain(*cells[at : at + columns])) for at in range(0, len(cells), columns)]
            rows[-1] += [""] * (2 * columns - len(rows[-1]))
            share = _WIDTH / columns
            grid = Table(rows, colWidths=[share * 0.27, share * 0.73] * columns)
            heads = [("BACKGROUND", (2 * n, 0), (2 * n, -1), _HEAD) for n in range(columns)]
            grid.setStyle([*_GRID, *heads])
            return [grid, Spacer(0, 2 * mm)]

        self._add(set_facts, *(text for fact in facts for text in fact))

    def table(self, columns: Sequence[Column], rows: Sequence[Row]) -> None:
        """A table whose heading comes again on every page; of a cell what fits on a page is shown."""
        rows = [_fitting(columns, row) for row in rows]

        def set_table(styles: _Styles) -> list[Flowable]:
            total = sum(column.share for column in columns)
            heads = [styles.pair(column.zh, column.en) for column in columns]
            body = [[styles.cell(text) for text in row.cells] for row in rows]
            widths = [_WIDTH * column.share / total for column in columns]
            table = LongTable([heads, *body], colWidths=widths, repeatRows=1)
            tinted = [
                ("BACKGROUND", (0, at), (-1, at), TINTS[row.tint])
                for at, row in enumerate(rows, 1)
                if TINTS[row.tint] is not None
            ]
            table.setStyle([*_GRID, ("BACKGROUND", (0, 0), (-1, 0), _HEAD), *tinted])
            return [table, Spacer(0, 3 * mm)]

        headings = (text for column in columns for text in (column.zh, column.en))
        self._add(set_table, *headings, *(text for row in rows for text in row.cells))

    def picture(self, content: bytes, share: float = 1.0) -> None:
        """A JPEG or PNG, as wide as a share of the page and no higher than one; what is none is said."""

        def set_picture(styles: _Styles) -> list[Flowable]:
            try:
                wide, high = ImageReader(io.BytesIO(content)).getSize()
            except Exception:  # the reader raises whatever its decoder does
                return [styles.cell(_NO_PICTURE)]
            scale = min(_WIDTH * share / wide, _PICTURE_HIGH / high)
            return [Image(io.BytesIO(content), wide * scale, high * scale), Spacer(0, 3 * mm)]

        self._add(set_picture, _NO_PICTURE)

    def signatures(self, who: Sequence[tuple[str, str]]) -> None:
        """Lines to sign on, with a place for the date; kept on one page."""

        def set_lines(styles: _Styles) -> list[Flowable]:
            lines = [[styles.pair(zh, en), "", styles.pair("日期", "date", " "), ""] for zh, en in who]
            widths = [_WIDTH * share for share in (0.22, 0.38, 0.12, 0.28)]
            table = Table(lines, colWidths=widths, rowHeights=[13 * mm] * len(lines))
            ruled = [("LINEBELOW", (n, 0), (n, -1), 0.7, _INK) for n in (1, 3)]
            table.setStyle([("VALIGN", (0, 0), (-1, -1), "BOTTOM"), *ruled])
            return [KeepTogether([Spacer(0, 4 * mm), table])]

        self._add(set_lines, *(text for names in who for text in names))

    def save(self, path: str | BinaryIO, fonts: Sequence[Path] = pdf_fonts.FOLDERS) -> ReportFont:
        """Write the file; gives the font that was taken. Raises OSError. One document at a time is set."""
        # The PDF writer knows fonts by name for the whole process; each document's is cut to its own text.
        with _SETTING:
            return self._save(path, fonts)

    def _save(self, path: str | BinaryIO, fonts: Sequence[Path]) -> ReportFont:
        font = pdf_fonts.register(self._text, fonts)
        styles = _Styles(font.name)
        frame = Frame(
            _MARGIN, _MARGIN + _FOOT, _WIDTH, _PAGE[1] - 2 * _MARGIN - _FOOT - _TOP, 0, 0, 0, 0, id="page"
        )
        document = BaseDocTemplate(
            path, pagesize=_PAGE, title=self._title, author="Steppewatch 草原哨", invariant=1
        )
        document.addPageTemplates([PageTemplate("page", [frame])])

        def canvas(*arguments: Any, **named: Any) -> _NumberedCanvas:
            return _NumberedCanvas(*arguments, running_head=self._running_head, font=font.name, **named)

        document.build([block for make in self._blocks for block in make(styles)], canvasmaker=canvas)
        return font

    def _add(self, block: _Block, *text: str) -> None:
        self._blocks.append(block)
        self._text += text


_OWN_WORDS = ("日期 date 第页,共 page of / 0123456789　…",)
_GRID = (
    ("GRID", (0, 0), (-1, -1), 0.4, _RULE),
    ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ("LEFTPADDING", (0, 0), (-1, -1), 4),
    ("RIGHTPADDING", (0, 0), (-1, -1), 4),
    ("TOPPADDING", (0, 0), (-1, -1), 2.5),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
)


def clipped(text: str, limit: int) -> str:
    """A text of at most so many characters; one that was longer ends in `…`."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def _fitting(columns: Sequence[Column], row: Row) -> Row:
    """The row with cells that fit on one page, however much was written: a cell cannot be broken."""
    total = sum(column.share for column in columns)
    limits = (int(_CELL * column.share / total) for column in columns)
    return row._replace(cells=[clipped(text, limit) for text, limit in zip(row.cells, limits, strict=True)])


def _faint(text: str) -> str:
    return f"<font color='#6b7683'>{escape(text)}</font>"


class _NumberedCanvas(Canvas):
    """Writes heads and feet once the number of pages is known."""

    def __init__(self, *arguments: Any, running_head: str, font: str, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._running_head = running_head
        self._font = font
        self._kept: list[dict[str, Any]] = []

    def showPage(self) -> None:
        """Keep the page for later."""
        self._kept.append(dict(self.__dict__))
        self._startPage()  # type: ignore[attr-defined]

    def save(self) -> None:
        """Write every page with its number, then the file."""
        kept, head, font = self._kept, self._running_head, self._font
        for number, page in enumerate(kept, 1):
            self.__dict__.update(page)
            self.setFont(font, 7.5)
            self.setFillColor(_FAINT)
            self.setStrokeColor(_RULE)
            top = _PAGE[1] - _MARGIN
            self.drawString(_MARGIN, top, head)
            self.line(_MARGIN, top - 2 * mm, _MARGIN + _WIDTH, top - 2 * mm)
            count = f"第 {number} 页,共 {len(kept)} 页 / page {number} of {len(kept)}"
            self.drawRightString(_MARGIN + _WIDTH, _MARGIN, count)
            super().showPage()
        super().save()
