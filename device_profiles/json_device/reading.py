"""Reading the JSON reports of a detector with its profile. Pure: payload in, finding out."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

import msgspec

from device_profiles.conversions import CONVERSIONS
from device_profiles.finding import Evidence, Finding, ReportError, Sample
from device_profiles.json_device.schema import JsonDevice, JsonMessage, ReadingField, TimeField
from telemetry.analog_types import BY_SLUG
from telemetry.messages import MAX_TIME_MS

MAX_PAYLOAD_BYTES = 65_536
#: A device time before 2020 is a clock that was never set.
EARLIEST_MS = 1_577_836_800_000
_MAX_DEPTH = 6
_MAX_FIELDS = 128
_MAX_TEXT = 256


def message_for(device: JsonDevice, suffix: str) -> JsonMessage | None:
    """How the message at that topic suffix is to be read; None when the profile knows no such message."""
    return next((message for message in device.messages if message.suffix == suffix), None)


def read(message: JsonMessage, payload: bytes) -> Finding:
    """What the payload says. Raises ReportError when it is not what the profile describes."""
    root = _decode(payload)
    body = root if message.bare else _object(root, message)
    fields: Evidence = {}
    if message.bare:
        fields["$"] = _scalar(body)
    else:
        _flatten(body, "", fields, 0)
    sets, clears, doubts = _states(message, fields)
    samples, odd = _samples(message, fields)
    return Finding(
        sets=sets,
        clears=clears - sets,
        samples=samples,
        codes={path: str(fields[path]) for path in message.operations if path in fields},
        doubts=(*doubts, *odd),
        unknown=tuple(sorted(path for path in fields if not _known(message, path))),
        evidence=fields,
        ts_source=_time(message.time, root),
    )


def _decode(payload: bytes) -> Any:
    if len(payload) > MAX_PAYLOAD_BYTES:
        raise ReportError(f"{len(payload)} bytes; a report has at most {MAX_PAYLOAD_BYTES}")
    try:
        return msgspec.json.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise ReportError(f"not JSON: {fault}") from None


def _object(root: Any, message: JsonMessage) -> dict[str, Any]:
    if not isinstance(root, dict):
        raise ReportError(f"a JSON object is expected, not {type(root).__name__}")
    if message.methods and root.get("method") not in message.methods:
        raise ReportError(f"method {str(root.get('method'))[:64]!r} is none of {', '.join(message.methods)}")
    body = root.get(message.object) if message.object else root
    if not isinstance(body, dict):
        raise ReportError(f"`{message.object}` is missing or no object")
    return body


def _flatten(value: Any, path: str, fields: Evidence, depth: int) -> None:
    if isinstance(value, dict) and value and depth < _MAX_DEPTH:
        for key, inner in value.items():
            _flatten(inner, f"{path}.{key}" if path else str(key), fields, depth + 1)
    elif len(fields) < _MAX_FIELDS:
        fields[path[:128]] = _scalar(value)


def _scalar(value: Any) -> str | float | bool | None:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        try:
            number = float(value)
        except OverflowError:
            return "a number past every measure"
        return number if math.isfinite(number) else str(value)
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return text[:_MAX_TEXT]


def _states(message: JsonMessage, fields: Evidence) -> tuple[frozenset[str], frozenset[str], list[str]]:
    """Which states the fields set and clear.

    Two fields may speak of one state: it holds when either says so. A masked state is not set by this report,
    and it is not cleared by it either, unless its own field says that it is off.
    """
    sets: set[str] = set()
    clears: set[str] = set()
    masked: set[str] = set()
    doubts: list[str] = []
    for entry in message.states:
        if entry.path not in fields or fields[entry.path] is None:
            continue
        value = fields[entry.path]
        if any(value is word or (isinstance(word, str) and value == word) for word in entry.holds):
            sets.add(entry.state)
            masked.update(entry.masks)
        elif any(value is word or (isinstance(word, str) and value == word) for word in entry.ends):
            clears.add(entry.state)
        else:
            doubts.append(f"{entry.path} = {value!r}")
    return frozenset(sets - masked), frozenset(clears - (sets & masked)), doubts


def _samples(message: JsonMessage, fields: Evidence) -> tuple[tuple[Sample, ...], list[str]]:
    samples, odd = [], []
    for entry in message.readings:
        value = fields.get(entry.path)
        if value is None:
            continue
        if isinstance(value, bool | str):
            odd.append(f"{entry.path} = {value!r}")
            continue
        try:
            samples.append(_sample(entry, value))
        except (OverflowError, ValueError):
            odd.append(f"{entry.path} = {value!r}")
    return tuple(samples), odd


def _sample(entry: ReadingField, value: float) -> Sample:
    converted = CONVERSIONS[entry.conversion](value * entry.scale)
    return Sample(
        BY_SLUG[entry.analog].code, converted, entry.deadband, entry.min_interval_s, entry.max_interval_s
    )


def _known(message: JsonMessage, path: str) -> bool:
    listed = (
        *(entry.path for entry in message.states),
        *(entry.path for entry in message.readings),
        *message.operations,
        *message.known,
        *((message.time.path,) if message.time else ()),
        *(("$",) if message.bare else ()),
    )
    return any(path == name or (name.endswith(".*") and path.startswith(name[:-1])) for name in listed)


def _time(entry: TimeField | None, root: Any) -> int | None:
    if entry is None:
        return None
    value: Any = root
    for step in entry.path.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    try:
        if isinstance(value, str):
            ms = int(datetime.fromisoformat(value).timestamp() * 1000)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            ms = round(value * 1000) if entry.unit == "s" else int(value)
        else:
            return None
    except (ValueError, OverflowError, OSError):
        return None
    return ms if EARLIEST_MS <= ms <= MAX_TIME_MS else None
