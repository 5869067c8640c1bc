"""SVG, written anew from what is allowed of it. Pure.

1.  The parser is expat, fed once. A document type with a subset of its own is refused, so there are no
    entities; nothing external is ever fetched. Elements, depth and text are bounded while they come.
2.  Only what the allow-list names is written out, with values of the form it names. Everything else is left
    out and counted: scripts, events, foreign objects, images, animations, links.
3.  `use` multiplies. What it would come to is counted before anything is written, and bounded.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from cloud.plans.reading import css
from cloud.plans.reading.drawing import SVG, Drawing, PlanFault, bounded
from cloud.plans.reading.svg_allowed import (
    ATTRIBUTES,
    FRAGMENT,
    KEPT,
    REFERRING,
    SHAPES,
    SILENT,
    TEXTUAL,
    UNWRAPPED,
)

SPACE: Final = "http://www.w3.org/2000/svg"
_XLINK: Final = "http://www.w3.org/1999/xlink"
MAX_ELEMENTS: Final = 120_000
MAX_DEPTH: Final = 60
#: Elements that are drawn once every `use` has been followed, and how deep they may follow each other.
MAX_DRAWN: Final = 300_000
MAX_USES: Final = 6
_LEFT_OUT_NAMES: Final = 30
#: Units of a length in pixels, as browsers have them.
_PIXELS: Final = {
    "": 1.0,
    "px": 1.0,
    "pt": 4 / 3,
    "pc": 16.0,
    "mm": 96 / 25.4,
    "cm": 96 / 2.54,
    "in": 96.0,
}
_MEASURE = re.compile(r"\s*([0-9.]{1,20})\s*(px|pt|pc|mm|cm|in)?\s*")


class _Node:
    __slots__ = ("attributes", "children", "tag", "target")

    def __init__(self, tag: str, attributes: dict[str, str], target: str | None) -> None:
        self.tag = tag
        self.attributes = attributes
        self.target = target
        self.children: list[_Node | str] = []


def read(content: bytes) -> Drawing:
    """The drawing of an SVG file. Raises PlanFault."""
    reading = _Reading()
    root = reading.read(content)
    _bound_uses(root)
    width, height, box = _box(root)
    root.attributes = {
        "xmlns": SPACE,
        "viewBox": " ".join(f"{number:.10g}" for number in box),
        "width": f"{width:.10g}",
        "height": f"{height:.10g}",
        **{name: value for name, value in root.attributes.items() if name in _ROOT},
    }
    if not _draws(root):
        raise PlanFault(
            "nothing-drawn",
            "文件中没有可绘制的图形(嵌入的图片、脚本等不予采用)。请导出为矢量 SVG,或直接上传 PNG。",
            "Nothing in the file can be drawn (embedded pictures, scripts and the like are not taken)."
            " Export it as vector SVG, or upload the picture as PNG.",
        )
    written: list[str] = []
    _write(root, written)
    counts = Counter(reading.left_out).most_common(_LEFT_OUT_NAMES)
    return bounded(Drawing(SVG, "".join(written).encode(), width, height, None, dict(counts)))


_ROOT: Final = frozenset({"fill", "stroke", "stroke-width", "font-family", "font-size", "style", "class"})


class _Reading:
    """Takes what expat tells, and builds the tree of what is allowed."""

    def __init__(self) -> None:
        self.left_out: Counter[str] = Counter()
        self._root: _Node | None = None
        self._open: list[_Node | None] = []
        self._skipping = 0
        self._elements = 0
        self._sheet: list[str] | None = None

    def read(self, content: bytes) -> _Node:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartDoctypeDeclHandler = _doctype
        parser.EntityDeclHandler = _entity
        parser.SkippedEntityHandler = _entity
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        try:
            parser.Parse(content, True)
        except expat.ExpatError as fault:
            words = expat.ErrorString(fault.code)
            raise PlanFault(
                "broken-svg",
                f"SVG 第 {fault.lineno} 行第 {fault.offset} 列有错误({words}),文件可能不完整。请重新导出。",
                f"The SVG is broken at line {fault.lineno}, column {fault.offset} ({words});"
                " it may have been cut. Export it again, in UTF-8.",
            ) from None
        except (ValueError, LookupError) as fault:
            raise PlanFault(
                "broken-svg",
                "SVG 的字符编码无法读取。请以 UTF-8 重新导出。",
                f"The SVG's encoding cannot be read ({fault}). Export it again in UTF-8.",
            ) from None
        if self._root is None:
            raise PlanFault("broken-svg", "文件中没有 svg 元素。", "There is no svg element in the file.")
        return self._root

    def _left(self, name: str) -> None:
        self.left_out[name] += 1

    def _begin(self, name: str, given: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > MAX_ELEMENTS or len(self._open) + self._skipping >= MAX_DEPTH:
            raise PlanFault(
                "too-much",
                f"图形过多(超过 {MAX_ELEMENTS} 个元素,或嵌套超过 {MAX_DEPTH} 层)。请简化后重新导出。",
                f"There is too much in it: more than {MAX_ELEMENTS} elements or {MAX_DEPTH} levels."
                " Simplify the drawing and export it again.",
            )
        if self._skipping:
            self._skipping += 1
            return
        space, _, tag = name.rpartition(" ")
        if self._root is None:
            if tag != "svg" or space not in ("", SPACE):
                raise PlanFault(
                    "broken-svg", "根元素不是 svg。", f"Its first element is {tag[:40]}, not svg."
                )
        elif space not in ("", SPACE):
            self._skipping = 1
            return
        elif tag == "style":
            self._sheet, self._skipping = [], 1
            return
        elif tag not in KEPT and tag not in UNWRAPPED:
            if tag not in SILENT:
                self._left(tag[:40])
            self._skipping = 1
            return
        self._keep(tag, given)

    def _keep(self, tag: str, given: dict[str, str]) -> None:
        attributes, target = self._attributes(tag, given)
        node = _Node("g" if tag in UNWRAPPED else tag, attributes, target)
        if self._root is None:
            self._root = node
        else:
            above = self._open[-1]
            assert above is not None  # noqa: S101 - nothing is kept below what is skipped
            above.children.append(node)
        self._open.append(node)

    def _attributes(self, tag: str, given: dict[str, str]) -> tuple[dict[str, str], str | None]:
        kept: dict[str, str] = {}
        target = None
        for full, value in given.items():
            space, _, name = full.rpartition(" ")
            if name == "href" and space in ("", _XLINK):
                match = FRAGMENT.fullmatch(value.strip()) if tag in REFERRING else None
                if match is None:
                    self._left("href")
                else:
                    kept["href"], target = f"#{match[1]}", match[1]
            elif space:
                continue
            elif name == "style":
                if styled := css.declarations(value, self._left):
                    kept["style"] = styled
            elif (form := ATTRIBUTES.get(name)) is not None and form.fullmatch(value):
                kept[name] = value
            elif name.startswith("on"):
                self._left(name[:40])
        return kept, target

    def _end(self, name: str) -> None:
        del name
        if self._sheet is not None and self._skipping == 1:
            rules = css.sheet("".join(self._sheet), self._left)
            above = self._open[-1]
            if rules and above is not None:
                sheet = _Node("style", {}, None)
                sheet.children.append(rules)
                above.children.append(sheet)
            self._sheet = None
        if self._skipping:
            self._skipping -= 1
            return
        self._open.pop()

    def _text(self, text: str) -> None:
        if self._sheet is not None:
            self._sheet.append(text)
        elif not self._skipping and self._open:
            node = self._open[-1]
            if node is not None and node.tag in TEXTUAL:
                node.children.append(text)


def _doctype(name: str, system: str | None, public: str | None, subset: int) -> None:
    del name, system, public
    if subset:
        _entity()


def _entity(*_: object) -> None:
    raise PlanFault(
        "entities",
        "SVG 中含有实体定义或引用(DOCTYPE/ENTITY),出于安全不予读取。请导出为普通 SVG(Plain SVG)。",
        "The SVG defines or uses entities (DOCTYPE, ENTITY), which are not read. Export it as plain SVG.",
    )


def _walk(root: _Node) -> list[_Node]:
    found, waiting = [], [root]
    while waiting:
        node = waiting.pop()
        found.append(node)
        waiting += [child for child in node.children if isinstance(child, _Node)]
    return found


def _draws(root: _Node) -> bool:
    return any(node.tag in SHAPES for node in _walk(root))


def _bound_uses(root: _Node) -> None:
    """Raises PlanFault where `use` comes to too much, goes too deep, or runs in a ring."""
    by_id: dict[str, _Node] = {}
    for node in _walk(root):
        by_id.setdefault(node.attributes.get("id", ""), node)
    #: What a node comes to, and how deep the uses in it go; None: it is being looked at.
    known: dict[int, tuple[int, int] | None] = {}

    def weigh(node: _Node) -> tuple[int, int]:
        if id(node) in known:
            found = known[id(node)]
            if found is None:
                raise _too_many_uses()
            return found
        known[id(node)] = None
        total, deepest = 0, 0
        for inner in _walk(node):
            total += 1
            target = by_id.get(inner.target) if inner.tag == "use" and inner.target else None
            if target is not None:
                weight, depth = weigh(target)
                total, deepest = total + weight, max(deepest, depth + 1)
            if total > MAX_DRAWN or deepest > MAX_USES:
                raise _too_many_uses()
        known[id(node)] = (total, deepest)
        return total, deepest

    weigh(root)


def _too_many_uses() -> PlanFault:
    return PlanFault(
        "too-much",
        f"重复引用(use)展开后超过 {MAX_DRAWN} 个图形,或互相引用。请将引用展开、简化后重新导出。",
        f"Followed, its references (use) come to more than {MAX_DRAWN} shapes or run in a ring."
        " Simplify the drawing and export it again.",
    )


def _box(root: _Node) -> tuple[float, float, tuple[float, float, float, float]]:
    numbers = re.findall(r"[-+]?[0-9.]+(?:[eE][-+]?[0-9]{1,3})?", root.attributes.get("viewBox", ""))
    try:
        if len(numbers) == 4:
            x, y, width, height = (float(number) for number in numbers)
        else:
            x = y = 0.0
            width, height = (_pixels(root.attributes.get(name, "")) for name in ("width", "height"))
    except ValueError:
        width = height = 0.0
        x = y = 0.0
    if not (0 < width < 1e9 and 0 < height < 1e9 and abs(x) < 1e9 and abs(y) < 1e9):
        raise PlanFault(
            "no-size",
            "SVG 没有说明尺寸(viewBox 或 width、height)。请导出时带上页面尺寸。",
            "The SVG does not say how large it is (viewBox, or width and height)."
            " Export it with its page size.",
        )
    return width, height, (x, y, width, height)


def _pixels(text: str) -> float:
    match = _MEASURE.fullmatch(text)
    return float(match[1]) * _PIXELS[match[2] or ""] if match else 0.0


def _write(node: _Node, written: list[str]) -> None:
    attributes = "".join(f" {name}={quoteattr(value)}" for name, value in node.attributes.items())
    if not node.children:
        written.append(f"<{node.tag}{attributes}/>")
        return
    written.append(f"<{node.tag}{attributes}>")
    for child in node.children:
        if isinstance(child, str):
            written.append(escape(child))
        else:
            _write(child, written)
    written.append(f"</{node.tag}>")
