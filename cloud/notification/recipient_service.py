"""Decisions on people who can be told. Commits nothing."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cloud.errors import ApiError
from cloud.notification import entries, repository
from cloud.notification.schemas import RecipientIn
from cloud.notification.settings import NotificationSettings
from cloud.notification.tables import NotificationRecipient
from cloud.people.asker import Asker


def add_recipient(
    session: Session, asker: Asker, told: RecipientIn, settings: NotificationSettings, now: int
) -> NotificationRecipient:
    """Write a person down."""
    entries.check_scope(asker, told.areas, told.organisations)
    _check_account(session, told)
    entries.check_room(session, NotificationRecipient, settings.recipients)
    row = NotificationRecipient(**told.model_dump(exclude={"version"}), created_at=now, created_by=asker.name)
    entries.added(session, asker, row, now)
    return row


def change_recipient(
    session: Session, asker: Asker, id: int, told: RecipientIn, now: int
) -> NotificationRecipient:
    """Change a person; what waits for them goes to the new address."""
    entries.check_scope(asker, told.areas, told.organisations)
    _check_account(session, told)
    row = entries.own(session, asker, NotificationRecipient, id, told.version)
    before = entries.shown(row)
    for name, value in told.model_dump(exclude={"version"}).items():
        setattr(row, name, value)
    entries.changed(session, asker, row, before, now)
    return row


def _check_account(session: Session, told: RecipientIn) -> None:
    if told.account_id is not None and repository.account(session, told.account_id) is None:
        raise ApiError(
            422, "no-such-account", "没有这个账号。", "There is no such account.", "body.account_id"
        )
