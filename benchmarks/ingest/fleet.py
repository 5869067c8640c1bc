"""A fleet of gateways as bytes: messages encoded once, number and times put in as they are sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from telemetry import encoding
from telemetry.event_kinds import EventKind
from telemetry.messages import Event, Label, Part, Quality, ReadingBatch, UplinkMessage

_SEQ, _NOW = 1_111_111_111_111, 2_222_222_222_222
_SEQ_MARK, _NOW_MARK = str(_SEQ).encode(), str(_NOW).encode()


@dataclass
class Gateway:
    """One gateway: its topic, its message with marks for number and times, and how far it has counted."""

    name: str
    area: str
    stream: str
    marked: bytes
    seq: int = 0
    #: Before the first time, with the number's mark; then between any two times; then the rest.
    _pieces: list[bytes] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._pieces = self.marked.split(_NOW_MARK)

    @property
    def topic(self) -> bytes:
        """Where it speaks."""
        return f"sw/1/{self.area}/{self.name}/{self.stream}".encode()

    def next(self, now_ms: int) -> tuple[int, bytes]:
        """The next number and its message."""
        self.seq += 1
        return self.seq, self.message(self.seq, now_ms)

    def message(self, seq: int, now_ms: int) -> bytes:
        """The message of a number."""
        head, *rest = self._pieces
        return (b"%d" % now_ms).join([head.replace(_SEQ_MARK, b"%d" % seq), *rest])


def readings(name: str, area: str, values: int, drawn: Sequence[float] = ()) -> Gateway:
    """A gateway that sends batches of so many values, of as many parts; `drawn` are the values."""
    message = ReadingBatch(
        gateway=name,
        seq=_SEQ,
        ts_gateway=_NOW,
        clock_synced=True,
        parts=[f"panel-1/1-{number:03d}" for number in range(values)],
        part=list(range(values)),
        analog_type=[128] * values,
        ts=[_NOW] * values,
        value=list(drawn) or [round(0.01 * number, 2) for number in range(values)],
        quality=[Quality.GOOD] * values,
    )
    return _marked(message, area)


def fires(name: str, area: str) -> Gateway:
    """A gateway that reports fires."""
    return edges(name, area, EventKind.FIRE, active=True)


def edges(name: str, area: str, kind: EventKind, *, active: bool) -> Gateway:
    """A gateway that reports that this begins, or ends."""
    part = Part(
        part="panel-1/1-001",
        system_type=1,
        system_address=1,
        component_type=42,
        component_address=1,
        device=Label(zh="感烟探测器", en="Smoke detector"),
        place=Label(zh="三层302室", en="Room 302"),
    )
    message = Event(
        gateway=name,
        seq=_SEQ,
        ts_gateway=_NOW,
        clock_synced=True,
        part=part,
        kind=kind,
        active=active,
        bits_before=0,
        bits_after=2,
    )
    return _marked(message, area)


def _marked(message: UplinkMessage, area: str) -> Gateway:
    return Gateway(message.gateway, area, message.stream, encoding.encode(message))
