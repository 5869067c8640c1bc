"""Pictures beside the numbers: SVG files that a browser shows, one of all and one of each experiment.

Burner tests of a laboratory, which all look alike, are drawn only in the picture of all.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from models.early_warning.channels import CHANNELS
from models.early_warning.figures import Figures
from models.early_warning.judging import Played

#: Told apart by their mark as well as by their colour.
_MARKS = {
    "nist_smoke_alarms": ("o", "#c1272d", "NIST 实测 / measured"),
    "cfast_sweep": ("^", "#0072b2", "CFAST 模拟 / simulated"),
    "fsri_compartments": ("s", "#7a6a00", "FSRI 实测 / measured"),
}
_LINES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 3)))


def draw(folder: Path, played: Sequence[Played], said: Figures) -> list[Path]:
    """Draw everything into `folder`; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    plain = mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "steppewatch", "font.size": 9})
    with plain, warnings.catch_warnings():
        # Text stays text and is set by the browser's fonts; the one that measures it here lacks Chinese.
        warnings.filterwarnings("ignore", "Glyph .* missing from font", UserWarning)
        files = [_times(folder, said), _reliability(folder, said)]
        by_name: dict[str, list[Played]] = {}
        for one in played:
            by_name.setdefault(one.experiment.name, []).append(one)
        told = {entry["experiment"]: entry for entry in said["experiments"]}
        for name, of in by_name.items():
            if of[0].experiment.kind != "burner" and of[0].experiment.source != "occupancy":
                files.append(_experiment(folder, of, told[name]))
    return files


def _save(figure: Figure, path: Path) -> Path:
    figure.savefig(path, format="svg", metadata={"Date": None}, bbox_inches="tight")
    return path


def _times(folder: Path, said: Figures) -> Path:
    """Every detector's time by the model over its time by the threshold."""
    figure = Figure(figsize=(6.5, 5.5))
    axes = figure.subplots()
    points: dict[str, list[tuple[float, float]]] = {}
    for one in said["experiments"]:
        for detector in one["detectors"]:
            warned, threshold = detector["warned_s"], detector["threshold_s"]
            if one["truth"] == "fire" and threshold and threshold > 0:
                points.setdefault(one["source"], []).append((threshold, 2000.0 if warned is None else warned))
    for source, pairs in points.items():
        mark, colour, words = _MARKS[source]
        x, y = np.array(pairs).T
        axes.plot(x, np.maximum(y, 0.5), mark, color=colour, alpha=0.6, label=words, markersize=4)
    line = np.array([1.0, 2000.0])
    axes.plot(line, line, "k-", linewidth=0.8, label="同时 / same time")
    axes.plot(line, line / 2, "k--", linewidth=0.8, label="一半时间 / half the time")
    axes.set(xscale="log", yscale="log", xlabel="阈值 / fixed threshold, s", ylabel="模型 / model, s")
    axes.set_title("自点火起到报警的时间 / time from ignition to the warning")
    axes.legend(loc="upper left", fontsize=8)
    return _save(figure, folder / "times.svg")


def _reliability(folder: Path, said: Figures) -> Path:
    """What share of the ticks burnt, by what the model said."""
    figure = Figure(figsize=(5.5, 5))
    axes = figure.subplots()
    rows = said["reliability"]
    axes.plot([0, 1], [0, 1], "k--", linewidth=0.8)
    axes.plot([row["said"] for row in rows], [row["was"] for row in rows], "o-")
    for row in rows:
        axes.annotate(
            f"{row['rows']:,}", (row["said"], row["was"]), fontsize=7, xytext=(4, -8),
            textcoords="offset points",
        )  # fmt: skip
    axes.set(xlabel="模型给出的概率 / probability given", ylabel="确有火灾的比例 / share that burnt")
    axes.set_title("可靠性（数字为秒数）/ reliability (numbers: seconds)")
    return _save(figure, folder / "reliability.svg")


def _experiment(folder: Path, played: Sequence[Played], told: dict[str, Any]) -> Path:
    """The curves of all detectors of one experiment, and what the model said of them."""
    one = played[0].experiment
    shown = [place for place in range(len(CHANNELS)) if not np.isnan(one.values[:, :, place]).all()]
    figure = Figure(figsize=(8, 1.7 * (len(shown) + 1)))
    panels = figure.subplots(len(shown) + 1, 1, sharex=True, squeeze=False)[:, 0]
    seconds = one.begins_s + np.arange(one.ticks)
    for panel, place in zip(panels, shown, strict=False):
        for detector, name in enumerate(one.detectors):
            panel.plot(seconds, one.values[:, detector, place], linestyle=_LINES[detector % 6], label=name)
        panel.set_ylabel(f"{CHANNELS[place].name}\n{CHANNELS[place].unit}")
    last = panels[-1]
    for detector, of in enumerate(played):
        last.plot(seconds, of.probability, linestyle=_LINES[detector % 6], label=one.detectors[detector])
    last.set(ylim=(0, 1.02), ylabel="概率\nprobability", xlabel="自点火起 / from ignition, s")
    for panel in panels:
        panel.axvline(0.0, color="grey", linewidth=0.8)
        if told["warned_s"] is not None:
            panel.axvline(told["warned_s"], color="#c1272d", linewidth=1.2)
        if told["threshold_s"] is not None:
            panel.axvline(told["threshold_s"], color="black", linestyle="--", linewidth=1.0)
    panels[0].legend(loc="upper left", fontsize=7, ncols=3)
    panels[0].set_title(f"{one.name}: {one.kind}；红线 模型，虚线 阈值 / red: model, dashed: threshold")
    return _save(figure, folder / f"{re.sub(r'[^A-Za-z0-9_.+-]', '_', one.name)}.svg")
