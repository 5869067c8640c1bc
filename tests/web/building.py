"""A building for the page's tests: its gateway, its parts, and curves, in the shapes of the HTTP API."""

from __future__ import annotations

import csv
import math
from pathlib import Path
from typing import Any, NamedTuple

from telemetry.analog_types import ANALOG_TYPES
from telemetry.component_types import COMPONENT_TYPES, SYSTEM_TYPES
from telemetry.event_kinds import EVENT_KINDS

Json = dict[str, Any]
RANKS = {kind.value: entry.rank for kind, entry in EVENT_KINDS.items()}
GATEWAY = "gw-150102-0001"
AREA = "150102"
BUILDING = {"zh": "草原哨示范楼", "en": "Steppewatch demo building"}


class Row(NamedTuple):
    """One part: a line of parts.csv."""

    part: str
    system: int
    component: int
    zh: str
    en: str
    device_zh: str
    device_en: str
    stale_after_s: float | None
    analog: tuple[int, ...]


def _rows() -> tuple[Row, ...]:
    with (Path(__file__).parent / "parts.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Row(
                **{key: line[key] for key in ("part", "zh", "en", "device_zh", "device_en")},
                system=int(line["system"]),
                component=int(line["component"]),
                stale_after_s=float(line["stale_after_s"]) if line["stale_after_s"] else None,
                analog=tuple(int(code) for code in line["analog"].split()),
            )
            for line in csv.DictReader(file)
        )


PARTS = _rows()
BY_PART = {row.part: row for row in PARTS}
_STATES = (
    ("raised", "报警", "raised"),
    ("acknowledged", "已确认", "acknowledged"),
    ("verified", "已核实", "verified"),
    ("dispatched", "已派警", "dispatched"),
    ("closed", "已关闭", "closed"),
)
_QUALITIES = (
    ("good", "正常", "good"),
    ("stale", "过时", "stale"),
    ("out-of-range", "超量程", "out of range"),
    ("uncertain", "不确定", "uncertain"),
    ("substituted", "替代值", "substituted"),
    ("unknown", "未知", "unknown"),
)


def term(table: Any, code: int) -> Json:
    """A code with its names."""
    found = table.get(code)
    return {"code": code, "zh": found.zh, "en": found.en}


def vocabulary() -> Json:
    """What `GET /api/v1/vocabulary` says."""
    return {
        "kinds": [
            {"kind": e.kind.value, "rank": e.rank, "zh": e.zh, "en": e.en, "alarm": e.alarm}
            for e in EVENT_KINDS.values()
        ],
        "analog_types": [
            {"code": t.code, "slug": t.slug, "zh": t.zh, "en": t.en, "unit": t.unit}
            for t in ANALOG_TYPES.values()
        ],
        "component_types": [term(COMPONENT_TYPES, row.component) for row in PARTS],
        "system_types": [term(SYSTEM_TYPES, entry.code) for entry in SYSTEM_TYPES.values()],
        "states": [{"state": state, "zh": zh, "en": en} for state, zh, en in _STATES],
        "qualities": [{"quality": quality, "zh": zh, "en": en} for quality, zh, en in _QUALITIES],
    }


def level_of(row: Row, analog_type: int, ts: int, fire_since: int | None) -> float:
    """The value of a quantity at a time: a slow wave, and a growing fire once there is one."""
    wave = math.sin(ts / 97_000 + len(row.part)) + 0.4 * math.sin(ts / 11_000 + row.component)
    growth = 0.0
    if fire_since is not None:
        seconds = (ts - fire_since) / 1000 + 120
        growth = max(0.0, seconds / 60) ** 2
    if analog_type == 131:
        return 96.0 - len(row.part) % 7
    if analog_type == 128:
        return round(max(0.0, 0.11 + 0.04 * wave + growth * 0.6), 2)
    if analog_type == 129:
        return round(max(0.0, 3 + 1.4 * wave + growth * 9))
    return round(max(0.0, 14 + 5 * wave + growth * 20))


def part(row: Row, now: int, fire_since: int | None = None) -> Json:
    """A part, quiet and well, as the API shows it."""
    return {
        "gateway": GATEWAY,
        "part": row.part,
        "device": {"zh": row.device_zh, "en": row.device_en},
        "place": {"zh": row.zh, "en": row.en},
        "system_type": term(SYSTEM_TYPES, row.system),
        "component_type": term(COMPONENT_TYPES, row.component),
        "bits": 1,
        "active": [],
        "quality": "good",
        "last_heard": now - 1000 * (len(row.part) % 9),
        "stale_after_s": row.stale_after_s,
        "readings": [
            {
                "analog_type": analog,
                "value": level_of(row, analog, now, fire_since),
                "ts": now - 1000 * (len(row.part) % 9),
                "quality": "good",
            }
            for analog in row.analog
        ],
    }


def _model(name: str, mode: str, rows: int, scores: list[int]) -> dict[str, Any]:
    return {
        "model": name,
        "version": "1",
        "hash": "674c6105327c",
        "mode": mode,
        "fault": "",
        "rows": rows,
        "seldom": 0,
        "ticks": 3600,
        "skipped": 0,
        "errors": 0,
        "raised": 1,
        "ended": 0,
        "standing": 1 if mode == "live" else 0,
        "tick_us_mean": 840.0,
        "tick_us_p99": 1200.0,
        "scores": scores,
        "drift": [{"channel": "co", "present": 900, "outside": 0.002, "mean": 1.4, "spread": 0.6}],
        "stale_share": 0.01,
    }


def _bus(bus: str, driver: str, requests: int) -> Json:
    return {"bus": bus, "driver": driver, "up": True, "requests": requests, "errors": 0, "last_error": ""}


def gateway(now: int) -> Json:
    """The gateway, online and well."""
    counts = (("event", 1184), ("reading", 40211), ("health", 8640), ("reply", 0))
    return {
        "gateway": GATEWAY,
        "area": AREA,
        "building": BUILDING,
        "building_id": 7,
        "link": "online",
        "last_seen": now - 2000,
        "clock_synced": True,
        "version": "0.1.0",
        "started_at": now - 43_200_000,
        "spool_bytes": 61_440,
        "spool_limit_bytes": 67_108_864,
        "link_ok": True,
        "counts": [
            {
                "stream": stream,
                "published": published,
                "spooled": 0,
                "evicted": 0,
                "stored": published,
                "quarantined": 0,
            }
            for stream, published in counts
        ],
        "buses": [
            _bus("panel-1", "modbus", 172_800),
            _bus("panel-2", "espa", 411),
            _bus("detectors", "mqtt", 5210),
        ],
        "vitals": {
            "config_mark": "5f1c0d9ab2e37744",
            "config_at": now - 43_200_000,
            "config_fault": "",
            "clock_offset_ms": -12.4,
            "clock_offset_error_ms": 3.1,
            "broker": "primary",
            "certificate_days": 212.5,
            "tasks": 24,
            "fds": 31,
            "restarts": {},
            "queues": {"spool": 0},
            "stuck": [],
            "models": [
                _model("early_warning", "live", rows=64, scores=[3790, 12, 4, 1, 0, 0, 0, 1, 2, 0]),
                _model("detector_health", "shadow", rows=48, scores=[410, 3, 0, 0, 0, 0, 0, 0, 0, 1]),
                _model("water_supply", "shadow", rows=0, scores=[0] * 10),
            ],
        },
    }
