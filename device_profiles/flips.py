"""A vector's own bytes with one of them flipped, wherever the way to describe the device keeps them."""

from __future__ import annotations

import base64
import copy
from collections.abc import Callable, Iterator
from typing import Any

from device_profiles.finding import STATES, ReportError
from device_profiles.json_device.messages import every_message
from device_profiles.json_device.schema import Binary
from device_profiles.schema import Profile, Vector
from device_profiles.ways import read_vector
from telemetry.event_kinds import FIRE_CLASS


def first_false_fire(profile: Profile, vector: Vector) -> str | None:
    """The first flipped byte that makes a fire which the vector does not say; None when no byte does."""
    if vector.malformed:
        return None
    true = _fires(profile, vector)
    for place, mask, flipped in flipped_vectors(profile, vector):
        false = _fires(profile, flipped) - true
        if false:
            where = ", ".join(sorted(str(address) for address in false))
            return f"byte {place} xor {mask:02X} makes a fire at {where}"
    return None


def flipped_vectors(profile: Profile, vector: Vector) -> Iterator[tuple[int, int, Vector]]:
    """The vector with every bit of every byte flipped once, and every byte inverted: byte, mask, vector."""
    found = _bytes_of(profile, vector)
    if found is None:
        return
    data, put = found
    for place in range(len(data)):
        for mask in (*(1 << bit for bit in range(8)), 0xFF):
            changed = bytearray(data)
            changed[place] ^= mask
            yield place, mask, vector.model_copy(update={"input": put(bytes(changed))})


def has_bytes(profile: Profile, vector: Vector) -> bool:
    """Whether the vector holds bytes that can be flipped."""
    return _bytes_of(profile, vector) is not None


def _fires(profile: Profile, vector: Vector) -> set[str | None]:
    """The points of which the vector says a state of the fire class."""
    try:
        reports = read_vector(profile, vector)
    except ReportError:
        return set()
    return {
        report.address
        for report in reports
        if any(STATES[name][0] in FIRE_CLASS for name in report.finding.sets)
    }


def _bytes_of(profile: Profile, vector: Vector) -> tuple[bytes, Callable[[bytes], Any]] | None:
    """The bytes in the vector's input, and how an input with other bytes is made."""
    said = vector.input
    if isinstance(said, dict) and isinstance(said.get("hex"), str):
        return bytes.fromhex(said["hex"]), lambda data: {**said, "hex": data.hex()}
    binary = _binary(profile, vector)
    if binary is None:
        return None
    armour = (lambda data: data.hex()) if binary.encoding == "hex" else _base64
    unarmour = bytes.fromhex if binary.encoding == "hex" else base64.b64decode
    if binary.path == "$" and isinstance(said, str):
        return unarmour(said), armour
    *way, last = binary.path.split(".")
    holder = said
    for step in way:
        holder = holder.get(step) if isinstance(holder, dict) else None
    if not isinstance(holder, dict) or not isinstance(holder.get(last), str):
        return None

    def put(data: bytes) -> Any:
        other = copy.deepcopy(said)
        inner = other
        for step in way:
            inner = inner[step]
        inner[last] = armour(data)
        return other

    return unarmour(holder[last]), put


def _binary(profile: Profile, vector: Vector) -> Binary | None:
    if profile.json_device is None:
        return None
    return next(
        (
            message.binary
            for message in every_message(profile.json_device)
            if message.suffix == vector.suffix and message.binary is not None
        ),
        None,
    )


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
