"""The load of seats as it goes over the wire, and as CSV."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pydantic import BaseModel, Field

from cloud.duty.days import words
from cloud.duty.figures import Tally, measured
from cloud.duty.load import GUIDE, HIGH, LOW, MEDIUM, WINDOW_MIN, Load, by_tens, priorities
from cloud.duty.tables import DutyFigure, DutySeat


class FigureOut(BaseModel):
    """The load of one seat over one span, after EEMUA 191 and ISA-18.2."""

    seat_id: int
    seat: str
    start_at: int
    end_at: int
    alarms: int = Field(description="That asked for a response; tests do not.")
    per_ten_minutes: float = Field(description="On average.")
    peak: int = Field(description="The most of any ten minutes.")
    peak_at: int | None
    floods: int = Field(description="From 10 alarms in ten minutes until fewer than 5.")
    flood_ms: int
    flood_alarms: int
    acknowledged: int
    acknowledge_p50_ms: int | None
    acknowledge_p90_ms: int | None
    standing: int = Field(description="Active as the figures were made.")
    stale: int = Field(description="Of those, active for more than a day.")
    high: int
    medium: int
    low: int
    by_kind: dict[str, int]
    made_at: int


class FloodOut(BaseModel):
    """One flood."""

    start_at: int
    end_at: int
    alarms: int


class LoadOut(FigureOut):
    """With each flood, and every ten minutes."""

    flood_list: list[FloodOut]
    tens: list[int] = Field(description="The alarms of each ten minutes, from `start_at` on.")


class GuideOut(BaseModel):
    """What EEMUA 191 calls acceptable."""

    per_ten_minutes: float = GUIDE["per_ten_minutes"]
    peak: float = GUIDE["peak"]
    high: float = GUIDE["high"]
    medium: float = GUIDE["medium"]
    low: float = GUIDE["low"]


class LoadList(BaseModel):
    """Every seat of the room."""

    items: list[LoadOut]
    guide: GuideOut = GuideOut()


class FigureList(BaseModel):
    """In order. A seat to which nothing came in a span that is rolled up has no row."""

    items: list[FigureOut]
    rolled_until: int = Field(description="Spans that ended later are not rolled up yet.")
    guide: GuideOut = GuideOut()


def figure(row: DutyFigure, seat: str) -> FigureOut:
    """A figure that was rolled up."""
    told = {name: getattr(row, name) for name in FigureOut.model_fields if hasattr(row, name)}
    return FigureOut.model_validate(
        told | {"seat": seat} | _derived(row.alarms, row.start_at, row.end_at, row.by_kind)
    )


def loaded(seat: DutySeat, tally: Tally, rates: Load, start_at: int, end_at: int, now: int) -> LoadOut:
    """The load of a span on demand."""
    told = measured(tally, rates)
    derived = _derived(rates.alarms, start_at, end_at, told["by_kind"])
    return LoadOut.model_validate(
        told
        | derived
        | {
            "seat_id": seat.id,
            "seat": seat.name,
            "start_at": start_at,
            "end_at": end_at,
            "made_at": now,
            "flood_list": [flood._asdict() for flood in rates.floods],
            "tens": by_tens(tally.minutes, start_at, end_at),
        }
    )


def _derived(alarms: int, start_at: int, end_at: int, by_kind: dict[str, int]) -> dict[str, object]:
    tens = max(1, end_at - start_at) / (WINDOW_MIN * 60_000)
    found = priorities(by_kind)
    return {
        "per_ten_minutes": round(alarms / tens, 4),
        "high": found[HIGH],
        "medium": found[MEDIUM],
        "low": found[LOW],
    }


HEADINGS = (
    "席位 seat", "开始 start", "结束 end", "报警数 alarms", "每10分钟平均 per 10 min",
    "10分钟峰值 peak in 10 min",
    "峰值时刻 peak at", "报警泛滥次数 floods", "泛滥时长(分) flood min", "泛滥报警数 flood alarms",
    "已确认 acknowledged", "确认用时中位(秒) ack p50 s", "确认用时九成(秒) ack p90 s", "长鸣 standing",
    "陈旧 stale", "高优先级 high", "中优先级 medium", "低优先级 low",
)  # fmt: skip


def csv_rows(items: Iterable[FigureOut]) -> list[Sequence[str]]:
    """The figures as lines of a table, the headings first."""
    return [HEADINGS, *(_cells(item) for item in items)]


def _cells(item: FigureOut) -> Sequence[str]:
    return [
        item.seat, words(item.start_at), words(item.end_at), str(item.alarms), f"{item.per_ten_minutes:.2f}",
        str(item.peak), words(item.peak_at) if item.peak_at is not None else "", str(item.floods),
        f"{item.flood_ms / 60_000:.0f}", str(item.flood_alarms), str(item.acknowledged),
        _seconds(item.acknowledge_p50_ms), _seconds(item.acknowledge_p90_ms), str(item.standing),
        str(item.stale), str(item.high), str(item.medium), str(item.low),
    ]  # fmt: skip


def _seconds(ms: int | None) -> str:
    return "" if ms is None else f"{ms / 1000:.0f}"
