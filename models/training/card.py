"""A model's card: from what is known of it and what was measured, to a page. Markdown, Chinese first.

Pure: values in, text out. Nobody types a card; the evaluation of a model writes it, figures and all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from models.model_file import ModelFile

#: The first is the heading.
Rows = list[tuple[str, ...]]


class Said(NamedTuple):
    """A sentence in both languages."""

    zh: str
    en: str


class Table(NamedTuple):
    """Figures under a title; what is None in a cell is shown as a dash."""

    title: Said
    header: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    note: Said | None = None


class Bin(NamedTuple):
    """One line of a reliability table: probability said and share that was, over so many moments."""

    said: float
    was: float
    moments: int


class ShippedFile(NamedTuple):
    """The file that the card is about."""

    name: str
    sha256: str
    size: int
    version: str


@dataclass(frozen=True)
class Card:
    """All that stands on a card, in the order in which it stands there."""

    title: Said
    purpose: tuple[Said, ...]
    file: ShippedFile
    inputs: Table
    data: tuple[Said, ...]
    splits: tuple[Said, ...]
    figures: tuple[Table, ...]
    reliability: tuple[Bin, ...]
    limits: tuple[Said, ...]
    not_when: tuple[Said, ...]
    slices: tuple[Table, ...] = field(default=())
    #: The command that wrote the card.
    written_by: str = ""


def markdown(card: Card) -> str:
    """The card as a page; the same card gives the same text."""
    parts = [
        f"# {card.title.zh} / {card.title.en}",
        _generated(card),
        _section(Said("用途", "What it is for"), card.purpose),
        _table(card.inputs),
        _section(Said("数据", "Data"), card.data),
        _section(Said("划分", "Splits"), card.splits),
        _heading(Said("结果", "Figures")),
        *(_table(table, level=3) for table in card.figures),
    ]
    if card.slices:
        parts += [_heading(Said("分组结果", "Slices")), *(_table(table, level=3) for table in card.slices)]
    parts += [
        _reliability(card.reliability),
        _section(Said("局限", "Limits"), card.limits),
        _section(Said("何时不要使用", "When not to use it"), card.not_when),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def interval(ends: Sequence[float] | None, digits: int = 2) -> str:
    """`low…high`, or a dash."""
    return "–" if ends is None else f"{ends[0]:.{digits}f}…{ends[1]:.{digits}f}"


def with_interval(value: float | None, ends: Sequence[float] | None, digits: int = 2) -> str:
    """`value (low…high)`; a dash where there is no value."""
    if value is None:
        return "–"
    return f"{value:.{digits}f} ({interval(ends, digits)})" if ends else f"{value:.{digits}f}"


def table(zh: str, en: str, rows: Rows, note: Said | None = None) -> Table:
    """A table from rows whose first is the heading."""
    return Table(Said(zh, en), rows[0], tuple(rows[1:]), note)


def number(value: float | None, ends: Sequence[float] | None = None) -> str:
    """A number to a tenth, with its interval; a dash where there is none."""
    return with_interval(value, ends, 1)


def percent(share: float | None, ends: Sequence[float] | None = None) -> str:
    """A share in per cent, with its interval; a dash where there is none."""
    if share is None:
        return "–"
    said = f"{100 * share:.1f} %"
    return said if ends is None else f"{said} ({interval([100 * end for end in ends], 1)})"


def inputs_table(model: ModelFile) -> Table:
    """What a model takes, from its own description."""
    told = model.description
    shape = told.shape
    return Table(
        Said("输入", "Inputs"),
        ("量 / channel", "契约类型 / analog type", "单位 / unit"),
        tuple((channel.name, channel.analog, channel.unit) for channel in told.channels),
        Said(
            f"任意子集可缺。每 {shape.tick_s:g} 秒一步，近窗 {shape.fast * shape.tick_s / 60:g} 分钟，"
            f"远窗 {shape.reach_s / 3600:.3g} 小时，{len(told.features)} 个特征。",
            f"Any subset may be missing. One step each {shape.tick_s:g} s; near window "
            f"{shape.fast * shape.tick_s / 60:g} min, far window {shape.reach_s / 3600:.3g} h; "
            f"{len(told.features)} features.",
        ),
    )


def shipped_file(model: ModelFile) -> ShippedFile:
    """The line about the file."""
    told = model.description
    return ShippedFile(f"models/{told.model}/model.onnx", model.sha256, model.size, told.version)


def set_by_hand(model: ModelFile) -> Said:
    """That nobody reckoned the limits of the warning, and what they are."""
    told, tick_s = model.description.limits, model.description.shape.tick_s
    return Said(
        f"预警限值（{told.on:g}、{told.sure:g}，确认 {told.confirm * tick_s / 60:g} 分钟）由人工设定，"
        "且是看过同类留出数据的数字之后改定的；下面的误报与提前量因此偏乐观。",
        f"The limits of the warning ({told.on:g}, {told.sure:g}, confirmed over "
        f"{told.confirm * tick_s / 60:g} min) were set by hand, and changed after figures on held-out "
        "data of this kind had been seen; false warnings and leads told below are the more hopeful for it.",
    )


def trained_on(model: ModelFile) -> Said:
    """What the file says it learnt from."""
    told = model.description
    return Said(
        f"训练：{told.trained_on}，种子 {told.seed}。", f"Trained on {told.trained_on}; seed {told.seed}."
    )


def _generated(card: Card) -> str:
    file = card.file
    lines = [
        "| 文件 / file | 版本 / version | SHA-256 | 大小 / size |",
        "|---|---|---|---|",
        f"| `{file.name}` | {file.version} | `{file.sha256}` | {file.size} B |",
    ]
    if card.written_by:
        lines += ["", f"本页由评估程序生成 / written by `{card.written_by}`."]
    return "\n".join(lines)


def _heading(title: Said, level: int = 2) -> str:
    return f"{'#' * level} {title.zh} / {title.en}"


def _section(title: Said, sentences: Sequence[Said]) -> str:
    if not sentences:
        return ""
    lines = [f"- {one.zh}\n  {one.en}" for one in sentences]
    return "\n\n".join([_heading(title), "\n".join(lines)])


def _table(table: Table, level: int = 2) -> str:
    if not table.rows:
        return ""
    lines = [_row(table.header), "|" + "---|" * len(table.header), *(_row(row) for row in table.rows)]
    text = _heading(table.title, level) + "\n\n" + "\n".join(lines)
    return f"{text}\n\n{table.note.zh}\n{table.note.en}" if table.note else text


def _row(cells: Sequence[object]) -> str:
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _cell(cell: object) -> str:
    if cell is None:
        return "–"
    text = f"{cell:.4g}" if isinstance(cell, float) else str(cell)
    return text.replace("|", "\\|").replace("\n", " ")


def _reliability(bins: Sequence[Bin]) -> str:
    rows = tuple((f"{one.said:.3f}", f"{one.was:.3f}", one.moments) for one in bins)
    header = ("给出的概率 / said", "实际比例 / was", "时刻数 / moments")
    return _table(Table(Said("可靠性", "Reliability"), header, rows))
