"""Style sheets and `style` attributes, by the same allow-list: simple selectors, allowed properties. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from cloud.plans.reading.svg_allowed import PROPERTIES

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_RULE = re.compile(r"([^{}]{0,2000})\{([^{}]{0,8000})\}")
_SELECTOR = re.compile(r"\s*[.#]?[\w\-]{1,128}(?:[.#][\w\-]{1,128})?\s*")
_IMPORTANT = re.compile(r"\s*!\s*important\s*$", re.IGNORECASE)
_WRAPPER = re.compile(r"<!\[CDATA\[|\]\]>|<!--|-->")

_RULES: Final = 2_000

Left = Callable[[str], None]


def declarations(text: str, left_out: Left) -> str:
    """The allowed declarations of a `style`, written anew; what is not allowed is told to `left_out`."""
    kept = []
    for piece in _COMMENT.sub("", text).split(";"):
        name, colon, value = piece.partition(":")
        name, value = name.strip().lower(), _IMPORTANT.sub("", value).strip()
        if not colon or not name:
            continue
        form = PROPERTIES.get(name)
        if form is not None and form.fullmatch(value):
            kept.append(f"{name}:{value}")
        elif not name.startswith(("-", "font-")):
            left_out(f"style {name}"[:40])
    return ";".join(kept)


def sheet(text: str, left_out: Left) -> str:
    """The allowed rules of a style sheet, written anew."""
    bare = _COMMENT.sub("", _WRAPPER.sub("", text))
    if "@" in bare:
        left_out("style @")
    rules = []
    for match in list(_RULE.finditer(bare))[:_RULES]:
        chosen = [one.strip() for one in match[1].split(",") if _SELECTOR.fullmatch(one)]
        kept = declarations(match[2], left_out)
        if chosen and kept:
            rules.append(f"{','.join(chosen)}{{{kept}}}")
    return "".join(rules)
