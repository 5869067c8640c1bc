"""What strangers' files become, and what those that mean harm are told."""

from __future__ import annotations

import io
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from cloud.plans.reading import apart, child, png, svg
from cloud.plans.reading.drawing import PNG, SVG, Drawing, PlanFault
from tests.cloud.plans import files

_URL = re.compile(
    r"url\((?!#)|href=\"(?!#)|javascript:|http:(?!//www\.w3\.org/2000/svg)|<script|\son[a-z]+=|@"
)


def read(content: bytes) -> Drawing:
    return child.read(content)[1]


def fault_of(content: bytes) -> PlanFault:
    with pytest.raises(PlanFault) as caught:
        read(content)
    assert caught.value.zh
    assert caught.value.en
    return caught.value


def test_a_clean_svg_keeps_its_shapes_words_and_ratio() -> None:
    drawing = read(files.SVG)
    assert (drawing.media, drawing.width, drawing.height, dict(drawing.left_out)) == (SVG, 180, 80, {})
    assert "办公室".encode() in drawing.content
    assert b'<rect x="0" y="0" width="60"' in drawing.content


@pytest.mark.parametrize(
    ("body", "left_out"),
    [
        ("<script>alert(1)</script>", "script"),
        ('<g onclick="alert(1)"/>', "onclick"),
        ("<foreignObject><b>x</b></foreignObject>", "foreignObject"),
        ('<image href="http://a/b.png"/>', "image"),
        ('<use href="http://a/b.svg#x"/>', "href"),
        ('<use xlink:href="data:image/svg+xml;base64,AAAA#x"/>', "href"),
        ('<a xlink:href="javascript:alert(1)"><rect width="1" height="1"/></a>', "href"),
        ('<animate attributeName="x" to="1"/>', "animate"),
        ('<g style="behavior:url(x)"/>', "style behavior"),
        ('<g style="fill:url(http://a/b#c)"/>', "style fill"),
        ('<style>@import url("http://a");</style>', "style @"),
        ("<style>.a{background:url(http://a)}</style>", "style background"),
        ('<filter id="f"><feImage href="http://a"/></filter>', "filter"),
        ('<iframe xmlns="http://www.w3.org/2000/svg" src="http://a"/>', "iframe"),
    ],
)
def test_what_could_act_or_reach_out_is_left_out_and_told(body: str, left_out: str) -> None:
    drawing = read(files.svg(f'<rect width="9" height="9"/>{body}'))
    assert drawing.left_out[left_out] == 1
    assert not _URL.search(drawing.content.decode())


@pytest.mark.parametrize(
    "value", ["url(http://a)", "expression(alert(1))", "red;}*{x:1", "\\75rl(x)", "javascript:1", "a b\x01"]
)
def test_an_attribute_that_is_not_of_its_form_is_left_out(value: str) -> None:
    escaped = value.replace("\x01", "")
    drawing = read(files.svg(f'<rect width="9" height="9" fill="{escaped}" x="{escaped}" id="{escaped}!"/>'))
    assert b"fill" not in drawing.content or escaped == "a b"


def test_a_style_sheet_of_a_drawing_program_is_kept() -> None:
    sheet = '<style type="text/css">/*x*/ .st0{fill:none;stroke:#000;} #w,.b{stroke-width:2}</style>'
    drawing = read(files.svg(f'{sheet}<path class="st0" d="M0 0L5 5"/>'))
    assert b".st0{fill:none;stroke:#000}#w,.b{stroke-width:2}" in drawing.content


@pytest.mark.parametrize(
    "before",
    [
        '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE svg [<!ENTITY % p SYSTEM "http://a/x.dtd"> %p;]>',
    ],
)
def test_entities_are_refused_before_they_grow(before: str) -> None:
    assert fault_of(files.svg("<text>&b;</text>", before=before)).code == "entities"


def test_the_document_type_that_programs_write_is_no_entity() -> None:
    before = (
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    )
    assert read(files.svg('<rect width="9" height="9"/>', before=before)).width == 100


def test_references_that_multiply_are_refused() -> None:
    grown = "".join(
        f'<g id="g{level}">' + f'<use href="#g{level - 1}"/>' * 10 + "</g>" for level in range(1, 7)
    )
    assert fault_of(files.svg(f'<rect id="g0" width="1" height="1"/>{grown}')).code == "too-much"
    ring = '<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'
    assert fault_of(files.svg(ring)).code == "too-much"


def test_a_drawing_that_is_too_deep_or_too_long_is_refused() -> None:
    assert fault_of(files.svg("<g>" * 200 + "</g>" * 200)).code == "too-much"
    assert fault_of(files.svg("<path d='M0 0'/>" * (svg.MAX_ELEMENTS + 1))).code == "too-much"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (files.SVG[:-20], "broken-svg"),
        (files.svg("<rect/>", head=""), "no-size"),
        (files.svg("<rect/>", head='viewBox="0 0 0 10"'), "no-size"),
        (files.svg("<rect/>", head='viewBox="0 0 1e300 10"'), "no-size"),
        (files.svg("<rect/>", head='viewBox="0 0 1000 1"'), "drawing-out-of-form"),
        (files.svg('<image href="data:image/png;base64,AA"/>'), "nothing-drawn"),
        (b"%PDF-1.7", "other-format"),
        (b"AC1032\x00", "other-format"),
        (b"\xff\xd8\xff\xe0", "other-format"),
        (b"", "other-format"),
        (b"hello", "other-format"),
    ],
)
def test_what_cannot_be_taken_says_what_is_wrong(content: bytes, code: str) -> None:
    assert fault_of(content).code == code


@given(st.text(max_size=200), st.text(max_size=60))
def test_no_text_breaks_out_of_a_drawing(words: str, name: str) -> None:
    element = ElementTree.Element("svg", {"viewBox": "0 0 10 10", "id": name, "fill": name, "style": words})
    ElementTree.SubElement(element, "text", {"class": name, "font-family": words}).text = words
    ElementTree.SubElement(element, "style").text = words
    try:
        drawing = svg.read(ElementTree.tostring(element))
    except PlanFault:
        return  # characters that no XML may hold
    again = ElementTree.fromstring(drawing.content)  # noqa: S314 - what was written here
    assert {found.tag.rpartition("}")[2] for found in again.iter()} <= {"svg", "text", "style"}


def test_a_png_is_encoded_anew_without_what_else_it_carried() -> None:
    secret = files.chunk(b"tEXt", b"Comment\x00secret place")
    content = files.png()
    at = content.index(b"IDAT") - 4
    drawing = read(content[:at] + secret + content[at:])
    assert (drawing.media, drawing.width, drawing.height) == (PNG, 60, 40)
    assert b"secret" not in drawing.content
    assert drawing.left_out == {"PNG metadata": 1}
    assert Image.open(io.BytesIO(drawing.content)).convert("RGB").getpixel((10, 10)) == (0, 0, 0)


def test_a_picture_that_unpacks_to_gigabytes_is_refused_by_its_header() -> None:
    assert fault_of(files.png_of(60_000, 60_000)).code == "too-many-pixels"
    assert fault_of(files.png_of(png.MAX_SIDE, png.MAX_SIDE)).code == "too-many-pixels"
    bomb = files.chunk(b"zTXt", b"Comment\x00\x00" + b"\x00" * 10)
    assert read(files.png_of(100, 100, bomb)).width == 100


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (files.png()[:-20], "cut-off"),
        (files.png()[:40], "cut-off"),
        (files.png()[:-12], "cut-off"),
        (files.png().replace(b"IDAT", b"IDAX"), "broken-png"),
        (files.png_of(3000, 3000), "broken-png"),
    ],
)
def test_a_cut_or_damaged_png_says_so(content: bytes, code: str) -> None:
    assert fault_of(content).code == code


def test_a_dxf_is_drawn_by_layers_with_its_blocks_and_words_and_its_width_in_metres() -> None:
    drawing = read(files.dxf())
    text = drawing.content.decode()
    assert drawing.media == SVG
    assert drawing.width_m == pytest.approx(18 * 1.02)
    assert text.count("<g id=") == 2
    assert "三层走廊" in text
    assert "秘密" not in text
    assert svg.read(drawing.content).content  # what is drawn here passes what strangers' drawings must pass


def test_a_dxf_whose_units_make_no_floor_says_no_width() -> None:
    assert read(files.dxf(units=0)).width_m is None
    assert read(files.dxf(units=6, width=18_000)).width_m is None


def test_a_million_objects_are_refused_before_they_are_parsed() -> None:
    assert fault_of(files.dxf_of_objects(1_000_000)).code == "too-much"


@pytest.mark.parametrize("empty", [True, False])
def test_blocks_within_blocks_end_at_the_bound(empty: bool) -> None:
    assert fault_of(files.dxf_of_inserts(8, 12, empty=empty)).code == "too-much"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (files.dxf()[:5000], "cut-off"),
        (files.dxf_of_objects(0), "nothing-drawn"),
        (b"0\nSECTION\n2\nENTITIES\n0\nLINE\n10\nabc\n0\nEOF\n", "broken-dxf"),
        (b"AutoCAD Binary DXF\r\n\x1a\x00", "other-format"),
    ],
    ids=["cut", "empty", "no-number", "binary"],
)
def test_a_cut_or_damaged_dxf_says_so(content: bytes, code: str) -> None:
    assert fault_of(content).code in {code, "nothing-drawn"}


def test_a_plan_is_read_by_a_process_of_its_own_that_may_take_only_so_long() -> None:
    assert apart.read(files.SVG).format == "svg"
    with pytest.raises(PlanFault) as caught:
        apart.read(files.svg("", before='<!DOCTYPE svg [<!ENTITY a "a">]>'))
    assert caught.value.code == "entities"
    with pytest.raises(PlanFault, match="too heavy"):
        apart.read(files.dxf(), limit_s=0.01)
