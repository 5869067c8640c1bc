"""A site's life put together: score, steps, records, people, and what the centre does not know."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy.orm import Session

from cloud.alarms.tables import Alarm
from cloud.duty.days import day_of
from cloud.hazards import service as hazards
from cloud.hazards import state_table as hazard_states
from cloud.hazards.tables import Hazard
from cloud.inspections.state_table import STATE_NAMES as INSPECTION_STATES
from cloud.inspections.state_table import State as InspectionState
from cloud.organisations.position import Position, to_wgs84
from cloud.risk.schemas import RecordOut
from cloud.risk.scores import life_repository, repository, views
from cloud.risk.scores.gathering import Known, gather
from cloud.risk.scores.repository import Seen
from cloud.risk.scores.schemas import (
    ContactOut,
    FactOut,
    HappenedOut,
    MovedBy,
    MovedReason,
    SiteDetail,
    StepOut,
)
from cloud.risk.scores.scoring import unpacked
from cloud.risk.scores.tables import RiskStep
from cloud.risk.scores.what_if import number
from cloud.risk.words import REASON_SUBJECTS, RECORDS, TRAITS, label
from cloud.vocabulary import LabelOut
from models.fire_risk.facts import PLACE
from models.fire_risk.model import Floats
from models.fire_risk.schema import REGISTRY
from telemetry.event_kinds import EVENT_KINDS, EventKind

STEPS: Final = 200
_HOMES_ONLY: Final = frozenset({"households", "elderly_share", "rented_share"})


def detail(session: Session, seen: Seen, now: int) -> SiteDetail:
    """The whole of it. The caller has seen to it that the asker may see the site."""
    row, today = seen.score, day_of(now)
    known = gather(session, now, [row.organisation_id])
    place = views.row_of(known, row)
    told = unpacked(row.facts)
    owner = life_repository.organisation(session, row)
    traits = repository.traits(session, row.subject, row.site_id)
    site = views.sites(session, [seen], now, most=100)[0]
    return SiteDetail.model_validate(
        site.model_dump()
        | {
            "address": owner.address,
            "position": _position(known, place),
            "facts": _facts(told, row.subject),
            "steps": [_step(one) for one in repository.steps(session, row.subject, row.site_id, STEPS)],
            "hazards": [_hazard(one, today) for one in life_repository.hazards(session, row)],
            "alarms": [_alarm(one) for one in life_repository.alarms(session, row)],
            "inspections": [
                _happened(
                    "inspection", one.id, one.submitted_at or one.made_at,
                    INSPECTION_STATES[InspectionState(one.state)], one.note, one.state,
                )
                for one in life_repository.inspections(session, row)
            ],
            "patrols": [
                _happened("patrol", one.id, one.at, RECORDS["patrol"], one.note, str(one.abnormal))
                for one in life_repository.patrols(session, row)
            ],
            "fires": _fires(session, seen),
            "people": [
                ContactOut.model_validate({name: each.get(name, "") for name in ("name", "phone", "duty")})
                for each in owner.contacts
            ],
            "unknown": _unknown(told, row.subject),
            "traits_version": 0 if traits is None else traits.version,
        }
    )  # fmt: skip


def _fires(session: Session, seen: Seen) -> list[HappenedOut]:
    alarms = [_alarm(one) for one in life_repository.alarms(session, seen.score, fires=True)]
    incidents = [
        _happened("incident", one.id, one.opened_at, RECORDS["incident"], one.place, one.state)
        for one in life_repository.incidents(session, seen.score)
    ]
    return sorted([*alarms, *incidents], key=lambda one: -one.at)


def _position(known: Known, place: int) -> tuple[float, float] | None:
    columns = known.sites.columns
    if place < 0 or columns["longitude"][place] != columns["longitude"][place]:
        return None
    given = Position(float(columns["longitude"][place]), float(columns["latitude"][place]))
    at = to_wgs84(given, columns["datum"][place] or "wgs84")
    return at.longitude, at.latitude


def _facts(told: Floats, subject: str) -> list[FactOut]:
    return [
        FactOut(
            name=one.name,
            label=label((one.zh, one.en)),
            value=number(told[0, PLACE[one.name]]),
            trait=one.name in TRAITS,
        )
        for one in REGISTRY
        if subject == "community" or one.name not in _HOMES_ONLY
    ]


def _unknown(told: Floats, subject: str) -> list[LabelOut]:
    """What nobody has said, in words."""
    found = [
        LabelOut(zh=f"{one.label.zh}:未登记", en=f"{one.label.en}: not on record")
        for one in _facts(told, subject)
        if one.value is None and one.name not in ("connected_day", "points")
    ]
    for name, zh, en in (
        ("since_connected", "未接入物联网,设备状况不明", "not connected: nothing is known of its equipment"),
        ("since_inspection", "没有检查记录", "no inspection on record"),
        ("patrols_due:365", "没有上报巡查", "no patrols are reported"),
        ("temperature:30", "没有气象资料", "no weather on record"),
    ):
        if number(told[0, PLACE[name]]) is None:
            found.append(LabelOut(zh=zh, en=en))
    return found


def _step(row: RiskStep) -> StepOut:
    return StepOut.model_validate(
        {
            "id": row.id, "at": row.at, "cause": row.cause, "index": row.safety,
            "index_before": row.safety_before, "band": row.band, "band_before": row.band_before,
            "d90": row.p90, "d365": row.p365, "model": row.model,
            "moved_by": [_moved_by(one) for one in row.moved_by],
            "reasons": [
                MovedReason(
                    subject=one["subject"],
                    label=label(REASON_SUBJECTS[one["subject"]]),
                    text=label((one["zh"], one["en"])),
                    times_before=one["before"],
                    times_after=one["after"],
                )
                for one in row.reasons
            ],
        }
    )  # fmt: skip


def _moved_by(one: dict[str, Any]) -> MovedBy:
    record = RecordOut.model_validate({"kind": one["kind"], "id": one["id"], "day": None})
    return MovedBy(record=record, kind=one["kind"], label=label(RECORDS[one["kind"]]), at=one["at"])


def _hazard(row: Hazard, today: date) -> HappenedOut:
    words = hazard_states.STATE_NAMES[hazard_states.State(row.state)]
    told = _happened("hazard", row.id, row.found_at, words, row.text, row.state)
    told.grade, told.overdue = row.grade, hazard_states.overdue(hazards.standing(row), today)
    return told


def _alarm(row: Alarm) -> HappenedOut:
    entry = EVENT_KINDS[EventKind(row.kind)]
    text = " ".join(part for part in (row.device_zh, row.place_zh) if part)
    return _happened("alarm", row.id, row.raised_at, (entry.zh, entry.en), text, row.outcome or row.state)


def _happened(kind: str, number_: int, at: int, words: Sequence[str], text: str, state: str) -> HappenedOut:
    record = RecordOut.model_validate({"kind": kind, "id": number_, "day": day_of(at).isoformat()})
    return HappenedOut(record=record, at=at, label=LabelOut(zh=words[0], en=words[1]), text=text, state=state)
