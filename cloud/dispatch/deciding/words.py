"""A reason in both languages."""

from __future__ import annotations

from typing import NamedTuple


class Words(NamedTuple):
    """One thing said, in Chinese and in English."""

    zh: str
    en: str


def minutes(seconds: float) -> Words:
    """A time as people say it: minutes and seconds, rounded to the second."""
    whole = round(seconds)
    if whole < 60:
        return Words(f"{whole} 秒", f"{whole} s")
    if whole < 3600:
        return Words(f"{whole // 60} 分 {whole % 60:02} 秒", f"{whole // 60} min {whole % 60:02} s")
    return Words(
        f"{whole // 3600} 小时 {whole % 3600 // 60:02} 分", f"{whole // 3600} h {whole % 3600 // 60:02} min"
    )
