"""What a person enters of a site that the registry does not hold; its score follows at once."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cloud.audit import service as audit
from cloud.errors import ApiError, not_found
from cloud.people.asker import Asker
from cloud.risk.scores import repository, service
from cloud.risk.scores.repository import Seen
from cloud.risk.scores.schemas import TraitsIn
from cloud.risk.scores.tables import SiteTraits
from cloud.risk.settings import RiskSettings
from cloud.risk.words import TRAITS
from cloud.versions import check_version


def found(session: Session, asker: Asker, subject: str, number: int) -> Seen:
    """A site that the asker sees. ApiError 404."""
    seen = repository.by_key(session, asker, subject, number)
    if seen is None:
        raise not_found("风险对象", "site", "path.id")
    return seen


def enter(
    session: Session,
    asker: Asker,
    settings: RiskSettings,
    subject: str,
    number: int,
    told: TraitsIn,
    *,
    by: str,
    now: int,
) -> None:
    """Write it down and score the site anew. ApiError 404, 409 or 422."""
    score = found(session, asker, subject, number).score
    _check(told)
    row = repository.traits(session, subject, number, for_update=True)
    check_version(0 if row is None else row.version, told.version)
    before = None if row is None else {name: getattr(row, name) for name in told.values}
    if row is None:
        row = SiteTraits(
            subject=subject,
            site_id=number,
            organisation_id=score.organisation_id,
            by=by,
            changed_at=now,
            version=0,
        )
        session.add(row)
    for name, value in told.values.items():
        setattr(row, name, value)
    row.by, row.changed_at, row.version = by, now, row.version + 1
    session.flush()
    audit.record(session, asker, "risk.traits", f"risk/{subject}/{number}", before, dict(told.values), at=now)
    service.rescore(session, settings, {score.organisation_id: []}, "traits", now)


def _check(told: TraitsIn) -> None:
    for name, value in told.values.items():
        trait = TRAITS.get(name)
        if trait is None:
            raise ApiError(
                422,
                "no-such-trait",
                "没有这一项。",
                "There is no such trait; see the vocabulary.",
                "body.values",
            )
        if value is not None and not trait.least <= value <= trait.most:
            raise ApiError(
                422,
                "out-of-bounds",
                f"{trait.zh}应在 {trait.least:g} 到 {trait.most:g} 之间。",
                f"{trait.en} lies between {trait.least:g} and {trait.most:g}.",
                f"body.values.{name}",
            )
