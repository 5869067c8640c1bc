"""Rows of every kind for two organisations in two counties; each has words and figures of its own.

Whatever is a name or a text holds the tenant's word, whatever is a count or an id is the tenant's number; so
one look at an answer tells whose it is, and a sum over both tells that it is of both.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from sqlalchemy import JSON, Boolean, Float, Integer, LargeBinary, Table, insert
from sqlalchemy.orm import Session

from cloud.database import counters
from cloud.database.base import Base
from cloud.live.classes import ALARM
from cloud.live.repository import CURSOR
from cloud.live.tables import Change
from cloud.quality.formulas import DAY_S, HOUR_S, step_of
from cloud.search import service as search
from cloud.search.service import Entry
from models.fire_risk.facts import NAMES

DAY_MS: Final = DAY_S * 1000


class Tenant(NamedTuple):
    """Who it is. `number` is the id of everything that it has, `place` its place among the two."""

    word: str
    number: int
    place: int
    area: str
    #: Its certificate, as hex.
    serial: str
    #: The name of who imports for it.
    editor: str

    @property
    def gateway(self) -> str:
        return f"gw-{self.word}"

    @property
    def marks(self) -> tuple[str, ...]:
        """What must be in no answer to anybody else."""
        return (self.word, str(self.number), self.serial)


ALPHA: Final = Tenant("alpha", 7_710_001, 1, "150102", "a1fa0a1fa0a1fa", "wang name")
BRAVO: Final = Tenant("bravo", 7_720_002, 2, "150202", "b7a70b7a70b7a7", "bravo editor")
#: What a figure is that was added up over both.
SUM: Final = str(ALPHA.number + BRAVO.number)

#: Tables without a row of any tenant, and why.
NOBODYS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("account", "api_token", "duty_grant", "login_session", "oidc_flow"), "people"),
    **dict.fromkeys(("counter", "job", "ingest_worker", "downsampling", "disk_figure"), "the centre's own"),
    **dict.fromkeys(
        (
            "reading_journal",
            "written_hour",
            "late_hour",
            "series_seen",
            "submitted",
            "transmission_holder",
            "command_count",
            "reply",
        ),
        "between processes; no address shows it",
    ),
    **dict.fromkeys(("transmission_speaker", "transmission_frame"), "of nobody yet: for the whole region"),
    "push_payload": "kept until its device is adopted; no address shows it",
    "duty_certificate": "people",
    "department_share": "people",
    "audit_entry": "for the whole region",
    **dict.fromkeys(("broker_user", "broker_elsewhere"), "for the whole region"),
    **dict.fromkeys(("notification_cursor", "notified_alarm"), "where the look for alarms stands"),
    "search_entry": "put in by the search itself",
    "township": "a public fact",
    **dict.fromkeys(("risk_model", "risk_health", "risk_said", "risk_index_version"), "of the whole region"),
}

#: What has to be among given words, by table and column or by column alone.
_WORDS: Final[Mapping[str, Any]] = {
    "alarm.kind": "fire",
    "alarm.state": "raised",
    "alarm.level": "active",
    "alarm_timeline.action": "raise",
    "alarm_step.role": "seat",
    "alarm_step.kind": "fire",
    "alarm_shelf.kind": "fault",
    "maintenance.mode": "maintenance",
    "dispatch_request.state": "requested",
    "dispatch_request.reason": "verified",
    "dispatch_request.kind": "fire",
    "plan_drawing.media": "image/svg+xml",
    "floor_plan.format": "svg",
    "event_log.kind": "fire",
    "part_kind.kind": "fire",
    "gateway.link": "online",
    "fleet_gateway.link": "silent",
    "fleet_gateway.clock_fault": "offset",
    "stream": "event",
    "dead_letter.state": "open",
    "dead_letter.held": "nothing",
    "category": "chemical",
    "commissioning.state": "in-service",
    "commissioning_step.state": "in-service",
    "commissioning_step.action": "commission",
    "building.datum": "wgs84",
    "building.longitude": 111.7,
    "building.latitude": 40.8,
    "change.kind": "alarm",
    "gateway_command.kind": "duty-check",
    "gateway_command.state": "waiting",
    "transmission_device.profile": "gb26875-generic",
    "transmission_request.kind": "duty-check",
    "transmission_request.state": "waiting",
    "vehicle_position.quality": "good",
    "push_integration.kind": "onenet",
    "import_run.kind": "organisations",
    "import_run.format": "csv",
    "import_run.state": "checked",
    "notification_channel.kind": "page",
    "notification_channel.form": {"kind": "page"},
    "notification_channel.locked": "",
    "notification_recipient.language": "zh",
    "notification_rule.least": "low",
    "notification_rule.quiet_mode": "hold",
    "notification.target": "channel",
    "notification.kind": "fire",
    "notification.moment": "raised",
    "notification.state": "sent",
    "delivery.state": "waiting",
    "delivery.kind": "alarm",
    "duty_check.state": "waiting",
    "duty_check.answered_via": "",
    "duty_handover.state": "offered",
    "duty_handover.content": "{}",
    "duty_escalation.kind": "check-unanswered",
    "duty_entry.kind": "note",
    "duty_figure.period": "day",
    "duty_rota.anchor": "2026-01-01",
    "duty_holiday.day": "2026-01-01",
    "inspector_conflict.kind": "kinship",
    "inspection.origin": "special",
    "inspection.state": "submitted",
    "inspection.due_on": "2026-01-01",
    "inspection_answer.answer": "conform",
    "inspection_answer.item": "escape.clear",
    "inspection_entry.action": "plan",
    "hazard.source": "inspection",
    "hazard.grade": "general",
    "hazard.state": "found",
    "hazard_entry.action": "found",
    "hazard_photo.stage": "found",
    "photo.media": "image/jpeg",
    "draw.state": "drafted",
    "station.kind": "regular",
    "station.longitude": 111.7,
    "station.latitude": 40.8,
    "force_unit.state": "in-station",
    "force_unit.gives": {"water_l": 5000},
    "force_unit.crew": 6,
    "unit_step.signal": "order",
    "unit_step.state": "ordered",
    "unit_step.cause": "centre",
    "incident.state": "open",
    "incident.type": "building-fire",
    "incident.grade": 1,
    "incident.tier": 0,
    "incident.closed_at": 1,
    "incident.outcome": "real",
    "incident.wanted": 0,
    "incident.least": 0,
    "incident.answers": {},
    "incident.longitude": 111.7,
    "incident.latitude": 40.8,
    "incident.probability": 0.5,
    "incident_report.longitude": 111.7,
    "incident_report.latitude": 40.8,
    "dispatch_order.gives": {"water_l": 5000},
    "incident_report.source": "call",
    "incident_report.type": "building-fire",
    "incident_entry.happening": "open",
    "incident_role.role": "commander",
    "incident_attachment.media": "image/jpeg",
    "water_source.kind": "hydrant",
    "water_source.state": "in-use",
    "water_source.longitude": 111.7,
    "water_source.latitude": 40.8,
    "facility.kind": "hospital",
    "facility.closed": False,
    "facility.longitude": 111.7,
    "facility.latitude": 40.8,
    "preplan.valid_from": 1,
    "preplan_drawing.media": "image/png",
    "unit_route.cause": "order",
    "unit_route.kind": "roads",
    "unit_route.line": [[40.8, 111.7], [40.9, 111.7]],
    "crew_link.kind": "unit",
    "crew_link.expires_at": 4_000_000_000_000,
    "carried_device.kind": "drone",
    "supervised_unit.risk": "IV",
    "risk_score.subject": "building",
    "risk_score.band": "IV",
    "risk_score.safety": 20.0,
    "risk_score.scored_at": 1,
    "risk_score.facts": bytes(4 * len(NAMES)),
    "risk_step.subject": "building",
    "risk_step.band": "IV",
    "risk_step.cause": "night",
    "risk_step.safety": 20.0,
    "risk_traits.subject": "building",
    "risk_day.subject": "building",
    "risk_day.band": "IV",
    "risk_day.day": "2026-01-01",
    "risk_warning.subject": "building",
    "risk_warning.rule": "band-worse",
    "risk_warning.desk": "station",
    "risk_warning.state": "raised",
    "risk_warning.band": "IV",
    "risk_warning.due_on": "2026-01-01",
    "risk_warning.record": "hazard",
    "risk_warning.taken_by": None,
    "risk_warning_entry.action": "raise",
    "risk_warning_entry.state": "raised",
    "supervised_unit.credit": "D",
    "fire.status": "confirmed",
    "fire.cause": "electrical",
    "fire.source": "dispatch",
    "work_permit.kind": "hot-work",
    "work_permit.until": "2026-01-01",
    "weather_day.day": "2026-01-01",
    "population_count.day": "2026-01-01",
    "spelling_match.state": "waiting",
    "spelling_match.reasons": ["name.sound"],
    "import_set_aside.kind": "fires",
    "import_set_aside.state": "faulty",
    "import_set_aside.cells": {},
    "import_set_aside.faults": [],
    "import_origin.kind": "fires",
    "system_type": 1,
    "component_type": 42,
    "step_s": HOUR_S,
    "evidence": {},
    "described": {"device": {"zh": "烟感", "en": "smoke"}, "place": {"zh": "三层", "en": "third"}},
}
#: Columns that may be empty and would show whose the row is, or refer to something.
_FILLED: Final = frozenset({"area", "gateway", "part", "seq", "text", "last_heard", "last_seen"})


def fill(session: Session, tenant: Tenant, scope: Mapping[str, Any], now: int) -> None:
    """A row in each table that is not nobody's; webhooks and imports are of the `scope`."""
    classes = {mapper.local_table: mapper.class_ for mapper in Base.registry.mappers}
    given = _given(tenant, scope, now)
    for table in Base.metadata.sorted_tables:
        if table.name not in NOBODYS:
            kinds = classes[table].__annotations__.items()
            lists = {name for name, kind in kinds if "JsonList" in str(kind)}
            row = _row(table, lists, tenant, now) | given.get(table.name, {})
            session.execute(insert(table).values(row))
    session.add(_told_to_the_page(tenant, now))
    name = f"{tenant.word}-name"
    search.put(
        session,
        [Entry("organisation", str(tenant.number), name, "", tenant.word, tenant.area, tenant.number)],
    )
    counters.advance(session, CURSOR)


def _told_to_the_page(tenant: Tenant, now: int) -> Change:
    """A second change: a notification for the page."""
    words = {"zh": tenant.word, "en": tenant.word}
    payload = {
        "id": tenant.word, "kind": "fault", "moment": "raised", "test": False, "sound": "fault", "at": now,
        "alarm": tenant.number, "alarms": 1, "organisations": 1, "title": words, "text": words,
        "gateway": tenant.gateway, "area": tenant.area,
        "organisation_id": tenant.number,
    }  # fmt: skip
    return Change(
        id=tenant.place + 1_000,
        kind="notification",
        rank=ALARM,
        place=tenant.place + 1_000,
        at=now,
        payload=json.dumps(payload),
        area=tenant.area,
        organisation_id=tenant.number,
    )


def drawing_of(tenant: Tenant) -> str:
    """The name of the drawing that it has."""
    return hashlib.sha256(tenant.word.encode()).hexdigest()


def _given(tenant: Tenant, scope: Mapping[str, Any], now: int) -> dict[str, dict[str, Any]]:
    """What cannot be told from the column."""
    number, word = tenant.number, tenant.word
    return {
        "organisation": {"contacts": [{"name": word}]},
        "dead_letter": {"organisation_id": number},
        "plan_drawing": {"sha256": drawing_of(tenant)},
        "floor_plan": {"sha256": drawing_of(tenant)},
        "change": {"id": tenant.place, "payload": json.dumps({"id": number, "gateway": tenant.gateway})},
        "part_events": {"day": step_of(now, DAY_S)},
        "quality_count": {"at": step_of(now, HOUR_S)},
        "fleet_history": {"at": step_of(now, HOUR_S)},
        "webhook": dict(scope),
        "notification_channel": dict(scope),
        "notification_recipient": dict(scope) | {"account_id": None},
        "notification_rule": dict(scope),
        "delivery": {"body": json.dumps({"of": word})},
        "duty_shift": {"start_at": now - 3_600_000, "end_at": now + 3_600_000},
        "transmission_device": {"address": tenant.serial[:12]},
        "import_run": {"by": tenant.editor, "scope": {}},
        "budget_use": {"owner": f"organisation/{number}", "day": now // DAY_MS},
    }


def _row(table: Table, lists: set[str], tenant: Tenant, now: int) -> dict[str, Any]:
    own = {
        "area": tenant.area,
        "gateway": tenant.gateway,
        "serial": tenant.serial,
        "part": f"part-{tenant.word}",
        "seq": 1,
    }
    row: dict[str, Any] = {}
    for column in table.columns:
        name = column.name
        known = next((key for key in (f"{table.name}.{name}", name) if key in _WORDS), None)
        if known is not None:
            row[name] = _WORDS[known]
        elif name in own:
            row[name] = own[name]
        elif name == "id" or name.endswith("_id"):
            row[name] = tenant.number
        elif not column.nullable or name in _FILLED:
            row[name] = [] if name in lists else _value(column, tenant, now)
    return row


def _value(column: Any, tenant: Tenant, now: int) -> Any:
    kind = column.type
    if isinstance(kind, JSON):
        return {}
    if isinstance(kind, Boolean):
        return True
    if isinstance(kind, LargeBinary):
        return tenant.word.encode()
    if isinstance(kind, Float):
        return float(tenant.number)
    if isinstance(kind, Integer):
        return now if column.name.endswith(("at", "until", "_seen", "_heard", "since")) else tenant.number
    length = getattr(kind, "length", None) or 128
    return f"{tenant.word}-{column.name}"[:length]
