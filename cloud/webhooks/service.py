"""Decisions on webhooks: what may be written down, what is queued, what becomes of a try. Commits nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy.orm import Session

from cloud.audit import service as audit
from cloud.errors import ApiError, not_found
from cloud.live import repository as change_log
from cloud.live.classes import ALARM, CLASSES, FIRE, NAMES, REST
from cloud.networks import Unreachable
from cloud.people.asker import Asker
from cloud.people.scope import covers
from cloud.versions import check_version
from cloud.webhooks import addresses, repository, schedule, signature
from cloud.webhooks.keeping import SecretKeeper
from cloud.webhooks.schemas import WebhookIn
from cloud.webhooks.selection import RESYNC, TEST, Interest, body
from cloud.webhooks.settings import WebhookSettings
from cloud.webhooks.tables import Delivery, Webhook
from runtime.logging import get_logger

log = get_logger("webhooks")

#: How long a replaced secret still signs.
OVERLAP_MS = 24 * 3_600_000
#: Changes of one class looked at in one transaction.
PAGE = 500
#: Where a webhook stands in each class.
CURSORS = {FIRE: "cursor_fire", ALARM: "cursor_alarm", REST: "cursor"}
_ANSWER_LIMIT = 512


@dataclass(frozen=True)
class Outcome:
    """What came of one try: an HTTP status, or the fault that kept it from having one."""

    status: int | None
    answer: str
    took_ms: int
    retry_after_s: float | None = None

    @property
    def delivered(self) -> bool:
        """Whether the receiver has it."""
        return self.status is not None and 200 <= self.status < 300


def create(
    session: Session,
    asker: Asker,
    told: WebhookIn,
    keeper: SecretKeeper,
    settings: WebhookSettings,
    now: int,
) -> tuple[Webhook, str]:
    """Write a webhook down; returns it and its secret, which is never shown again."""
    _check(asker, told, settings)
    if repository.count(session) >= settings.webhooks:
        raise ApiError(
            409,
            "too-many-webhooks",
            f"推送订阅已达上限({settings.webhooks})。请先删除不用的订阅。",
            f"There are {settings.webhooks} webhooks already. Remove one that is not used.",
        )
    secret = signature.new_secret()
    row = Webhook(
        **told.model_dump(exclude={"version"}),
        secret=keeper.lock(secret),
        **standing(session),
        created_at=now,
        created_by=asker.name,
    )
    session.add(row)
    session.flush()
    audit.record(session, asker, "webhook.create", f"webhook/{row.id}", after=_shown(row))
    return row, secret


def change(session: Session, asker: Asker, id: int, told: WebhookIn, settings: WebhookSettings) -> Webhook:
    """Change a webhook. One that ended by itself begins again, from now."""
    _check(asker, told, settings)
    row = _locked(session, asker, id)
    check_version(row.version, told.version, "该推送订阅", "The webhook", "webhook-moved")
    before = _shown(row)
    if told.enabled and not row.enabled:
        row.ended, row.failing_since = "", None
        for name, place in standing(session).items():
            setattr(row, name, place)
    for name, value in told.model_dump(exclude={"version"}).items():
        setattr(row, name, value)
    row.version += 1
    session.flush()
    audit.record(session, asker, "webhook.change", f"webhook/{id}", before, _shown(row))
    return row


def remove(session: Session, asker: Asker, id: int) -> None:
    """Remove a webhook with everything it was to be told."""
    row = _locked(session, asker, id)
    before = _shown(row)
    repository.remove(session, id)
    audit.record(session, asker, "webhook.remove", f"webhook/{id}", before)


def replace_secret(
    session: Session, asker: Asker, id: int, keeper: SecretKeeper, now: int
) -> tuple[Webhook, str]:
    """A new secret; for a day the old one signs beside it, so that the receiver can change over."""
    row = _locked(session, asker, id)
    secret = signature.new_secret()
    row.old_secret, row.old_until = row.secret, now + OVERLAP_MS
    row.secret = keeper.lock(secret)
    row.version += 1
    audit.record(session, asker, "webhook.new-secret", f"webhook/{id}")
    return row, secret


def send_test(session: Session, asker: Asker, id: int, now: int) -> Delivery:
    """Queue a message that says it is a test."""
    row = _locked(session, asker, id)
    if not row.enabled:
        raise ApiError(
            409, "webhook-off", "该推送订阅已停用,请先启用。", "The webhook is off. Switch it on first."
        )
    payload = msgspec.json.encode(
        {"text_zh": "这是一条测试消息。", "text_en": "This is a test.", "by": asker.name}
    ).decode()
    values = _delivery(row.id, f"test_{row.id}_{now}", TEST, payload, FIRE, now)
    delivery = Delivery(**values)
    session.add(delivery)
    session.flush()
    audit.record(session, asker, "webhook.test", f"webhook/{id}")
    return delivery


def queue(session: Session, webhook_id: int, settings: WebhookSettings, now: int) -> bool:
    """Write the next changes down as deliveries of one webhook; True: there are more already.

    Where it stands moves with the same transaction, so a change is queued once whatever dies when. It stands
    in each class by itself, and each may have so many deliveries waiting: no part holds up a fire.
    """
    row = repository.take_in_hand(session, webhook_id)
    if row is None:
        return False
    interest, waiting = interest_of(row), repository.waiting(session, webhook_id)
    newest = change_log.newest_places(session)
    more = False
    for rank in CLASSES:
        if rank not in interest.classes or getattr(row, CURSORS[rank]) > newest[rank]:
            setattr(row, CURSORS[rank], newest[rank])
        elif waiting[rank] < settings.waiting and getattr(row, CURSORS[rank]) != newest[rank]:
            more |= _queue_class(session, row, rank, newest[rank], interest, now)
    return more


def _queue_class(
    session: Session, row: Webhook, rank: int, newest: int, interest: Interest, now: int
) -> bool:
    cursor: int = getattr(row, CURSORS[rank])
    oldest = change_log.oldest_place(session, rank)
    first = newest + 1 if oldest is None else oldest
    rows: list[dict[str, Any]] = []
    if cursor + 1 < first:
        rows.append(_missed(row, rank, first, first - 1 - cursor, now))
        cursor = first - 1
    seen = change_log.of_class(session, rank, cursor, PAGE)
    for entry in seen:
        if interest.wants(entry):
            message = f"chg_{row.id}_{entry.id}"
            rows.append(_delivery(row.id, message, entry.kind, entry.payload, rank, now))
    setattr(row, CURSORS[rank], seen[-1].place if seen else cursor)
    repository.add(session, rows)
    return len(seen) == PAGE


def _missed(row: Webhook, rank: int, first: int, number: int, now: int) -> dict[str, Any]:
    """Count changes that were gone before they were looked at; the delivery that tells the receiver."""
    row.missed += number
    if rank != REST:
        row.missed_alarms += number
    log.error("changes were gone before a webhook was told", webhook=row.id, of=NAMES[rank], missed=number)
    payload = msgspec.json.encode({"missed": number, "of": NAMES[rank]}).decode()
    return _delivery(row.id, f"resync_{row.id}_{rank}_{first}", RESYNC, payload, rank, now)


def standing(session: Session) -> dict[str, int]:
    """Where a webhook stands that begins now."""
    return {CURSORS[rank]: place for rank, place in change_log.newest_places(session).items()}


def take(session: Session, webhook_id: int, now: int, until: int, room: int) -> list[Delivery]:
    """Take the next due deliveries of a webhook in hand. A claim that ran out was a try that never ended."""
    taken = []
    for delivery in repository.due(session, webhook_id, now, room):
        delivery.tries += delivery.claimed_until > 0
        if delivery.claimed_until > 0 and schedule.next_try(delivery.tries, now) is None:
            delivery.state, delivery.ended_at = repository.DEAD, now
            delivery.answer, delivery.claimed_until = "no try of it ever ended", 0
            continue
        delivery.claimed_until = until
        taken.append(delivery)
    return taken


def settle(session: Session, delivery_id: int, outcome: Outcome, now: int) -> None:
    """Write down what came of a try: delivered, to be tried again, or dead."""
    delivery = repository.delivery(session, delivery_id, for_update=True)
    if delivery is None or delivery.state != repository.WAITING:
        return
    webhook = repository.by_id(session, delivery.webhook_id)
    delivery.tries += 1
    delivery.claimed_until = 0
    delivery.status, delivery.took_ms = outcome.status, outcome.took_ms
    delivery.answer = outcome.answer[:_ANSWER_LIMIT]
    if outcome.delivered:
        delivery.state, delivery.ended_at = repository.DELIVERED, now
        if webhook is not None:
            webhook.failing_since = None
        return
    if webhook is not None and webhook.failing_since is None:
        webhook.failing_since = now
    gone = outcome.status == schedule.GONE
    if gone and webhook is not None:
        webhook.enabled, webhook.ended = False, "410 Gone"
    due = None if gone else schedule.next_try(delivery.tries, now, outcome.retry_after_s)
    if due is None:
        delivery.state, delivery.ended_at = repository.DEAD, now
    else:
        delivery.next_at = due


def again(session: Session, asker: Asker, id: int, now: int, only: int | None = None) -> int:
    """Put what is dead back into the queue, all or one; returns how many."""
    _locked(session, asker, id)
    number = repository.revive(session, id, now, only)
    if number:
        audit.record(session, asker, "webhook.again", f"webhook/{id}", after={"deliveries": number})
    return number


def interest_of(row: Webhook) -> Interest:
    """What a stored webhook wants to hear."""
    return Interest(
        frozenset(row.kinds), frozenset(row.event_kinds), tuple(row.areas), tuple(row.organisations)
    )


def secrets_of(row: Webhook, keeper: SecretKeeper, now: int) -> list[str]:
    """The secrets in force: one, or two while it is being replaced."""
    locked = [row.secret]
    if row.old_secret is not None and row.old_until is not None and row.old_until > now:
        locked.append(row.old_secret)
    return [keeper.open(one) for one in locked]


def _check(asker: Asker, told: WebhookIn, settings: WebhookSettings) -> None:
    try:
        addresses.parse(told.url, settings.allow_networks)
    except Unreachable as fault:
        raise ApiError(422, "bad-address", fault.zh, fault.en, "body.url") from fault
    for place, own in (
        ("body.areas", covers(asker, told.areas, ())),
        ("body.organisations", covers(asker, (), told.organisations)),
    ):
        if not own:
            raise ApiError(
                422,
                "outside-scope",
                "超出您的管辖范围,请只选择自己管辖的区域或单位。",
                "This lies outside your own scope. Choose only what you may see yourself.",
                place,
            )


def _locked(session: Session, asker: Asker, id: int) -> Webhook:
    row = repository.webhook(session, asker, id, for_update=True)
    if row is None:
        raise not_found("推送订阅", "webhook", "path.id")
    return row


def _delivery(
    webhook_id: int, message_id: str, kind: str, payload: str, rank: int, now: int
) -> dict[str, Any]:
    return {
        "webhook_id": webhook_id,
        "message_id": message_id,
        "kind": kind,
        "body": body(message_id, kind, now, payload),
        "rank": rank,
        "state": repository.WAITING,
        "tries": 0,
        "created_at": now,
        "next_at": now,
        "claimed_until": 0,
        "answer": "",
    }


def _shown(row: Webhook) -> dict[str, Any]:
    names = ("name", "url", "kinds", "event_kinds", "areas", "organisations", "enabled")
    return {name: getattr(row, name) for name in names}
