"""What watchers and other platforms are told of fire risk: versioned, without anybody's name."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final

from sqlalchemy.orm import Session

from cloud.risk.scores import repository as score_rows
from cloud.risk.scores.tables import RiskScore
from cloud.risk.warnings import repository as warning_rows
from cloud.risk.warnings.tables import RiskWarning

#: A field's name and meaning never change within a version.
SCHEMA: Final = 1
_WARNING: Final = (
    "id", "subject", "site_id", "organisation_id", "building_id", "area", "category", "rule", "desk", "state",
    "band", "raised_at", "due_on", "escalated", "closed_at", "version",
)  # fmt: skip


def scores(session: Session, keys: Iterable[tuple[str, int]]) -> list[str]:
    """Each site as it stands now."""
    return [_score(row) for row in score_rows.told(session, list(keys))]


def warnings(session: Session, keys: Iterable[int]) -> list[str]:
    """Each warning as it stands now."""
    return [_warning(row) for row in warning_rows.told(session, list(keys))]


def _score(row: RiskScore) -> str:
    names = ("subject", "site_id", "organisation_id", "building_id", "area", "category", "band", "model")
    return json.dumps(
        {"schema_version": SCHEMA}
        | {name: getattr(row, name) for name in names}
        | {"index": round(row.safety, 2), "p90": row.p90, "p365": row.p365, "scored_at": row.scored_at}
    )


def _warning(row: RiskWarning) -> str:
    return json.dumps(
        {"schema_version": SCHEMA}
        | {name: getattr(row, name) for name in _WARNING}
        | {"text": {"zh": row.zh, "en": row.en}},
        ensure_ascii=False,
    )
