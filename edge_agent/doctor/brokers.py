"""The brokers, the cloud's and the building's: reached, their certificate good, our login accepted.

The login uses a client id of its own with a clean session, so that the agent's session is not disturbed.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509

from edge_agent.doctor import certificates
from edge_agent.doctor.verdict import Verdict, fault, ok
from runtime import wire
from runtime.mqtt_line import MqttLine
from runtime.mqtt_terms import MqttSettings
from runtime.settings import is_loopback

TOPIC = "broker"
_LOGIN_S = 10.0


@dataclass(frozen=True)
class Broker:
    """What was found: how far we came, and why no further. `expires` is the server's certificate's end."""

    name: str
    address: str
    reached: str = ""
    handshake: str = ""
    login: str = ""
    begins: datetime | None = None
    expires: datetime | None = None


async def look(name: str, settings: MqttSettings) -> Broker:
    """Dial, shake hands, log in; each step only after the one before it."""
    address = f"{settings.host}:{settings.port}"
    try:
        plain = await wire.dial(settings.host, settings.port)
    except OSError as error:
        return Broker(name, address, reached=_reason(error))
    plain.close()
    begins, expires = None, None
    if settings.tls_ca is not None:
        try:
            begins, expires = await _server_certificate(settings)
        except (OSError, ValueError) as error:
            return Broker(name, address, handshake=_reason(error))
    return Broker(name, address, login=await _login(settings), begins=begins, expires=expires)


def judge(broker: Broker, now: datetime) -> Iterator[Verdict]:
    """What that means."""
    where = f"{broker.name} {broker.address}"
    if broker.reached:
        loopback = is_loopback(broker.address.rpartition(":")[0])
        cure = (
            "启动本机代理服务器 / start the broker on this machine"
            if loopback
            else "检查地址、网线、路由与防火墙 / check address, cable, route and firewall"
        )
        yield fault(TOPIC, f"{where}: 无法连接 / cannot be reached: {broker.reached}", cure)
        return
    if broker.handshake:
        yield fault(
            TOPIC,
            f"{where}: TLS 握手失败 / the TLS handshake failed: {broker.handshake}",
            "核对 tls_ca、服务器名与本机时钟 / check tls_ca, the server's name, and this machine's clock",
        )
        return
    if broker.begins is not None and broker.expires is not None:
        yield certificates.judge_term(f"{where} 服务器证书 / server", broker.begins, broker.expires, now)
    if broker.login:
        yield fault(
            TOPIC,
            f"{where}: 登录失败 / the login failed: {broker.login}",
            "核对用户名、密码文件或证书 / check user name, password file or certificate",
        )
    else:
        yield ok(TOPIC, f"{where}: 已连接并登录 / reached and logged in")


async def _server_certificate(settings: MqttSettings) -> tuple[datetime, datetime]:
    assert settings.tls_ca is not None  # noqa: S101 - the caller looked
    context = wire.tls_context(settings.tls_ca, settings.tls_cert, settings.tls_key)
    async with asyncio.timeout(_LOGIN_S):
        _, writer = await asyncio.open_connection(
            settings.host, settings.port, ssl=context, server_hostname=settings.host
        )
    try:
        shown: ssl.SSLObject = writer.get_extra_info("ssl_object")
        found = x509.load_der_x509_certificate(shown.getpeercert(binary_form=True) or b"")
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
    return found.not_valid_before_utc.astimezone(UTC), found.not_valid_after_utc.astimezone(UTC)


async def _login(settings: MqttSettings) -> str:
    """Log in once; gives why not, or nothing."""
    # Beside the agent's own session, and under its name: RabbitMQ's door knows a client id's owner by it.
    own = {"client_id": f"{settings.client_id}:doctor-{secrets.token_hex(4)}", "clean_session": True}
    line = MqttLine(settings.model_copy(update=own))
    running = asyncio.create_task(line.run())
    try:
        async with asyncio.timeout(_LOGIN_S):
            waiting = asyncio.create_task(line.wait_connected())
            while not waiting.done():
                await asyncio.wait({waiting}, timeout=0.05)
                if line.last_fault and not waiting.done():
                    waiting.cancel()
                    return line.last_fault
        return ""
    except TimeoutError:
        return line.last_fault or f"{_LOGIN_S:g} 秒内无应答 / no answer within {_LOGIN_S:g} s"
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


def _reason(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message or str(error)
    return (error.strerror if isinstance(error, OSError) and error.strerror else str(error)) or type(
        error
    ).__name__
