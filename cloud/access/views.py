"""Rows of the ingest line as the API shows them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy.orm import Session

from cloud.access import repository
from cloud.access.schemas import DeadLetterOut
from cloud.access.tables import DeadLetter


def dead_letters(rows: Iterable[DeadLetter]) -> list[DeadLetterOut]:
    """Rows as they are shown."""
    return [
        DeadLetterOut(
            id=row.id,
            at=row.last_at,
            first_at=row.first_at,
            topic=row.topic,
            where=row.place,
            reason=row.reason,
            size=row.size,
            sha256=row.sha256,
            times=row.times,
            payload_text=row.payload.decode("utf-8", "backslashreplace"),
            gateway=row.gateway,
            stream=row.stream,
            seq=row.seq,
        )
        for row in rows
    ]


def dead_letters_by_id(session: Session, ids: Collection[int]) -> list[DeadLetterOut]:
    """Those of these rows that are still there."""
    return dead_letters(repository.dead_letters_by_id(session, ids))
