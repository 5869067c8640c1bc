"""thingsboard-gateway: installed into its own environment once, configured as favourably as it allows.

Favourably: one Modbus connection a panel, all its registers in one request (its wide-range option), values
sent as received without comparing (the cheapest report strategy), storage in memory (its default; ours is on
the disk), no rate limits, large packs, logging at ERROR, statistics and remote configuration off. The
wide-range option gives every register of a panel the same type and scale and a name made of its address; a
site whose points have names, types and scales of their own lists them one by one, and then the gateway asks
for them one by one: that is `named`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from runtime.faults import PlainFault
from simulators.processes import Child

#: pymodbus in exactly the version it would fetch for itself while it runs, and what goes with it.
PACKAGES = ("thingsboard-gateway==3.8.5", "pymodbus==3.9.2", "pyserial==3.5", "pyserial-asyncio==0.6")
_STAMP = ".installed"
_REGISTER = {"type": "16uint", "functionCode": 3, "objectsCount": 1}
_LOGGERS = ("database", "service", "connector", "converter", "tb_connection", "storage", "extension")


def cache_folder() -> Path:
    """Where benchmarks keep what they fetch."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "steppewatch" / "bench"


def install(cache: Path, say: Callable[[str], None]) -> Path:
    """The interpreter of the peer's environment, made on first use. Raises PlainFault when it cannot be."""
    folder = cache / "thingsboard-gateway"
    python = folder / "bin" / "python"
    stamp = folder / _STAMP
    wanted = "\n".join(PACKAGES)
    if python.exists() and stamp.exists() and stamp.read_text() == wanted:
        return python
    say(f"正在安装 {PACKAGES[0]} → {folder} / installing, once")
    stamp.unlink(missing_ok=True)
    pip = [str(python), "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "off"]
    for command in ([sys.executable, "-m", "venv", "--clear", str(folder)], [*pip, *PACKAGES]):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            words = (done.stderr or done.stdout).strip().splitlines()[-3:]
            raise PlainFault(
                f"{folder}: 无法安装 {PACKAGES[0]} / it cannot be installed: {' '.join(words)}; "
                "检查网络,或加 --no-peer 只测本方 / check the network, or add --no-peer to measure ours alone"
            )
    stamp.write_text(wanted)
    return python


def write_settings(
    folder: Path, broker_port: int, panel_ports: Sequence[int], points: int, *, named: bool = False
) -> None:
    """Its three files: the gateway, its logging, and the Modbus connector."""
    (folder / "logs").mkdir(parents=True, exist_ok=True)
    for name, settings in (
        ("tb_gateway.json", _gateway(broker_port)),
        ("logs.json", _logs()),
        ("modbus.json", _modbus(panel_ports, _named(points) if named else _wide(points))),
    ):
        (folder / name).write_text(json.dumps(settings, indent=2))


def process(python: Path, folder: Path) -> Child:
    """The gateway, not yet started; its settings in `folder`."""
    start = (
        "import os, runpy; os.environ['TB_GW_CONFIG_DIR'] = os.getcwd(); "
        "runpy.run_module('thingsboard_gateway.tb_gateway', run_name='__main__')"
    )
    return Child("thingsboard-gateway", [str(python), "-c", start], folder)


def _gateway(broker_port: int) -> dict[str, Any]:
    unlimited = ("rateLimits", "dpRateLimits", "messagesRateLimits", "deviceMessagesRateLimits")
    limits = dict.fromkeys((*unlimited, "deviceRateLimits", "deviceDpRateLimits"), "0:0,")
    return {
        "thingsboard": {
            "host": "127.0.0.1",
            "port": broker_port,
            "remoteShell": False,
            "remoteConfiguration": False,
            "latencyDebugMode": False,
            "statistics": {"enable": False, "statsSendPeriodInSeconds": 3600},
            "deviceFiltering": {"enable": False, "filterFile": "list.json"},
            "maxPayloadSizeBytes": 262_144,
            "minPackSendDelayMS": 50,
            "minPackSizeToSend": 500,
            "checkConnectorsConfigurationInSeconds": 3600,
            "handleDeviceRenaming": False,
            "security": {"type": "accessToken", "accessToken": "bench"},
            "qos": 1,
            "reportStrategy": {"type": "ON_RECEIVED"},
            "checkingDeviceActivity": {"checkDeviceInactivity": False},
            **limits,
        },
        "storage": {"type": "memory", "read_records_count": 1000, "max_records_count": 100_000},
        "grpc": {"enabled": False},
        "connectors": [{"type": "modbus", "name": "modbus", "configuration": "modbus.json"}],
    }


def _modbus(ports: Sequence[int], series: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": "modbus",
        "logLevel": "ERROR",
        "enableRemoteLogging": False,
        "master": {"slaves": [_slave(number, port, series) for number, port in enumerate(ports)]},
    }


def _wide(points: int) -> list[dict[str, Any]]:
    every = {"tag": "r_${address}", "address": f"0-{points - 1}", "maxRegistersPerRequest": 125}
    return [every | _REGISTER]


def _named(points: int) -> list[dict[str, Any]]:
    return [{"tag": f"r_{register}", "address": register} | _REGISTER for register in range(points)]


def _slave(number: int, port: int, series: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "host": "127.0.0.1",
        "port": port,
        "type": "tcp",
        "method": "socket",
        "unitId": 1,
        "deviceName": f"panel-{number}",
        "deviceType": "default",
        "timeout": 5,
        "byteOrder": "BIG",
        "wordOrder": "BIG",
        "retries": 1,
        "pollPeriod": 1000,
        "connectAttemptTimeMs": 500,
        "connectAttemptCount": 5,
        "waitAfterFailedAttemptsMs": 30_000,
        "reportStrategy": {"type": "ON_RECEIVED"},
        "attributes": [],
        "timeseries": series,
        "attributeUpdates": [],
        "rpc": [],
    }


def _logs() -> dict[str, Any]:
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "plain", "stream": "ext://sys.stderr"}
        },
        "loggers": {
            name: {"handlers": ["console"], "level": "ERROR", "propagate": False} for name in _LOGGERS
        },
        "root": {"level": "ERROR", "handlers": ["console"]},
    }
