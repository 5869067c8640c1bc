"""A simulated gateway that speaks MQTT: it tells of parts, and hears when the centre has each event."""

from __future__ import annotations

import threading
import time
from types import TracebackType
from typing import Any, Final, Self

import msgspec
import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from runtime.faults import PlainFault
from telemetry import encoding
from telemetry.event_kinds import EventKind
from telemetry.messages import Event, Label, Part

_WITHIN_S: Final = 30.0
_SMOKE_DETECTOR: Final = 42


class _Range(msgspec.Struct):
    stream: str
    first: int
    last: int


class _Receipt(msgspec.Struct):
    stored: list[_Range]


class SpeakingGateway:
    """One gateway on one connection. Use as a context; times are milliseconds UTC of this machine's clock."""

    def __init__(
        self, port: int, name: str, area: str, *, username: str | None = None, password: str | None = None
    ) -> None:
        self.name = name
        self.seq = 0
        #: By number: when it was handed to the broker, and when its receipt came.
        self.sent: dict[int, float] = {}
        self.receipted: dict[int, float] = {}
        self._port = port
        self._prefix = f"sw/1/{area}/{name}"
        self._decoder = msgspec.json.Decoder(_Receipt)
        self._client = paho.Client(CallbackAPIVersion.VERSION2, client_id=name)
        # A flood leaves as fast as the broker takes it.
        self._client.max_inflight_messages_set(1_000)
        self._client.max_queued_messages_set(0)
        self._client.on_message = self._take
        if username is not None:
            self._client.username_pw_set(username, password)

    def tell(self, part: str, kind: EventKind, active: bool, place: str = "三层302室") -> int:
        """Say that this begins or ends at a part; gives the event's number."""
        self.seq += 1
        now = time.time() * 1000
        message = Event(
            gateway=self.name,
            seq=self.seq,
            ts_gateway=int(now),
            clock_synced=True,
            part=Part(
                part=part,
                system_type=1,
                system_address=1,
                component_type=_SMOKE_DETECTOR,
                component_address=1,
                device=Label(zh="感烟探测器", en="Smoke detector"),
                place=Label(zh=place, en=place),
            ),
            kind=kind,
            active=active,
            bits_before=0,
            bits_after=2,
        )
        self.sent[self.seq] = now
        self._client.publish(f"{self._prefix}/event", encoding.encode(message), qos=1)
        return self.seq

    def wait_receipts(self, within_s: float = _WITHIN_S) -> None:
        """Return once all that was told is receipted. Raises PlainFault."""
        deadline = time.monotonic() + within_s
        while len(self.receipted) < self.seq:
            if time.monotonic() > deadline:
                raise PlainFault(
                    f"{self.seq - len(self.receipted)} of {self.seq} events of {self.name} have no receipt"
                )
            time.sleep(0.01)

    def _take(self, _client: paho.Client, _data: Any, message: paho.MQTTMessage) -> None:
        now = time.time() * 1000
        for held in self._decoder.decode(message.payload).stored:
            if held.stream == "event":
                for seq in range(held.first, held.last + 1):
                    self.receipted.setdefault(seq, now)

    def __enter__(self) -> Self:
        granted = threading.Event()
        self._client.on_subscribe = lambda *_: granted.set()
        self._client.connect("127.0.0.1", self._port)
        self._client.loop_start()
        self._client.subscribe(f"{self._prefix}/receipt", 1)
        if not granted.wait(_WITHIN_S):
            self._client.loop_stop()
            raise PlainFault(f"the broker on port {self._port} grants {self.name} no receipts")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.disconnect()
        self._client.loop_stop()
