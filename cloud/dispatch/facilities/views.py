"""Reference places as the API shows them."""

from __future__ import annotations

from cloud.dispatch.facilities.kinds import FACILITY_NAMES, FacilityKind
from cloud.dispatch.facilities.schemas import FacilityOut
from cloud.dispatch.facilities.tables import Facility
from cloud.dispatch.forces.views import label

_PLAIN = tuple(name for name in FacilityOut.model_fields if name not in ("kind_name", "metres"))


def facility(row: Facility, metres: float | None = None) -> FacilityOut:
    """A place, with its distance where one was asked for."""
    return FacilityOut.model_validate(
        {name: getattr(row, name) for name in _PLAIN}
        | {
            "kind_name": label(FACILITY_NAMES[FacilityKind(row.kind)]),
            "metres": None if metres is None else round(metres),
        }
    )
