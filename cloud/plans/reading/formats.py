"""Which kind of file it is, by its first bytes; kinds that people try in vain have their cure. Pure."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from cloud.plans.reading.drawing import PlanFault


class _Foreign(NamedTuple):
    start: bytes
    name: str
    zh: str
    en: str


_FOREIGN: Final = (
    _Foreign(b"AC10", "DWG", "请在 CAD 软件中另存为 DXF(ASCII)", "save it as DXF (ASCII) in the CAD program"),
    _Foreign(
        b"AutoCAD Binary DXF",
        "二进制 DXF / binary DXF",
        "请另存为 ASCII 格式的 DXF",
        "save it as ASCII DXF",
    ),
    _Foreign(b"%PDF", "PDF", "请导出为 SVG 或 PNG", "export it as SVG or PNG"),
    _Foreign(b"\xff\xd8\xff", "JPEG", "请转换为 PNG", "convert it to PNG"),
    _Foreign(b"GIF8", "GIF", "请转换为 PNG", "convert it to PNG"),
    _Foreign(b"BM", "BMP", "请转换为 PNG", "convert it to PNG"),
    _Foreign(b"RIFF", "WebP", "请转换为 PNG", "convert it to PNG"),
    _Foreign(b"II*\x00", "TIFF", "请转换为 PNG", "convert it to PNG"),
    _Foreign(b"\x1f\x8b", "SVGZ / gzip", "请先解压", "unpack it first"),
    _Foreign(b"PK\x03\x04", "ZIP", "请先解压", "unpack it first"),
)
PNG_START: Final = b"\x89PNG\r\n\x1a\n"
_MARKS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
#: A DXF begins with the group 0 and `SECTION`, after comments of the group 999.
_DXF = re.compile(rb"(\s*999[ \t]*\r?\n[^\n]*\n)*\s*0[ \t]*\r?\n\s*SECTION")


def format_of(content: bytes) -> str:
    """`svg`, `png` or `dxf`. Raises PlanFault, with the cure where the file is of a kind that is known."""
    if content.startswith(PNG_START):
        return "png"
    for foreign in _FOREIGN:
        if content.startswith(foreign.start):
            raise PlanFault(
                "other-format",
                f"文件是 {foreign.name},不是 SVG、PNG 或 DXF;{foreign.zh}后再上传。",
                f"The file is {foreign.name}, not SVG, PNG or DXF: {foreign.en}, then upload that.",
            )
    start = content[:65_536]
    for mark in _MARKS:
        start = start.removeprefix(mark)
    if _DXF.match(start):
        return "dxf"
    # UTF-16 has a NUL beside each of these letters.
    plain = start.replace(b"\x00", b"").lstrip()
    if plain[:1] == b"<" and (b"<svg" in plain or b":svg" in plain):
        return "svg"
    raise PlanFault(
        "other-format",
        "无法识别该文件。请上传 SVG、PNG 或 DXF(ASCII)格式的平面图。",
        "The file is none of SVG, PNG and DXF (ASCII). Export the plan as one of these.",
    )
