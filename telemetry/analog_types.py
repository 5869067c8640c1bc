"""Analog types (模拟量类型): quantity, unit, range and resolution.

Codes 1 to 12 are GB/T 26875.3-2011 table 6. The standard leaves 128 to 255 to the user; what fire
protection measures and the table lacks has its place there, once, for the whole suite.

Values travel as numbers in the stated unit, not as raw counts; `resolution` is the standard's LSB and
matters only to codecs that pack the value into sixteen bits.
"""

from __future__ import annotations

from typing import NamedTuple


class AnalogType(NamedTuple):
    """A measured quantity: its code, names, unit, and the values that are possible at all."""

    code: int
    slug: str
    en: str
    zh: str
    unit: str
    minimum: float
    maximum: float
    resolution: float


_TABLE = (
    AnalogType(1, "event_count", "event count", "事件计数", "", 0, 32000, 1),
    AnalogType(2, "level", "level", "高度", "m", 0, 320, 0.01),
    AnalogType(3, "temperature", "temperature", "温度", "°C", -273, 3200, 0.1),
    AnalogType(4, "pressure_mpa", "pressure", "压力", "MPa", 0, 3200, 0.1),
    AnalogType(5, "pressure_kpa", "pressure", "压力", "kPa", 0, 3200, 0.1),
    AnalogType(6, "gas_lel", "gas concentration", "气体浓度", "%LEL", 0, 100, 0.1),
    AnalogType(7, "duration", "time", "时间", "s", 0, 32000, 1),
    AnalogType(8, "voltage", "voltage", "电压", "V", 0, 3200, 0.1),
    AnalogType(9, "current", "current", "电流", "A", 0, 3200, 0.1),
    AnalogType(10, "flow", "flow", "流量", "L/s", 0, 3200, 0.1),
    AnalogType(11, "air_volume", "air volume", "风量", "m³/min", 0, 3200, 0.1),
    AnalogType(12, "air_speed", "air speed", "风速", "m/s", 0, 20, 1),
    AnalogType(128, "obscuration", "smoke obscuration", "减光率", "%/m", 0, 100, 0.01),
    AnalogType(129, "co", "carbon monoxide", "一氧化碳", "ppm", 0, 10000, 1),
    AnalogType(130, "residual_current", "residual current", "剩余电流", "mA", 0, 30000, 1),
    AnalogType(131, "battery", "battery", "电池电量", "%", 0, 100, 1),
    AnalogType(132, "link_quality", "link quality", "信号质量", "/255", 0, 255, 1),
    AnalogType(133, "co2", "carbon dioxide", "二氧化碳", "ppm", 0, 100000, 1),
    AnalogType(134, "humidity", "relative humidity", "相对湿度", "%", 0, 100, 0.1),
    AnalogType(135, "smoke_ppm", "smoke concentration", "烟雾浓度", "ppm", 0, 100000, 1),
    # Where a vehicle without a terminal is: three columns of one time (WGS 84).
    AnalogType(136, "latitude", "latitude", "纬度", "°", -90, 90, 0.00001),
    AnalogType(137, "longitude", "longitude", "经度", "°", -180, 180, 0.00001),
    AnalogType(138, "speed", "speed", "速度", "km/h", 0, 400, 0.1),
)

ANALOG_TYPES = {entry.code: entry for entry in _TABLE}
BY_SLUG = {entry.slug: entry for entry in _TABLE}


def in_range(code: int, value: float) -> bool:
    """Whether `value` is physically possible for the type; an unknown type takes any finite value."""
    known = ANALOG_TYPES.get(code)
    return known is None or known.minimum <= value <= known.maximum
