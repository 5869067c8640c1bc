"""Giving a link out, and what is said through it. Opens and commits nothing.

1. A link is for one person, one alarm and one verdict, and ends by itself. To look at it uses nothing up, so
   that a messenger's preview cannot.
2. It opens nothing but its alarm: no list, no neighbours, no contacts.
3. Who holds one cannot take back what the control room has verified as real: a link can be passed on.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from cloud.alarms import repository as alarms
from cloud.alarms import service as alarm_service
from cloud.alarms.causes import Cause
from cloud.alarms.state_table import Action, Outcome
from cloud.alarms.tables import Alarm
from cloud.alarms.timeline import Happening
from cloud.audit import service as audit
from cloud.errors import ApiError
from cloud.people.asker import Asker
from cloud.verification_links import repository, signing
from cloud.verification_links.tables import VerificationLink

VIA = "verification-link"


def give(
    session: Session, asker: Asker, alarm_id: int, *, person: str, minutes: int, by: str, now: int
) -> VerificationLink:
    """A new link; ApiError when the alarm is not there, or is closed."""
    alarm = alarm_service.locked(session, asker, alarm_id)
    if alarm.closed_at is not None:
        raise ApiError(409, "alarm-closed", "警情已关闭。", "The alarm is closed.", "path.id")
    row = VerificationLink(
        alarm_id=alarm.id,
        person=person,
        made_by=by,
        made_at=now,
        expires_at=(now // 1000 + minutes * 60) * 1000,
    )
    session.add(row)
    session.flush()
    alarms.add_entry(session, alarm.id, now, Happening.LINK, by, person, {"link": row.id})
    told = {"link": row.id, "person": person, "expires_at": row.expires_at, "by": by}
    audit.record(session, asker, "alarm.verification-link", f"alarm/{alarm.id}", None, told, at=now)
    return row


def opened(
    session: Session, key: bytes, token: str, now: int, *, for_update: bool = False
) -> tuple[VerificationLink, Alarm]:
    """The link of a token, and its alarm; ApiError 404 or 410."""
    try:
        number = signing.read(key, token, now)
    except signing.BadToken:
        raise ApiError(404, "link-unknown", "链接无效。", "This is no valid link.", "body.token") from None
    except signing.Expired:
        raise _gone(
            "link-expired", "链接已过期,请致电控制室。", "The link has expired; call the control room."
        ) from None
    row = repository.link(session, number, for_update=for_update)
    alarm = repository.alarm_of(session, row, for_update=for_update) if row is not None else None
    if row is None or alarm is None:
        raise _gone("link-expired", "该警情已不在记录中。", "The alarm is no longer on record.")
    if row.used_at is not None:
        raise _gone(
            "link-used",
            "该链接已使用。更正请致电控制室。",
            "The link has been used; call the control room to correct.",
        )
    return row, alarm


def judge(
    session: Session,
    row: VerificationLink,
    alarm: Alarm,
    *,
    outcome: Outcome,
    cause: Cause | None,
    note: str,
    version: int | None,
    now: int,
) -> None:
    """The verdict of the person on site; uses the link up. ApiError when it cannot be."""
    if alarm.outcome == Outcome.REAL and outcome is not Outcome.REAL:
        raise ApiError(
            409,
            "verified-real",
            "控制室已核实为真实火警,请致电控制室更正。",
            "The control room has verified it as real; call them to correct that.",
            "body.outcome",
        )
    asker = Asker(row.person, via=VIA)
    alarm_service.decide_on(
        session,
        asker,
        alarm,
        Action.VERIFY,
        by=row.person,
        note=note,
        now=now,
        version=version,
        outcome=outcome,
        cause=cause,
    )
    row.used_at, row.outcome = now, outcome


def _gone(code: str, zh: str, en: str) -> ApiError:
    return ApiError(410, code, zh, en, "body.token")
