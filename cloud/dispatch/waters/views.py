"""Waters as the API shows them, with what IoT says of each."""

from __future__ import annotations

from collections.abc import Sequence

from cloud.dispatch.forces.views import label
from cloud.dispatch.waters.kinds import KINDS, WaterKind, WaterState
from cloud.dispatch.waters.schemas import WaterOut, WaterReadingOut
from cloud.dispatch.waters.tables import WaterSource
from cloud.dispatch.waters.usable import LEVEL, PRESSURES, USABLE_NAMES, Reading, Seen, usable
from cloud.timeseries.latest import LatestReadings
from cloud.vocabulary import LabelOut
from telemetry.analog_types import ANALOG_TYPES
from telemetry.messages import Quality

_PLAIN = tuple(
    name for name in WaterOut.model_fields
    if name not in ("kind_name", "reading", "usable", "usable_name", "why", "metres")
)  # fmt: skip


def waters(
    rows: Sequence[tuple[WaterSource, float | None]], latest: LatestReadings, now: int
) -> list[WaterOut]:
    """Each with its distance, where one was asked for. Reads the newest samples of their gateways."""
    gateways = {row.gateway for row, _ in rows if row.gateway is not None}
    if gateways:
        latest.load(gateways)
    return [_water(row, metres, latest, now) for row, metres in rows]


def _water(row: WaterSource, metres: float | None, latest: LatestReadings, now: int) -> WaterOut:
    told = reading(latest, row.gateway, row.part)
    kind, state = WaterKind(row.kind), WaterState(row.state)
    verdict, why = usable(Seen(kind, state, row.inspected_at, row.gateway is not None, told, now))
    return WaterOut.model_validate(
        {name: getattr(row, name) for name in _PLAIN}
        | {
            "kind_name": label(KINDS[kind].words),
            "reading": None if told is None else _reading(told),
            "usable": verdict,
            "usable_name": label(USABLE_NAMES[verdict]),
            "why": label(why),
            "metres": None if metres is None else round(metres),
        }
    )


def reading(latest: LatestReadings, gateway: str | None, part: str | None) -> Reading | None:
    """The newest pressure or level of its point."""
    if gateway is None or part is None:
        return None
    found = [each for each in latest.of(gateway, part) if each.analog_type in {*PRESSURES, LEVEL}]
    newest = max(found, key=lambda each: each.ts, default=None)
    if newest is None or newest.value is None:
        return None
    quality = Quality(newest.quality).name.lower().replace("_", "-")
    return Reading(newest.analog_type, newest.value, newest.ts, quality)


def _reading(told: Reading) -> WaterReadingOut:
    entry = ANALOG_TYPES[told.analog_type]
    return WaterReadingOut(
        analog_type=told.analog_type,
        name=LabelOut(zh=entry.zh, en=entry.en),
        unit=entry.unit,
        value=told.value,
        at=told.at,
        quality=told.quality,
    )
