from __future__ import annotations

import io

import pytest
from PIL import Image

from cloud.hazards.photos import PhotoFault, kept

ORIENTATION = 0x0112
GPS = 0x8825


def photo(form: str = "JPEG", size: tuple[int, int] = (40, 20), exif: bool = False) -> bytes:
    held = io.BytesIO()
    picture = Image.new("RGB", size, (200, 30, 30))
    told = Image.Exif()
    if exif:
        told[ORIENTATION] = 6
        told.get_ifd(GPS)[1] = "N"
    picture.save(held, form, exif=told)
    return held.getvalue()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_kept_as_jpeg(form: str) -> None:
    found = kept(photo(form))
    with Image.open(io.BytesIO(found.content)) as opened:
        assert (opened.format, opened.size) == ("JPEG", (40, 20))
    assert len(found.sha256) == 64


def test_position_and_device_are_gone_and_it_stands_upright() -> None:
    found = kept(photo(exif=True))
    assert (found.width, found.height) == (20, 40)
    with Image.open(io.BytesIO(found.content)) as opened:
        assert dict(opened.getexif()) == {}


def test_a_large_photo_is_made_smaller() -> None:
    found = kept(photo(size=(4000, 1000)))
    assert max(found.width, found.height) <= 2048


def test_what_hides_behind_the_picture_is_gone() -> None:
    assert b"<script>" not in kept(photo() + b"<script>alert(1)</script>").content


@pytest.mark.parametrize(
    "data", [b"", b"<svg/>", b"%PDF-1.7", photo()[:60], b"\xff\xd8\xff\xe0" + b"x" * 100]
)
def test_what_is_no_photo_is_refused(data: bytes) -> None:
    with pytest.raises(PhotoFault) as refused:
        kept(data)
    assert refused.value.code == "no-photo"


def test_a_bomb_is_refused_before_it_is_decoded() -> None:
    held = io.BytesIO()
    Image.new("1", (10_000, 7_000)).save(held, "PNG")
    with pytest.raises(PhotoFault) as refused:
        kept(held.getvalue())
    assert refused.value.code == "too-many-pixels"
