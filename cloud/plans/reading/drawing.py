"""What a plan's file becomes, and what can be wrong with one. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

SVG = "image/svg+xml"
PNG = "image/png"

#: The most that a drawing may take as it is stored and sent.
MAX_BYTES = 12_000_000
#: Width to depth and the other way round.
MAX_RATIO = 40.0


@dataclass(frozen=True)
class Drawing:
    """A drawing as it is stored: made anew from what was uploaded, never the upload itself."""

    media: str
    content: bytes
    #: In units of the drawing; only their ratio says something.
    width: float
    height: float
    #: Width in metres, where the file itself says it.
    width_m: float | None = None
    #: What was in the file and is not in the drawing, with how often.
    left_out: Mapping[str, int] = field(default_factory=dict)


class PlanFault(Exception):
    """A file that cannot be taken: a code, what is wrong, and what to do, in Chinese and English."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(en)
        self.code = code
        self.zh = zh
        self.en = en


def bounded(drawing: Drawing) -> Drawing:
    """The drawing itself. Raises PlanFault where its form or length is out of bounds."""
    if len(drawing.content) > MAX_BYTES:
        raise PlanFault(
            "drawing-too-large",
            f"处理后的平面图超过 {MAX_BYTES // 1_000_000} MB。请删去家具、填充等细节后重试。",
            f"The drawing made from it takes more than {MAX_BYTES // 1_000_000} MB."
            " Leave out detail such as furniture and hatching.",
        )
    ratio = drawing.width / drawing.height if drawing.height > 0 else 0.0
    if not 1 / MAX_RATIO <= ratio <= MAX_RATIO:
        raise PlanFault(
            "drawing-out-of-form",
            f"平面图的长宽比超过 {MAX_RATIO:.0f}:1。请裁去平面图以外的内容后重试。",
            f"The drawing is more than {MAX_RATIO:.0f} times as long as it is wide."
            " Cut away what does not belong to the plan.",
        )
    return drawing
