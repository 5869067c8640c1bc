"""What the pages of access show: gateways shut out, devices, platforms, users of brokers, commands."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from benchmarks.operator.seed import Region
from cloud.brokers.tables import BrokerUser
from cloud.centre import Centre
from cloud.commands.tables import CommandCount, GatewayCommand
from cloud.enrolment.tables import ShutOut
from cloud.people.asker import LOCAL
from cloud.push import service as push
from cloud.push.kinds import Kind
from cloud.push.schemas import BrokerIn, IntegrationIn, LabelIn, PushedIn
from cloud.push.tables import PushSpeaker
from cloud.transmission.tables import TransmissionDevice, TransmissionRequest, TransmissionSpeaker

_MINUTE_MS = 60_000
ORGANISATIONS = 30
#: One that the region wrote down, online and the first organisation's.
GATEWAY_OF = 1


def fill_access(centre: Centre) -> str:
    """Write it all down; returns the gateway that the tests look at."""
    now = centre.clock.now_ms()
    region = Region(ORGANISATIONS, now)
    region.write(centre.database)
    gateway = region.gateway(GATEWAY_OF)
    with centre.database.write() as session:
        _shut_out(session, region, now)
        _transmission(session, now)
        _push(session, centre, region, now)
        _users(session, now)
        _commands(session, region, now)
    centre.fleet.look()
    return gateway


def _shut_out(session: Session, region: Region, now: int) -> None:
    for number, reason in ((2, "网关失窃，已报警"), (3, "更换设备")):
        told = {"gateway": region.gateway(number), "area": region.county(number), "by": "赵敏"}
        session.execute(insert(ShutOut).values(at=now - number * 86_400_000, reason=reason, **told))


def _transmission(session: Session, now: int) -> None:
    for number in range(1, 4):
        address = (100_200 + number).to_bytes(6, "little").hex()
        session.add(
            TransmissionDevice(
                address=address,
                gateway=f"uitd-{address}",
                area="150402",
                organisation_id=number,
                name_zh=f"消控室传输装置 {number}",
                name_en=f"Control room device {number}",
                place_zh="一层消控室",
                place_en="Control room, floor 1",
                profile="gb26875-generic",
                keep_alive_s=90.0,
                created_at=now,
                created_by="赵敏",
                version=number,
                last_heard=now - number * _MINUTE_MS,
                last_host="10.20.0.7",
                last_transport="tcp",
                clock_offset_ms=340.0 * number,
            )
        )
    asked: tuple[tuple[str, dict[str, Any], str, dict[str, Any], str], ...] = (
        ("duty-check", {"timeout_min": 10}, "done", {"operator": 3}, "在岗,操作员 3 / on duty, operator 3"),
        (
            "duty-check",
            {"timeout_min": 5},
            "unanswered",
            {},
            "5 分钟内无人应答 / nobody answered within 5 min",
        ),
        ("clock", {}, "done", {"offset_ms": -180, "agrees": True}, "一致 / agrees"),
        ("read-back", {"code": 61, "system_type": 1, "system_address": 1}, "done", _READ, ""),
        (
            "read-back",
            {"code": 85},
            "failed",
            {},
            "装置未连接;请检查装置与线路 / not connected; check its line",
        ),
        ("clock", {}, "waiting", {}, ""),
    )
    for at, (kind, arguments, state, result, text) in enumerate(asked):
        when = now - (len(asked) - at) * 7 * _MINUTE_MS
        session.add(
            TransmissionRequest(
                device_id=1,
                kind=kind,
                arguments=arguments,
                asked_by="赵敏",
                asked_at=when,
                state=state,
                answered_at=None if state == "waiting" else when + 2_300,
                result=result,
                text=text,
            )
        )
    session.add(
        TransmissionSpeaker(
            address="0807060504a3",
            host="10.20.0.9",
            transport="tcp",
            first_at=now - 60 * _MINUTE_MS,
            last_at=now - _MINUTE_MS,
            frames=41,
            fires=1,
        )
    )


_READ: dict[str, Any] = {
    "type": 1,
    "objects": [
        {
            "source": "system",
            "component": "10-2",
            "states": ["fire", "main-power-fault"],
            "values": {"3": 41.5},
            "text": "三层走廊感烟",
            "evidence": {"state": "0003"},
        },
        {"source": "system", "component": "10-3", "states": [], "values": {}, "text": "", "evidence": {}},
    ],
    "rest": "",
    "notes": ["bit 0 is 0 beside an alarm"],
}


def _push(session: Session, centre: Centre, region: Region, now: int) -> None:
    desk = centre.push
    ctwing = IntegrationIn(
        name="aep-chifeng", kind=Kind.CTWING, area="150402", default_profile="ctwing-nb-smoke"
    )
    row, _ = push.create(session, LOCAL, ctwing, desk.folder, desk.readers, desk.settings, now - 86_400_000)
    for number in range(1, 5):
        told = PushedIn(
            area=region.county(number),
            organisation_id=number,
            identity=f"8600000000000{number:02}",
            name=LabelIn(zh=f"{number}0{number}室感烟", en=f"Smoke, room {number}0{number}"),
        )
        push.register(session, LOCAL, row, told.identity, told, desk.readers, now - 86_400_000)
    for number in range(2):
        session.add(
            PushSpeaker(
                integration_id=row.id,
                identity=f"8699999999999{number:02}",
                first_at=now - 3_600_000,
                last_at=now - 90_000,
                pushes=12 + number,
            )
        )
    lora = IntegrationIn(
        name="lora-hohhot",
        kind=Kind.CHIRPSTACK_MQTT,
        area="150102",
        default_profile="milesight-gs524n",
        broker=BrokerIn(host="lora.example", port=8883),
        enabled=False,
    )
    push.create(session, LOCAL, lora, desk.folder, desk.readers, desk.settings, now)
    desk.counts["aep-chifeng"].update(
        received=4_210, stored=4_180, unregistered=25, unreadable=3, not_signed=2
    )
    desk.last["aep-chifeng"] = now - 40_000


def _users(session: Session, now: int) -> None:
    for username, role, area, revoked in (
        ("centre-1", "cloud", None, None),
        ("gw-old-17", "gateway", "150402", now - 3_600_000),
        ("zigbee-bridge", "detector-bridge", None, None),
    ):
        session.add(
            BrokerUser(
                username=username,
                role=role,
                area=area,
                password_hash="$7$101$c2FsdA==$aGFzaA==",
                made_by="赵敏",
                made_at=now - 86_400_000,
                revoked_at=revoked,
            )
        )


def _commands(session: Session, region: Region, now: int) -> None:
    gateway, area = region.gateway(GATEWAY_OF), region.county(GATEWAY_OF)
    given: tuple[tuple[str, dict[str, Any], str, str, dict[str, Any]], ...] = (
        (
            "duty-check",
            {"question": "请按确认键"},
            "done",
            "在岗,白班 王芳 / on duty",
            {"answered_after_s": 41.0},
        ),
        ("read-back", {}, "done", "", {"version": "0.1.0", "parts": 3.0, "config": "c0ffee"}),
        ("clock", {"set": True}, "refused", "未允许校时 / setting is not allowed here", {}),
        ("clock", {}, "sent", "", {}),
    )
    for seq, (kind, arguments, state, text, details) in enumerate(given, start=1):
        asked = now - (len(given) - seq + 1) * 5 * _MINUTE_MS
        session.add(
            GatewayCommand(
                gateway=gateway,
                seq=seq,
                area=area,
                organisation_id=GATEWAY_OF,
                kind=kind,
                arguments=arguments,
                asked_by="赵敏",
                asked_at=asked,
                expires_at=asked + 3_600_000,
                state=state,
                open=state == "sent",
                sent=1 + (state == "sent"),
                next_send_at=now + 3_600_000,
                answered_at=asked + 41_000 if state in ("done", "refused") else None,
                text=text,
                details=details,
            )
        )
    session.add(CommandCount(gateway=gateway, seq=len(given)))
