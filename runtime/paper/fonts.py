"""A font for a report that shows Chinese wherever it is opened: a face of this machine, embedded.

In order of preference:

1. Noto or Source Han. Their outlines are cubic, which the PDF writer does not take; the glyphs that are used
   are cut out and their curves redrawn as quadratic ones, at most one unit of a thousand off.
2. Another Chinese face whose outlines are quadratic already (WenQuanYi, Droid fallback): embedded as it is.
3. None here: STSong-Light, which every PDF viewer with Chinese fonts supplies by itself. Nothing is embedded.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont, TTLibError, newTable
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError
from reportlab.pdfbase.ttfonts import TTFont as EmbeddedFont

FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")
#: File name patterns in order of preference.
_PATTERNS = (
    "NotoSansCJK-Regular.tt?",
    "NotoSansCJK*-Regular.ot?",
    "NotoSansSC*.[ot]tf",
    "SourceHanSans*-Regular.[ot]t?",
    "NotoSerifCJK-Regular.tt?",
    "wqy-zenhei.tt?",
    "wqy-microhei.tt?",
    "DroidSansFallback*.ttf",
)
_FALLBACK = "STSong-Light"
#: The face of a collection that draws characters as mainland China writes them.
_MAINLAND = (" SC", " CN", "ZenHei", "MicroHei")


class ReportFont(NamedTuple):
    """The name under which the PDF writer knows the font, where it came from, and whether it is embedded."""

    name: str
    source: str
    embedded: bool


def register(text: Iterable[str], folders: Iterable[Path] = FOLDERS) -> ReportFont:
    """Make a font known to the PDF writer that draws every character of `text` it can."""
    characters = {character for piece in text for character in piece}
    for path in _candidates(tuple(folders)):
        with contextlib.suppress(OSError, TTLibError, TTFError, KeyError, ValueError):
            font = EmbeddedFont(f"report-{path.stem}", _cut_out(path, characters))
            font.unregister()  # an earlier report's face of that name has other glyphs, and would be kept
            pdfmetrics.registerFont(font)
            return ReportFont(font.fontName, str(path), True)
    pdfmetrics.registerFont(UnicodeCIDFont(_FALLBACK))
    return ReportFont(_FALLBACK, _FALLBACK, False)


@cache
def _candidates(folders: tuple[Path, ...]) -> tuple[Path, ...]:
    """Faces in order of preference. A folder is searched once a process."""
    present = [folder for folder in folders if folder.is_dir()]
    return tuple(
        path for pattern in _PATTERNS for folder in present for path in sorted(folder.rglob(pattern))
    )


def _cut_out(path: Path, characters: set[str]) -> io.BytesIO:
    """The face of the file reduced to the characters, with quadratic outlines."""
    options = Options()
    options.layout_features = []
    options.notdef_outline = True
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "DSIG"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[ord(character) for character in characters | set(" ?")])
    cut = io.BytesIO()
    with _face(path) as font:
        font.recalcTimestamp = False  # one sheet makes one file, whenever it is printed
        subsetter.subset(font)
        if "CFF " in font:
            _redraw(font)
        font.save(cut)
    cut.seek(0)
    return cut


@contextlib.contextmanager
def _face(path: Path) -> Iterator[TTFont]:
    if path.suffix.lower() not in (".ttc", ".otc"):
        with TTFont(path, lazy=True) as font:
            yield font
        return
    with TTCollection(path, lazy=True) as collection:
        named = [(str(face["name"].getDebugName(1)), face) for face in collection.fonts]
        mainland = (face for name, face in named if any(mark in name for mark in _MAINLAND))
        yield next(mainland, named[0][1])


def _redraw(font: TTFont) -> None:
    """Replace cubic outlines by quadratic ones."""
    order = font.getGlyphOrder()
    drawn = font.getGlyphSet()
    glyphs: dict[str, Any] = {}
    for name in order:
        pen = TTGlyphPen(None)
        drawn[name].draw(Cu2QuPen(pen, max_err=1.0, reverse_direction=True))
        glyphs[name] = pen.glyph()
    del font["CFF "]
    font["loca"] = newTable("loca")
    font["glyf"] = table = newTable("glyf")
    table.glyphOrder = order
    table.glyphs = glyphs
    font["maxp"].tableVersion = 0x00010000
    for limit in _LIMITS:
        setattr(font["maxp"], limit, 0)
    font["maxp"].maxZones = 1
    font["post"].formatType = 3.0
    font.sfntVersion = "\0\1\0\0"


_LIMITS = (
    "maxTwilightPoints",
    "maxStorage",
    "maxFunctionDefs",
    "maxInstructionDefs",
    "maxStackElements",
    "maxSizeOfInstructions",
)
