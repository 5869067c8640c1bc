"""Devices that speak and are not registered: confirmed once what they say is kept, or denied."""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass

from cloud.transmission.quarantine import Quarantine, Strange
from cloud.transmission.roster import session_for
from cloud.transmission.settings import Gb26875Settings
from cloud.transmission.translation import may_be_fire
from cloud.transmission.wire import Peer
from device_profiles.uitd.reading import to_moment
from device_profiles.uitd.schema import UitdDevice
from runtime.allowance import Rate
from runtime.clock import Clock
from runtime.logging import get_logger
from telemetry.gb26875.centre import PRIVATE_ANSWERS, CentreSession, Repetition, Upload
from telemetry.gb26875.frame import Frame

log = get_logger("transmission")

_KNOWN = 256
_HEARTBEAT_MS = 30_000
_HABITS = UitdDevice()


@dataclass(eq=False, slots=True)
class _Stranger:
    session: CentreSession
    noted_at: int = 0


class Strangers:
    """Those who spoke lately."""

    def __init__(
        self, settings: Gb26875Settings, quarantine: Quarantine, clock: Clock, counts: Counter[str]
    ) -> None:
        self._settings = settings
        self._quarantine = quarantine
        self._clock = clock
        self._counts = counts
        self._known: OrderedDict[tuple[bytes, str], _Stranger] = OrderedDict()
        # Who invents addresses gains nothing by it: all strangers share one pace.
        self._rate = Rate(settings.frames_per_s)

    def forget(self, addresses: Iterable[bytes]) -> None:
        """These are strangers no more."""
        gone = set(addresses)
        for key in [key for key in self._known if key[0] in gone]:
            del self._known[key]

    def take(self, frame: Frame, peer: Peer) -> float:
        """Take a frame: 0, or the seconds to wait before it can be taken."""
        now = self._clock.monotonic()
        wait_s = self._rate.wait_s(now)
        if wait_s:
            self._counts["paced"] += 1
            return wait_s
        self._counts["strange_frames"] += 1
        stranger = self._of(frame.source, peer.host)
        moment = to_moment(_HABITS, self._clock.now_ms())
        try:
            for said in stranger.session.take(frame, now, moment):
                if isinstance(said, Repetition):
                    peer.send(stranger.session.confirm(frame, now, moment))
                elif isinstance(said, Upload):
                    self._upload(stranger, frame, peer, fire=may_be_fire(said.adu))
        except Exception:
            # Kept as it came: whoever adopts the device hears why nobody can read it.
            self._counts["faults"] += 1
            log.exception("a frame could not be taken apart", address=frame.source.hex(), host=peer.host)
            self._upload(stranger, frame, peer, fire=False)
        return 0.0

    def _of(self, address: bytes, host: str) -> _Stranger:
        key = (address, host)
        stranger = self._known.get(key)
        if stranger is None:
            stranger = self._known[key] = _Stranger(session_for(address, self._settings, _HABITS))
            while len(self._known) > _KNOWN:
                self._known.popitem(last=False)
        self._known.move_to_end(key)
        return stranger

    def _upload(self, stranger: _Stranger, frame: Frame, peer: Peer, *, fire: bool) -> None:
        session = stranger.session
        if self._settings.unlisted == "deny":
            self._counts["denied"] += 1
            peer.send(session.deny(frame, to_moment(_HABITS, self._clock.now_ms())))
            self._note(stranger, frame, peer)
        elif not frame.adu or frame.adu in PRIVATE_ANSWERS:
            self._confirm(session, frame, peer)
            self._note(stranger, frame, peer)
        else:
            self._keep(session, frame, peer, fire)

    def _note(self, stranger: _Stranger, frame: Frame, peer: Peer) -> None:
        """It lives: listed, and not written down at every heartbeat."""
        now_ms = self._clock.now_ms()
        if now_ms - stranger.noted_at >= _HEARTBEAT_MS:
            stranger.noted_at = now_ms
            self._quarantine.put(self._strange(frame, peer, None, False))

    def _keep(self, session: CentreSession, frame: Frame, peer: Peer, fire: bool) -> None:
        kept = self._quarantine.put(self._strange(frame, peer, frame, fire))
        if kept is None:
            session.forget(frame)
            return

        def settle(done: asyncio.Future[None]) -> None:
            if done.cancelled() or done.exception() is not None:
                session.forget(frame)
            else:
                self._counts["quarantined"] += 1
                self._confirm(session, frame, peer)

        kept.add_done_callback(settle)

    def _confirm(self, session: CentreSession, frame: Frame, peer: Peer) -> None:
        moment = to_moment(_HABITS, self._clock.now_ms())
        peer.send(session.confirm(frame, self._clock.monotonic(), moment))

    def _strange(self, frame: Frame, peer: Peer, kept: Frame | None, fire: bool) -> Strange:
        return Strange(
            address=frame.source.hex(),
            host=peer.host,
            transport=peer.transport_name,
            at=self._clock.now_ms(),
            frame=kept,
            fire=fire,
        )
