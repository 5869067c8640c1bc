"""Wire protocols of the suite that travel as text within a report: bytes in, named values out."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from device_profiles.finding import Evidence, ReportError
from telemetry import meokon
from telemetry.errors import FrameError

#: What one bar is in kPa.
_KPA_PER_BAR = 100.0


def _meokon(data: bytes) -> Evidence:
    """A MEOKON sensor's frame. Pressures come in the sensor's own unit: `pressure_kpa` or `pressure_mpa`."""
    try:
        report = meokon.parse(data)
    except FrameError as fault:
        raise ReportError(f"MEOKON: {fault}") from None
    values: Evidence = {
        "device": report.device,
        "command": report.command,
        "battery_raw": report.battery,
        "rssi_dbm": report.rssi_dbm,
        "interval_s": report.interval_s,
        "sensor_type": report.sensor_type,
        "time_s": report.time_s,
        "raw_value": report.value,
    }
    value = report.scaled(report.value)
    if value is not None and report.unit == "MPa":
        values["pressure_mpa"] = value
    elif value is not None:
        values["pressure_kpa"] = round(value * _KPA_PER_BAR, 6) if report.unit == "bar" else value
    for bit, name in enumerate(_MEOKON_ALARMS):
        values[name] = bool(report.alarms >> bit & 1)
    return values


_MEOKON_ALARMS = (
    *("low", "high", "battery_low", "sensor_fault", "hardware_fault"),
    *("second_low", "second_high", "third_or_water"),
)

FRAMES: Mapping[str, Callable[[bytes], Evidence]] = {"meokon": _meokon}
