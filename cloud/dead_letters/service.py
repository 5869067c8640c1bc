"""Replaying dead letters into the line, and dismissing them.

A repaired letter may name another gateway than the one that came. Whose that gateway is decides, before the
letter is taken and again within the transaction that stores it: nobody speaks for what is beyond their scope.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from cloud.access.examine import Accepted, Arrival, Identity, Refused, examine
from cloud.access.service import Ingest, ReplayRefused, StoreUnavailable
from cloud.audit import service as audit
from cloud.dead_letters import repository
from cloud.dead_letters.schemas import Repair
from cloud.dead_letters.tables import DISMISSED, OPEN, STORED, DeadLetter
from cloud.errors import ApiError, not_found
from cloud.people.asker import Asker
from cloud.people.scope import outside, sees
from telemetry import topics
from telemetry.topics import Topic


@dataclass(frozen=True)
class Letter:
    """An open letter as it came, or repaired."""

    row: DeadLetter
    topic: str
    payload: bytes
    repaired: bool


@dataclass(frozen=True)
class Replay:
    """One letter, ready to be tried again."""

    id: int
    item: Accepted
    #: Its identity and what it holds back in the books, where the message is still that one.
    released: dict[Identity, str]


def look(session: Session, asker: Asker, id: int, repair: Repair) -> Letter:
    """A letter with its repair. Raises ApiError where there is no open one, or not all of it."""
    row = _open_letter(session, asker, id)
    payload = repair.payload()
    if payload is None:
        if row.size != len(row.payload):
            raise ApiError(
                409,
                "letter-cut",
                "该消息只保留了开头,无法原样重放。请填写完整内容,或等待网关重发。",
                "Only the beginning of this message was kept. Give its whole content,"
                " or let the gateway send it again.",
                "body.payload_text",
            )
        return Letter(row, repair.topic or row.topic, row.payload, False)
    return Letter(row, repair.topic or row.topic, payload, True)


def prepare(session: Session, asker: Asker, letter: Letter, now: int) -> Replay:
    """Examine it as if it had just come. Raises ApiError where it still cannot be taken."""
    seen = examine(Arrival(letter.topic, letter.payload, now))
    if isinstance(seen, Refused):
        raise still_refused(seen.where, seen.reason)
    if not isinstance(seen, Accepted):
        raise TypeError("what is examined for replaying is never shed")
    _may_speak_for(session, asker, seen.place)
    return Replay(letter.row.id, seen, _released(letter.row))


def replay(ingest: Ingest, asker: Asker, replayed: Replay, now: int) -> None:
    """Store it, and settle its letter, in one transaction. Raises ApiError where that cannot be."""
    arrival = replayed.item.arrival

    def store_settled(session: Session) -> None:
        _may_speak_for(session, asker, replayed.item.place)
        settle(session, asker, replayed.id, arrival, now)

    try:
        ingest.replay(replayed.item, replayed.released, store_settled)
    except ReplayRefused as refused:
        raise ApiError(409, "not-taken", refused.zh, refused.en, "path.id") from refused
    except StoreUnavailable as fault:
        raise not_now(fault) from fault


def settle(session: Session, asker: Asker, id: int, stored: Arrival, now: int) -> None:
    """A letter is stored after all. Raises ApiError where somebody else has settled it meanwhile."""
    row = _open_letter(session, asker, id, for_update=True)
    row.state, row.settled_at, row.settled_by = STORED, now, asker.name
    session.flush()
    audit.record(
        session,
        asker,
        "dead-letter.replay",
        f"dead-letter/{id}",
        after={"topic": stored.topic, "sha256": stored.digest.hex()},
    )


def still_refused(where: str, reason: str) -> ApiError:
    """422: it still breaks the contract."""
    return ApiError(
        422,
        "still-refused",
        f"修改后的消息仍不符合接入规范({where}):{reason}",
        f"The message still breaks the contract at {where}: {reason}",
        f"body.payload {where}"[:256],
    )


def not_now(fault: Exception) -> ApiError:
    """503: the stores take nothing."""
    return ApiError(
        503,
        "store-unavailable",
        "数据存储暂不可用,请稍后重试。",
        f"The stores take nothing now: {fault}. Try again.",
    )


def dismiss(session: Session, asker: Asker, id: int, now: int) -> DeadLetter:
    """Somebody says that this message is not needed."""
    row = _open_letter(session, asker, id, for_update=True)
    row.state, row.settled_at, row.settled_by = DISMISSED, now, asker.name
    session.flush()
    audit.record(session, asker, "dead-letter.dismiss", f"dead-letter/{id}")
    return row


def _open_letter(session: Session, asker: Asker, id: int, *, for_update: bool = False) -> DeadLetter:
    row = repository.one(session, asker, id, for_update=for_update)
    if row is None:
        raise not_found("死信", "dead letter", "path.id")
    if row.state != OPEN:
        raise ApiError(
            409,
            "letter-settled",
            "该死信已处理,请刷新。",
            "This dead letter is settled already. Reload it.",
            "path.id",
        )
    return row


def _may_speak_for(session: Session, asker: Asker, place: Topic) -> None:
    """Raises ApiError 403 unless the gateway, and the area that it speaks under, are in the asker's scope."""
    owner = repository.owner(session, place.gateway) or repository.Owner(place.area, None)
    if not sees(asker, owner.area, owner.organisation_id):
        raise outside("body.topic")
    if place.area != owner.area and not sees(asker, place.area):
        raise outside("body.topic")


def _released(row: DeadLetter) -> dict[Identity, str]:
    if row.gateway is None or row.seq is None or row.stream is None:
        return {}
    try:
        place = topics.parse(row.topic)
    except ValueError:
        return {}
    return {Identity(place, row.seq): row.held}
