"""A photo as it came from a phone made into one that is kept. Pure.

It is decoded within bounds and written anew as JPEG: position and device (EXIF) are gone, and so is whatever
else was in the file. It stands upright, and is at most so large.
"""

from __future__ import annotations

import hashlib
import io
from typing import Final, NamedTuple

from PIL import Image, ImageOps, UnidentifiedImageError

MEDIA: Final = "image/jpeg"
FORMATS: Final = ("JPEG", "PNG", "WEBP")
_LONGEST_PX: Final = 2048
#: Beyond it nothing is decoded.
_MOST_PIXELS: Final = 60_000_000
_QUALITY: Final = 85


class Kept(NamedTuple):
    """A photo as it is kept."""

    sha256: str
    width: int
    height: int
    content: bytes


class PhotoFault(Exception):
    """Why a file is no photo that can be kept, in both languages."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(en)
        self.code = code
        self.zh = zh
        self.en = en


def kept(data: bytes) -> Kept:
    """The photo in a file. Raises PhotoFault."""
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                raise PhotoFault(
                    "too-many-pixels",
                    f"照片超过 {_MOST_PIXELS // 1_000_000} 百万像素,请缩小后重试。",
                    f"The photo has more than {_MOST_PIXELS // 1_000_000} million pixels. Make it smaller.",
                )
            opened.draft("RGB", (_LONGEST_PX, _LONGEST_PX))
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except PhotoFault:
        raise
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as fault:
        raise PhotoFault(
            "no-photo",
            "无法读取该照片。请使用 JPEG、PNG 或 WebP。",
            "This cannot be read as a photo. Send JPEG, PNG or WebP.",
        ) from fault
    upright.thumbnail((_LONGEST_PX, _LONGEST_PX))
    held = io.BytesIO()
    upright.save(held, "JPEG", quality=_QUALITY, optimize=True)
    content = held.getvalue()
    return Kept(hashlib.sha256(content).hexdigest(), upright.width, upright.height, content)
