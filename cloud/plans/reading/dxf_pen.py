"""Draws lines, areas and words by layer, and writes them as SVG. Pure.

A plan is ink on paper here: one colour, thin lines, so that what is in alarm on top of it stands out.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import Final
from xml.sax.saxutils import escape

from cloud.plans.reading.drawing import SVG, Drawing, PlanFault, bounded
from cloud.plans.reading.svg import SPACE

Spot = tuple[float, float]

MAX_VERTICES: Final = 1_200_000
MAX_TEXT: Final = 200
#: How wide the drawing is written, in its own units.
_WIDTH: Final = 2_000.0
_FAR: Final = 1e12
_INK: Final = "#2b3833"


class Pen:
    """Collects what is drawn; `drawing` writes it."""

    def __init__(self) -> None:
        self._lines: dict[str, list[Sequence[Spot]]] = defaultdict(list)
        self._areas: dict[str, list[Sequence[Spot]]] = defaultdict(list)
        self._texts: dict[str, list[tuple[Spot, str, float, float, bool]]] = defaultdict(list)
        self._vertices = 0
        self._low = [math.inf, math.inf]
        self._high = [-math.inf, -math.inf]

    @property
    def drew(self) -> bool:
        """Whether there is anything with an extent."""
        return self._high[0] > self._low[0] and self._high[1] > self._low[1]

    @property
    def width(self) -> float:
        """In the units of what was drawn."""
        return self._high[0] - self._low[0]

    def line(self, layer: str, spots: Sequence[Spot]) -> None:
        """An open or closed line."""
        self._take(spots)
        self._lines[layer].append(spots)

    def area(self, layer: str, spots: Sequence[Spot]) -> None:
        """A filled area, drawn faintly."""
        self._take(spots)
        self._areas[layer].append(spots)

    def text(
        self, layer: str, at: Spot, words: str, height: float, turn: float, *, middle: bool, drop: float
    ) -> None:
        """Words at a spot, their `height` in the drawing's units, turned by degrees against the clock."""
        if not math.isfinite(height) or not 0 < height < _FAR:
            return
        lines = [line.strip()[:MAX_TEXT] for line in words.splitlines() if line.strip()][:20]
        for number, line in enumerate(lines):
            spot = (at[0], at[1] - (number * 1.5 + drop) * height)
            self._take([spot])
            self._texts[layer].append((spot, _printable(line), height, turn, middle))

    def drawing(self, width_m: float | None, left_out: dict[str, int]) -> Drawing:
        """Everything, as SVG: one group a layer, areas under lines under words."""
        margin = 0.01 * max(self._high[0] - self._low[0], self._high[1] - self._low[1])
        left, top = self._low[0] - margin, self._high[1] + margin
        width, depth = self._high[0] + margin - left, top - self._low[1] + margin
        scale = _WIDTH / width

        def place(spot: Spot) -> str:
            return f"{(spot[0] - left) * scale:.2f} {(top - spot[1]) * scale:.2f}"

        def trace(spots: Sequence[Spot]) -> str:
            return "M" + "L".join(place(spot) for spot in spots)

        layers = sorted({*self._lines, *self._areas, *self._texts})
        body = []
        for number, layer in enumerate(layers):
            areas = "".join(trace(spots) + "Z" for spots in self._areas[layer])
            lines = "".join(trace(spots) for spots in self._lines[layer] if len(spots) > 1)
            texts = [self._written(place, scale, *told) for told in self._texts[layer]]
            filled = f'<path d="{areas}" fill="{_INK}" fill-opacity=".1" fill-rule="evenodd" stroke="none"/>'
            body.append(
                f'<g id="layer-{number}">'
                + (filled if areas else "")
                + (f'<path d="{lines}"/>' if lines else "")
                + "".join(texts)
                + "</g>"
            )
        height = depth * scale
        head = (
            f'<svg xmlns="{SPACE}" viewBox="0 0 {_WIDTH:.0f} {height:.2f}" width="{_WIDTH:.0f}"'
            f' height="{height:.2f}" fill="none" stroke="{_INK}" stroke-width="2"'
            ' stroke-linejoin="round" stroke-linecap="round" font-family="sans-serif">'
        )
        content = "".join([head, *body, "</svg>"]).encode()
        grown = width / self.width
        metres = width_m * grown if width_m is not None else None
        return bounded(Drawing(SVG, content, _WIDTH, height, metres, left_out))

    def _written(
        self, place: object, scale: float, at: Spot, words: str, height: float, turn: float, middle: bool
    ) -> str:
        assert callable(place)  # noqa: S101 - for the type
        x, y = place(at).split(" ")
        anchor = ' text-anchor="middle"' if middle else ""
        turned = f' transform="rotate({-turn:.1f} {x} {y})"' if abs(turn) > 0.05 else ""
        return (
            f'<text x="{x}" y="{y}" font-size="{height * scale * 1.35:.2f}" fill="{_INK}" stroke="none"'
            f"{anchor}{turned}>{escape(words)}</text>"
        )

    def _take(self, spots: Sequence[Spot]) -> None:
        self._vertices += len(spots)
        if self._vertices > MAX_VERTICES:
            raise PlanFault(
                "too-much",
                f"DXF 中的曲线超过 {MAX_VERTICES} 个顶点。请删去填充、地形等细节后重新导出。",
                f"The DXF's curves have more than {MAX_VERTICES} vertices."
                " Leave out hatching and terrain and export it again.",
            )
        for spot in spots:
            for axis in (0, 1):
                if not -_FAR < spot[axis] < _FAR:
                    raise ValueError("out of the drawing")
        for x, y in spots:
            self._low = [min(self._low[0], x), min(self._low[1], y)]
            self._high = [max(self._high[0], x), max(self._high[1], y)]


def _printable(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable())
