"""Ending the sessions of revoked gateways on a Mosquitto, by taking them over for a moment.

The client id there is the common name, so a client with a certificate of that name takes the session's place;
it goes at once. A gateway that has a good certificate dials again by itself and finds its session as it was;
that of a shut-out gateway is wiped.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Container, Iterable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

from cloud.enrolment.own_authority import OwnAuthority, key_pem, pem
from runtime.logging import get_logger
from runtime.mqtt_line import MqttLine, MqttSettings
from telemetry.gateway_identity import GatewayName

log = get_logger("brokers")

_EACH_S = 10.0
_AT_ONCE = 8
_LIFE_DAYS = 5 / 1440


async def end_sessions(
    authority: OwnAuthority, broker: str, names: Iterable[GatewayName], shut_out: Container[str]
) -> list[GatewayName]:
    """End them; gives those that could not be reached in their time."""
    places = asyncio.Semaphore(_AT_ONCE)
    missed: list[GatewayName] = []

    async def one(name: GatewayName) -> None:
        async with places:
            try:
                async with asyncio.timeout(_EACH_S):
                    await _take_over(authority, broker, name, clean=name.gateway in shut_out)
            except (OSError, TimeoutError) as fault:
                log.warning(
                    "a revoked gateway's session could not be ended", gateway=str(name), fault=str(fault)
                )
                missed.append(name)

    await asyncio.gather(*(one(name) for name in set(names)))
    return missed


async def _take_over(authority: OwnAuthority, broker: str, name: GatewayName, *, clean: bool) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    issued = authority.issue_client(key.public_key(), str(name), _LIFE_DAYS)
    host, _, port = broker.rpartition(":")
    with tempfile.TemporaryDirectory(prefix="steppewatch-") as folder:  # mode 0700
        identity, trusted = Path(folder, "identity.pem"), Path(folder, "trusted.pem")
        text = key_pem(key) + "".join(pem(one) for one in (issued.certificate, *issued.chain))
        await asyncio.to_thread(identity.write_text, text)
        await asyncio.to_thread(trusted.write_text, authority.trusted_pem())
        line = MqttLine(
            MqttSettings(
                host=host,
                port=int(port),
                client_id=str(name),
                tls_ca=trusted,
                tls_cert=identity,
                tls_key=identity,
                clean_session=clean,
            )
        )
        running = asyncio.create_task(line.run())
        try:
            await line.wait_connected()
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
