"""PNG: its chunks are walked and checked before a decoder sees it, and the picture is encoded anew.

Only what makes the picture reaches the decoder (IHDR, PLTE, tRNS, IDAT, IEND): texts, colour profiles and
times stay behind, and with them whatever they were packed to become.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from typing import Final

from PIL import Image

from cloud.plans.reading.drawing import PNG, Drawing, PlanFault, bounded
from cloud.plans.reading.formats import PNG_START

MAX_SIDE: Final = 12_000
MAX_PIXELS: Final = 36_000_000
#: Wider pictures are made smaller: nobody sees more of a plan on a screen.
KEPT_SIDE: Final = 5_000
_NEEDED: Final = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})


def read(content: bytes) -> Drawing:
    """The drawing of a PNG file. Raises PlanFault."""
    kept = [PNG_START]
    left_out: dict[str, int] = {}
    ended = False
    for position, (name, chunk) in enumerate(_chunks(content)):
        if position == 0:
            _check_size(name, chunk[8:-4])
        if name in _NEEDED:
            kept.append(chunk)
        else:
            left_out["PNG metadata"] = left_out.get("PNG metadata", 0) + 1
        ended = name == b"IEND"
    if not ended:
        raise _cut()
    try:
        with Image.open(io.BytesIO(b"".join(kept)), formats=("PNG",)) as picture:
            picture.load()
            drawn = picture.convert("RGBA" if _transparent(picture) else "RGB")
    except (OSError, SyntaxError, ValueError, zlib.error, Image.DecompressionBombError) as fault:
        raise PlanFault(
            "broken-png",
            f"PNG 的图像数据损坏或不完整({fault})。请重新导出。",
            f"The picture in the PNG is damaged or cut ({fault}). Export it again.",
        ) from None
    drawn.thumbnail((KEPT_SIDE, KEPT_SIDE))
    # Plans have few colours: as many as a palette holds look the same and take a quarter.
    few = drawn.quantize(256, method=Image.Quantize.FASTOCTREE)
    written = io.BytesIO()
    few.save(written, "PNG", optimize=False, compress_level=7)
    return bounded(Drawing(PNG, written.getvalue(), float(drawn.width), float(drawn.height), None, left_out))


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Name and whole bytes of every chunk up to IEND, each checked against its checksum."""
    at = len(PNG_START)
    while at < len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        name = content[at + 4 : at + 8]
        end = at + 12 + length
        if end > len(content):
            raise _cut()
        if zlib.crc32(content[at + 4 : end - 4]) != int.from_bytes(content[end - 4 : end], "big"):
            raise PlanFault(
                "broken-png",
                f"PNG 在第 {at} 字节处校验不符,文件已损坏。请重新导出或重新复制。",
                f"The PNG's checksum is wrong at byte {at}: the file is damaged. Export or copy it again.",
            )
        yield name, content[at:end]
        if name == b"IEND":
            return
        at = end


def _check_size(name: bytes, header: bytes) -> None:
    if name != b"IHDR" or len(header) != 13:
        raise PlanFault(
            "broken-png", "PNG 缺少文件头。请重新导出。", "The PNG has no header. Export it again."
        )
    width, height = int.from_bytes(header[:4], "big"), int.from_bytes(header[4:8], "big")
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE and width * height <= MAX_PIXELS):
        raise PlanFault(
            "too-many-pixels",
            f"图片为 {width}×{height} 像素,上限为每边 {MAX_SIDE}、共 {MAX_PIXELS // 1_000_000} 百万像素。"
            "请缩小后上传。",
            f"The picture is {width} by {height} pixels; at most {MAX_SIDE} a side and"
            f" {MAX_PIXELS // 1_000_000} million in all are taken. Make it smaller.",
        )


def _transparent(picture: Image.Image) -> bool:
    return picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info


def _cut() -> PlanFault:
    return PlanFault(
        "cut-off",
        "PNG 文件不完整(在结尾之前中断)。请重新导出或重新复制后上传。",
        "The PNG is cut off before its end. Export or copy it again.",
    )
