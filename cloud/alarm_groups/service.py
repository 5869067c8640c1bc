"""Groups of open alarms as they are shown."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cloud.alarm_groups import repository
from cloud.alarm_groups.grouping import Group, fold
from cloud.alarm_groups.repository import SiteName
from cloud.alarm_groups.schemas import GroupList, GroupOut
from cloud.alarms import repository as alarms
from cloud.alarms import views
from cloud.alarms.tables import Alarm
from cloud.people.asker import Asker
from cloud.vocabulary import LabelOut


def groups(session: Session, asker: Asker, now: int, limit: int) -> GroupList:
    """Everything open, in at most `limit` groups."""
    found = fold(repository.tallies(session, asker, now), limit)
    first_fire = repository.first_fire(session, asker)
    first = {alarm.id: alarm for alarm in alarms.by_ids(session, {group.first_id for group in found})}
    names = repository.site_names(session, {group.site for group in found if group.site is not None})
    return GroupList(
        items=[_shown(group, first[group.first_id], names.get(group.site or "")) for group in found],
        first_fire=views.alarm(first_fire) if first_fire is not None else None,
        count=sum(group.count for group in found),
    )


def _shown(group: Group, first: Alarm, name: SiteName | None) -> GroupOut:
    return GroupOut(
        cause=group.cause,
        place=LabelOut(zh=name.zh, en=name.en) if name is not None else None,
        building_id=name.building_id if name is not None else None,
        gateway=name.gateway if name is not None else None,
        area=group.area,
        count=group.count,
        unacknowledged=group.unacknowledged,
        sites=len(group.sites),
        kinds={kind.value: count for kind, count in sorted(group.kinds.items())},
        first=views.alarm(first),
    )
