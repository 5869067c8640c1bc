"""The live sheet of a walk test for people. Pure: the sheet in, something to print out."""

from __future__ import annotations

from rich.columns import Columns
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from edge_agent.walk_test import sheet as walk_test
from edge_agent.walk_test.report import local_time
from edge_agent.walk_test.sheet import Group as PointGroup
from edge_agent.walk_test.sheet import Heard, Point, Result, Sheet

HINT = "q 结束并出报告 finish · n 备注 note · f 楼层 floor · p 按控制器 by panel · Ctrl-C 暂停 pause"


def screen(
    sheet: Sheet,
    last: str | None,
    *,
    link: str = "",
    only: str | None = None,
    by_panel: bool = False,
    rows: int = 40,
) -> Group:
    """The whole screen; `last`: the part heard last, `only`: the floor to show, `link`: what is wrong."""
    groups = walk_test.by_panel(sheet) if by_panel else walk_test.by_floor(sheet)
    shown = [group for group in groups if only is None or group.zh == only]
    blocks: list[RenderableType] = [_progress(sheet), _last(sheet, last)]
    if link:
        blocks.append(Text(link, style="bold white on red"))
    blocks.append(_missing(shown, rows - 14))
    blocks.append(Text(HINT, style="dim"))
    return Group(*blocks)


def summary(sheet: Sheet) -> str:
    """One line: how far it is."""
    told = walk_test.counts(sheet)
    total = len(sheet.points)
    return (
        f"{told[Result.HEARD]} / {total} 听到 heard, {told[Result.FAULT_ONLY]} 仅故障 fault only, "
        f"{told[Result.MISSING]} 未听到 not heard"
    )


def news(sheet: Sheet, part: str) -> str:
    """One line about what was heard last."""
    heard = sheet.heard.get(part) or sheet.faults.get(part) or sheet.strays.get(part)
    point = next((point for point in sheet.points if point.part == part), None)
    where = point.place.zh or point.place.en if point else "不在表中 / not on the sheet"
    return f"{part}  {where}  {walk_test.in_words(heard) if heard else ''}".rstrip()


def _progress(sheet: Sheet) -> RenderableType:
    told = walk_test.counts(sheet)
    table = Table.grid(padding=(0, 2), expand=True)
    title = Text(sheet.building.zh or sheet.building.en or sheet.gateway, style="bold")
    table.add_row(title, Text(summary(sheet)))
    total = max(1, len(sheet.points))
    bar = ProgressBar(total=total, completed=told[Result.HEARD], complete_style="green")
    table.add_row(Text(f"{100 * told[Result.HEARD] // total} %", style="bold green"), bar)
    return table


def _last(sheet: Sheet, last: str | None) -> RenderableType:
    if last is None:
        return Panel(Text("请触发第一个探测器 / set the first detector off", style="dim"), padding=(1, 2))
    heard = sheet.heard.get(last) or sheet.faults.get(last) or sheet.strays.get(last)
    point = next((point for point in sheet.points if point.part == last), None)
    proven = point is not None and sheet.result(point) is Result.HEARD
    return Panel(
        _big(sheet, last, point, heard),
        padding=(1, 2),
        title="刚才听到 / last heard",
        border_style="green" if proven else "yellow",
    )


def _big(sheet: Sheet, part: str, point: Point | None, heard: Heard | None) -> Text:
    if point is None:
        text = Text(
            f"{part}  不在表中,请核对地址 / not on the sheet: check the address\n", style="bold yellow"
        )
    else:
        proven = sheet.result(point) is Result.HEARD
        text = Text(f"{point.place.zh or point.place.en}\n", style="bold green" if proven else "bold yellow")
        text.append(f"{point.device.zh or point.device.en}  {part}\n")
    if heard is not None:
        text.append(f"{walk_test.in_words(heard)}  {local_time(heard.last)[:19]}")
        text.append(f"  ×{heard.times}" if heard.times > 1 else "")
    return text


def _missing(groups: list[PointGroup], rows: int) -> RenderableType:
    tables = []
    room = max(4, rows)
    for group in groups:
        if not group.missing:
            continue
        table = Table(title=f"{group.zh} {group.heard}/{group.total}", show_header=False, box=None)
        for point in group.missing[:room]:
            table.add_row(Text(point.part, style="cyan"), Text(point.place.zh or point.place.en))
        if len(group.missing) > room:
            left = len(group.missing) - room
            table.add_row(Text(f"… 另有 {left} / {left} more", style="dim"), "")
        tables.append(table)
    if not tables:
        return Text("全部听到 / all heard", style="bold green")
    return Group(Text("尚未听到 / not heard yet", style="bold"), Columns(tables, padding=(0, 4)))
