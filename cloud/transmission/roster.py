"""The registered devices as the server knows them, and each one's state while it runs."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

from cloud.device_roster import DeviceRoster
from cloud.transmission.settings import Gb26875Settings
from cloud.transmission.wire import Peer
from device_profiles import loader
from device_profiles.uitd import reading
from device_profiles.uitd.device_clock import DeviceClock
from device_profiles.uitd.merged import MergedStates
from device_profiles.uitd.schema import UitdDevice
from runtime.allowance import Rate
from telemetry.gb26875 import bodies
from telemetry.gb26875.addresses import DEVICE_HABITS
from telemetry.gb26875.adu import Adu
from telemetry.gb26875.centre import CentreSession
from telemetry.gb26875.dialect import DIALECTS
from telemetry.gb26875.exchange import ResendRule
from telemetry.gb26875.frame import Frame
from telemetry.messages import Label

#: A label holds whole seconds: on average the device's clock is half a second further.
_HALF_SECOND_MS = 500


def habits_of(profile: str) -> UitdDevice:
    """A profile's habits. Raises ProfileError for one that is none of a transmission device."""
    known = _HABITS.get(profile)
    if known is None:
        loaded = loader.load(profile).profile
        if loaded.uitd is None:
            raise loader.ProfileError(
                f"profile {profile!r} is no transmission device's; choose one that begins with gb26875"
            )
        known = _HABITS[profile] = loaded.uitd
    return known


_HABITS: dict[str, UitdDevice] = {}


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the registry."""

    id: int
    address: bytes
    host: str
    gateway: str
    area: str
    profile: str
    keep_alive_s: float
    poll_s: float | None
    name: Label
    place: Label
    enabled: bool
    version: int

    @property
    def habits(self) -> UitdDevice:
        """What its profile says of it."""
        return habits_of(self.profile)

    @property
    def shown_address(self) -> str:
        """The address as the device's own settings show it."""
        return DEVICE_HABITS[self.habits.device_address].read(self.address)


@dataclass(eq=False, slots=True)
class Device:
    """A device that has spoken since the server started."""

    entry: Entry
    session: CentreSession
    rate: Rate
    states: MergedStates = field(default_factory=MergedStates)
    clock: DeviceClock = field(default_factory=DeviceClock)
    parts: set[str] = field(default_factory=set)
    #: Component address -> type and address of the system it was last heard under.
    seen: dict[str, tuple[int, int]] = field(default_factory=dict)
    #: Whom to answer: the connection used last. None before, and after that one has ended.
    peer: Peer | None = None
    host: str = ""
    transport: str = ""
    #: Monotonic seconds; what is asked of it counts from these.
    heard_at: float = 0.0
    asked_at: float | None = None
    polled_at: float = 0.0
    in_flight: int = 0
    #: Its own state, as it told it last, is not that all is normal: it is asked again until it is.
    troubled: bool = False
    #: Whether the registry holds its link for lost.
    lost: bool = True
    #: Frames that came before the device's latest stored ones were known (after a start).
    ready: bool = False
    early: list[tuple[Frame, Peer]] = field(default_factory=list)
    #: Serial number -> who waits for the answer; and who waits for the operator's answer to a duty check.
    waiting: dict[int, asyncio.Future[Adu | None]] = field(default_factory=dict)
    duty: asyncio.Future[int] | None = None

    def comes_anew(self, peer: Peer) -> bool:
        """Whether it speaks by another connection, or from another place, than before."""
        if self.peer is peer:
            return False
        here = (self.host, self.transport) == (peer.host, peer.transport_name)
        return self.peer is None or peer.transport_name == "tcp" or not here

    def times_heard(self, frame: Frame, unit: Adu, now_ms: int) -> None:
        """Learn the device's clock from a frame that has just come."""
        labels = [frame.time]
        labels += [body.at for body in unit.objects if isinstance(body, bodies.UitdTime | bodies.SystemTime)]
        habits = self.entry.habits
        for label in labels:
            moment = label.read(bcd=habits.time == "bcd").moment
            if moment is not None:
                self.clock.heard(reading.to_ms(habits, moment) + _HALF_SECOND_MS, now_ms)

    def moment(self, now_ms: int) -> datetime:
        """What its clock should show."""
        return reading.to_moment(self.entry.habits, now_ms)


def device_of(entry: Entry, settings: Gb26875Settings, now: float) -> Device:
    """The device of an entry, before it was heard."""
    return Device(
        entry=entry,
        session=session_for(entry.address, settings, entry.habits),
        rate=Rate(settings.frames_per_s),
        heard_at=now,
        polled_at=now,
    )


def session_for(address: bytes, settings: Gb26875Settings, habits: UitdDevice) -> CentreSession:
    """The centre's side of one device."""
    return CentreSession(
        address,
        own_address=bytes.fromhex(settings.own_address) or bytes(6),
        rule=ResendRule(settings.timeout_s, settings.resends),
        dialect=DIALECTS[habits.edition],
    )


class Roster(DeviceRoster[Entry, tuple[bytes, str]]):
    """Who is registered, by address, and by address and host where many share one address."""

    def __init__(self) -> None:
        super().__init__(lambda entry: (entry.address, entry.host))

    def find(self, address: bytes, host: str) -> Entry | None:
        """The registered device of that address that speaks from that host, if it may speak."""
        return self.speaking((address, host), (address, ""))
