"""Rows of the outbox as the API shows them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from cloud.alarms import repository as alarms
from cloud.alarms import views as alarm_views
from cloud.dispatch_requests.rules import REASON_NAMES, Reason, RequestState
from cloud.dispatch_requests.schemas import DispatchRequestOut
from cloud.dispatch_requests.tables import DispatchRequest
from cloud.vocabulary import LabelOut


def requests(session: Session, rows: Sequence[DispatchRequest]) -> list[DispatchRequestOut]:
    """Requests with their alarms."""
    of = {alarm.id: alarm for alarm in alarms.by_ids(session, {row.alarm_id for row in rows})}
    return [
        DispatchRequestOut(
            id=row.id,
            number=row.number,
            alarm_id=row.alarm_id,
            activation=row.activation,
            state=RequestState(row.state),
            reason=Reason(row.reason),
            why=LabelOut(zh=REASON_NAMES[Reason(row.reason)][0], en=REASON_NAMES[Reason(row.reason)][1]),
            by=row.by,
            probability=row.probability,
            evidence=alarm_views.evidence(row.evidence),
            requested_at=row.requested_at,
            changed_at=row.changed_at,
            alarm=alarm_views.alarm(of[row.alarm_id]),
        )
        for row in rows
    ]
