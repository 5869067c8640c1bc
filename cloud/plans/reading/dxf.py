"""DXF, read with ezdxf and drawn to SVG, layer by layer.

1.  What a file is made of is counted before it is parsed: groups, and objects that begin with group 0.
2.  Every object looked at costs a step, an insert several, whether they draw anything or not; so blocks
    within blocks within blocks end at the bound, not after the weekend.
3.  Model space is drawn, in plan view. Layers that are switched off, frozen or not plotted are not.
"""

from __future__ import annotations

import io
import math
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from ezdxf import path as paths
from ezdxf import recover
from ezdxf.document import Drawing as Document
from ezdxf.lldxf.const import DXFError

from cloud.plans.reading.drawing import Drawing, PlanFault
from cloud.plans.reading.dxf_pen import Pen, Spot

#: Objects in the file, and objects looked at once every insert has been followed.
MAX_OBJECTS: Final = 150_000
MAX_STEPS: Final = 250_000
#: Lines of the file; a DXF takes two a value.
MAX_LINES: Final = 6_000_000
MAX_NESTING: Final = 12
#: An insert is copied with all that is in it, which takes several times as long as drawing a line.
_INSERT_STEPS: Final = 6
#: Pieces of a curve between two of its control points.
_SEGMENTS: Final = 6
#: Metres of a drawing unit, by $INSUNITS.
_METRES: Final = {1: 0.0254, 2: 0.3048, 4: 0.001, 5: 0.01, 6: 1.0, 14: 0.1}
#: A floor is wider than a cupboard and narrower than an airport; else the units were not meant.
_PLAUSIBLE_M: Final = (3.0, 2_000.0)

_CURVES: Final = frozenset(
    {
        "LINE", "LWPOLYLINE", "POLYLINE", "CIRCLE", "ARC", "ELLIPSE", "SPLINE", "HELIX", "SOLID", "TRACE",
        "3DFACE", "WIPEOUT",
    }
)  # fmt: skip
_AREAS: Final = frozenset({"HATCH", "MPOLYGON"})
_TEXTS: Final = frozenset({"TEXT", "MTEXT", "ATTRIB"})
_SILENT: Final = frozenset({"ATTDEF", "SEQEND", "VIEWPORT", "POINT"})


def read(content: bytes) -> Drawing:
    """The drawing of a DXF file. Raises PlanFault."""
    _measure(content)
    try:
        document, _ = recover.read(io.BytesIO(content))
    except (OSError, DXFError, ValueError, KeyError, IndexError, TypeError, AttributeError) as fault:
        raise _broken(str(fault)) from None
    pen, left_out = Pen(), Counter[str]()
    hidden = _hidden_layers(document)
    steps = 0
    for entity, layer in _objects(document):
        steps += _INSERT_STEPS if entity.dxftype() == "INSERT" else 1
        if steps > MAX_STEPS:
            raise _too_much(MAX_STEPS, "展开图块后的对象", "objects once its blocks are followed")
        if layer in hidden:
            continue
        try:
            drawn = _draw(pen, entity, layer)
        except PlanFault:
            raise
        except Exception:  # whatever one strange entity makes of the library costs that entity alone
            drawn = False
        if not drawn and entity.dxftype() not in _SILENT | {"INSERT"}:
            left_out[entity.dxftype()[:40]] += 1
    if not pen.drew:
        raise PlanFault(
            "nothing-drawn",
            "DXF 的模型空间中没有可见的图形。请检查图层是否被关闭或冻结,并将平面图放在模型空间后重新导出。",
            "Nothing is to be seen in the DXF's model space. Look whether its layers are switched off or"
            " frozen, and export it with the plan in model space.",
        )
    return pen.drawing(_metres(document, pen.width), dict(left_out.most_common(20)))


def _measure(content: bytes) -> None:
    lines = content.count(b"\n")
    if lines > MAX_LINES:
        raise _too_much(MAX_LINES, "行", "lines")
    if not content.rstrip(b"\x00\x1a \t\r\n").endswith(b"EOF"):
        raise PlanFault(
            "cut-off",
            "DXF 文件不完整(没有结尾标记 EOF)。请重新导出或重新复制后上传。",
            "The DXF is cut off: its end mark (EOF) is missing. Export or copy it again.",
        )
    objects = 0
    for position, line in enumerate(io.BytesIO(content)):
        if position % 2 == 0 and line.strip() == b"0":
            objects += 1
    if objects > MAX_OBJECTS:
        raise _too_much(MAX_OBJECTS, "对象", "objects")


def _hidden_layers(document: Document) -> frozenset[str]:
    hidden = {"defpoints"}
    for layer in document.layers:
        if layer.is_off() or layer.is_frozen() or not layer.dxf.get("plot", 1):
            hidden.add(layer.dxf.name.lower())
    return frozenset(hidden)


def _objects(document: Document) -> Iterator[tuple[Any, str]]:
    """Every object of model space with its layer, what is in inserts too; the inserts themselves as well."""
    waiting: list[tuple[Iterator[Any], str]] = [(iter(document.modelspace()), "0")]
    while waiting:
        source, above = waiting[-1]
        try:
            entity = next(source, None)
        except Exception:  # a block that the library cannot follow ends there
            entity = None
        if entity is None:
            waiting.pop()
            continue
        layer = str(entity.dxf.get("layer", "0")).lower()
        # What lies on layer 0 of a block lies on the layer of its insert.
        layer = above if layer == "0" else layer
        yield entity, layer
        if entity.dxftype() != "INSERT":
            continue
        if len(waiting) > MAX_NESTING:
            raise _too_much(MAX_NESTING, "层嵌套图块", "blocks within blocks")
        inside = entity.multi_insert() if entity.mcount > 1 else entity.virtual_entities()
        waiting.append((iter(inside), layer))
        if entity.mcount <= 1:
            waiting.append((iter(list(entity.attribs)), layer))


def _draw(pen: Pen, entity: Any, layer: str) -> bool:
    """Whether anything of it was drawn."""
    kind = entity.dxftype()
    if entity.dxf.get("invisible", 0):
        return True
    if kind in _TEXTS:
        _write(pen, entity, layer)
        return True
    if kind in _AREAS:
        for outline in paths.from_hatch(entity):
            pen.area(layer, [(spot.x, spot.y) for spot in outline.flattening(1e9, _SEGMENTS)])
        return True
    if kind in _CURVES:
        outline = paths.make_path(entity)
        pen.line(layer, [(spot.x, spot.y) for spot in outline.flattening(1e9, _SEGMENTS)])
        return True
    return False


def _write(pen: Pen, entity: Any, layer: str) -> None:
    at: Spot
    if entity.dxftype() == "MTEXT":
        words, height = entity.plain_text(), entity.dxf.get("char_height", 1.0)
        at = (entity.dxf.insert.x, entity.dxf.insert.y)
        middle = entity.dxf.get("attachment_point", 1) in (2, 5, 8)
        turn = float(entity.get_rotation())
        # A paragraph is placed by its upper edge, a line of text by its foot.
        drop = {0: 1.0, 1: 0.4, 2: 0.0}[(entity.dxf.get("attachment_point", 1) - 1) // 3 % 3]
    else:
        _, first, second = entity.get_placement()
        spot = second or first
        words, height, turn = (
            entity.plain_text(),
            entity.dxf.get("height", 1.0),
            entity.dxf.get("rotation", 0.0),
        )
        at, middle, drop = (spot.x, spot.y), entity.dxf.get("halign", 0) in (1, 4), 0.0
    pen.text(layer, at, words, float(height), turn if math.isfinite(turn) else 0.0, middle=middle, drop=drop)


def _metres(document: Document, width: float) -> float | None:
    factor = _METRES.get(int(document.header.get("$INSUNITS", 0)))
    if factor is None:
        return None
    least, most = _PLAUSIBLE_M
    return width * factor if least <= width * factor <= most else None


def _broken(why: str) -> PlanFault:
    return PlanFault(
        "broken-dxf",
        f"DXF 无法读取({why[:200]}),文件已损坏。请另存为 ASCII DXF(R2000 或更新)后重试。",
        f"The DXF cannot be read ({why[:200]}). Save it anew as ASCII DXF, R2000 or later.",
    )


def _too_much(limit: int, zh: str, en: str) -> PlanFault:
    return PlanFault(
        "too-much",
        f"DXF 超过 {limit} 个{zh}。请只保留本层的墙、门窗和文字(清理 PURGE、删去家具与填充)后重新导出。",
        f"The DXF has more than {limit} {en}. Keep only this floor's walls, doors and words (purge it,"
        " leave out furniture and hatching) and export it again.",
    )
