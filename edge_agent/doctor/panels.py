"""The panels behind Modbus TCP: whether anything answers at their address."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from edge_agent.doctor.verdict import Verdict, fault, ok

TOPIC = "modbus"
_DIAL_S = 3.0


@dataclass(frozen=True)
class Panel:
    """What was found of one line; `trouble` is empty when it answered."""

    bus: str
    address: str
    trouble: str = ""


async def look(bus: str, host: str, port: int) -> Panel:
    """Open a connection and close it; no request is sent."""
    address = f"{host}:{port}"
    try:
        async with asyncio.timeout(_DIAL_S):
            _, writer = await asyncio.open_connection(host, port)
    except TimeoutError:
        return Panel(bus, address, f"{_DIAL_S:g} 秒内无应答 / no answer within {_DIAL_S:g} s")
    except OSError as error:
        return Panel(bus, address, error.strerror or str(error))
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return Panel(bus, address)


def judge(panel: Panel) -> Iterator[Verdict]:
    """What that means."""
    where = f"{panel.bus} {panel.address}"
    if panel.trouble:
        yield fault(
            TOPIC,
            f"{where}: 无法连接 / cannot be reached: {panel.trouble}",
            "检查地址、网线与控制器的 Modbus 设置 / check address, cable and the panel's Modbus settings",
        )
    else:
        yield ok(TOPIC, f"{where}: 可连接 / can be reached")
