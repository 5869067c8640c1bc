"""Rows of a region: organisations by county, their gateways, books, parts, events, letters. From a seed."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Iterator
from typing import Any, Final

from sqlalchemy.orm import Session

from cloud.access.tables import Ledger
from cloud.database import bulk
from cloud.database.engine import Database
from cloud.dead_letters.tables import DeadLetter
from cloud.enrolment.tables import Certificate
from cloud.events.tables import EventRow
from cloud.fleet import lag
from cloud.fleet.rollup import STEPS
from cloud.fleet.tables import FleetHistory
from cloud.organisations.categories import CATEGORIES
from cloud.organisations.tables import Commissioning, GatewayPlace, Organisation
from cloud.registry.tables import Gateway, Part
from telemetry.areas import COUNTIES

CHUNK: Final = 2_000
DAY_MS: Final = 86_400_000
_VERSIONS: Final = ("0.1.0", "0.1.0", "0.1.0", "0.0.9", "0.0.8")
_NAMES: Final = ("蒙源", "青城", "草原", "敕勒川", "长调", "呼和", "苏力德", "额吉", "那达慕", "云中")
_KINDS: Final = ("大厦", "酒店", "中学", "医院", "商场", "养老院", "产业园", "化工厂", "超市", "影院")
_CODES: Final = tuple(CATEGORIES)


class Region:
    """So many organisations, one gateway each, spread over the counties by residents."""

    def __init__(self, organisations: int, now: int, *, parts: int = 3, seed: int = 11) -> None:
        self.organisations = organisations
        self.now = now
        self.parts = parts
        self._dice = random.Random(seed)
        self._counties = self._dice.choices(
            [code for code, *_ in COUNTIES], [residents for *_, residents in COUNTIES], k=organisations
        )

    def write(self, database: Database) -> None:
        """Write every row, a chunk of organisations in one transaction."""
        for first in range(1, self.organisations + 1, CHUNK):
            numbers = range(first, min(first + CHUNK, self.organisations + 1))
            with database.write() as session:
                self._organisations(session, numbers)
                self._gateways(session, numbers)
        with database.write() as session:
            bulk.insert(session, EventRow, list(self._events()))
            bulk.insert(session, DeadLetter, list(self._letters()))

    def county(self, number: int) -> str:
        """Where an organisation lies."""
        return self._counties[number - 1]

    def gateway(self, number: int) -> str:
        """An organisation's gateway."""
        return f"gw-{self.county(number)}-{number:06}"

    def _silent(self, number: int) -> bool:
        # Two counties in trouble, and a few gateways everywhere.
        bad = self.county(number) in ("152221", "150722")
        return number % 100 < (40 if bad else 3)

    def _organisations(self, session: Session, numbers: range) -> None:
        bulk.insert(
            session,
            Organisation,
            [
                {
                    "id": number,
                    "number": f"{self.county(number)}-{number:06}",
                    "name": f"{_NAMES[number % 10]}{_KINDS[number // 10 % 10]}{number}",
                    "category": _CODES[number % len(_CODES)],
                    "area": self.county(number),
                    "address": f"海拉尔大街{number % 300 + 1}号",
                    "contacts": [{"name": "王芳", "phone": "0471-1234567", "duty": "消防安全管理人"}],
                    "persons": number % 900,
                    "note": "",
                    "version": 1,
                    "created_at": self.now - 90 * DAY_MS,
                    "changed_at": self.now - 30 * DAY_MS,
                }
                for number in numbers
            ],
        )
        bulk.insert(
            session,
            Commissioning,
            [
                {
                    "organisation_id": number,
                    "area": self.county(number),
                    "category": _CODES[number % len(_CODES)],
                    "persons": number % 900,
                    "state": "planned" if self.planned(number) else "in-service",
                    "since": self.now - 30 * DAY_MS,
                    "gateways": 1,
                    "points_planned": self.parts,
                    "points_heard": 0 if self.planned(number) else self.parts,
                    "heard_at": None if self.planned(number) else self.now,
                    "version": 1,
                }
                for number in numbers
            ],
        )
        bulk.insert(
            session,
            GatewayPlace,
            [
                {
                    "gateway": self.gateway(number),
                    "organisation_id": number,
                    "name": "消控室网关",
                    "points_planned": self.parts,
                    "points_heard": self.parts,
                    "version": 1,
                    "changed_at": self.now,
                }
                for number in numbers
            ],
        )

    def planned(self, number: int) -> bool:
        """Whether an organisation is only planned: nothing of it was ever heard."""
        return number % 11 == 0

    def _gateways(self, session: Session, numbers: range) -> None:
        heard = [number for number in numbers if not self.planned(number)]
        bulk.insert(session, Gateway, [self._gateway(number) for number in heard])
        bulk.insert(
            session, Ledger, [row for number in heard for row in self._ledgers(number, self._sent(number))]
        )
        bulk.insert(
            session, Part, [row for number in heard for row in self.part_rows(number, range(self.parts))]
        )
        bulk.insert(session, Certificate, [self._certificate(number) for number in numbers])

    def _sent(self, number: int) -> int:
        return 5_000 + number % 700

    def _gateway(self, number: int) -> dict[str, Any]:
        silent = self._silent(number)
        sent = self._sent(number)
        return {
            "gateway": self.gateway(number),
            "area": self.county(number),
            "building_zh": f"{_NAMES[number % 10]}{_KINDS[number // 10 % 10]}主楼",
            "building_en": f"Main building {number}",
            "first_seen": self.now - 30 * DAY_MS,
            "last_seen": self.now - (7_200_000 + number * 1000 if silent else number % 40 * 1000),
            "link": "silent" if silent else "online",
            "clock_synced": number % 61 != 0,
            "health_seq": sent,
            "interval_s": 60.0,
            "version": _VERSIONS[number % 5],
            "started_at": self.now - 5 * DAY_MS,
            "spool_bytes": 900_000 if silent else 4_096,
            "spool_limit_bytes": 67_108_864,
            "rss_bytes": 60_000_000,
            "link_ok": not silent,
            "counts": [
                {"stream": stream, "published": sent, "spooled": 0, "evicted": 0}
                for stream in ("event", "reading", "health")
            ],
            "buses": [_bus("panel-1", "modbus", number), _bus("detectors", "mqtt", number + 5)],
            "profiles": {},
            "vitals": _vitals(number, self.now),
            "organisation_id": number if number % 97 else None,
        }

    def _ledgers(self, number: int, sent: int) -> Iterator[dict[str, Any]]:
        for stream in ("event", "reading", "health"):
            values = sent * 20 if stream == "reading" else 0
            quarantined = number % 29 == 0 and stream == "event"
            yield {
                "gateway": self.gateway(number),
                "stream": stream,
                "known": [1, sent],
                "received": sent + number % 3,
                "stored": sent - 2 * quarantined,
                "duplicates": number % 3,
                "quarantined": 2 * quarantined,
                "presumed_evicted": 0,
                "shed": 40 if number % 53 == 0 and stream == "reading" else 0,
                "values_stored": values,
                "values_invalid": values // 900 if number % 7 == 0 else 0,
                "late": sent // 50 if number % 13 == 0 else 0,
            }

    def part_rows(self, number: int, places: range) -> Iterator[dict[str, Any]]:
        """An organisation's parts at these places of its loop."""
        for at in places:
            yield {
                "gateway": self.gateway(number),
                "part": f"panel-1/1-{at + 1:03}",
                "system_type": 1,
                "system_address": 1,
                "component_type": 42,
                "component_address": at + 1,
                "device_zh": "感烟探测器",
                "device_en": "Smoke detector",
                "place_zh": f"{at % 9 + 1}层{at + 101}室",
                "place_en": f"Floor {at % 9 + 1}, room {at + 101}",
                "stale_after_s": 120.0 if at % 3 else None,
                "profile": "gst-5000",
                "described_at": self.now - 5 * DAY_MS,
                "bits": 1,
                "bits_seq": 1,
                "snapshot_seq": 1,
                "snapshot_at": self.now,
                "quality": 1 if self._silent(number) or (number + at) % 40 == 0 else 0,
                "last_heard": self.now - 30_000,
            }

    def _certificate(self, number: int) -> dict[str, Any]:
        return {
            "serial": f"{number:032x}",
            "gateway": self.gateway(number),
            "area": self.county(number),
            "organisation_id": number,
            "issued_at": self.now - 60 * DAY_MS,
            "begins_at": self.now - 60 * DAY_MS,
            "ends_at": self.now + (number % 365 + 5) * DAY_MS,
            "key_digest": f"{number:064x}",
            "pem": "",
            "reason": "",
        }

    def _events(self) -> Iterator[dict[str, Any]]:
        heard = [number for number in range(1, self.organisations + 1) if not self.planned(number)]
        count = min(len(heard), 20_000)
        for seq in range(1, count + 1):
            number = heard[(seq * 7) % len(heard) if seq % 3 else (seq // 60) % len(heard)]
            at = self.now - (count - seq) * 3_600_000 // max(count, 1)
            yield {
                "gateway": self.gateway(number),
                "stream": "event",
                "seq": seq,
                "part": f"panel-1/1-{seq % self.parts + 1:03}",
                "kind": "fault" if seq % 2 else "supervisory",
                "active": seq % 4 < 2,
                "bits_before": 1,
                "bits_after": 5,
                "text": "门磁断线",
                "evidence": {},
                "described": {
                    "device": {"zh": "感烟探测器", "en": "Smoke detector"},
                    "place": {"zh": f"{seq % 9 + 1}层", "en": f"Floor {seq % 9 + 1}"},
                },
                "ts_source": None,
                "ts_gateway": at - 30 - seq % 400 - (9_000 if seq % 200 == 0 else 0),
                "ts_cloud": at,
                "clock_synced": True,
                "clock_doubtful": False,
                "digest": seq.to_bytes(32, "big"),
                "area": self.county(number),
                "organisation_id": number,
            }

    def _letters(self) -> Iterator[dict[str, Any]]:
        for at in range(min(self.organisations, 400)):
            number = at + 1
            gateway, payload = self.gateway(number), b'{"type":"event","seq":"many"}'
            yield {
                "first_at": self.now - at * 60_000,
                "last_at": self.now - at * 60_000,
                "topic": f"sw/1/{self.county(number)}/{gateway}/event",
                "place": "$.seq",
                "reason": "Expected `int` >= 1, got `str` - at `$.seq`",
                "size": len(payload),
                "sha256": f"{at:064x}",
                "payload": payload,
                "times": at % 5 + 1,
                "gateway": gateway,
                "stream": "event",
                "area": self.county(number),
                "organisation_id": number,
            }

    def past(self, session: Session, areas: Iterable[str]) -> None:
        """A day behind every area, in the steps of the history, with a wave by day and one bad hour."""
        rows = []
        for step_s, kept_s in STEPS:
            step_ms = step_s * 1000
            count = min(kept_s, 86_400) // step_s
            for area in areas:
                share = self._share(area)
                for back in range(1, count + 1):
                    at = self.now // step_ms * step_ms - back * step_ms
                    busy = 1 + 0.25 * math.sin(at / 14_000_000)
                    bad = 9 * 3_600_000 < self.now - at < 10 * 3_600_000
                    heard = round(self.organisations * share)
                    rows.append(
                        {
                            "area": area,
                            "step_s": step_s,
                            "at": at,
                            "covered_ms": step_ms,
                            "gateways": heard,
                            "online": round(heard * (0.82 if bad else 0.955 + 0.01 * math.sin(at / 9e6))),
                            "received": round(heard * step_s / 20 * busy),
                            "values_stored": round(heard * step_s / 3 * busy),
                            "quarantined": round(heard / 40) if bad else 0,
                            "shed": 0,
                            "lag": lag.bins(
                                40 + (at // step_ms * 7 + n * 13) % (4_000 if bad else 420) for n in range(60)
                            ),
                        }
                    )
        bulk.insert(session, FleetHistory, rows)

    def _share(self, area: str) -> float:
        if area == "15":
            return 1.0
        inside = sum(county.startswith(area) for county in self._counties)
        return inside / max(len(self._counties), 1)

    def live(self, session: Session, numbers: range, messages: int) -> None:
        """The gateways send on: so many more messages each, some of them lost on the way."""
        rows = []
        for number in numbers:
            if self.planned(number) or self._silent(number):
                continue
            lost = number % 17 == 0
            for row in self._ledgers(number, self._sent(number)):
                row["received"] += messages - lost
                row["stored"] += messages - lost
                if row["stream"] == "reading":
                    row["values_stored"] += messages * 20
                    row["values_invalid"] += messages // 4 if number % 7 == 0 else 0
                row["late"] += messages // 6 if number % 13 == 0 else 0
                row["duplicates"] += number % 19 == 0
                rows.append(row)
        bulk.upsert(session, Ledger, rows)
        counts = [
            {"stream": stream, "published": 0, "spooled": 0, "evicted": 0}
            for stream in ("event", "reading", "health")
        ]
        bulk.update(
            session,
            Gateway,
            [
                {
                    "gateway": self.gateway(number),
                    "counts": [count | {"published": self._sent(number) + messages} for count in counts],
                }
                for number in numbers
                if not self.planned(number) and not self._silent(number)
            ],
        )


def _bus(bus: str, driver: str, number: int, more: int = 0) -> dict[str, Any]:
    return {
        "bus": bus,
        "driver": driver,
        "up": number % 31 != 0,
        "requests": 172_800,
        "errors": number % 7 * (1 + more),
        "last_error": "/dev/ttyS1: no answer to three polls; check the cable" if number % 31 == 0 else "",
        "timeouts": number % 11 * 3 * (1 + more),
    }


def _vitals(number: int, now: int) -> dict[str, Any]:
    return {
        "config_mark": "5f1c0d9ab2e37744",
        "config_at": now - DAY_MS,
        "config_fault": "",
        "clock_offset_ms": 4_200.0 if number % 83 == 0 else -12.4,
        "clock_offset_error_ms": 3.1,
        "broker": "primary",
        "certificate_days": float(number % 365 + 5),
        "tasks": 24,
        "fds": 31,
        "restarts": {},
        "queues": {"spool": 0},
        "stuck": [],
    }
