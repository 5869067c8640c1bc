"""Fires as they are shown."""

from __future__ import annotations

from collections.abc import Sequence

from cloud.fires.causes import CAUSES, STATUSES
from cloud.fires.schemas import FireDetail, FireOut
from cloud.fires.tables import Fire
from cloud.imports.schemas import OriginOut
from cloud.vocabulary import LabelOut

_PLAIN = [name for name in FireOut.model_fields if name not in ("status_name", "cause_name")]


def fire(row: Fire) -> FireOut:
    """One of a list."""
    return FireOut.model_validate(_shown(row))


def detail(row: Fire, origins: Sequence[OriginOut]) -> FireDetail:
    """One with where it came from."""
    return FireDetail.model_validate({**_shown(row), "origins": list(origins)})


def _shown(row: Fire) -> dict[str, object]:
    status, cause = STATUSES[row.status], CAUSES[row.cause]
    return {
        **{name: getattr(row, name) for name in _PLAIN},
        "status_name": LabelOut(zh=status[0], en=status[1]),
        "cause_name": LabelOut(zh=cause[0], en=cause[1]),
    }
