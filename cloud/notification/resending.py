"""Messages that a person asks for: a test, or once more what reached nobody. Commits nothing."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cloud.audit import service as audit
from cloud.errors import ApiError, not_found
from cloud.live.classes import FIRE
from cloud.notification import entries, mailbag, repository
from cloud.notification.audience import ITSELF, Receiver, address_for
from cloud.notification.forms import ADDRESS_OF
from cloud.notification.matching import Occurrence
from cloud.notification.moments import Moment
from cloud.notification.planning import made
from cloud.notification.states import Result, State, after
from cloud.notification.tables import Notification, NotificationChannel, NotificationRecipient
from cloud.people.asker import Asker
from telemetry.event_kinds import EventKind


def send_test(session: Session, asker: Asker, id: int, person_id: int | None, now: int) -> Notification:
    """Queue a message that says it is a test. Raises ApiError 404, 409, 422."""
    channel = entries.own(session, asker, NotificationChannel, id, None)
    if not channel.enabled:
        raise ApiError(
            409, "channel-off", "该通道已停用,请先启用。", "The channel is off. Switch it on first."
        )
    receiver = _receiver(session, asker, channel, person_id)
    area = channel.areas[0] if channel.areas else ""
    owner = channel.organisations[0] if channel.organisations else None
    seen = Occurrence(0, 0, Moment.RAISED, now, EventKind.TEST, "", area, owner)
    row = made(seen, FIRE, receiver, now)
    row.test, row.alarm_id, row.gathers = True, None, "test"
    session.add(row)
    session.flush()
    audit.record(
        session,
        asker,
        "notification-channel.test",
        f"notification-channel/{id}",
        after={"message": row.id},
        at=now,
    )
    return row


def again(session: Session, asker: Asker, id: int, now: int) -> Notification:
    """Queue a message again that reached nobody. Raises ApiError 404, 409."""
    row = mailbag.seen(session, asker, id, for_update=True)
    if row is None:
        raise not_found("通知记录", "message", "path.id")
    state = after(State(row.state), Result.AGAIN)
    if state is None:
        raise ApiError(
            409,
            "not-lost",
            "只有失败、放弃或丢弃的通知可以重新发送。",
            "Only a message that failed, was given up or dropped is sent again.",
            "path.id",
        )
    row.state, row.tries, row.due_at, row.next_at = state, 0, now, now
    row.claimed_until, row.ended_at = 0, None
    audit.record(session, asker, "notification.again", f"notification/{id}", at=now)
    return row


def _receiver(
    session: Session, asker: Asker, channel: NotificationChannel, person_id: int | None
) -> Receiver:
    if channel.kind not in ADDRESS_OF:
        return Receiver(channel.id, ITSELF, channel.name)
    if person_id is None:
        raise ApiError(
            422, "person-missing", "请选择测试接收人。", "Say to whom the test goes: `person`.", "body.person"
        )
    person = repository.one(session, asker, NotificationRecipient, person_id)
    if person is None:
        raise ApiError(422, "no-such-person", "没有这个通知人员。", "There is no such person.", "body.person")
    address = address_for(channel.kind, person)
    if not address or not person.enabled:
        raise ApiError(
            422,
            "no-address",
            f"{person.name}未登记该通道所需的联系方式,或已停用。",
            f"{person.name} has no address for this channel, or is switched off.",
            "body.person",
        )
    return Receiver(channel.id, f"person/{person.id}", person.name, address)
