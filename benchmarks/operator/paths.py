"""What an operator's page asks the centre for, each time with other parameters."""

from __future__ import annotations

import random
from typing import get_args
from urllib.parse import quote

from benchmarks.operator.asking import Path, asked
from benchmarks.operator.seed import DAY_MS, Region
from cloud.areas.tree import AREAS
from cloud.fleet.orders import ORGANISATION_ORDERS, WorstMeasure
from cloud.organisations.categories import CATEGORIES
from cloud.quality.formulas import SHARES

_COUNTIES = [code for code in AREAS if len(code) == 6]
_LEAGUES = [code for code in AREAS if len(code) == 4]
_WORST = get_args(WorstMeasure)
_QUALITIES = [name for name, *_ in SHARES]
_WORDS = ("酒店", "蒙源", "呼和浩特", "学校", "海拉尔", "mengyuan", "hhht", "xincheng", "150102-000017", "13")


def paths(region: Region) -> dict[str, Path]:
    """Every view and list of the page, by name."""

    def area(dice: random.Random) -> str:
        return dice.choice(["15", dice.choice(_LEAGUES), dice.choice(_COUNTIES)])

    def organisation(dice: random.Random) -> int:
        return dice.randint(1, region.organisations)

    def gateway(dice: random.Random) -> str:
        return region.gateway(organisation(dice))

    def heard(dice: random.Random) -> str:
        while region.planned(number := organisation(dice)):
            pass
        return quote(region.gateway(number))

    def gateways(dice: random.Random) -> dict[str, object]:
        return {
            "area": area(dice),
            "link": dice.choice([None, "silent", "never"]),
            "version": dice.choice([None, "0.0.8"]),
            "clock_fault": dice.choice([None, "true"]),
            "certificate_days": dice.choice([None, 30]),
        }

    return {
        "state": lambda _: "/state",
        "alarms": lambda _: "/alarms?open=true&limit=100",
        "summary": lambda dice: asked("/fleet/summary", area=area(dice)),
        "leagues": lambda _: "/fleet/areas?parent=15",
        "counties": lambda _: "/fleet/areas?parent=15&level=county",
        "areas_below": lambda dice: asked("/fleet/areas", parent=dice.choice(_LEAGUES)),
        "throughput": lambda dice: asked("/fleet/throughput", area=area(dice)),
        "organisations": lambda dice: asked(
            "/fleet/organisations", area=area(dice), sort=dice.choice(list(ORGANISATION_ORDERS)), limit=50
        ),
        "gateways": lambda dice: asked("/fleet/gateways", limit=50, **gateways(dice)),
        "gateway": lambda dice: f"/fleet/gateways/{quote(gateway(dice))}",
        "parts": lambda dice: asked("/parts", gateway=gateway(dice)),
        "worst": lambda dice: asked("/fleet/worst", measure=dice.choice(_WORST), area=area(dice)),
        "versions": lambda dice: asked("/fleet/versions", area=area(dice)),
        "events": lambda dice: asked("/fleet/events", gateway=gateway(dice)),
        "quality": lambda dice: asked("/quality", area=area(dice), sort=dice.choice(_QUALITIES)),
        "quality_of_one": lambda dice: f"/quality/{organisation(dice)}",
        "silent": lambda _: "/supervision/silent-organisations",
        "certificates": lambda dice: asked("/certificates", area=area(dice), ends_within_days=30),
        "codes": lambda _: "/enrolment/codes",
        "dead_letters": lambda dice: asked("/dead-letters", area=area(dice)),
        "dead_letters_of_text": lambda dice: asked("/dead-letters", text=dice.choice(["seq", "area", "ts"])),
        "webhooks": lambda _: "/webhooks",
        "deliveries": lambda _: "/deliveries",
        "budgets_used": lambda _: "/budgets/use",
        "jobs": lambda _: "/jobs",
        "audit": lambda _: "/audit",
        "imports": lambda _: "/imports",
        "search": lambda dice: asked("/search", q=dice.choice(_WORDS)),
        "registry": lambda dice: asked(
            "/organisations",
            area=area(dice),
            category=dice.choice([None, dice.choice(list(CATEGORIES))]),
        ),
        "one_organisation": lambda dice: f"/organisations/{organisation(dice)}",
        "its_gateways": lambda dice: f"/organisations/{organisation(dice)}/gateways",
        "commissioning": lambda dice: f"/organisations/{organisation(dice)}/commissioning",
        "coverage": lambda dice: asked("/coverage", area=area(dice)),
        "its_buildings": lambda dice: f"/organisations/{organisation(dice)}/buildings",
        "its_devices": lambda dice: f"/organisations/{organisation(dice)}/devices",
        "its_points": lambda dice: f"/organisations/{organisation(dice)}/points",
        "readings": lambda dice: asked(
            "/readings",
            gateway=gateway(dice),
            part="panel-1/1-001",
            analog_type=128,
            start=region.now - DAY_MS,
            end=region.now,
        ),
        "events_after": lambda dice: asked("/events", after=dice.randint(0, 1_000), limit=100),
        "gateways_heard": lambda _: "/gateways?limit=100",
        "commands": lambda dice: f"/gateways/{heard(dice)}/commands",
        "shut_out": lambda _: "/revoked-gateways",
        "changes": lambda _: "/export/changes",
        "exported_alarms": lambda _: "/export/alarms",
        "exported_events": lambda _: "/export/events",
        "engines": lambda _: "/timeseries",
        "accounts": lambda _: "/accounts",
        "brokers": lambda _: "/brokers/state",
        "broker_users": lambda _: "/brokers/users",
        "transmission_devices": lambda _: "/transmission-devices",
        "transmission_statistics": lambda _: "/transmission-devices/statistics",
        "push_integrations": lambda _: "/push-integrations",
        "health": lambda _: "/health",
    }
