"""Text as the registry takes it: trimmed, of bounded length, without what no store or screen can hold."""

from __future__ import annotations

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

#: Control, surrogate and unassigned characters: NUL breaks PostgreSQL, half a surrogate breaks UTF-8.
_REFUSED = frozenset({"Cc", "Cs", "Cn"})


def unprintable(text: str) -> str | None:
    """The first character that cannot be kept, as `U+0000`; None when all can."""
    for character in text:
        if unicodedata.category(character) in _REFUSED:
            return f"U+{ord(character):04X}"
    return None


def _clean(text: str) -> str:
    bad = unprintable(text)
    if bad is not None:
        raise ValueError(f"the character {bad} cannot be kept; remove it")
    return text


def _clean_lines(text: str) -> str:
    _clean(text.replace("\n", "").replace("\r", "").replace("\t", ""))
    return text


Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=128), AfterValidator(_clean)
]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=128), AfterValidator(_clean)]
Address = Annotated[str, StringConstraints(strip_whitespace=True, max_length=256), AfterValidator(_clean)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000), AfterValidator(_clean_lines)]
Query = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64), AfterValidator(_clean)
]
