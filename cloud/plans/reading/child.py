"""The process that reads one plan: the file on its input, what it became on its output. Bounded, then gone.

Its answer is a line of JSON, and behind it the drawing's bytes.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from typing import Any, Final

from cloud.plans.reading.drawing import Drawing, PlanFault
from cloud.plans.reading.formats import format_of

MEMORY_BYTES: Final = 1_500_000_000
CPU_S: Final = 60


def read(content: bytes) -> tuple[str, Drawing]:
    """Its format, and the drawing. Raises PlanFault."""
    form = format_of(content)
    # Each is loaded only where it is wanted: DXF brings much with it.
    if form == "svg":
        from cloud.plans.reading import svg

        return form, svg.read(content)
    if form == "png":
        from cloud.plans.reading import png

        return form, png.read(content)
    from cloud.plans.reading import dxf

    return form, dxf.read(content)


def main() -> int:
    """Read, answer, and end."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(10)
    told: dict[str, Any]
    body = b""
    # What a library prints must not stand in the answer.
    answer, sys.stdout = sys.stdout.buffer, sys.stderr
    try:
        form, drawing = read(sys.stdin.buffer.read())
        body = drawing.content
        told = {
            "format": form,
            "media": drawing.media,
            "width": drawing.width,
            "height": drawing.height,
            "width_m": drawing.width_m,
            "left_out": dict(drawing.left_out),
        }
    except PlanFault as fault:
        told = {"fault": [fault.code, fault.zh, fault.en]}
    except (MemoryError, RecursionError):
        told = {"fault": list(TOO_HEAVY)}
    answer.write(json.dumps(told).encode() + b"\n" + body)
    answer.flush()
    return 0


TOO_HEAVY: Final = (
    "too-much",
    "文件过于复杂,读取时超出内存或时间上限。请简化后重新导出。",
    "The file is too heavy: reading it takes more memory or time than is given."
    " Simplify it and export it again.",
)


if __name__ == "__main__":
    raise SystemExit(main())
