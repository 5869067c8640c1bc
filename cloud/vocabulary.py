"""Codes and names as the API says them: quality names, terms, labels. Shared by every noun's schemas."""

from __future__ import annotations

from pydantic import BaseModel, Field

from telemetry.messages import Quality
from telemetry.terms import TermTable

UNKNOWN = "unknown"

QUALITY_NAMES: dict[Quality, tuple[str, str, str]] = {
    Quality.GOOD: ("good", "正常", "good"),
    Quality.STALE: ("stale", "陈旧", "stale"),
    Quality.OUT_OF_RANGE: ("out-of-range", "超量程", "out of range"),
    Quality.UNCERTAIN: ("uncertain", "存疑", "uncertain"),
    Quality.SUBSTITUTED: ("substituted", "代用", "substituted"),
}


class LabelOut(BaseModel):
    """A name in both languages. Either may be empty; then the other is shown."""

    zh: str = Field(examples=["三层302室"])
    en: str = Field(examples=["Room 302, floor 3"])


class TermOut(BaseModel):
    """A code of GB/T 26875.3 with its names. Unknown codes are named as such, never dropped."""

    code: int = Field(examples=[42])
    zh: str = Field(examples=["点型光电感烟火灾探测器"])
    en: str = Field(examples=["point photoelectric smoke"])


def quality_name(number: int | None) -> str:
    """The API's word for a quality; "unknown" when nobody has said."""
    return UNKNOWN if number is None else QUALITY_NAMES[Quality(number)][0]


def term(table: TermTable, code: int) -> TermOut:
    """The term of a code, known or not. Shared by all who ask: not to be changed."""
    made = _TERMS.get((id(table), code))
    if made is None:
        found = table.name(code)
        made = _TERMS[id(table), code] = TermOut(code=code, zh=found.zh, en=found.en)
    return made


#: By the table, which lives as long as the program, and the code: at most 256 each.
_TERMS: dict[tuple[int, int], TermOut] = {}
