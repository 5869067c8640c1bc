"""Plans to upload: good ones, and ones that mean harm."""

from __future__ import annotations

import io
import struct
import zlib

import ezdxf
from PIL import Image

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 180 80">'
    b'<rect x="0" y="0" width="60" height="60" fill="none" stroke="#000"/>'
    b'<text x="10" y="20" font-size="8">\xe5\x8a\x9e\xe5\x85\xac\xe5\xae\xa4</text></svg>'
)


def svg(body: str, head: str = 'viewBox="0 0 100 50"', before: str = "") -> bytes:
    space = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f"{before}<svg {space} {head}>{body}</svg>".encode()


def png(width: int = 60, height: int = 40, mode: str = "RGB") -> bytes:
    written = io.BytesIO()
    picture = Image.new(mode, (width, height), "white")
    picture.paste("black", (5, 5, 20, 20))
    picture.save(written, "PNG")
    return written.getvalue()


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_of(width: int, height: int, *more: bytes) -> bytes:
    """A PNG that says it is so large, with a megabyte of zeros packed to a kilobyte."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\x00" * 1_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        [chunk(b"IHDR", header), *more, chunk(b"IDAT", data), chunk(b"IEND", b"")]
    )


def dxf(units: int = 4, width: float = 18_000.0) -> bytes:
    """Walls, a door as a block, words in Chinese, and a layer that is switched off."""
    document = ezdxf.new("R2010")
    document.units = units
    document.layers.add("WALL")
    document.layers.add("HIDDEN").off()
    space = document.modelspace()
    space.add_lwpolyline(
        [(0, 0), (width, 0), (width, width / 2), (0, width / 2)], close=True, dxfattribs={"layer": "WALL"}
    )
    door = document.blocks.new("DOOR")
    door.add_arc((0, 0), width / 20, 0, 90)
    space.add_blockref("DOOR", (width / 4, width / 4), dxfattribs={"layer": "WALL"})
    space.add_text("三层走廊", height=width / 40).set_placement((width / 2, width / 4))
    space.add_text("秘密", height=1, dxfattribs={"layer": "HIDDEN"})
    return written(document)


def written(document: ezdxf.document.Drawing) -> bytes:
    text = io.StringIO()
    document.write(text)
    return text.getvalue().encode()


def dxf_of_inserts(levels: int, each: int, *, empty: bool) -> bytes:
    """Blocks within blocks, so many in each: `each ** levels` in all."""
    document = ezdxf.new("R2010")
    lowest = document.blocks.new("B0")
    if not empty:
        lowest.add_line((0, 0), (1, 1))
    for level in range(1, levels + 1):
        block = document.blocks.new(f"B{level}")
        for _ in range(each):
            block.add_blockref(f"B{level - 1}", (0, 0))
    document.modelspace().add_blockref(f"B{levels}", (0, 0))
    return written(document)


def dxf_of_objects(count: int) -> bytes:
    one = b"0\nLINE\n8\n0\n10\n0\n20\n0\n11\n1\n21\n1\n"
    return b"0\nSECTION\n2\nENTITIES\n" + one * count + b"0\nENDSEC\n0\nEOF\n"
