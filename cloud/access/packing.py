"""Readings to bytes and back, as the journal holds them: MessagePack around little-endian columns. Pure.

`[1, areas, gateways, counts of parts, parts, series, analog types, times, values, qualities]`; the last five
are int32, uint8, int64, float64 and uint8, one after the other. 22 bytes a value and the names.
"""

from __future__ import annotations

from typing import NamedTuple

import msgspec
import numpy as np

from cloud.access.columns import Home, Readings

_FORM = 1


class _Packed(NamedTuple):
    form: int
    areas: list[str]
    gateways: list[str]
    counts: list[int]
    parts: list[str]
    series: bytes
    analog_type: bytes
    ts: bytes
    value: bytes
    quality: bytes


_decoder = msgspec.msgpack.Decoder(_Packed)


class UnknownForm(Exception):
    """Written by a program of another version."""


def pack(readings: Readings) -> bytes:
    """The bytes of these rows."""
    return msgspec.msgpack.encode(
        _Packed(
            _FORM,
            [home.area for home in readings.homes],
            [home.gateway for home in readings.homes],
            [home.parts for home in readings.homes],
            readings.parts,
            readings.series.astype("<i4").tobytes(),
            readings.analog_type.tobytes(),
            readings.ts.astype("<i8").tobytes(),
            readings.value.astype("<f8").tobytes(),
            readings.quality.tobytes(),
        )
    )


def unpack(packed: bytes) -> Readings:
    """The rows that these bytes hold; raises UnknownForm."""
    try:
        held = _decoder.decode(packed)
    except msgspec.DecodeError as fault:
        raise UnknownForm(str(fault)) from fault
    if held.form != _FORM:
        raise UnknownForm(f"form {held.form}, not {_FORM}")
    return Readings(
        homes=[Home(*home) for home in zip(held.areas, held.gateways, held.counts, strict=True)],
        parts=held.parts,
        series=np.frombuffer(held.series, "<i4").astype(np.int32),
        analog_type=np.frombuffer(held.analog_type, np.uint8),
        ts=np.frombuffer(held.ts, "<i8").astype(np.int64),
        value=np.frombuffer(held.value, "<f8").astype(np.float64),
        quality=np.frombuffer(held.quality, np.uint8),
    )
