"""What of SVG a plan may hold: elements, and attributes with the form of their values. One table. Pure.

Nothing on it loads, runs, animates or links. What is not on it is left out. A value is held to its
characters: no form lets a colon, a backslash or an `@` through, and `url` only with a fragment.
"""

from __future__ import annotations

import re
from typing import Final

#: Elements that are kept. `pattern`, `mask`, `marker`, `filter` are not: nested they take a browser for ever.
SHAPES: Final = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "use"})
KEPT: Final = SHAPES | {
    "svg", "g", "defs", "symbol", "tspan", "linearGradient", "radialGradient", "stop", "clipPath",
}  # fmt: skip
#: Elements that are only a cover: what is in them is kept.
UNWRAPPED: Final = frozenset({"a", "switch"})
#: Elements that show nothing: not worth a word when they are left out.
SILENT: Final = frozenset({"title", "desc", "metadata", "namedview", "view", "cursor"})
#: Elements whose characters are drawn.
TEXTUAL: Final = frozenset({"text", "tspan"})
#: Elements that may point at another one of the drawing.
REFERRING: Final = frozenset({"use", "linearGradient", "radialGradient"})

_NUMBER = r"[-+]?(?:[0-9]{1,20}(?:\.[0-9]{0,20})?|\.[0-9]{1,20})(?:[eE][-+]?[0-9]{1,3})?"
_NAME = r"[^\s\"'()<>&\\;:@{},]{1,128}"
_URL = rf"url\(\s*[\"']?#{_NAME}[\"']?\s*\)"
_COLOUR = r"#[0-9a-fA-F]{3,8}|[a-zA-Z]{1,32}|(?:rgb|rgba|hsl|hsla)\([0-9., %/+\-]{1,64}\)"

ID: Final = re.compile(_NAME)
FRAGMENT: Final = re.compile(rf"#({_NAME})")
URL: Final = re.compile(_URL)
LENGTH: Final = re.compile(rf"\s*{_NUMBER}\s*(?:px|pt|pc|mm|cm|in|em|ex|%)?\s*")
NUMBERS: Final = re.compile(r"[0-9eE+\-.,\s%a-z]{0,4000000}")
PATH: Final = re.compile(r"[MmZzLlHhVvCcSsQqTtAaEe0-9+\-.,\s]{0,8000000}")
TRANSFORM: Final = re.compile(
    r"\s*(?:(?:matrix|translate|scale|rotate|skewX|skewY)\s*\([0-9eE+\-.,\s]{0,400}\)[\s,]{0,10}){0,32}"
)
PAINT: Final = re.compile(rf"\s*(?:{_URL}\s*)?(?:{_COLOUR})?\s*")
REFERENCE: Final = re.compile(rf"\s*(?:{_URL}|none)\s*")
KEYWORD: Final = re.compile(r"[a-zA-Z0-9 .%\-]{1,64}")
FAMILY: Final = re.compile(r"[\w ,'\"\-]{1,256}")
CLASSES: Final = re.compile(rf"\s*(?:{_NAME}\s*){{0,16}}")

#: Properties that may stand as attribute, in `style`, or in a style sheet.
PROPERTIES: Final[dict[str, re.Pattern[str]]] = {
    **dict.fromkeys(("fill", "stroke", "stop-color", "color"), PAINT),
    **dict.fromkeys(
        (
            "fill-opacity", "fill-rule", "clip-rule", "stroke-width", "stroke-linecap", "stroke-linejoin",
            "stroke-miterlimit", "stroke-opacity", "stroke-dashoffset", "opacity", "display", "visibility",
            "stop-opacity", "vector-effect", "paint-order", "font-size", "font-style", "font-weight",
            "font-variant", "font-stretch", "text-anchor", "dominant-baseline", "alignment-baseline",
            "baseline-shift", "letter-spacing", "word-spacing", "text-decoration", "writing-mode",
            "direction",
            "shape-rendering", "text-rendering", "line-height", "overflow",
        ),
        KEYWORD,
    ),
    "stroke-dasharray": NUMBERS,
    "font-family": FAMILY,
    "clip-path": REFERENCE,
}  # fmt: skip

#: Every attribute that is kept. `href`, `style` and `class` are looked at by themselves.
ATTRIBUTES: Final[dict[str, re.Pattern[str]]] = {
    **PROPERTIES,
    **dict.fromkeys(
        ("x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "width", "height", "fx", "fy"), LENGTH
    ),
    **dict.fromkeys(("dx", "dy", "rotate", "points", "viewBox", "offset", "textLength"), NUMBERS),
    **dict.fromkeys(
        (
            "preserveAspectRatio", "gradientUnits", "clipPathUnits", "spreadMethod", "lengthAdjust",
            "pathLength",
        ),
        KEYWORD,
    ),
    "d": PATH,
    "transform": TRANSFORM,
    "gradientTransform": TRANSFORM,
    "id": ID,
    "class": CLASSES,
}  # fmt: skip
