"""Figures: one flat object a benchmark, printed as a table for people or as JSON for programs."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence

Figure = float | int | str
Figures = dict[str, Figure]


def percentile(samples: Sequence[float], share: float) -> float:
    """The nearest-rank percentile of `samples`; `share` between 0 and 1."""
    if not samples:
        raise ValueError("no samples to take a percentile of")
    ordered = sorted(samples)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]


def machine() -> Figures:
    """What the figures were measured on, and how busy it was over the last minute."""
    return {
        "cores": os.cpu_count() or 0,
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
    }


def as_json(figures: Mapping[str, Figure | Figures]) -> str:
    """One JSON object on one line."""
    return json.dumps(dict(figures), ensure_ascii=False)


def as_table(title: str, figures: Mapping[str, Figure | Figures]) -> str:
    """A two-column table under its title; figures of a group stand under the group's name."""
    lines = [title]
    single = {name: value for name, value in figures.items() if not isinstance(value, dict)}
    groups = {name: value for name, value in figures.items() if isinstance(value, dict)}
    for name, group in groups.items():
        lines += [f"  {name}", *_rows(group, "    ")]
    return "\n".join([*lines, *_rows(single, "  ")])


def _rows(figures: Mapping[str, Figure], indent: str) -> list[str]:
    width = max((len(name) for name in figures), default=0)
    return [f"{indent}{name:<{width}}  {_shown(value)}" for name, value in figures.items()]


def _shown(value: Figure) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int) or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) < 1 else f"{value:.2f}"
