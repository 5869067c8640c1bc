"""The status of a running agent as a screen for people. Pure: the door's words in, something to print out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from telemetry.event_kinds import EVENT_KINDS, EventKind

#: Kinds that need somebody now, others that are worth a colour.
_STYLES = {EventKind.FIRE: "bold white on red", EventKind.PRE_ALARM: "bold red", EventKind.FAULT: "yellow"}
_MODES = {"live": "预警 live", "shadow": "只记录 shadow", "off": "关闭 off"}
_CLOCK_SOURCES = {"settings": "由配置声明 / the settings say so"}
_GOOD, _BAD, _FAINT = "green", "bold red", "dim"


def troubles(status: Mapping[str, Any]) -> list[str]:
    """What is wrong, in words; empty when all is well."""
    told = [
        f"{bus['bus']}: {bus['last_error'] or '未连接 / not up'}" for bus in status["buses"] if not bus["up"]
    ]
    if not status["link"].get("up"):
        told.append(f"上报线路 / uplink: {status['link'].get('last_error') or '未连接 / not connected'}")
    if not status["clock"].get("synced"):
        told.append("时钟未同步 / the clock is not synchronised")
    spool = status["spool"]
    told += [f"落盘 / spool: {spool[key]}" for key in ("trouble", "damage") if spool.get(key)]
    if status["config"].get("last_fault"):
        told.append(f"配置 / settings: {status['config']['last_fault']}")
    return told


def screen(status: Mapping[str, Any], rows: int | None = None) -> Group:
    """The whole screen; with `rows`, the list of parts is cut to what fits and says how many it left out."""
    head: list[RenderableType] = [_head(status), _lines(status), _buses(status["buses"])]
    used = 13 + len(status["buses"]) + len(status["duty"])
    head += [_duty(status["duty"])] if status["duty"] else []
    head += [_walking(status["walk_test"])] if status.get("walk_test", {}).get("on") else []
    return Group(*head, _parts(status["parts"], None if rows is None else max(3, rows - used)))


def _head(status: Mapping[str, Any]) -> Text:
    building = " / ".join(filter(None, (status["building"]["zh"], status["building"]["en"])))
    up_s = max(0, (status["now"] - status["started_at"]) / 1000)
    text = Text(f"{building or status['gateway']}", style="bold")
    text.append(f"  {status['gateway']}  {status['version']}  ", style=_FAINT)
    text.append(f"运行 / up {duration(up_s)}", style=_FAINT)
    return text


def _lines(status: Mapping[str, Any]) -> Table:
    clock, link, spool = status["clock"], status["link"], status["spool"]
    offset, source = clock.get("offset_ms"), str(clock.get("source") or "")
    table = Table.grid(padding=(0, 2))
    table.add_row(
        Text("时钟 clock"),
        _verdict(clock.get("synced"), "已同步 synchronised", "未同步 not synchronised"),
        Text(
            f"{_CLOCK_SOURCES.get(source, source)} {'' if offset is None else f'{offset:+.0f} ms'}".strip(),
            style=_FAINT,
        ),
    )
    table.add_row(
        Text("上报 uplink"),
        _verdict(link.get("up"), "已连接 connected", "未连接 not connected"),
        Text(f"{link.get('broker') or ''} {link.get('last_error') or ''}".strip(), style=_FAINT),
    )
    share = spool["bytes"] / spool["limit"] if spool["limit"] else 0.0
    table.add_row(
        Text("落盘 spool"),
        _verdict(not spool.get("trouble"), f"{share:.0%}", str(spool.get("trouble"))),
        Text(f"{spool['waiting']} 条待回执 wait for receipts", style=_FAINT),
    )
    for warning in status.get("models", ()):
        if not (warning["rows"] or warning["fault"] or warning["mode"] == "live"):
            continue
        seldom = warning.get("seldom", 0)
        slow = f"{seldom} 个上报过少 tell too seldom, " if seldom else ""
        table.add_row(
            Text(f"{warning['zh']} {warning['en']}"),
            _verdict(not warning["fault"], _MODES.get(warning["mode"], ""), "故障 fault"),
            Text(
                f"{warning['version']} {warning['hash']} {warning['rows']} 处 places, "
                f"{slow}{warning['standing']} 个预警 warnings {warning['fault']}".strip(),
                style=_FAINT,
            ),
        )
    return table


def _buses(buses: Sequence[Mapping[str, Any]]) -> Table:
    table = Table(
        "总线 bus", "驱动 driver", "状态 state", "请求 asked", "错误 errors", "最近的错误 last error"
    )
    for bus in buses:
        table.add_row(
            Text(bus["bus"]),
            Text(bus["driver"], style=_FAINT),
            _verdict(bus["up"], "正常 up", "断开 down"),
            str(bus["requests"]),
            Text(str(bus["errors"]), style="yellow" if bus["errors"] else ""),
            Text(bus["last_error"], style=_FAINT, overflow="ellipsis", no_wrap=True),
        )
    return table


def _parts(parts: Sequence[Mapping[str, Any]], rows: int | None) -> Table:
    ordered = sorted(parts, key=_urgency)
    shown = ordered if rows is None else ordered[:rows]
    left_out = len(ordered) - len(shown)
    caption = f"另有 {left_out} 个部件 / {left_out} more parts" if left_out else None
    table = Table("部件 part", "位置 place", "状态 state", "数值 values", caption=caption)
    for part in shown:
        table.add_row(
            Text(part["part"]), Text(name(part["place"])), state(part), Text(_values(part["values"]))
        )
        if part.get("hint"):
            table.add_row("", "", Text(part["hint"], style="yellow"), "")
    return table


def _urgency(part: Mapping[str, Any]) -> tuple[int, int]:
    ranks = [EVENT_KINDS[EventKind(kind)].rank for kind in part["active"]]
    return min(ranks, default=50), 0 if part["quality"] != "good" else 1


def state(part: Mapping[str, Any]) -> Text:
    """Every kind that is active, or that all is well, or that nobody knows."""
    text = Text()
    for kind in map(EventKind, part["active"]):
        text.append(f"{EVENT_KINDS[kind].zh} {EVENT_KINDS[kind].en}", style=_STYLES.get(kind, "cyan"))
        text.append(" ")
    if part["quality"] != "good":
        text.append({"stale": "静默 stale"}.get(part["quality"], part["quality"]), style="yellow")
    elif not part["active"]:
        text.append("正常 normal", style=_GOOD)
    return text


def _values(values: Mapping[str, Mapping[str, Any]]) -> str:
    return ", ".join(f"{slug} {_number(row['value'])} {row['unit']}".strip() for slug, row in values.items())


def _number(value: float | None) -> str:
    return "?" if value is None else f"{value:g}"


def _duty(duty: Sequence[Mapping[str, Any]]) -> RenderableType:
    asked = ", ".join(f"{check['seq']} {check.get('question', '')}".strip() for check in duty)
    return Text(f"查岗待答 / duty check waits: {asked}  (edge-agent answer)", style="bold magenta")


def _walking(mode: Mapping[str, Any]) -> RenderableType:
    who = f" {mode['who']}" if mode["who"] else ""
    return Text(f"巡测进行中 / walk test under way{who}, {duration(mode['left_s'])}", style="bold cyan")


def name(label: Mapping[str, str]) -> str:
    """A name in the language that it has, Chinese first."""
    return label["zh"] or label["en"]


def duration(seconds: float) -> str:
    """`3 d 04:05:06`."""
    whole = int(seconds)
    days, rest = divmod(whole, 86_400)
    clock = f"{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}"
    return f"{days} d {clock}" if days else clock


def _verdict(good: object, yes: str, no: str) -> Text:
    return Text(yes, style=_GOOD) if good else Text(no, style=_BAD)
