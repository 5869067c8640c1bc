"""Which protocol a line speaks, from the bytes that were heard on it. Pure.

Every receiver of the suite hears the same bytes; the one that makes whole frames of most of them is right. A
frame whose check agreed weighs more than one that merely has the shape, and noise weighs against. Bytes come
in bursts: what came together, with a pause before and after.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import NamedTuple

from device_profiles.schema import Profile
from device_profiles.serial_panel import protocols, reading
from device_profiles.serial_panel.schema import SerialPanel
from telemetry import modbus
from telemetry.errors import FrameError
from telemetry.panel_line import FrameReceived, FrameRefused

#: Protocols whose frames carry no check: their shape alone is weak evidence.
UNCHECKED = frozenset({"ld128e", "gst-printer", "notifier-printer"})
_MIN_MODBUS = 5
_REQUEST_BYTES = 8
_MAX_HEARD = 65_536
_SAID = 5


class Score(NamedTuple):
    """How well a protocol explains what was heard."""

    name: str
    #: 0 to 1: how much of what was heard it explains; halved where nothing is checked.
    likelihood: float
    frames: int
    refused: int
    noise: int
    #: What the first frames say, in short.
    said: tuple[str, ...] = ()


class Candidate(NamedTuple):
    """A profile that may fit, and how well."""

    profile: str
    label: str
    score: Score


def recognise(bursts: Sequence[bytes], profiles: Sequence[Profile]) -> list[Candidate]:
    """The serial profiles that explain the bursts, the likeliest first; what explains nothing is left out."""
    found = []
    for profile in profiles:
        if profile.serial_panel is not None:
            score = of_panel(profile.serial_panel, bursts)
            if score.frames:
                label = f"{profile.label.zh} / {profile.label.en}"
                found.append(Candidate(profile.profile, label, score))
    return sorted(found, key=lambda candidate: -candidate.score.likelihood)


def of_panel(panel: SerialPanel, bursts: Sequence[bytes]) -> Score:
    """How well the panel's protocol explains the bursts."""
    receiver = protocols.receiver(panel)
    frames, refused = 0, 0
    said: list[str] = []
    for burst in _bounded(bursts):
        for event in [*receiver.feed(burst), *receiver.quiet()]:
            if isinstance(event, FrameReceived):
                reports = reading.read_events(panel, [event])
                meant = [report.finding.text for report in reports if not report.finding.doubts]
                said += meant
                # Words that no pattern knows are a frame to a printer, and so would be any noise.
                frames += bool(meant)
                refused += not meant
            elif isinstance(event, FrameRefused):
                refused += 1
            else:
                frames += 1
        receiver.take_answer()
    return _score(panel.protocol, bursts, frames, refused, receiver.noise, said)


def of_modbus(bursts: Sequence[bytes]) -> Score:
    """How well Modbus RTU explains the bursts: requests of a master, and the answers to them."""
    heard = b"".join(_bounded(bursts))
    frames, noise, at = 0, 0, 0
    said: list[str] = []
    while at < len(heard):
        size = _modbus_frame(heard[at : at + modbus.MAX_RTU_BYTES])
        if size:
            told = modbus.describe(heard[at : at + size])
            said.append(f"unit {told['unit']}: {told['text']}")
            frames += 1
            at += size
        else:
            noise += 1
            at += 1
    return _score("modbus-rtu", bursts, frames, 0, noise, said)


def _modbus_frame(data: bytes) -> int:
    """The length of the frame that begins here; 0 when none does."""
    sizes = {_REQUEST_BYTES}
    with contextlib.suppress(FrameError):
        sizes.add(modbus.answer_length("rtu", data) or 0)
    for size in sorted(sizes):
        if _MIN_MODBUS <= size <= len(data):
            try:
                modbus.describe(data[:size])
            except FrameError:
                continue
            return size
    return 0


def _bounded(bursts: Sequence[bytes]) -> list[bytes]:
    kept, size = [], 0
    for burst in bursts:
        kept.append(burst[: _MAX_HEARD - size])
        size += len(kept[-1])
        if size >= _MAX_HEARD:
            break
    return kept


def _score(
    name: str, bursts: Sequence[bytes], frames: int, refused: int, noise: int, said: Sequence[str]
) -> Score:
    heard = sum(map(len, _bounded(bursts)))
    explained = max(0.0, 1 - noise / heard) if heard else 0.0
    fair = frames / (frames + refused) if frames else 0.0
    weight = 0.5 if name in UNCHECKED else 1.0
    return Score(name, round(explained * fair * weight, 3), frames, refused, noise, tuple(said[:_SAID]))
