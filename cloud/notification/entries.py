"""What channels, people and rules have in common: written down within a scope, versioned, audited.

Commits nothing.
"""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy.orm import Session

from cloud.audit import service as audit
from cloud.errors import ApiError, not_found
from cloud.notification import repository
from cloud.notification.tables import NotificationChannel, NotificationRecipient, NotificationRule
from cloud.people.asker import Asker
from cloud.people.scope import covers
from cloud.versions import check_version

R = TypeVar("R", NotificationChannel, NotificationRecipient, NotificationRule)
_NAMES: dict[type[Any], tuple[str, str, str]] = {
    NotificationChannel: ("通知通道", "channel", "channels"),
    NotificationRecipient: ("通知人员", "person", "recipients"),
    NotificationRule: ("通知规则", "rule", "rules"),
}
_UNSEEN = frozenset(
    {
        "locked",
        "paused_until",
        "failing_since",
        "fault",
        "dropped",
        "created_at",
        "created_by",
        "id",
        "version",
    }
)


def remove(session: Session, asker: Asker, table: type[R], id: int, now: int) -> None:
    """Remove a row."""
    row = own(session, asker, table, id, None)
    before = shown(row)
    session.delete(row)
    session.flush()
    audit.record(session, asker, f"{noun(row)}.remove", f"{noun(row)}/{id}", before, None, at=now)


def check_scope(asker: Asker, areas: list[str], organisations: list[int]) -> None:
    """Refuse what lies beyond the asker's own scope. Raises ApiError 422."""
    if not covers(asker, areas, ()):
        raise outside("body.areas")
    if not covers(asker, (), organisations):
        raise outside("body.organisations")


def outside(where: str) -> ApiError:
    """422: what was named lies beyond the asker's scope."""
    return ApiError(
        422,
        "outside-scope",
        "超出您的管辖范围,请只选择自己管辖的区域、单位或建筑。",
        "This lies outside your own scope. Choose only what you may see yourself.",
        where,
    )


def own(session: Session, asker: Asker, table: type[R], id: int, version: int | None) -> R:
    """The row, locked, if the asker may see it and it is of this version. Raises ApiError 404, 409."""
    row = repository.one(session, asker, table, id, for_update=True)
    zh, en, _ = _NAMES[table]
    if row is None:
        raise not_found(zh, en, "path.id")
    check_version(row.version, version, f"该{zh}", f"The {en}", "moved-on")
    return row


def check_room(session: Session, table: type[Any], limit: int) -> None:
    """Refuse one more than there may be. Raises ApiError 409."""
    zh, en, key = _NAMES[table]
    if repository.count(session, table) >= limit:
        raise ApiError(
            409,
            f"too-many-{key}",
            f"{zh}已达上限({limit})。请先删除不用的。",
            f"There are {limit} of the kind {en} already. Remove one that is not used.",
        )


def added(session: Session, asker: Asker, row: Any, now: int) -> None:
    """Write a new row down, with its entry in the audit log."""
    session.add(row)
    session.flush()
    audit.record(session, asker, f"{noun(row)}.create", f"{noun(row)}/{row.id}", after=shown(row), at=now)


def changed(session: Session, asker: Asker, row: Any, before: dict[str, Any], now: int) -> None:
    """Give a row its next version, with the entry in the audit log. `before`: what was shown of it."""
    row.version += 1
    session.flush()
    audit.record(session, asker, f"{noun(row)}.change", f"{noun(row)}/{row.id}", before, shown(row), at=now)


def noun(row: Any) -> str:
    """What the audit log calls a row."""
    return f"notification-{_NAMES[type(row)][1]}"


def shown(row: Any) -> dict[str, Any]:
    """What the audit log says of a row: no secret, and nothing that the sender writes."""
    return {
        column.key: getattr(row, column.key) for column in row.__table__.columns if column.key not in _UNSEEN
    }
