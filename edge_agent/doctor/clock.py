"""The clock: whether it can be believed, who keeps it right, and whether it survives a power cut."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from edge_agent.clock_state import EARLIEST_MS, kernel_synced
from edge_agent.doctor.verdict import Verdict, fault, ok, warning
from runtime.clock import now_ms
from telemetry.messages import MAX_TIME_MS

TOPIC = "clock"
_SOURCES = {
    "chrony": (Path("/run/chrony/chronyd.pid"), Path("/run/chrony/chronyd.sock")),
    "systemd-timesyncd": (Path("/run/systemd/timesync"),),
    "ntpd": (Path("/run/ntpd.pid"), Path("/run/ntpsec/ntpd.pid")),
    "ptp4l": (Path("/run/ptp4l"),),
}
_TIMESYNCD_MARK = Path("/run/systemd/timesync/synchronized")


@dataclass(frozen=True)
class Clock:
    """What was found: wall time in milliseconds UTC, whether it is disciplined, by whom, and a clock chip."""

    now_ms: int
    synced: bool
    sources: tuple[str, ...]
    has_chip: bool


def look() -> Clock:
    """Find out."""
    sources = tuple(name for name, marks in _SOURCES.items() if any(mark.exists() for mark in marks))
    synced = _TIMESYNCD_MARK.exists() or kernel_synced()
    return Clock(now_ms(), synced, sources, any(Path("/dev").glob("rtc*")))


def judge(clock: Clock, trusted: bool) -> Iterator[Verdict]:
    """What that means; `trusted` when the settings say to believe the clock unasked."""
    if not EARLIEST_MS <= clock.now_ms < MAX_TIME_MS:
        shown = datetime.fromtimestamp(max(0, clock.now_ms) / 1000, UTC)
        yield fault(
            TOPIC,
            f"时间不可信 / the time cannot be true: {shown:%Y-%m-%d %H:%M} UTC",
            "校时:timedatectl set-time,或接入 NTP / set it with timedatectl set-time, or give it NTP",
        )
    source = ", ".join(clock.sources) or "无 / none"
    if clock.synced:
        yield ok(TOPIC, f"已同步 / synchronised; 来源 / source: {source}")
    elif trusted:
        yield ok(TOPIC, f'配置为信任 / the settings trust it (clock = "trust"); 来源 / source: {source}')
    else:
        yield warning(
            TOPIC,
            f"未同步 / not synchronised; 来源 / source: {source}",
            "启用 chrony 或 systemd-timesyncd,并确认能访问 NTP 服务器 / "
            "enable chrony or systemd-timesyncd and see that it reaches its server",
        )
    if not clock.has_chip and not trusted:
        yield warning(
            TOPIC,
            "没有时钟芯片,断电后时间从过去开始 / there is no clock chip; after a power cut the time "
            "starts in the past",
            "加装 RTC,或保证开机即可访问 NTP / fit an RTC, or make sure that NTP is reached at boot",
        )
