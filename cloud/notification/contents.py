"""What a message speaks of, as it is said and as programs read it."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from cloud.alarms.tables import Alarm
from cloud.areas.tree import full_name
from cloud.notification import mailbag, matters, repository, words
from cloud.notification.moments import Moment
from cloud.notification.tables import Notification, NotificationMatter
from cloud.organisations.position import Datum, Position, to_wgs84

#: Earlier messages about an alarm that a message refers to.
_BEFORE = 20


def told_of(
    session: Session, row: Notification, *, repeat: bool = False
) -> tuple[words.Notice, dict[str, Any]]:
    """A message's facts: as it is said, and as programs read it."""
    alarm = session.get(Alarm, row.alarm_id) if row.alarm_id is not None else None
    about: Alarm | NotificationMatter | None = alarm or matters.by_id(session, row.matter_id)
    number, owners = mailbag.spoken_of(session, row.id) if row.id else (1, 1)
    known = about.organisation_id if about is not None else None
    owner = repository.organisations(session, [known]).get(known) if known is not None else None
    notice = words.Notice(
        moment=Moment(row.moment),
        kind=row.kind,
        at=row.at,
        place_zh=about.place_zh if about is not None else "",
        place_en=about.place_en if about is not None else "",
        device_zh=alarm.device_zh if alarm is not None else "",
        device_en=alarm.device_en if alarm is not None else "",
        organisation=owner.name if owner is not None else "",
        address=owner.address if owner is not None else "",
        alarm_id=row.alarm_id,
        alarms=max(1, number, row.matters or 0),
        organisations=max(1, owners),
        test=row.test,
        repeat=repeat,
    )
    facts: dict[str, Any] = {
        "gateway": alarm.gateway if alarm is not None else None,
        "area": row.area,
        "organisation_id": row.organisation_id,
        "where": _where(session, notice, about),
    }
    if row.id and row.alarm_id is not None:
        facts["before"] = mailbag.sent_before(session, row, _BEFORE)
    return notice, facts


def _where(
    session: Session, notice: words.Notice, about: Alarm | NotificationMatter | None
) -> dict[str, Any]:
    if about is None:
        return {"zh": "", "en": ""}
    area_zh, area_en = full_name(about.area)
    where: dict[str, Any] = {
        "zh": " ".join(filter(None, (area_zh, notice.organisation, notice.place("zh")))),
        "en": " ".join(filter(None, (area_en, notice.organisation, notice.place("en")))),
        "code": about.area,
    }
    if isinstance(about, Alarm):
        building_id = repository.buildings_of(session, [about.gateway]).get(about.gateway)
    else:
        building_id = about.building_id
    building = repository.building(session, building_id) if building_id is not None else None
    if building is not None and building.longitude is not None and building.latitude is not None:
        datum: Datum = "gcj02" if building.datum == "gcj02" else "wgs84"
        at = to_wgs84(Position(building.longitude, building.latitude), datum)
        where |= {"latitude": at.latitude, "longitude": at.longitude}
    return where
