"""Renewing the certificate while the agent runs: asked for in time, in force at once, taken back if refused.

1. Two thirds into its life the next certificate is asked for, by the present key. Refused or out of reach:
   again after growing pauses, and said in status and health.
2. The file is replaced, then the line dials anew with it. What had no receipt goes again: nothing is lost.
3. If the line was up before and does not come up with the new certificate, the old file is put back and the
   line dials with that; the next try comes later.

What reads certificates is imported only where there is one to renew: it takes ten megabytes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from edge_agent.config import AgentSettings
from runtime.backoff import Backoff
from runtime.clock import Clock
from runtime.faults import PlainFault
from runtime.files import replace_file
from runtime.logging import get_logger
from telemetry.gateway_identity import GatewayName

if TYPE_CHECKING:
    from edge_agent.enrolment.identity_file import Certificate, IdentityFile

log = get_logger("enrolment")

_LOOK_S = 600.0


class Line(Protocol):
    """What rotation sees of the line to the centre."""

    @property
    def connected(self) -> bool:
        """Whether it is up."""
        ...

    async def wait_connected(self) -> None:
        """Return once it is."""
        ...


class Pace(NamedTuple):
    """Seconds: between two looks, for a line to come up again, and of the pauses after a failure."""

    look_s: float = _LOOK_S
    proof_s: float = 60.0
    first_s: float = 60.0
    limit_s: float = 21_600.0


class Rotation:
    """Keeps the certificate young. `run` until cancelled."""

    def __init__(
        self,
        settings: Callable[[], AgentSettings],
        line: Line,
        redial: Callable[[], None],
        clock: Clock,
        pace: Pace | None = None,
    ) -> None:
        self._settings = settings
        self._line = line
        self._redial = redial
        self._clock = clock
        self._pace = pace or Pace()
        self._backoff = Backoff(self._pace.first_s, 2.0, self._pace.limit_s, 0.2)
        self._due_ms: int | None = None
        self.fault = ""
        self.renewed = 0

    def told(self) -> Mapping[str, Any]:
        """For the status."""
        return {"due_at": self._due_ms, "renewed": self.renewed, "last_fault": self.fault}

    async def run(self) -> None:
        """Look, and renew when it is time."""
        while True:
            pause_s = self._pace.look_s
            try:
                await self._look()
                self.fault = ""
                self._backoff.reset()
            except (PlainFault, OSError) as fault:
                self.fault = str(fault)[:400]
                pause_s = self._backoff.next()
                log.warning("the certificate was not renewed", fault=self.fault, again_in_s=round(pause_s))
            await asyncio.sleep(pause_s)

    async def _look(self) -> None:
        settings = self._settings()
        enrolment, path = settings.enrolment, settings.uplink.tls_cert
        if enrolment is None or not enrolment.rotate or path is None:
            self._due_ms = None
            return
        if settings.uplink.tls_key != path:
            raise PlainFault(
                "tls_cert 与 tls_key 须为同一文件才能自动续期 / "
                "only a certificate in one file with its key is renewed; run edge-agent enrol"
            )
        from edge_agent.enrolment.identity_file import IdentityFile

        identity = IdentityFile(path)
        certificate = await asyncio.to_thread(identity.certificate)
        self._due_ms = certificate.renew_ms
        now = self._clock.now_ms()
        if now < certificate.renew_ms:
            return
        if now >= certificate.ends_ms:
            raise PlainFault(
                "证书已过期,请用新的注册码运行 edge-agent enrol / the certificate has ended; "
                "run edge-agent enrol with a fresh code"
            )
        was_up = self._line.connected
        fresh = await asyncio.to_thread(self._renew, settings, identity, certificate)
        await self._put_in_force(identity, was_up)
        self._due_ms = fresh.renew_ms
        self.renewed += 1
        log.info("the certificate was renewed", serial=fresh.serial, ends_ms=fresh.ends_ms)

    def _renew(self, settings: AgentSettings, identity: IdentityFile, old: Certificate) -> Certificate:
        if settings.enrolment is None:
            raise PlainFault("no [enrolment] in the settings")
        from edge_agent.enrolment.centre_client import CentreClient, read_ca

        client = CentreClient(settings.enrolment.centre, read_ca(settings.enrolment.ca))
        name = GatewayName(settings.area, settings.gateway)
        request = identity.request(name)
        nonce = client.nonce()
        answer = client.renew(old.serial, request, nonce, identity.proof(nonce, request))
        fresh = identity.take(answer.certificate, name)
        if settings.uplink.tls_ca is not None and settings.uplink.tls_ca.parent == identity.path.parent:
            _keep_trusted(settings.uplink.tls_ca, answer.trusted)
        return fresh

    async def _put_in_force(self, identity: IdentityFile, was_up: bool) -> None:
        self._redial()
        if not was_up:
            return
        try:
            async with asyncio.timeout(self._pace.proof_s):
                await self._line.wait_connected()
        except TimeoutError:
            if await asyncio.to_thread(identity.go_back):
                self._redial()
            raise PlainFault(
                "代理服务器不接受新证书,已退回旧证书 / the broker does not take the new certificate; "
                "the old one is in force again"
            ) from None


def _keep_trusted(path: Path, trusted: str) -> None:
    from edge_agent.enrolment.identity_file import give_to_owner

    if path.read_text("ascii") != trusted:
        replace_file(path, trusted, 0o644)
        give_to_owner(path)
