"""`steppewatch broker`: a broker behind our policy, embedded (amqtt) or mosquitto, from one TOML file."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Literal

from broker_plugins import credentials
from broker_plugins.amqtt_broker import GuardedBroker, configuration
from broker_plugins.mosquitto import Mosquitto
from runtime import logging, process
from runtime.faults import PlainFault, tell
from runtime.settings import HostPort, Listen, Settings, SettingsPath, load

log = logging.get_logger("broker")


class BrokerSettings(Settings):
    """A broker's TOML file."""

    listen: Listen = HostPort("127.0.0.1", 1883)
    credentials: SettingsPath
    log_level: Literal["debug", "info", "warning", "error"] = "info"


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
    with listener:
        credentials.read(settings.credentials)  # a fault in the file is told before amqtt wraps it
        broker = GuardedBroker(configuration(settings.credentials, settings.listen), listener)
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
            )


async def serve_mosquitto(settings: BrokerSettings, folder: Path, stop: asyncio.Event) -> None:
    """Serve with a mosquitto process until `stop` is set; its files are rendered into `folder`."""
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
