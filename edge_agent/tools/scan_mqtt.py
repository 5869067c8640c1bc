"""`edge-agent scan mqtt`: detectors that speak on a broker, and the profiles that understand them."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from edge_agent.scan import mqtt_devices, snippets
from edge_agent.tools import screen
from edge_agent.tools.scan_results import profiles_of, shown, told
from runtime.arguments import port_number
from runtime.faults import PlainFault
from runtime.mqtt_line import MqttLine, MqttSettings

_CONNECTED_S = 10.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How to reach the broker, what to listen to, and for how long."""
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=port_number, default=1883)
    parser.add_argument("--username")
    parser.add_argument("--password-file", type=Path)
    parser.add_argument("--tls-ca", type=Path, help="非本机必须 / needed off this machine")
    parser.add_argument("--seconds", type=float, default=20.0, help="监听秒数 / how long to listen")
    parser.add_argument("--topic", action="append", metavar="FILTER", help="默认 # / default: #")


def run(options: argparse.Namespace) -> int:
    """Look, and tell. Raises PlainFault."""
    profiles = profiles_of(options.profiles, "mqtt")
    given = {name: getattr(options, name) for name in ("username", "password_file", "tls_ca")}
    try:
        settings = MqttSettings(
            host=options.host,
            port=options.port,
            client_id="steppewatch-scan",
            **{name: value for name, value in given.items() if value is not None},
        )
    except ValueError as fault:
        raise PlainFault(str(fault)) from None
    ear = mqtt_devices.Ear(profiles)
    seconds = max(1, round(options.seconds))
    with screen.progress() as bar:
        task = bar.add_task("MQTT", total=seconds)

        def tell() -> None:
            bar.update(task, description=f"{ear.messages} 条 / messages", advance=1)

        asyncio.run(_listen(settings, options.topic or ["#"], ear, options.seconds, tell))
    found = ear.found()
    announced = ear.announced()
    way = {"host": options.host, "port": options.port} | {
        k: str(v) for k, v in given.items() if v is not None
    }
    snippet = snippets.mqtt("detectors", way, [(device.topic, device.fits[0].profile) for device in found])
    what: dict[str, object] = {
        "devices": [device._asdict() | {"fits": [fit._asdict() for fit in device.fits]} for device in found],
        "announced": [entry._asdict() for entry in announced],
        "not_understood": sorted(ear.not_understood),
        "messages": ear.messages,
        "passed_over": ear.passed_over,
        "settings": snippet if found else "",
    }
    if options.json:
        return told(what, bool(found or announced))
    rows = [
        (
            device.topic,
            str(device.messages),
            ", ".join(f"{fit.profile} {fit.likelihood:.0%}" for fit in device.fits[:3]),
        )
        for device in found
    ]
    rows += [(", ".join(entry.topics), "-", f"{entry.label}: discover = true") for entry in announced]
    nobody = (
        f"{options.seconds:g} 秒内 {ear.messages} 条报文,没有认识的探测器 / {ear.messages} messages, none "
        "of a known detector; 触发一个探测器再试 / set a detector off, or listen longer"
    )
    headings = ("主题 topic", "条 messages", "可能的档案 likely profiles")
    return shown(screen.table(headings, rows) if rows else None, nobody, [snippet] if found else [])


async def _listen(
    settings: MqttSettings,
    topics: Sequence[str],
    ear: mqtt_devices.Ear,
    seconds: float,
    tell: Callable[[], None],
) -> None:
    line = MqttLine(settings, [(topic, 0) for topic in topics])
    running = asyncio.create_task(line.run())

    async def hear() -> None:
        async for incoming in line.messages():
            ear.take(incoming.topic, incoming.payload)
            incoming.ack()

    hearing = asyncio.create_task(hear())
    try:
        try:
            async with asyncio.timeout(_CONNECTED_S):
                await line.wait_connected()
        except TimeoutError:
            where = f"{settings.host}:{settings.port}"
            raise PlainFault(f"{where}: 无法连接 / cannot be reached: {line.last_fault}") from None
        if line.refused:
            raise PlainFault(
                f"拒绝订阅 / the broker refused {', '.join(line.refused)}; 用 --topic / choose with --topic"
            )
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while (left_s := until - loop.time()) > 0:
            await asyncio.sleep(min(1.0, left_s))
            tell()
    finally:
        running.cancel()
        hearing.cancel()
        await asyncio.gather(running, hearing, return_exceptions=True)
