"""Whether water can be used: each row of the table, and that silence is doubt."""

from __future__ import annotations

import pytest

from cloud.dispatch.waters.kinds import WaterKind, WaterState
from cloud.dispatch.waters.usable import DAY_MS, Reading, Seen, Usable, usable

#: The middle of July; and of January.
SUMMER, WINTER = 1_784_000_000_000, 1_800_000_000_000
KPA, MPA, LEVEL = 5, 4, 2


def seen(kind: WaterKind = WaterKind.HYDRANT, reading: Reading | None = None, **more: object) -> Seen:
    told: dict[str, object] = {
        "state": WaterState.IN_USE,
        "inspected_at": SUMMER - 10 * DAY_MS,
        "tied": reading is not None,
        "now": SUMMER,
    }
    return Seen(kind=kind, reading=reading, **(told | more))  # type: ignore[arg-type]


def read(value: float, analog_type: int = KPA, quality: str = "good", age_ms: int = 0) -> Reading:
    return Reading(analog_type, value, SUMMER - age_ms, quality)


@pytest.mark.parametrize(
    ("told", "verdict"),
    [
        (seen(reading=read(250)), Usable.USABLE),
        (seen(reading=read(0.25, MPA)), Usable.USABLE),
        (seen(reading=read(100)), Usable.DOUBTFUL),
        (seen(reading=read(5)), Usable.UNUSABLE),
        (seen(WaterKind.TANK, read(2.5, LEVEL)), Usable.USABLE),
        (seen(WaterKind.TANK, read(0.1, LEVEL)), Usable.UNUSABLE),
        (seen(reading=read(250, quality="stale")), Usable.DOUBTFUL),
        (seen(reading=read(250, age_ms=2 * DAY_MS)), Usable.DOUBTFUL),
        (seen(tied=True), Usable.DOUBTFUL),
        (seen(reading=read(250), state=WaterState.OUT), Usable.UNUSABLE),
        (seen(reading=read(250), state=WaterState.REPAIR), Usable.UNUSABLE),
        (seen(), Usable.USABLE),
        (seen(inspected_at=None), Usable.DOUBTFUL),
        (seen(inspected_at=SUMMER - 400 * DAY_MS), Usable.DOUBTFUL),
        (seen(WaterKind.RIVER), Usable.USABLE),
        (seen(WaterKind.RIVER, now=WINTER, inspected_at=WINTER), Usable.DOUBTFUL),
    ],
)
def test_the_table_says_what_can_be_used(told: Seen, verdict: Usable) -> None:
    found, why = usable(told)
    assert found is verdict
    assert why.zh
    assert why.en


def test_no_silence_is_ever_water() -> None:
    for quality in ("stale", "uncertain", "out-of-range", "substituted"):
        assert usable(seen(reading=read(400, quality=quality)))[0] is not Usable.USABLE
