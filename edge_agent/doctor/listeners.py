"""Where user transmission devices report to: addresses of this machine, free or held by our agent."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator
from dataclasses import dataclass

from edge_agent.doctor.verdict import Verdict, fault, ok

TOPIC = "uitd"


@dataclass(frozen=True)
class Listener:
    """What was found of one address; `error` is the number of what the system said, 0 for nothing."""

    bus: str
    address: str
    error: int = 0


def look(bus: str, host: str, port: int, *, udp: bool) -> Listener:
    """Bind to the address and let it go again; nothing is accepted meanwhile."""
    kind = socket.SOCK_DGRAM if udp else socket.SOCK_STREAM
    address = f"{host}:{port}/{'udp' if udp else 'tcp'}"
    try:
        family = socket.getaddrinfo(host, port, type=kind)[0][0]
        with socket.socket(family, kind) as probe:
            if not udp:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        return Listener(bus, address, error.errno or errno.EADDRNOTAVAIL)
    return Listener(bus, address)


def judge(listener: Listener, *, agent_runs: bool) -> Iterator[Verdict]:
    """What that means while our agent runs or does not."""
    where = f"{listener.bus} {listener.address}"
    if not listener.error:
        yield ok(TOPIC, f"{where}: 空闲 / is free")
    elif listener.error == errno.EADDRINUSE and agent_runs:
        yield ok(TOPIC, f"{where}: 使用中,代理在运行 / is in use, and the agent runs")
    elif listener.error == errno.EADDRINUSE:
        yield fault(
            TOPIC,
            f"{where}: 被其他程序占用 / is held by another program",
            "停止该程序或换一个端口 / stop that program, or set another port (ss -lntup)",
        )
    elif listener.error == errno.EACCES:
        yield fault(
            TOPIC, f"{where}: 不允许 / is not allowed", "使用 1024 以上的端口 / set a port of 1024 or above"
        )
    else:
        yield fault(
            TOPIC,
            f"{where}: 本机没有此地址 / this machine has no such address",
            "改正 listen_tcp、listen_udp / correct listen_tcp or listen_udp",
        )
