"""Figures as tables for people at a terminal."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table

from models.early_warning.figures import Figures

#: What each slice is and what is aimed at for its median of model time over threshold time.
AIMS = {
    "smouldering_electrical_or_outside": (
        ("阴燃、电气或室外探测器", "smouldering, electrical or outside"),
        0.5,
    ),
    "flaming_threshold_after_30_s": (("明火，阈值超过 30 秒", "flaming, threshold after 30 s"), 0.7),
}
#: What is measured and what is simulated stand apart.
WORDS = {
    "measured": ("实测（不含燃烧器）", "measured, no burners"),
    "simulated": ("模拟（CFAST）", "simulated (CFAST)"),
}
#: An aim: what it is, what was reached, and whether that meets it (None: nothing to judge it by).
Aim = tuple[str, str, bool | None]


def aims(said: Figures) -> list[Aim]:
    """Every aim, of what was measured and of what was simulated, as far as there is any."""
    found = [aim for part in WORDS for aim in _of_part(said, part)]
    real = said["real_alarms"]["photoelectric"]
    lead = real["median_lead_s"]
    beside = (
        "早于真实光电报警，实测 / ahead of real photoelectric alarms, measured: ≥ 30 s",
        f"{_number(lead)} s {_span(real['interval'])}, {real['alarms']}",
        None if lead is None else lead >= 30,
    )
    return [*found, beside] if real["alarms"] else found


def _of_part(said: Figures, part: str) -> list[Aim]:
    of, alone = said["parts"][part], said["without_beside"][part]["later_than_threshold"]

    def words(zh: str, en: str) -> str:
        return f"{zh}，{WORDS[part][0]} / {en}, {WORDS[part][1]}"

    found: list[Aim] = []
    if fires := of["fires"]:
        later, compared = of["later_than_threshold"], of["detectors_compared"]
        found += [
            (
                words("每场火都发现", "every fire found"),
                f"{of['fires_found']} / {fires}",
                of["fires_found"] == fires,
            ),
            (
                words("不晚于阈值", "never later than the threshold"),
                f"{later} / {compared} ({alone} ①)",
                later == 0 if compared else None,
            ),
        ]
    for name, (slice_words, aim) in AIMS.items():
        timing = of["slices"][name]
        if timing["detectors_compared"]:
            ratio = timing["median_time_ratio"]
            told = f"{_number(ratio)} {_span(timing.get('median_time_ratio_interval'))}"
            found.append((f"{words(*slice_words)}: ≤ {aim}", told, ratio is not None and ratio <= aim))
    if nuisances := of["nuisances"]:
        called = of["nuisances_called_fire"]
        few = called <= 0.1 * nuisances
        found.append(
            (words("干扰误判", "nuisances called fire") + ": ≤ 10 %", f"{called} / {nuisances}", few)
        )
    if of["detector_days"]:
        rate = of["false_warnings_per_100_detector_days"]
        told = f"{of['false_warnings']} in {of['detector_days']:.1f} d = {_number(rate)}"
        found.append(
            (
                words("平常误警", "false warnings per 100 detector-days") + ": ≤ 1",
                f"{told} {_span(of['false_interval'])}",
                rate <= 1,
            )
        )
    return found


_MARKS = {True: "[green]✓ 达到 / met[/green]", False: "[red]✗ 未达到 / not met[/red]", None: "—"}


def show(said: Figures, console: Console) -> None:
    """Print the aims, the slices, the trade-offs and every experiment."""
    model = said["model"]
    console.print(
        f"[bold]{model['name']} {model['version']}[/bold] {model['sha256'][:12]}  {model['trained_on']}"
    )
    table = Table(title="目标 / aims", title_justify="left")
    for head in ("", "结果 / reached", ""):
        table.add_column(head)
    for words, told, met in aims(said):
        table.add_row(words, told, _MARKS[met])
    console.print(table)
    _slices(said, console)
    _trade_offs(said, console)
    _experiments(said, console)
    console.print(
        "① 若不计入固定阈值自身的越限 / without what the fixed threshold itself says\n"
        "时间自点火算起（秒）；cfast_sweep 是模拟。 / Seconds from ignition; cfast_sweep is simulated."
    )


def _slices(said: Figures, console: Console) -> None:
    table = Table(title="分组 / slices", title_justify="left")
    for head in ("", "n", "median lead s", "median ratio", "95 %", "later"):
        table.add_column(head)
    for group in ("slices", "by_threshold"):
        for name, of in said[group].items():
            table.add_row(
                name,
                str(of["detectors_compared"]),
                _number(of["median_lead_over_threshold_s"]),
                _number(of["median_time_ratio"]),
                _span(of.get("median_time_ratio_interval")),
                str(of["later_than_threshold"]),
            )
    console.print(table)


def _trade_offs(said: Figures, console: Console) -> None:
    table = Table(title="取舍 / trade-offs", title_justify="left")
    rows = list(next(iter(said["trade_offs"].values())))
    for head in ("", *said["trade_offs"]):
        table.add_column(head)
    for row in rows:
        table.add_row(row, *(_number(of[row]) for of in said["trade_offs"].values()))
    console.print(table)


def _experiments(said: Figures, console: Console) -> None:
    table = Table(title="逐项 / experiments", title_justify="left")
    for head in ("", "", "", "warned s", "threshold s", "lead s", "false"):
        table.add_column(head)
    for one in said["experiments"]:
        warned, threshold = one["warned_s"], one["threshold_s"]
        lead = None if warned is None or threshold is None else threshold - warned
        table.add_row(
            one["experiment"], one["truth"], one["kind"], _number(warned), _number(threshold), _number(lead),
            str(sum(len(detector["false_s"]) for detector in one["detectors"])),
        )  # fmt: skip
    console.print(table)


def _number(value: Any) -> str:
    if value is None:
        return "—"
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def _span(edges: list[float] | None) -> str:
    return "" if edges is None else f"[{edges[0]:.3g}, {edges[1]:.3g}]".replace("[", "(").replace("]", ")")
