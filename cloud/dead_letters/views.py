"""Rows of dead letters as the API shows them."""

from __future__ import annotations

import base64
from collections.abc import Collection, Iterable

from sqlalchemy.orm import Session

from cloud.dead_letters import repository
from cloud.dead_letters.schemas import DeadLetterDetail, DeadLetterOut, OverflowOut
from cloud.dead_letters.tables import DeadLetter, LetterOverflow

#: How much of a message a list shows.
_SHOWN_BYTES = 4_096


def letter(row: DeadLetter) -> DeadLetterOut:
    """One row as lists show it."""
    return DeadLetterOut.model_validate(_fields(row))


def letters(rows: Iterable[DeadLetter]) -> list[DeadLetterOut]:
    """Rows as they are shown."""
    return [letter(row) for row in rows]


def by_id(session: Session, ids: Collection[int]) -> list[DeadLetterOut]:
    """Those of these rows that are still there."""
    return letters(repository.by_id(session, ids))


def overflow(row: LetterOverflow) -> OverflowOut:
    """Whose letters were not all kept."""
    return OverflowOut.model_validate(row, from_attributes=True)


def detail(row: DeadLetter) -> DeadLetterDetail:
    """One row with its bytes."""
    shown = _fields(row) | {
        "payload_text": row.payload.decode("utf-8", "backslashreplace"),
        "payload_base64": base64.b64encode(row.payload).decode("ascii"),
    }
    return DeadLetterDetail.model_validate(shown)


def _fields(row: DeadLetter) -> dict[str, object]:
    return {
        "id": row.id,
        "at": row.last_at,
        "first_at": row.first_at,
        "topic": row.topic,
        "where": row.place,
        "reason": row.reason,
        "size": row.size,
        "sha256": row.sha256,
        "times": row.times,
        "payload_text": row.payload[:_SHOWN_BYTES].decode("utf-8", "backslashreplace"),
        "gateway": row.gateway,
        "stream": row.stream,
        "seq": row.seq,
        "area": row.area,
        "organisation_id": row.organisation_id,
        "state": row.state,
        "held": row.held,
        "urgent": row.urgent,
        "whole": row.size == len(row.payload),
        "settled_at": row.settled_at,
        "settled_by": row.settled_by,
    }
