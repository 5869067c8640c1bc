"""The doctor's round: every check in its order, for the settings of this gateway."""

from __future__ import annotations

import asyncio
import itertools
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from edge_agent.config import AgentSettings
from edge_agent.delivery.layout import Layout
from edge_agent.doctor import (
    brokers,
    certificates,
    clock,
    disk,
    listeners,
    machine,
    packages,
    panels,
    secret_files,
    serial_lines,
    spool,
)
from edge_agent.doctor.verdict import Verdict, fault, ok
from edge_agent.plan import Plan, load_plan
from runtime.faults import PlainFault
from runtime.mqtt_terms import MqttSettings

NAMES = {
    "config": ("配置", "settings"),
    disk.TOPIC: ("磁盘", "disk"),
    clock.TOPIC: ("时钟", "clock"),
    machine.MEMORY: ("内存", "memory"),
    packages.TOPIC: ("软件包", "packages"),
    secret_files.TOPIC: ("密钥文件", "secrets"),
    certificates.TOPIC: ("证书", "certificates"),
    spool.TOPIC: ("落盘队列", "spool"),
    serial_lines.TOPIC: ("串口", "serial ports"),
    panels.TOPIC: ("Modbus", "Modbus"),
    listeners.TOPIC: ("用户信息传输装置", "transmission devices"),
    brokers.TOPIC: ("MQTT", "brokers"),
    machine.SERVICE_TOPIC: ("服务", "service"),
    machine.UPDATE: ("升级", "update"),
}
"""Each topic's name in both languages, in the order of the round."""


def go(config: Path, layout: Layout) -> Iterator[Verdict]:
    """Look at everything. A broken settings file ends what rests on it, and nothing else."""
    plan: Plan | None = None
    try:
        plan = load_plan(config)
        yield ok("config", f"{config}: 正确 / correct, {len(plan.watched)} 个部件 / parts")
    except PlainFault as error:
        cure = (
            "按行改正 / correct it line by line" if config.exists() else f"edge-agent init --output {config}"
        )
        yield fault("config", str(error), cure)
    yield from _of_machine(plan)
    progress = machine.look_at_progress(config, time.time())
    if plan is not None:
        yield from _of_settings(plan.settings, agent_runs=progress.fresh)
    yield from machine.judge_unit(machine.look_at_unit())
    yield from machine.judge_progress(progress)
    yield from machine.judge_update(layout)


def _of_machine(plan: Plan | None) -> Iterator[Verdict]:
    trusted = plan is not None and plan.settings.clock == "trust"
    yield from clock.judge(clock.look(), trusted)
    yield from machine.judge_memory(Path("/proc/meminfo").read_text(encoding="ascii"))
    wanted = packages.wanted_versions(packages.release_requirements())
    yield from packages.judge(packages.look(wanted), sys.version_info[:2])


def _of_settings(settings: AgentSettings, *, agent_runs: bool) -> Iterator[Verdict]:
    found = spool.look(settings.spool.path)
    yield from disk.judge(disk.look(settings.spool.path.parent), settings.spool.limit_bytes, found.size)
    agent = serial_lines.agent_user()
    every = dict(broker_settings(settings))
    for file in dict.fromkeys(itertools.chain.from_iterable(map(_secret_files, every.values()))):
        yield from secret_files.judge(secret_files.look(file), agent)
    now = datetime.now(UTC)
    for name, broker in every.items():
        ours = settings.gateway if name.startswith("uplink") else None
        yield from certificates.check_files(name, broker.tls_ca, broker.tls_cert, broker.tls_key, now, ours)
    yield from spool.judge(found)
    for bus, selector in serial_ports(settings):
        yield from serial_lines.judge(serial_lines.look(bus, selector))
    for found_listener in listening(settings):
        yield from listeners.judge(found_listener, agent_runs=agent_runs)
    yield from asyncio.run(_of_network(settings, every, now))


async def _of_network(
    settings: AgentSettings, every: dict[str, MqttSettings], now: datetime
) -> list[Verdict]:
    """What answers over the network, all asked at once."""
    lines = [bus for bus in settings.modbus if bus.host is not None]
    asked = asyncio.gather(*(panels.look(bus.bus, str(bus.host), bus.port) for bus in lines))
    reached = asyncio.gather(*(brokers.look(name, broker) for name, broker in every.items()))
    verdicts = [verdict for panel in await asked for verdict in panels.judge(panel)]
    return verdicts + [verdict for broker in await reached for verdict in brokers.judge(broker, now)]


def broker_settings(settings: AgentSettings) -> Iterator[tuple[str, MqttSettings]]:
    """Every broker that the settings name, under the name that people know it by."""
    yield "uplink", settings.uplink
    if settings.uplink.backup is not None:
        yield "uplink.backup", settings.uplink.backup
    for bus in settings.mqtt:
        yield bus.bus, bus


def serial_ports(settings: AgentSettings) -> Iterator[tuple[str, str]]:
    """Every serial port that the settings name, with its bus."""
    for panel in settings.serial:
        yield panel.bus, panel.port
    for line in settings.modbus:
        if line.serial is not None:
            yield line.bus, line.serial


def listening(settings: AgentSettings) -> Iterator[listeners.Listener]:
    """Every address that devices of the settings report to, as it is found now."""
    for bus in settings.uitd:
        for listen, udp in ((bus.listen_tcp, False), (bus.listen_udp, True)):
            if listen is not None:
                yield listeners.look(bus.bus, listen.host, listen.port, udp=udp)


def _secret_files(broker: MqttSettings) -> Iterator[Path]:
    for file in (broker.password_file, broker.tls_key):
        if file is not None:
            yield file
