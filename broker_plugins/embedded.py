"""`steppewatch broker`: a broker behind our policy, embedded (amqtt) or mosquitto, from one TOML file."""

from __future__ import annotations

import argparse
import asyncio
import resource
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Literal

from pydantic import ValidationInfo, field_validator

from broker_plugins import credentials
from broker_plugins.amqtt_broker import MAX_SESSIONS, MAX_STRANGERS, GuardedBroker
from broker_plugins.amqtt_policy import configuration
from broker_plugins.certificates import RevocationList, server_context
from broker_plugins.mosquitto import Mosquitto
from runtime import logging, process
from runtime.faults import PlainFault, tell
from runtime.settings import HostPort, ListenAnywhere, Settings, SettingsPath, is_loopback, load

log = logging.get_logger("broker")

_OTHER_FILES = 200


class BrokerTls(Settings):
    """Gateways and services show certificates (amqtt only)."""

    certificate: SettingsPath
    key: SettingsPath
    trusted: SettingsPath
    revocation_list: SettingsPath | None = None


class BrokerSettings(Settings):
    """A broker's TOML file. Beyond loopback only with `tls`."""

    tls: BrokerTls | None = None
    listen: ListenAnywhere = HostPort("127.0.0.1", 1883)
    credentials: SettingsPath
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @field_validator("listen")
    @classmethod
    def _secure(cls, listen: HostPort, info: ValidationInfo) -> HostPort:
        if info.data.get("tls") is None and not is_loopback(listen.host):
            raise ValueError(
                f"{listen.host} can be reached from the network; set `tls`, or listen on 127.0.0.1"
            )
        return listen


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until a signal; the exit code."""
    arguments = _parser().parse_args(argv)
    try:
        settings = load(arguments.config, BrokerSettings)
    except PlainFault as fault:
        return tell(fault)
    logging.configure(settings.log_level)
    engines: dict[str, Callable[[asyncio.Event], Awaitable[None]]] = {
        "amqtt": partial(serve_amqtt, settings),
        "mosquitto": partial(
            serve_mosquitto, settings, arguments.config.with_suffix(".mosquitto").absolute()
        ),
    }
    return process.run_until_signalled(engines[arguments.engine])


async def serve_amqtt(settings: BrokerSettings, stop: asyncio.Event) -> None:
    """Serve with the embedded broker until `stop` is set."""
    listener = process.open_listener(settings.listen.host, settings.listen.port)
    _make_room()
    with listener:
        credentials.read(settings.credentials)  # a fault in the file is told before amqtt wraps it
        tls, revocation_list = None, None
        if settings.tls is not None:
            tls = server_context(settings.tls.certificate, settings.tls.key, settings.tls.trusted)
            revocation_list = settings.tls.revocation_list
            if revocation_list is not None:
                RevocationList(revocation_list)
        broker = GuardedBroker(
            configuration(settings.credentials, settings.listen, revocation_list), listener, tls
        )
        await broker.start()
        process.ready_line(f"broker {settings.listen}")
        try:
            await stop.wait()
        finally:
            await broker.shutdown()
            log.info(
                "broker stopped",
                dropped=broker.dropped,
                denied=broker.denied,
                refused=broker.refused,
                oversize=broker.oversize,
                malformed=broker.malformed,
                revoked=broker.revoked,
            )


def _make_room() -> None:
    """Let this process hold as many connections as the broker lets in, where the system allows it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MAX_SESSIONS + MAX_STRANGERS + _OTHER_FILES
    room = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < room:
        resource.setrlimit(resource.RLIMIT_NOFILE, (room, hard))
        if room < wanted:
            log.warning(
                "the system allows fewer connections than the broker holds", files=room, wanted=wanted
            )


async def serve_mosquitto(settings: BrokerSettings, folder: Path, stop: asyncio.Event) -> None:
    """Serve with a mosquitto process until `stop` is set; its files are rendered into `folder`."""
    if settings.tls is not None:
        raise PlainFault("`tls` is for amqtt; for mosquitto run `steppewatch broker-config mosquitto`")
    engine = Mosquitto(settings.listen, settings.credentials.absolute(), folder)
    try:
        await engine.start()
        process.ready_line(f"broker {settings.listen}")
        await engine.serve(stop)
    finally:
        await engine.stop()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="steppewatch broker", description="An MQTT broker that holds every client to its own topics."
    )
    parser.add_argument("--config", type=Path, required=True, metavar="FILE", help="the broker's TOML file")
    parser.add_argument(
        "--engine",
        choices=("amqtt", "mosquitto"),
        default="amqtt",
        help="amqtt (embedded, the default) or an installed mosquitto",
    )
    return parser
