"""What there is to say of the line to the centre: for the health, the door and the figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from edge_agent.config import BrokerSettings
from edge_agent.uplink.uplink import Uplink
from runtime import certificates
from runtime.clock import Clock
from runtime.mqtt_pair import MqttPair
from runtime.mqtt_terms import MqttSettings
from telemetry.messages import BusHealth

#: With fewer days left than this, the certificate is told as a fault.
_SHORT_DAYS = 14
_LOOK_S = 3600.0


def broker_settings(settings: BrokerSettings, gateway: str) -> MqttSettings:
    """The broker as the line takes it: a client id of one's own, or the gateway's name."""
    told = settings.model_dump(include=set(MqttSettings.model_fields))
    return MqttSettings.model_validate({**told, "client_id": settings.client_id or gateway})


class UplinkReport:
    """Looks at the line and the uplink."""

    def __init__(self, line: MqttPair, uplink: Uplink, clock: Clock) -> None:
        self._line = line
        self._uplink = uplink
        self._clock = clock
        self._since: tuple[bool, float] = (False, clock.monotonic())
        self._looked: tuple[object, float, int | None, str] | None = None
        #: How the renewal of the certificate goes: `due_at`, `renewed`, `last_fault`.
        self.renewal: Callable[[], Mapping[str, Any]] = dict

    def look(self) -> None:
        """Note when the line changed; the watchdog asks for it every second."""
        up = self._line.connected
        if up is not self._since[0]:
            self._since = (up, self._clock.monotonic())

    def told(self) -> dict[str, Any]:
        """As the door tells it; `for_s` says for how long the line has been as it is."""
        self.look()
        up, now = self._line.connected, self._clock.monotonic()
        return {
            "up": up,
            "ok": self._uplink.link_ok,
            "broker": self._line.broker,
            "place": self._line.active,
            "since": self._clock.now_ms() - int((now - self._since[1]) * 1000),
            "for_s": round(now - self._since[1], 1),
            "last_error": self.trouble(),
            "resent": self._uplink.resent,
            "receipts": self._uplink.receipts,
            "under_way": self._uplink.under_way,
            "certificate_days": self.certificate_days(),
            "certificate_renewal": dict(self.renewal()),
        }

    def row(self) -> BusHealth:
        """As the health message carries it."""
        return BusHealth(
            "uplink",
            "mqtt",
            self._line.connected and self._uplink.link_ok,
            self._line.published,
            self._uplink.resent,
            self.trouble()[:512],
        )

    def trouble(self) -> str:
        """What is wrong now, else what went wrong last; empty when nothing ever did."""
        if self._line.refused:
            return f"the broker refused {', '.join(self._line.refused)}; check this gateway's role there"
        days = self.certificate_days()
        if days is not None and days < _SHORT_DAYS:
            ends = f"ends in {days:.0f} days" if days >= 0 else f"ended {-days:.0f} days ago"
            return f"`tls_cert` {ends}; have it renewed. {self._fault()}".strip()
        renewal = str(self.renewal().get("last_fault", ""))
        if renewal:
            return f"the certificate is not renewed: {renewal}. {self._fault()}".strip()
        if self._looked is not None and self._looked[3]:
            return self._looked[3]
        return self._fault()

    def look_again(self) -> None:
        """The certificate has been replaced."""
        self._looked = None

    def certificate_days(self) -> float | None:
        """Days until our certificate ends; negative after it; None without one."""
        path = self._line.line.settings.tls_cert
        if path is None:
            self._looked = None
            return None
        now = self._clock.monotonic()
        if self._looked is None or self._looked[0] != path or now - self._looked[1] > _LOOK_S:
            try:
                self._looked = (path, now, certificates.ends_ms(path), "")
            except (OSError, ValueError) as fault:
                self._looked = (path, now, None, f"{path}: cannot be read: {fault}; give the PEM file")
        ends = self._looked[2]
        return None if ends is None else round((ends - self._clock.now_ms()) / 86_400_000, 2)

    def _fault(self) -> str:
        if not self._line.connected:
            return self._line.last_fault or "not connected yet"
        return self._uplink.last_error
