"""The figures as tables for people at a terminal."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table

_RIVALS = (
    ("", "模型 / the model"),
    ("curve_", "距离曲线 / one-line curve"),
    ("region_", "辖区均值 / region's mean"),
)


def show(said: dict[str, Any], console: Console) -> None:
    """What was learnt from, what was judged, and how well."""
    for name, words in (("train", "训练 / learnt from"), ("judged", "检验 / judged on")):
        span = said[name]
        console.print(f"{words}: {span['n']} fires, {span['from']} … {span['to']}")
    console.print(
        _table("出动车辆的站已知 / the engine that goes is known", said),
        _table("尚未选定车辆 / before one is chosen: its ground's own", said["at_call"]),
    )
    low, high = said["gain_over_curve_s_interval"]
    console.print(
        f"优于曲线 / better than the curve by {low:.1f} to {high:.1f} s (95 %, bootstrap over days)"
    )
    console.print(
        _slices("时段 / hour", said["by_hour"]), _slices("距离 m / distance", said["by_distance_m"])
    )


def _table(title: str, said: dict[str, Any]) -> Table:
    table = Table(title=title, title_justify="left")
    for column in (f"n = {said['n']}", "MAE, s", "≤ 60 s"):
        table.add_column(column)
    for prefix, words in _RIVALS:
        mae, within = f"{said[f'{prefix}mae_s']:.1f}", f"{said[f'{prefix}within_60s']:.1%}"
        if not prefix:
            mae += " ({:.1f} … {:.1f})".format(*said["mae_s_interval"])
            within += " ({:.1%} … {:.1%})".format(*said["within_60s_interval"])
        table.add_row(words, mae, within)
    return table


def _slices(title: str, slices: dict[str, dict[str, Any]]) -> Table:
    table = Table(title=title, title_justify="left")
    for column in ("", "n", "MAE, s", "≤ 60 s", "曲线 / curve MAE, s"):
        table.add_column(column)
    for name, one in slices.items():
        table.add_row(
            name,
            str(one["n"]),
            f"{one['mae_s']:.1f}",
            f"{one['within_60s']:.0%}",
            f"{one['curve_mae_s']:.1f}",
        )
    return table
