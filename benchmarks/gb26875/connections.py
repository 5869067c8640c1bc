"""`steppewatch bench gb26875`: 5,000 connections before a server that has one core."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.figures import Figures, percentile
from benchmarks.gb26875.devices import FIRE, NORMAL, Fleet
from benchmarks.server_process import ServerProcess, raise_file_limit, server_process

DEVICES = 5_000
_PATIENCE_S = 300.0
#: Devices beat every 20 to 30 s by habit.
_BEAT_S = 20.0


def run(seconds: float, devices: int = DEVICES) -> Figures:
    """Connect, beat, raise a fire each, end it; what the server's core and memory make of it."""
    count = min(devices, raise_file_limit() - 200)
    with tempfile.TemporaryDirectory(prefix="bench-gb26875-") as folder:
        return asyncio.run(_run(Path(folder), count, seconds))


async def _run(folder: Path, count: int, seconds: float) -> Figures:
    told = ("--folder", str(folder), "--devices", str(count))
    fleet = Fleet(count)
    async with server_process("benchmarks.gb26875.server", *told) as server:
        try:
            began = server.began
            await fleet.connect(began["port"])
            fleet.expect()
            for device in fleet.devices:
                device.beat()
            first_s = await fleet.all_confirmed(_PATIENCE_S)
            at_rest = await _at_rest(server, fleet, seconds)
            before = await server.stats()
            fires = await _everybody(fleet, FIRE)
            fire_latencies = list(fleet.latencies)
            after = await server.stats()
            ends = await _everybody(fleet, NORMAL)
            end = await server.stats()
        finally:
            fleet.close()
    if end["alarms"] != count or fleet.lost > count:
        raise RuntimeError(f"{end['alarms']} fires are stored, of {count}")
    return {
        "connections": end["connections"],
        "first_heartbeats_s": round(first_s, 2),
        "beats_per_s_at_rest": round(count / _BEAT_S, 1),
        "cpu_share_at_rest": round(at_rest, 3),
        "fires_stored": end["alarms"],
        "fires_stored_per_s": round(count / fires, 1),
        "fires_all_stored_s": round(fires, 2),
        "fire_p50_s": round(percentile(fire_latencies, 0.5), 2),
        "fire_p99_s": round(percentile(fire_latencies, 0.99), 2),
        "ends_stored_per_s": round(count / ends, 1),
        "cpu_ms_per_fire": round((after["cpu_s"] - before["cpu_s"]) / count * 1000, 2),
        "rss_mb_before": round(began["rss_mb"], 1),
        "rss_mb": round(end["rss_mb"], 1),
        "kb_per_connection": round((before["rss_mb"] - began["rss_mb"]) * 1000 / count, 1),
    }


async def _everybody(fleet: Fleet, bits: int) -> float:
    """Every device tells of the same state at once; seconds until all are confirmed."""
    fleet.expect()
    for device in fleet.devices:
        device.state(bits)
    return await fleet.all_confirmed(_PATIENCE_S)


async def _at_rest(server: ServerProcess, fleet: Fleet, seconds: float) -> float:
    """The share of its core that the server needs while everybody only beats."""
    before = await _settled(server)
    loop = asyncio.get_running_loop()
    began = loop.time()
    sent = 0
    fleet.expect()
    while (passed := loop.time() - began) < seconds:
        due = int(passed / _BEAT_S * len(fleet.devices))
        for place in range(sent, due):
            fleet.devices[place % len(fleet.devices)].beat()
        sent = max(sent, due)
        await asyncio.sleep(0.02)
    after = await server.stats()
    return float(after["cpu_s"] - before["cpu_s"]) / (loop.time() - began)


async def _settled(server: ServerProcess) -> dict[str, Any]:
    """Once nothing waits to be stored any more."""
    for _ in range(int(_PATIENCE_S * 10)):
        told = await server.stats()
        if not told["waiting"]:
            return told
        await asyncio.sleep(0.1)
    raise TimeoutError("what was said first is still not stored")
