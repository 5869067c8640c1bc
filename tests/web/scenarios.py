"""The scripted parts of the fake cloud: one function a situation."""

from __future__ import annotations

from collections.abc import Callable

from cloud.alarm_watch.evidence import Fact
from tests.web.building import GATEWAY, PARTS
from tests.web.fake_cloud import FakeCloud

TALKING = tuple(row.part for row in PARTS if row.analog)
FLOOD = 300


def quiet(cloud: FakeCloud) -> None:
    """Nothing is wrong."""
    for part in TALKING:
        cloud.read(part)


def fire(cloud: FakeCloud) -> None:
    """One room burns, a second detector follows, the panel starts its fan, and small troubles stand below."""
    quiet(cloud)
    cloud.raise_alarm("heiman-402/smoke", "device-offline", ago_s=5400)
    fault = cloud.raise_alarm("panel-1/1-070", "fault", ago_s=3100, text="门磁断线")
    cloud.decide(fault["id"], "acknowledge", {"by": "李强", "note": ""})
    cloud.raise_alarm("panel-1/1-031", "disabled", ago_s=2000)
    cloud.raise_alarm(
        "aqara-302/smoke", "early-warning", ago_s=95, evidence={"probability": 0.93, "model": "8c1f"}
    )
    first = cloud.raise_alarm(
        "aqara-302/smoke", "fire", ago_s=41, text="smoke: true", evidence={"topic": "zigbee2mqtt/smoke_302"}
    )
    second = cloud.raise_alarm("panel-1/1-023", "fire", ago_s=22, ts_source=None)
    cloud.raise_alarm("panel-1/1-061", "linkage", ago_s=12, consequence_of=first["id"])
    third = cloud.raise_alarm(
        "panel-2/0107", "fire", ago_s=6, clock_synced=False, occurrences=3, text="火警 地下车库B区 107"
    )
    now = cloud.now()
    cloud.weigh(first["id"], 0.02, Fact.EARLY_WARNING, Fact.DETECTOR_IN_BUILDING, Fact.WORKS)
    cloud.weigh(second["id"], 0.02, Fact.DETECTOR_IN_BUILDING)
    cloud.weigh(third["id"], 0.06, Fact.CHATTER, Fact.RECENTLY_FALSE)
    cloud.change_alarm(first["id"], wait_until=now + 107_000)
    cloud.change_alarm(second["id"], wait_until=now + 126_000)
    cloud.change_alarm(third["id"], chatter=True, timed_out_at=now - 1000)
    cloud.note(first["id"], "escalate", "值班席位 / seat on duty", ago_s=41)
    cloud.ahead[first["id"]] = [
        {"at": now + 19_000, "role": "safety-manager", "zh": "消防安全管理人", "en": "safety manager"},
        {"at": now + 139_000, "role": "area-supervisor", "zh": "辖区监督员", "en": "area supervisor"},
    ]
    cloud.change_part("heiman-402/smoke", quality="stale")
    cloud.change_part("shelly-2/smoke", last_heard=None, bits=None, quality="unknown", readings=[])
    cloud.refuse("`seq` must be an integer from 1, got text")


def flood(cloud: FakeCloud) -> None:
    """Three hundred alarms at once."""
    quiet(cloud)
    kinds = ("fire", "fire", "linkage", "fault", "supervisory", "device-offline")
    for number in range(FLOOD):
        row = PARTS[number % len(PARTS)]
        cloud.raise_alarm(
            row.part,
            kinds[number % len(kinds)],
            ago_s=(FLOOD - number) * 0.4,
            place={"zh": f"{row.zh} {number + 1:03d}", "en": f"{row.en} {number + 1:03d}"},
        )


def works(cloud: FakeCloud) -> None:
    """A fire while a walk test and maintenance are under way."""
    fire(cloud)
    cloud.declare(
        {
            "mode": "walk-test", "gateway": GATEWAY, "parts": ["panel-1/1-023", "panel-1/1-031"],
            "reason": "年度检测,一层感烟探测器逐个试验", "by": "安装公司 赵磊", "minutes": 120,
        }
    )  # fmt: skip
    cloud.declare(
        {
            "mode": "maintenance", "gateway": GATEWAY, "parts": ["panel-1/1-052"],
            "reason": "更换压力开关", "by": "李强", "minutes": 45,
        }
    )  # fmt: skip
    logged = cloud.raise_alarm("panel-1/1-031", "fire", ago_s=3, maintenance_id=1)
    cloud.change_alarm(logged["id"], state="verified", outcome="test")


def silent(cloud: FakeCloud) -> None:
    """The gateway has gone silent with a bus down, records waiting, some lost, a doubtful clock."""
    fire(cloud)
    gateway = cloud.gateways[GATEWAY]
    counts = [
        {**count, "spooled": 41, "evicted": 12 * (count["stream"] == "reading")}
        for count in gateway["counts"]
    ]
    buses = [dict(bus) for bus in gateway["buses"]]
    buses[1].update(up=False, errors=17, last_error="/dev/ttyS1: no answer to three polls; check the cable")
    cloud.change_gateway(
        link="silent", last_seen=cloud.now() - 74_000, clock_synced=False, link_ok=False,
        spool_bytes=58_000_000, counts=counts, buses=buses,
    )  # fmt: skip


SCENARIOS: dict[str, Callable[[FakeCloud], None]] = {
    "quiet": quiet,
    "fire": fire,
    "flood": flood,
    "works": works,
    "silent": silent,
}
