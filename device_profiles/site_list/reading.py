"""From the cells of a list to its points. Pure; every fault names its cell and the cure, all at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from device_profiles.site_list import addresses, component_words, headings
from device_profiles.site_list.addresses import Address, AddressRule, Problem
from device_profiles.site_list.headings import Columns
from device_profiles.site_list.sheets import Row, Sheet, column_name
from telemetry.component_types import COMPONENT_TYPES

_MAX_LABEL = 128
#: How the line below a list begins that counts its points or says who made it.
_CLOSING = re.compile(r"(合计|总计|小计|共计|制表|编制|审核)")


class Fault(NamedTuple):
    """A cell that cannot be taken: row as people count, column from 0 (None: the row), why and the cure."""

    row: int
    column: int | None
    zh: str
    en: str

    def __str__(self) -> str:
        if self.column is None:
            return f"行{self.row} / row {self.row}: {self.zh} / {self.en}"
        name = column_name(self.column)
        return f"行{self.row} 列{name} / row {self.row} column {name}: {self.zh} / {self.en}"


@dataclass(frozen=True, slots=True)
class SitePoint:
    """One point of the list; `loop` and `device` where its panel counts in them."""

    row: int
    address: str
    loop: int | None
    device: int | None
    component_type: int
    label_zh: str
    label_en: str
    place_zh: str
    zone: str = ""
    remark: str = ""


@dataclass(slots=True)
class SiteList:
    """What the list says."""

    points: list[SitePoint] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    #: Rows without an address and without anything else that matters, or that only sum up.
    skipped: int = 0
    columns: Mapping[str, int] = field(default_factory=dict)


def read(sheet: Sheet, rule: AddressRule, panel: int | None = None) -> SiteList:
    """Read the list; with `panel` only the rows of that panel. Points are those without a fault."""
    found = SiteList()
    columns = headings.find(sheet)
    if columns is None:
        roles = headings.known(("loop", "device", "address", "type", "place"))
        found.faults.append(
            Fault(
                1,
                None,
                "前 30 行内没有表头；需要地址列",
                f"no headings in the first 30 rows; name columns {roles}",
            )
        )
        return found
    found.columns = columns.of
    rows = [row for row in sheet.rows if row.number > columns.row]
    _panels(rows, columns, panel, found)
    seen: dict[str, int] = {}
    for row in rows:
        if panel is not None and "panel" in columns.of and _panel(row, columns) not in (panel, None):
            continue
        _row(row, sheet, columns, rule, panel, seen, found)
    if not found.points and not found.faults:
        found.faults.append(
            Fault(
                columns.row, None, "表头以下没有点位", "no point below the headings; is this the right sheet?"
            )
        )
    found.faults.sort(key=lambda fault: (fault.row, -1 if fault.column is None else fault.column))
    return found


def _panels(rows: Sequence[Row], columns: Columns, panel: int | None, found: SiteList) -> None:
    """A list of several panels cannot be told apart without being told which one is meant."""
    if "panel" not in columns.of:
        return
    named = sorted({number for row in rows if (number := _panel(row, columns)) is not None})
    if panel is None and len(named) > 1:
        said = ", ".join(map(str, named))
        found.faults.append(
            Fault(
                columns.row,
                columns.of["panel"],
                f"列表含有多台控制器 {said}；请用 --panel 指定",
                f"the list holds panels {said}; choose one by --panel",
            )
        )
    elif panel is not None and panel not in named:
        said = ", ".join(map(str, named)) or "none"
        found.faults.append(
            Fault(
                columns.row, columns.of["panel"], f"没有控制器 {panel}", f"no panel {panel}; there are {said}"
            )
        )


def _panel(row: Row, columns: Columns) -> int | None:
    digits = re.search(r"\d+", addresses.plain(_cell(row, columns, "panel")))
    return int(digits[0]) if digits else None


def _row(
    row: Row,
    sheet: Sheet,
    columns: Columns,
    rule: AddressRule,
    panel: int | None,
    seen: dict[str, int],
    found: SiteList,
) -> None:
    if not any(_cell(row, columns, role) for role in columns.of if role != "number") or _closes(row, columns):
        found.skipped += 1
        return
    formulas = [
        Fault(row.number, column, "单元格是公式；请粘贴为数值", "a formula; paste its value")
        for role, column in columns.of.items()
        if (row.number, column) in sheet.formulas and role != "number"
    ]
    faults = list(formulas)
    component_type = _component_type(row, columns, faults)
    address = None if formulas else _address(row, columns, rule, panel, faults)
    if address is not None:
        if address.name in seen:
            faults.append(
                Fault(
                    row.number,
                    _column(columns, "device"),
                    f"地址 {address.name} 与行{seen[address.name]}重复；请改正其一",
                    f"address {address.name} is in row {seen[address.name]} already; correct one",
                )
            )
        else:
            seen[address.name] = row.number
        if not faults:
            found.points.append(_point(row, columns, address, component_type))
    found.faults += faults


def _closes(row: Row, columns: Columns) -> bool:
    """Whether it is a line that sums up: it says so first of all, and has no address."""
    first = next((cell for cell in row.cells if cell), "")
    named = any(_cell(row, columns, role) for role in ("loop", "device", "address") if role in columns.of)
    return bool(_CLOSING.match(first.replace(" ", ""))) and not named


def _address(
    row: Row, columns: Columns, rule: AddressRule, panel: int | None, faults: list[Fault]
) -> Address | None:
    text = _cell(row, columns, "device") or _cell(row, columns, "address")
    here = _panel(row, columns)
    address = addresses.read(text, _cell(row, columns, "loop"), panel if here is None else here, rule)
    if isinstance(address, Problem):
        faults.append(Fault(row.number, _column(columns, address.column), address.zh, address.en))
        return None
    return address


def _column(columns: Columns, role: str) -> int | None:
    """The column of the cell to blame: the loop's, else the address's."""
    return next((columns.of[name] for name in (role, "device", "address") if name in columns.of), None)


def _component_type(row: Row, columns: Columns, faults: list[Fault]) -> int:
    """The component type; 0 (general) where the list has no such column."""
    if "type" not in columns.of:
        return 0
    text = _cell(row, columns, "type")
    if not text:
        faults.append(
            Fault(
                row.number,
                columns.of["type"],
                "缺少设备类型；请填写",
                "the component type is missing; fill it in",
            )
        )
        return 0
    code = component_words.code_of(text)
    if code is None:
        near = component_words.near(text)
        zh = f"；是否为 {'、'.join(near)}" if near else "；请用国标名称或代码"
        en = f"; is it {', '.join(near)}" if near else "; use a name or code of GB/T 26875.3 table 5"
        faults.append(
            Fault(
                row.number,
                columns.of["type"],
                f"未知的设备类型 {text[:32]!r}{zh}",
                f"unknown component type {text[:32]!r}{en}",
            )
        )
        return 0
    return code


def _point(row: Row, columns: Columns, address: Address, component_type: int) -> SitePoint:
    term = COMPONENT_TYPES.get(component_type)
    label, place = _cell(row, columns, "label"), _cell(row, columns, "place")
    if label and not place and "place" not in columns.of:
        label, place = "", label  # a panel's list has one text a point, and it says where
    where = [_cell(row, columns, "building"), _floor(_cell(row, columns, "floor")), place]
    general = component_type == 0 or term is None
    return SitePoint(
        row.number,
        address.name,
        address.loop,
        address.device,
        component_type,
        (label or ("" if general or term is None else term.zh))[:_MAX_LABEL],
        "" if general or term is None else term.en,
        " ".join(part for part in where if part)[:_MAX_LABEL],
        _cell(row, columns, "zone")[:_MAX_LABEL],
        _cell(row, columns, "remark")[:_MAX_LABEL],
    )


def _floor(text: str) -> str:
    return f"{text}层" if re.fullmatch(r"-?\d{1,3}|[Bb]\d", text) else text


def _cell(row: Row, columns: Columns, role: str) -> str:
    column = columns.of.get(role)
    text = row.cells[column] if column is not None and column < len(row.cells) else ""
    return " ".join(text.split())  # a line break within a cell is only the table's lay-out
