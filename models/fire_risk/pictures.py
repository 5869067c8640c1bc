"""Pictures of reliability: what was said over what was, a picture a set and target, as SVG."""

from __future__ import annotations

import warnings
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from models.fire_risk.judging import Figures
from models.fire_risk.played import Played

_BLUE, _GREY, _RED = "#0072b2", "#555555", "#c1272d"


def draw(folder: Path, played: dict[str, dict[str, Played]], told: Figures) -> list[Path]:
    """Draw every simulated set and target into `folder`; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    plain = mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "steppewatch", "font.size": 9})
    with plain, warnings.catch_warnings():
        # Text stays text and is set by the browser's fonts; the one that measures it here lacks Chinese.
        warnings.filterwarnings("ignore", "Glyph .* missing from font", UserWarning)
        return [
            _reliability(
                folder / f"{name}-{key.replace('/', '-').replace(':', '-')}.svg", name, key, one, told
            )
            for name, targets in played.items()
            for key, one in targets.items()
        ]


def _reliability(path: Path, name: str, key: str, played: Played, told: Figures) -> Path:
    said = told["sets"][f"{name}/{key}"]
    table = said["reliability"]
    figure = Figure(figsize=(5.6, 5.2))
    axes = figure.subplots()
    at = np.array([row["said"] for row in table])
    was = np.array([row["was"] for row in table])
    rows = np.array([row["rows"] for row in table])
    error = 1.96 * np.sqrt(np.maximum(was * (1 - was), 1e-9) / rows)
    order = np.argsort(played.said, kind="stable")
    parts = np.array_split(order, 20)
    low, high = max(at[at > 0].min(initial=1.0) * 0.7, 1e-5), min(at.max() * 1.5, 1.0)
    axes.plot([low, high], [low, high], color=_GREY, linestyle="--", label="准确 / exact")
    axes.errorbar(at, was, yerr=error, fmt="o", color=_BLUE, label="实际 ± 95 % / observed")
    axes.plot(
        [played.said[part].mean() for part in parts],
        [played.truth[part].mean() for part in parts],
        marker="x",
        linestyle=":",
        color=_RED,
        label="真值 / truth",
    )
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlim(low, high)
    axes.set_xlabel("给出的概率 / said")
    axes.set_ylabel("实际比例 / was")
    axes.set_title(f"模拟 / simulated: {name} {key}\nAUC {said['auc']:.3f}, ECE {said['ece']:.4f}")
    axes.legend()
    axes.grid(visible=True, alpha=0.3)
    figure.savefig(path, format="svg", metadata={"Date": None}, bbox_inches="tight")
    return path
