"""Spellings as they are shown."""

from __future__ import annotations

from typing import Any, Final

from cloud.matching.schemas import DecidedOut, MatchOut, MeantOut, ReasonOut
from cloud.matching.tables import SpellingMatch
from cloud.matching.weights import WEIGHTS
from cloud.organisations.tables import Organisation
from cloud.vocabulary import LabelOut

STATE_NAMES: Final[dict[str, tuple[str, str]]] = {
    "waiting": ("待确认", "waits for a person"),
    "same": ("同一单位", "the same"),
    "different": ("不是同一单位", "not the same"),
    "new": ("未登记单位", "not registered"),
}
_PLAIN = ("id", "name", "address", "area", "confidence", "state", "import_id", "kind", "row", "asked_at",
          "decided_by", "decided_at", "version")  # fmt: skip


def match(row: SpellingMatch, organisation: Organisation) -> MatchOut:
    """Both sides and the reasons."""
    return MatchOut.model_validate(_shown(row, organisation))


def decided(row: SpellingMatch, organisation: Organisation, rows_due: int) -> DecidedOut:
    """After a decision."""
    return DecidedOut.model_validate({**_shown(row, organisation), "rows_due": rows_due})


def _shown(row: SpellingMatch, organisation: Organisation) -> dict[str, Any]:
    zh, en = STATE_NAMES[row.state]
    return {
        **{name: getattr(row, name) for name in _PLAIN},
        "organisation": MeantOut(
            **{name: getattr(organisation, name) for name in ("id", "number", "name", "address", "area")}
        ),
        "reasons": [
            ReasonOut(
                code=code,
                words=LabelOut(zh=WEIGHTS[code].zh, en=WEIGHTS[code].en),
                speaks_for=WEIGHTS[code].odds > 0,
            )
            for code in row.reasons
            if code in WEIGHTS
        ],
        "state_name": LabelOut(zh=zh, en=en),
    }
