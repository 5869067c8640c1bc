"""`edge-agent record`: every byte of a line with its time, by the agent or on a port nobody holds."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

from edge_agent.config import AgentSettings
from edge_agent.drivers.serial_port import SerialPort
from edge_agent.local.client import DoorClient, DoorRefused
from edge_agent.recording.line_file import RX, Header
from edge_agent.recording.recorder import Recorder
from edge_agent.tools import screen
from edge_agent.tools.arguments import add_json
from edge_agent.tools.scan_results import parse_line
from edge_agent.version import version
from runtime.clock import now_ms
from runtime.faults import PlainFault
from runtime.settings import load

_LOOK_S = 0.5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`--config FILE BUS` or `--port PORT [--line 9600-8N1]`; `[--seconds N] [--out DIR] [--json]`."""
    parser.description = (
        "由运行中的代理录制一条总线,或监听空闲串口;Ctrl-C 提前结束。录到 0,什么也没有 1,无法录制 2 / "
        "The running agent records a bus, or a free serial port is listened to; Ctrl-C ends it early. "
        "Exit 0: recorded, 1: nothing came, 2: could not."
    )
    parser.add_argument("--config", type=Path, metavar="FILE", help="配置文件 / the settings file")
    parser.add_argument("bus", nargs="?", metavar="BUS", help="总线名 / the bus's name in the settings")
    parser.add_argument("--port", metavar="PORT", help="没有被占用的串口 / a serial port that nobody holds")
    parser.add_argument("--line", metavar="9600-8N1", default="9600-8N1", help="串口参数 / the line's speed")
    parser.add_argument("--seconds", type=float, default=60.0, metavar="N", help="秒数 / how long")
    parser.add_argument("--out", type=Path, default=Path(), metavar="DIR", help="(--port) 目录 / folder")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Record, and say where. Raises PlainFault."""
    if bool(options.port) == bool(options.config and options.bus):
        raise PlainFault(
            "给出 --config FILE BUS 或 --port PORT 之一 / give one of --config FILE BUS and --port PORT"
        )
    if not 0 < options.seconds <= 86_400:
        raise PlainFault("--seconds: 大于 0,至多 86400 / more than 0, at most 86400")
    try:
        told = _directly(options) if options.port else _by_the_agent(options)
    except DoorRefused as fault:
        sys.stderr.write(f"{options.bus}: {fault}\n")
        return 2
    if options.json:
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write("\n".join([*told["files"], _books(told)]) + "\n")
    return 0 if told["pieces"] else 1


def _books(told: dict[str, Any]) -> str:
    text = f"收 rx {told['rx_bytes']} B, 发 tx {told['tx_bytes']} B"
    if told["dropped"] or told["dropped_parts"]:
        text += f", 丢弃 dropped {told['dropped']} + {told['dropped_parts']} 个文件 files: {told['fault']}"
    return text


def _by_the_agent(options: argparse.Namespace) -> dict[str, Any]:
    door = DoorClient(load(options.config, AgentSettings).spool.path)
    asked = {"bus": options.bus}
    told = door.post("/record", {**asked, "seconds": options.seconds})
    try:
        with screen.progress() as bar:
            task = bar.add_task(options.bus, total=int(options.seconds / _LOOK_S))
            for _ in range(int(options.seconds / _LOOK_S)):
                time.sleep(_LOOK_S)
                running = {row["bus"]: row for row in door.get("/status")["recordings"]}
                if options.bus not in running:
                    return told | {"running": False}
                told = running[options.bus]
                bar.update(task, description=f"{options.bus}: {_books(told)}", advance=1)
    except KeyboardInterrupt:
        pass
    try:
        return door.post("/record", {**asked, "on": False})
    except DoorRefused:  # its time was up between our looks
        return told | {"running": False}


def _directly(options: argparse.Namespace) -> dict[str, Any]:
    line = parse_line(options.line)
    name = "".join(letter if letter.isalnum() else "-" for letter in options.port).strip("-")
    header = Header(
        version=version(),
        bus=name,
        family="line",
        started_at=now_ms(),
        settings={"port": options.port, **line._asdict()},
    )
    options.out.mkdir(parents=True, exist_ok=True)
    recorder = Recorder(options.out, header)

    async def listen() -> None:
        try:
            port = SerialPort.open(options.port, line)
        except (OSError, ValueError) as fault:
            raise PlainFault(str(fault)) from None
        try:
            async with asyncio.timeout(options.seconds):
                async for piece in port.pieces():
                    recorder.take(RX, piece)
        except TimeoutError:
            return
        finally:
            port.close()

    why = "time"
    try:
        asyncio.run(listen())
    except KeyboardInterrupt:
        why = "asked"
    except OSError as fault:
        why = f"the port vanished: {fault}"
        sys.stderr.write(f"{options.port}: {fault}\n")
    finally:
        end = recorder.close(why)
    return {
        "bus": name,
        "files": [str(path) for path in recorder.paths],
        "running": False,
        "fault": recorder.fault,
        "pieces": end.pieces,
        "rx_bytes": end.rx_bytes,
        "tx_bytes": end.tx_bytes,
        "dropped": end.dropped,
        "dropped_parts": end.dropped_parts,
    }
