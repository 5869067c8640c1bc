"""What a link shows."""

from __future__ import annotations

from cloud.alarms import views as alarms
from cloud.alarms.causes import CAUSES
from cloud.alarms.tables import Alarm
from cloud.verification_links.schemas import CauseOut, LinkOut, SiteView
from cloud.verification_links.tables import VerificationLink


def link(row: VerificationLink, token: str, url: str | None) -> LinkOut:
    """A link; `url`: where phones reach the page, None: nobody has said."""
    address = None if url is None else f"{url}/#/site/{token}"
    return LinkOut(id=row.id, token=token, address=address, person=row.person, expires_at=row.expires_at)


def causes() -> list[CauseOut]:
    """Every cause."""
    return [
        CauseOut(cause=cause, zh=entry.zh, en=entry.en, outcomes=sorted(entry.outcomes))
        for cause, entry in CAUSES.items()
    ]


def site_view(row: VerificationLink, alarm: Alarm) -> SiteView:
    """The alarm of a link."""
    shown = alarms.alarm(alarm)
    return SiteView(
        person=row.person,
        expires_at=row.expires_at,
        kind=shown.kind,
        place=shown.place,
        device=shown.device,
        component_type=shown.component_type,
        text=shown.text,
        state=shown.state,
        level=shown.level,
        outcome=shown.outcome,
        raised_at=shown.raised_at,
        wait_until=shown.wait_until,
        probability=shown.probability,
        weighed=alarms.evidence(alarm.reasons or []),
        causes=causes(),
        version=alarm.version,
    )
