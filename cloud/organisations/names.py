"""What organisations are called, for lists that know them by number."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from cloud.database.among import among
from cloud.organisations.tables import Organisation
from cloud.people.asker import Asker
from cloud.people.scope import within


def names(session: Session, asker: Asker, ids: Iterable[int | None]) -> dict[int, str]:
    """The names of those that are still there and within the asker's scope."""
    wanted = {id for id in ids if id is not None}
    if not wanted:
        return {}
    rows = session.execute(
        select(Organisation.id, Organisation.name).where(
            among(session, Organisation.id, wanted), within(asker, Organisation.area, Organisation.id)
        )
    )
    return {int(id): name for id, name in rows}
