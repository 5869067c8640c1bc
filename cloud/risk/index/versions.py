"""Versions of the index: which is in use, and deciding on another. Opens and commits nothing.

The newest version that was decided is in use; before any was, the one that ships.
"""

from __future__ import annotations

from typing import Final

import msgspec
from sqlalchemy.orm import Session

from cloud.audit import service as audit
from cloud.duty.days import day_of
from cloud.people.asker import Asker
from cloud.risk.index import repository
from cloud.risk.index.reckoning import unfit
from cloud.risk.index.schemas import VersionIn, VersionList, VersionOut
from cloud.risk.index.tables import IndexVersion
from models.safety_index.index import Version, weigh
from models.safety_index.standard import SHIPPED
from runtime.faults import PlainFault

#: Made with the module: types are looked up by one thread alone.
_decode: Final = msgspec.json.Decoder(Version).decode


def versions(session: Session) -> VersionList:
    """The newest first; the shipped one last."""
    rows = repository.versions(session)
    items = [_version(_read(row), row, place == 0) for place, row in enumerate(rows)]
    return VersionList(items=[*items, _version(SHIPPED, None, not rows)])


def decide(session: Session, asker: Asker, told: VersionIn, by: str, now: int) -> VersionOut:
    """Another version, from now on in use. ApiError 422 where its judgements contradict each other."""
    version = Version(told.name, day_of(now).isoformat(), told.judgements, told.entropy_share)
    try:
        weigh(msgspec.structs.replace(version, entropy_share=0.0))
    except PlainFault as fault:
        raise unfit(fault, "body.judgements") from None
    row = IndexVersion(
        digest=version.digest, name=told.name, content=msgspec.to_builtins(version), by=by, at=now
    )
    session.add(row)
    session.flush()
    what = {"name": told.name, "digest": version.digest}
    audit.record(session, asker, "risk-index.decide", f"risk-index/{row.id}", None, what, at=now)
    return _version(version, row, True)


def current(session: Session) -> Version:
    """The version in use."""
    rows = repository.versions(session)
    return _read(rows[0]) if rows else SHIPPED


def _read(row: IndexVersion) -> Version:
    return _decode(msgspec.json.encode(row.content))


def _version(version: Version, row: IndexVersion | None, in_use: bool) -> VersionOut:
    return VersionOut(
        digest=version.digest,
        name=version.name,
        decided_on=version.decided_on,
        entropy_share=version.entropy_share,
        judgements=version.judgements,
        ratios=weigh(msgspec.structs.replace(version, entropy_share=0.0)).ratios,
        by=row.by if row is not None else "steppewatch",
        at=row.at if row is not None else None,
        current=in_use,
    )
