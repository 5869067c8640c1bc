"""Decisions on rules. Commits nothing."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from cloud.errors import ApiError
from cloud.notification import entries, repository
from cloud.notification.forms import ADDRESS_OF
from cloud.notification.schemas import RuleIn
from cloud.notification.settings import NotificationSettings
from cloud.notification.tables import NotificationChannel, NotificationRecipient, NotificationRule
from cloud.people.asker import Asker
from cloud.people.scope import sees


def add_rule(
    session: Session, asker: Asker, told: RuleIn, settings: NotificationSettings, now: int
) -> NotificationRule:
    """Write a rule down. It holds from now on: what has happened before is not told."""
    _check_rule(session, asker, told)
    entries.check_room(session, NotificationRule, settings.rules)
    row = NotificationRule(**_rule_values(session, told), created_at=now, created_by=asker.name)
    entries.added(session, asker, row, now)
    return row


def change_rule(session: Session, asker: Asker, id: int, told: RuleIn, now: int) -> NotificationRule:
    """Change a rule."""
    _check_rule(session, asker, told)
    row = entries.own(session, asker, NotificationRule, id, told.version)
    before = entries.shown(row)
    for name, value in _rule_values(session, told).items():
        setattr(row, name, value)
    entries.changed(session, asker, row, before, now)
    return row


def _check_rule(session: Session, asker: Asker, told: RuleIn) -> None:
    entries.check_scope(asker, told.areas, told.organisations)
    owners = repository.owners_of_buildings(session, told.buildings)
    for building in told.buildings:
        owner = owners.get(building)
        if owner is None or not sees(asker, owner.area, owner.id):
            raise entries.outside("body.buildings")
    for number, step in enumerate(told.steps):
        for id in step.channels:
            channel = repository.one(session, asker, NotificationChannel, id)
            if channel is None:
                raise _missing(f"body.steps.{number}.channels", "通道", "channel", id)
            if channel.kind in ADDRESS_OF and not (step.people or step.duties or step.contacts):
                raise ApiError(
                    422,
                    "nobody-named",
                    f"“{channel.name}”须指定人员、岗位职责或单位联系人。",
                    f"{channel.name} tells people: name `people`, `duties` or `contacts`.",
                    f"body.steps.{number}",
                )
        for id in step.people:
            if repository.one(session, asker, NotificationRecipient, id) is None:
                raise _missing(f"body.steps.{number}.people", "人员", "person", id)


def _rule_values(session: Session, told: RuleIn) -> dict[str, Any]:
    values = told.model_dump(mode="json", exclude={"version"})
    owners = repository.owners_of_buildings(session, told.buildings).values()
    values["owners"] = [{"area": area, "id": id} for id, area in sorted({(o.id, o.area) for o in owners})]
    for span in values["quiet"]:
        span["begins"], span["ends"] = span["begins"][:5], span["ends"][:5]
    return values


def _missing(where: str, zh: str, en: str, id: int) -> ApiError:
    return ApiError(422, "not-found", f"没有编号为 {id} 的{zh}。", f"There is no {en} {id}.", where)
