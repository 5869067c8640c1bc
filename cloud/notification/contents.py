"""What a message speaks of, as it is said and as programs read it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Session

from cloud.alarms import repository as alarms
from cloud.alarms.tables import Alarm
from cloud.areas.tree import full_name
from cloud.notification import mailbag, matters, repository, words
from cloud.notification.moments import Moment
from cloud.notification.tables import Notification, NotificationMatter
from cloud.organisations.position import Datum, Position, to_wgs84

#: Earlier messages about an alarm that a message refers to.
_BEFORE = 20

About = Alarm | NotificationMatter | None
#: A message's facts: as it is said, and as programs read it.
Told = tuple[words.Notice, dict[str, Any]]


def told_of(session: Session, row: Notification, *, repeat: bool = False) -> Told:
    """A message's facts. Of several alarms the first one gives the place."""
    alarm = session.get(Alarm, row.alarm_id) if row.alarm_id is not None else None
    about: About = alarm or matters.by_id(session, row.matter_id)
    number, owners = mailbag.spoken_of(session, row.id) if row.id else (1, 1)
    around = _Around(session, [about])
    notice = around.notice(row, about, max(1, number, row.matters or 0), max(1, owners), repeat=repeat)
    facts = around.facts(notice, about) | {"area": row.area, "organisation_id": row.organisation_id}
    if row.id and row.alarm_id is not None:
        facts["before"] = mailbag.sent_before(session, row, _BEFORE)
    return notice, facts


def shares_of(session: Session, row: Notification) -> list[Told]:
    """A message that speaks of several places taken apart: what each hears of its own and nothing else.

    Empty: it speaks of one.
    """
    items = mailbag.items_of(session, row.id)
    spoken: list[Alarm | NotificationMatter] = [*alarms.by_ids(session, {item.alarm_id for item in items})]
    beside = matters.by_ids(session, [-item.entry_id for item in items if item.entry_id < 0])
    spoken += [beside[number] for number in sorted(beside)]
    found: dict[tuple[str, int | None], list[Alarm | NotificationMatter]] = {}
    for about in spoken:
        found.setdefault((about.area, about.organisation_id), []).append(about)
    if len(found) < 2:
        return []
    around = _Around(session, [own[0] for own in found.values()])
    shares = []
    for own in found.values():
        notice = around.notice(row, own[0], len(own), 1)
        shares.append((notice, around.facts(notice, own[0])))
    return shares


class _Around:
    """Organisations and buildings of what is spoken of, read once."""

    def __init__(self, session: Session, spoken: Iterable[About]) -> None:
        known = [about for about in spoken if about is not None]
        owners = {about.organisation_id for about in known if about.organisation_id is not None}
        gateways = {about.gateway for about in known if isinstance(about, Alarm)}
        self._organisations = repository.organisations(session, owners)
        self._building_of = repository.buildings_of(session, gateways)
        self._buildings = repository.buildings(
            session, {id for id in map(self._building_id, known) if id is not None}
        )

    def notice(
        self, row: Notification, about: About, number: int, owners: int, *, repeat: bool = False
    ) -> words.Notice:
        """What is said of so many alarms, the first of which is this."""
        alarm = about if isinstance(about, Alarm) else None
        owner = self._organisations.get(about.organisation_id or 0) if about is not None else None
        return words.Notice(
            moment=Moment(row.moment),
            kind=alarm.kind if alarm is not None else row.kind,
            at=row.at,
            place_zh=about.place_zh if about is not None else "",
            place_en=about.place_en if about is not None else "",
            device_zh=alarm.device_zh if alarm is not None else "",
            device_en=alarm.device_en if alarm is not None else "",
            organisation=owner.name if owner is not None else "",
            address=owner.address if owner is not None else "",
            alarm_id=alarm.id if alarm is not None else row.alarm_id,
            alarms=number,
            organisations=owners,
            test=row.test,
            repeat=repeat,
        )

    def facts(self, notice: words.Notice, about: About) -> dict[str, Any]:
        """Where it is, for programs."""
        return {
            "gateway": about.gateway if isinstance(about, Alarm) else None,
            "subject": about.subject if isinstance(about, NotificationMatter) else None,
            "area": about.area if about is not None else "",
            "organisation_id": about.organisation_id if about is not None else None,
            "where": self._where(notice, about),
        }

    def _where(self, notice: words.Notice, about: About) -> dict[str, Any]:
        if about is None:
            return {"zh": "", "en": ""}
        area_zh, area_en = full_name(about.area)
        where: dict[str, Any] = {
            "zh": " ".join(filter(None, (area_zh, notice.organisation, notice.place("zh")))),
            "en": " ".join(filter(None, (area_en, notice.organisation, notice.place("en")))),
            "code": about.area,
        }
        building = self._buildings.get(self._building_id(about) or 0)
        if building is not None and building.longitude is not None and building.latitude is not None:
            datum: Datum = "gcj02" if building.datum == "gcj02" else "wgs84"
            at = to_wgs84(Position(building.longitude, building.latitude), datum)
            where |= {"latitude": at.latitude, "longitude": at.longitude}
        return where

    def _building_id(self, about: Alarm | NotificationMatter) -> int | None:
        return self._building_of.get(about.gateway) if isinstance(about, Alarm) else about.building_id
