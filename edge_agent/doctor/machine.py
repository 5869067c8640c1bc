"""The machine and the service: memory, systemd's unit, the running agent's progress, an unfinished update."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from edge_agent.delivery import proof
from edge_agent.delivery.layout import SERVICE, Layout
from edge_agent.doctor.verdict import Verdict, fault, ok, warning

MEMORY, SERVICE_TOPIC, UPDATE = "memory", "service", "update"
_LOW_MB, _TOO_LOW_MB = 200, 80
_STALE_S = 60.0
_SHOW_S = 10


def judge_memory(meminfo: str) -> Iterator[Verdict]:
    """What /proc/meminfo means."""
    match = re.search(r"^MemAvailable:\s+(\d+) kB", meminfo, re.MULTILINE)
    if match is None:
        return
    available = int(match[1]) // 1024
    text = f"可用 {available} MB / {available} MB available"
    cure = "停止不需要的程序 / stop programs that are not needed"
    if available < _TOO_LOW_MB:
        yield fault(MEMORY, text, cure)
    elif available < _LOW_MB:
        yield warning(MEMORY, text, cure)
    else:
        yield ok(MEMORY, text)


def look_at_unit() -> dict[str, str] | None:
    """What systemd says of the unit; None where there is no systemd."""
    if shutil.which("systemctl") is None or not Path("/run/systemd/system").is_dir():
        return None
    names = "LoadState,ActiveState,SubState,UnitFileState,NRestarts,Result"
    command = ["systemctl", "show", SERVICE, f"--property={names}"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SHOW_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)


def judge_unit(unit: dict[str, str] | None) -> Iterator[Verdict]:
    """What that means."""
    if unit is None:
        yield ok(SERVICE_TOPIC, "没有 systemd,略过 / no systemd here, passed over")
        return
    if unit.get("LoadState") != "loaded":
        yield warning(
            SERVICE_TOPIC, f"{SERVICE}: 未安装 / is not installed", "用安装包安装 / install it from a bundle"
        )
        return
    state = f"{unit.get('ActiveState')} ({unit.get('SubState')})"
    if unit.get("ActiveState") != "active":
        yield fault(
            SERVICE_TOPIC,
            f"{SERVICE}: {state}, {unit.get('Result')}",
            f"journalctl -u {SERVICE} -n 50; systemctl restart {SERVICE}",
        )
    else:
        yield ok(SERVICE_TOPIC, f"{SERVICE}: {state}")
    if unit.get("UnitFileState") != "enabled":
        yield warning(
            SERVICE_TOPIC,
            f"{SERVICE}: 开机不自启 / does not start at boot",
            f"systemctl enable {SERVICE}",
        )
    restarts = int(unit.get("NRestarts") or 0)
    if restarts:
        yield warning(
            SERVICE_TOPIC,
            f"{SERVICE}: 已重启 {restarts} 次 / was started again {restarts} times",
            f"journalctl -u {SERVICE} -p warning",
        )


@dataclass(frozen=True)
class Progress:
    """The agent's progress file: its age in seconds (None: there is none), and what it says of itself."""

    age_s: float | None
    healthy: bool = True

    @property
    def fresh(self) -> bool:
        """Whether the agent has written it lately, and so runs."""
        return self.age_s is not None and self.age_s <= _STALE_S


def look_at_progress(config: Path, now_s: float) -> Progress:
    """Find out."""
    place = proof.place(config)
    sample = None if place is None else proof.read(place)
    if place is None or sample is None:
        return Progress(None)
    return Progress(now_s - place.stat().st_mtime, sample.healthy)


def judge_progress(progress: Progress) -> Iterator[Verdict]:
    """What that means."""
    if progress.age_s is None:
        yield warning(
            SERVICE_TOPIC, "代理尚未运行过 / the agent has not run yet", "启动服务 / start the service"
        )
    elif progress.age_s > _STALE_S:
        yield fault(
            SERVICE_TOPIC,
            f"代理已 {progress.age_s:.0f} 秒没有进展 / the agent has shown no progress for "
            f"{progress.age_s:.0f} s",
            f"systemctl restart {SERVICE}",
        )
    elif not progress.healthy:
        yield fault(
            SERVICE_TOPIC,
            "代理自报不健康 / the agent does not hold itself healthy",
            "edge-agent status 看是哪一部分 / shows which part",
        )
    else:
        yield ok(SERVICE_TOPIC, "代理在运行并有进展 / the agent runs and makes progress")


def judge_update(layout: Layout) -> Iterator[Verdict]:
    """Whether an update hangs between two releases. Nothing is said where nothing was installed."""
    current, confirmed = layout.linked(layout.current), layout.linked(layout.confirmed)
    if confirmed is None:
        return
    if current is None:
        yield fault(
            UPDATE,
            f"{layout.current}: 指向不完整的版本 / points to a release that is not complete",
            "edge-agent update --resume",
        )
    elif current.name != confirmed.name:
        yield warning(
            UPDATE,
            f"{current.name} 在试运行 / is on trial; 已确认 / confirmed: {confirmed.name}",
            "edge-agent update --resume",
        )
    else:
        yield ok(UPDATE, f"{current.name}")
