"""What is missing of a source, in words. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from cloud.risk_sources.repository import Held
from cloud.risk_sources.schemas import RiskSourceOut
from cloud.risk_sources.sources import Source
from cloud.vocabulary import LabelOut


def source(one: Source, held: Held, today: date, *, set_aside: int, waiting: int) -> RiskSourceOut:
    """One source as of a day."""
    since = _missing_since(one, held, today)
    return RiskSourceOut(
        source=one.code,
        label=LabelOut(zh=one.zh, en=one.en),
        rows=held.rows,
        first_day=held.first_day,
        last_day=held.last_day,
        building_share=held.with_building / held.rows
        if held.rows and held.with_building is not None
        else None,
        set_aside=set_aside,
        waiting=waiting,
        silent_days=one.silent_days,
        missing_since=since,
        missing=_words(held, since),
    )


def _missing_since(one: Source, held: Held, today: date) -> str | None:
    if held.last_day is None:
        return None
    last = date.fromisoformat(held.last_day)
    late = (today - last).days > one.silent_days
    return (last + timedelta(days=1)).isoformat() if late else None


def _words(held: Held, since: str | None) -> LabelOut | None:
    if held.rows == 0:
        return LabelOut(zh="没有任何记录", en="no records at all")
    return LabelOut(zh=f"自 {since} 起没有记录", en=f"no records since {since}") if since else None
