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
    """What the figures were measured on."""
    return {"cores": os.cpu_count() or 0, "python": platform.python_version()}


def as_json(figures: Mapping[str, Figure]) -> str:
    """One JSON object on one line."""
    return json.dumps(dict(figures), ensure_ascii=False)


def as_table(title: str, figures: Mapping[str, Figure]) -> str:
    """A two-column table under its title."""
    width = max(len(name) for name in figures)
    rows = (f"  {name:<{width}}  {_shown(value)}" for name, value in figures.items())
    return "\n".join((title, *rows))


def _shown(value: Figure) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int) or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) < 1 else f"{value:.2f}"
